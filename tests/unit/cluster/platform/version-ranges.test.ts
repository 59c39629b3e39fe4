import { describe, expect, test } from 'vitest';
import { ADD_ONS, addOnVerdict } from '../../../../main/cluster/platform/add-on-flaws.ts';
import { affectedBy, readRanges, readTagVersion } from '../../../../main/cluster/platform/version-ranges.ts';

test.each([
  // First and last release inside, and the first outside.
  ['v2.14.0', 'yes'],
  ['2.14.12', 'yes'],
  ['2.14.13', 'no'],
  ['2.13.9', 'no'],
  ['0.1.0', 'no'],
  // All releases of a minor, some of them, none.
  ['2.12', 'yes'],
  ['2.14', 'maybe'],
  ['2.15', 'no'],
  // Before a release: of the first affected one it is not told, of the first mended one neither.
  ['2.14.0-rc1', 'yes'],
  ['2.14.13-rc1', 'maybe'],
  ['1.2.0-rc1', 'maybe'],
  // Security builds of one release.
  ['11.0.5', 'yes'],
  ['11.0.5-security-01', 'no'],
  ['11.0.6', 'yes'],
  ['11.0.6-security-01', 'no'],
  ['11.0.5-ubuntu', 'yes'],
] as const)('%s is affected: %s', (tag, affected) => {
  const ranges = readRanges('1.2.0-2.13.8 2.14.0~-2.14.13 11.0.0-11.0.5+1 11.0.6-11.0.6+1');
  const version = readTagVersion(tag);
  expect(version === null ? null : affectedBy(version, ranges)).toBe(affected);
});

test.each(['latest', 'main', '', 'sha-1a2b3c4', '2', 'v2.14.3-acme.7', '12.4.0-21693836646', '2.x'])(
  'the tag "%s" names no release',
  (tag) => {
    expect(readTagVersion(tag)).toBeNull();
  },
);

describe('the table of add-ons', () => {
  test('is dated, each entry once, rated, and its versions end in a fix', () => {
    for (const { asOf, flaws } of ADD_ONS) {
      expect(asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(new Set(flaws.map(({ id }) => id)).size).toBe(flaws.length);
      for (const { id, severity, onlyIf, fixedIn } of flaws) {
        expect(id).toMatch(/^CVE-\d{4}-\d{4,7}$/);
        expect(onlyIf === null ? ['critical', 'high'] : ['high', 'medium']).toContain(severity);
        expect(fixedIn.length).toBeGreaterThan(0);
      }
    }
  });
  test('a flaw of Grafana Enterprise is none of the open edition', () => {
    const flaws = (image: string) => addOnVerdict(image)?.affected?.map(({ id }) => id);
    expect(flaws('grafana/grafana-enterprise:12.1.2')).toContain('CVE-2025-41115');
    expect(flaws('grafana/grafana:12.1.2')).not.toContain('CVE-2025-41115');
  });
});
