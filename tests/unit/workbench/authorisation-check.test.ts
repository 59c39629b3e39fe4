import { expect, test } from 'vitest';
import { authorisedForMs, requireAuthorisation } from '../../../main/workbench/authorisation-check.ts';
import { type Authorisation, currentAuthorisations } from '../../../shared/engagement.ts';

const authorisation = (change: Partial<Authorisation>): Authorisation => ({
  id: '1',
  grantedBy: 'M. Okafor',
  role: '',
  clusters: ['prod'],
  scope: '',
  validFrom: '2026-11-01',
  validUntil: '2026-11-30',
  reference: '',
  recordedBy: '',
  recordedAt: '',
  corrects: null,
  correctionReason: '',
  ...change,
});

test.each([
  ['inside its window', {}, 'prod', '2026-11-15T12:00:00Z', true],
  ['with other letters of the same name', {}, 'PROD', '2026-11-15T12:00:00Z', true],
  ['for every cluster', { clusters: ['*'] }, 'other', '2026-11-15T12:00:00Z', true],
  ['to the end of its last day', {}, 'prod', '2026-11-30T23:59:00Z', true],
  ['not a minute later', {}, 'prod', '2026-12-01T00:00:00Z', false],
  ['not before it begins', {}, 'prod', '2026-10-31T23:59:59Z', false],
  ['not for another cluster', {}, 'production', '2026-11-15T12:00:00Z', false],
  ['not when its dates cannot be read', { validUntil: 'soon' }, 'prod', '2026-11-15T12:00:00Z', false],
] as const)('an authorisation covers a cluster %s', (_, change, cluster, now, covers) => {
  const list = [authorisation(change as Partial<Authorisation>)];
  const ask = () => requireAuthorisation(list, cluster, now);
  if (covers) expect(ask()).toBe(list[0]);
  else expect(ask).toThrow('No recorded authorisation');
});

test('without one, collecting is refused with what to do', () => {
  expect(() => requireAuthorisation([], 'prod', '2026-11-15T12:00:00Z')).toThrowError(
    'No recorded authorisation covers collecting from prod now.',
  );
});

test('it lasts as long as the longest of those that cover the cluster', () => {
  const list = [
    authorisation({ validUntil: '2026-11-15T13:00:00Z' }),
    authorisation({ validUntil: '2026-11-15T14:00:00Z' }),
    authorisation({ clusters: ['other'], validUntil: '2027-01-01' }),
  ];
  expect(authorisedForMs(list, 'prod', '2026-11-15T12:00:00Z')).toBe(2 * 60 * 60_000);
  expect(() => authorisedForMs(list, 'prod', '2026-11-15T15:00:00Z')).toThrow('No recorded authorisation');
});

test('a corrected authorisation no longer counts, and what replaced it does', () => {
  const wrong = authorisation({ id: '1', clusters: ['prod'] });
  const right = authorisation({
    id: '2',
    corrects: '1',
    correctionReason: 'Wrong name.',
    clusters: ['staging'],
  });
  const ask = (cluster: string) => requireAuthorisation([wrong, right], cluster, '2026-11-15T12:00:00Z');
  expect(() => ask('prod')).toThrow('No recorded authorisation');
  expect(ask('staging')).toBe(right);
  const again = authorisation({
    id: '3',
    corrects: '2',
    correctionReason: 'Both.',
    clusters: ['prod', 'staging'],
  });
  expect(currentAuthorisations([wrong, right, again])).toEqual([{ current: again, earlier: [right, wrong] }]);
});
