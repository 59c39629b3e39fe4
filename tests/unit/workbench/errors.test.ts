/** What a person reads of an error, and what nobody but the log does. */
import { ORPCError, ValidationError } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { crossingError, fromCrossing } from '../../../main/workbench/errors.ts';
import { knownError } from '../../../main/workbench/known-error.ts';
import { newProfile } from '../../../main/workbench/new-profile.ts';
import { DEFAULT_BANDS } from '../../../shared/engagement.ts';
import { DrydockError } from '../../../shared/errors.ts';

const system = (code: string, more: object = { syscall: 'open', path: '/a/b' }) =>
  Object.assign(new Error(`${code}: refused`), { code, ...more });

describe('what the operating system refused', () => {
  test.each([
    ['ENOENT', 'FILE_NOT_FOUND', undefined],
    ['ENOSPC', 'FILE_NOT_WRITABLE', 'string'],
    ['EACCES', 'FILE_NOT_READABLE', 'permission was denied'],
    ['EPERM', 'FILE_NOT_READABLE', 'permission was denied'],
    ['EISDIR', 'FILE_NOT_READABLE', 'it is a folder'],
    ['ENOTDIR', 'FILE_NOT_READABLE', 'part of its path is a file'],
    ['ELOOP', 'FILE_NOT_READABLE', 'its links form a loop'],
    ['ENAMETOOLONG', 'FILE_NOT_READABLE', 'its name is too long'],
    ['EINVAL', 'FILE_NOT_READABLE', 'the system does not accept its name'],
    ['EIO', 'FILE_NOT_READABLE', 'the disk failed'],
    ['EBUSY', 'FILE_NOT_READABLE', 'another program uses it'],
    ['EMFILE', 'FILE_NOT_READABLE', 'too many files are open'],
    ['ENXIO', 'FILE_NOT_READABLE', 'it is not a regular file'],
  ])('%s is %s', (code, known, reason) => {
    const error = knownError(system(code));
    expect([error?.code, error?.data['path']]).toEqual([known, '/a/b']);
    if (reason === 'string') expect(error?.data['reason']).toMatch(/\w/);
    else expect(error?.data['reason']).toBe(reason);
    expect(error?.cause).toBeInstanceOf(Error);
  });

  test('is told of the file where no path is known', () => {
    expect(knownError(system('EIO', { syscall: 'read' }))?.data['path']).toBe('The file');
  });

  test('is a defect when nobody asked the system, or with a code that is not in the list', () => {
    expect(knownError(system('ENOENT', {}))).toBeNull();
    expect(knownError(system('EPROTO'))).toBeNull();
    expect(knownError(new Error('plain'))).toBeNull();
    expect(knownError('ENOENT')).toBeNull();
    expect(knownError(Object.assign(new Error('x'), { code: 7, syscall: 'open' }))).toBeNull();
  });

  test('is an invalid path when it holds a NUL, which Node says before it asks', () => {
    const nul = Object.assign(new Error('must be a string without null bytes'), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
    expect(knownError(nul)).toMatchObject({ code: 'INVALID_INPUT', data: { what: 'The path' } });
    expect(knownError(Object.assign(new Error('other'), { code: 'ERR_INVALID_ARG_VALUE' }))).toBeNull();
  });

  test('stays what it is when it is known already', () => {
    const error = new DrydockError('CANCELLED');
    expect(knownError(error)).toBe(error);
  });
});

describe('an error on its way to a client', () => {
  const crossed = (error: unknown) => {
    const defects: unknown[] = [];
    return { sent: crossingError(error, (one) => defects.push(one)), defects };
  };

  test('that is known goes as its code with its sentences, and comes back as it was', () => {
    const { sent, defects } = crossed(new DrydockError('FILE_NOT_FOUND', { path: '/a/b' }));
    expect(sent).toMatchObject({ code: 'FILE_NOT_FOUND', status: 400, data: { data: { path: '/a/b' } } });
    expect(sent.message).toContain('/a/b');
    expect(defects).toEqual([]);
    expect(fromCrossing(sent)).toMatchObject({ code: 'FILE_NOT_FOUND', data: { path: '/a/b' } });
  });

  test('that is a defect goes without its payload, and is told of here', () => {
    const defect = new Error('the passphrase is hunter2');
    const { sent, defects } = crossed(defect);
    expect(sent.code).toBe('INTERNAL');
    expect(JSON.stringify([sent.message, sent.data])).not.toContain('hunter2');
    expect(defects).toEqual([defect]);
  });

  test.each([
    [[{ message: 'Too Short', path: ['profile', { key: 'name' }] }], '“profile.name”', 'too short'],
    [[{ message: 'Wrong' }], 'The input', 'wrong'],
    [[], 'The input', 'it has the wrong form'],
  ])('that the contract refused names the field: %j', (issues, what, reason) => {
    const cause = new ValidationError({ message: 'invalid', issues, data: undefined });
    const { sent, defects } = crossed(new ORPCError('BAD_REQUEST', { cause }));
    expect(sent).toMatchObject({ code: 'INVALID_INPUT', data: { data: { what, reason } } });
    expect(defects).toEqual([]);
  });

  test('of the transport goes as it is, unless it hides a defect', () => {
    const gone = new ORPCError('NOT_FOUND');
    expect(crossed(gone)).toEqual({ sent: gone, defects: [] });
    const hidden = new ORPCError('INTERNAL_SERVER_ERROR');
    expect(crossed(hidden)).toMatchObject({ sent: { code: 'INTERNAL' }, defects: [hidden] });
    expect(crossed(new ORPCError('BAD_REQUEST')).sent.code).toBe('BAD_REQUEST');
  });

  test('that came from elsewhere comes back as it is', () => {
    const plain = new Error('plain');
    const bare = new ORPCError('NOT_FOUND');
    expect([fromCrossing(plain), fromCrossing(bare)]).toEqual([plain, bare]);
  });
});

test('a new profile holds what was given, and honest defaults for the rest', () => {
  expect(newProfile({ name: 'Harbour', target: 'Halcyon' })).toEqual({
    name: 'Harbour',
    target: 'Halcyon',
    client: '',
    assessor: '',
    consultancy: '',
    classification: 'Confidential',
    currency: 'EUR',
    bands: DEFAULT_BANDS,
    dayRates: [],
    people: [],
    decision: null,
    decisionReason: '',
    conditions: [],
    executiveNote: '',
  });
  const given = {
    name: 'Harbour',
    target: 'Halcyon',
    client: 'Meridian',
    assessor: 'M. Assessor',
    consultancy: 'Quayside',
    classification: 'Secret',
    currency: 'USD',
    bands: DEFAULT_BANDS.slice(),
    dayRates: [{ role: 'Engineer', amount: 950 }],
    people: [{ name: 'Ada', role: 'CTO', organisation: 'Halcyon' }],
    decision: 'go' as const,
    decisionReason: 'It is sound.',
    conditions: ['A retest.'],
    executiveNote: 'A note.',
  };
  expect(newProfile(given)).toEqual(given);
});
