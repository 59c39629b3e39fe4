import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../renderer/components/yaml-excerpt.ts';
import { timeLeft } from '../../../renderer/format.ts';
import { coveringNow } from '../../../renderer/screens/collect/authorisation.ts';
import { fileNameFor, passphraseStrength } from '../../../renderer/screens/start/passphrase.ts';
import { refuseMarkup } from '../../../renderer/trusted-types.ts';

const yaml = Array.from({ length: 40 }, (_, index) => `line${index + 1}: x`).join('\n');

describe('the excerpt of an object', () => {
  it('lights the line in focus and says how much it leaves out', () => {
    const { lines, before, after } = excerpt(yaml, 20, 3);
    expect(lines.map((line) => line.number)).toEqual([17, 18, 19, 20, 21, 22, 23]);
    expect(lines.filter((line) => line.lit).map((line) => line.text)).toEqual(['line20: x']);
    expect([before, after]).toEqual([16, 17]);
  });

  it('shows the beginning when nothing is in focus, or the focus is not there', () => {
    expect(excerpt(yaml, null).lines[0]?.number).toBe(1);
    expect(excerpt(yaml, 900).lines.some((line) => line.lit)).toBe(false);
  });
});

it('refuses every string that could hold markup', () => {
  expect(refuseMarkup('<img src=x onerror=alert(1)>')).toBeNull();
  expect(refuseMarkup(':root{--a:1}')).toBe(':root{--a:1}');
});

it('makes file names that stay in their folder', () => {
  expect(fileNameFor('../../etc/passwd')).toBe('etc passwd');
  expect(fileNameFor('Project “Häfen”')).toBe('Project “Häfen”');
  expect(fileNameFor('///')).toBe('engagement');
});

it('calls a long passphrase stronger than a short one, and repetition weak', () => {
  expect(passphraseStrength('short').enough).toBe(false);
  expect(passphraseStrength('aaaaaaaaaaaaaaaaaaaaaaaa').step).toBe(1);
  expect(passphraseStrength('four plain words together').step).toBe(4);
});

it('knows an authorisation by name and by its inclusive window', () => {
  const record = {
    id: '1',
    grantedBy: 'A',
    role: '',
    clusters: ['prod'],
    scope: '',
    validFrom: '2026-11-01T00:00:00.000Z',
    validUntil: '2026-11-30T00:00:00.000Z',
    reference: '',
    recordedBy: '',
    recordedAt: '',
    corrects: null,
    correctionReason: '',
  };
  expect(coveringNow([record], 'prod', new Date('2026-11-30T00:00:00.000Z'))).toBe(record);
  expect(coveringNow([record], 'prod', new Date('2026-12-01T00:00:00.000Z'))).toBeNull();
  expect(coveringNow([record], 'other', new Date('2026-11-10T00:00:00.000Z'))).toBeNull();
  const wide = { ...record, id: '2', clusters: ['*'] };
  expect(coveringNow([record, wide], 'other', new Date('2026-11-10T00:00:00.000Z'))).toBe(wide);
});

it('a guess at the time left is never finer than a second', () => {
  expect([300, 1_200, 200_000].map(timeLeft)).toEqual(['less than a second', 'about 2 s', 'about 3 min']);
});
