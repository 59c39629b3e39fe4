/** What every procedure asks before it works. */
import { expect, test } from 'vitest';
import { found, refuse, sessionOf, type WorkbenchContext } from '../../../main/workbench/context.ts';
import { DrydockError } from '../../../shared/errors.ts';

const withSession = (session: () => unknown) => ({ session }) as unknown as WorkbenchContext;
const open = { summary: () => Promise.resolve({ id: 'e1' }) };

test('what is not there is named', () => {
  expect(found('a', 'The finding')).toBe('a');
  expect([found(0, 'x'), found('', 'x'), found(false, 'x')]).toEqual([0, '', false]);
  for (const gone of [null, undefined])
    expect(() => found(gone, 'The finding')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', data: { what: 'The finding' } }),
    );
});

test('a fault of a form ends the call with its sentence, and no fault ends nothing', () => {
  expect(() => refuse('The name is missing.')).toThrow(
    expect.objectContaining({ code: 'INPUT_REFUSED', data: { sentence: 'The name is missing.' } }),
  );
  expect(refuse(null)).toBeUndefined();
});

test('words typed into one engagement never reach another', async () => {
  const workbench = withSession(() => open);
  expect(await sessionOf(workbench, 'e1')).toBe(open);
  expect(await sessionOf(workbench, undefined)).toBe(open);
  await expect(sessionOf(workbench, 'e2')).rejects.toMatchObject({ code: 'ENGAGEMENT_LOCKED' });
  const locked = withSession(() => {
    throw new DrydockError('ENGAGEMENT_LOCKED');
  });
  await expect(sessionOf(locked, undefined)).rejects.toMatchObject({ code: 'ENGAGEMENT_LOCKED' });
});
