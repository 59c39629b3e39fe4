import { describe, expect, test } from 'vitest';
import {
  kubeVersion,
  minorOfVersion,
  supportWindow,
  VERSIONS_AS_OF,
} from '../../../../main/cluster/platform/versions.ts';

const LINES = ['upstream', 'eks', 'gke', 'aks', 'openshift'] as const;

describe('support windows', () => {
  test.each(LINES)('%s: minors follow each other, and so do their dates', (line) => {
    const windows = Array.from({ length: 60 }, (_, minor) => minor)
      .filter((minor) => minor >= 28)
      .flatMap((minor) => supportWindow(line, minor) ?? []);
    expect(windows.length).toBeGreaterThan(3);
    for (const [i, window] of windows.entries()) {
      const next = windows[i + 1];
      expect(window.endsOn).toMatch(/^\d{4}-\d\d-\d\d$/);
      if (window.extendedUntil !== undefined) expect(window.extendedUntil > window.endsOn).toBe(true);
      if (next === undefined) continue;
      expect(next.minor).toBe(window.minor + 1);
      expect(next.endsOn > window.endsOn).toBe(true);
    }
    expect(VERSIONS_AS_OF[line]).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
  test('a minor newer than the table is not judged, an older one ended', () => {
    expect(supportWindow('eks', 99)).toBeNull();
    expect(supportWindow('eks', 12)?.endsOn).toBe(supportWindow('eks', 23)?.endsOn);
  });
  test.each([
    ['v1.33.5-eks-113cf36', 33],
    ['v1.34.1-gke.1829000', 34],
    ['v1.35.0+k3s1', 35],
    ['1.29', 29],
    ['v2.1.0', null],
    ['', null],
  ])('the minor of %j is %s', (version, minor) => {
    expect(minorOfVersion(version)).toBe(minor);
  });
});

describe('a version asked for', () => {
  test.each([
    ['v1.37', 37, 'v1.37'],
    ['1.37', 37, 'v1.37'],
    ['v1.0', 0, 'v1.0'],
    ['1.30.14', 30, 'v1.30.14'],
    // As kubectl and providers print it.
    ['1.37-eks', 37, 'v1.37'],
    [' 1.37\n', 37, 'v1.37'],
    ['v1.30.2+rke2r1', 30, 'v1.30.2'],
    ['v1.29.3-eks-adc7111', 29, 'v1.29.3'],
    ['Client Version: v1.33.0\nServer Version: v1.32.4', 32, 'v1.32.4'],
  ])('%s', (text, minor, shown) => {
    expect(kubeVersion(text)).toEqual({ minor, text: shown });
  });
  test.each(['', 'latest', '1', '37', 'v2.1', '1.', '1.037', '1.1000', '1.37.', '1.37 and more'])(
    'not %j',
    (text) => {
      expect(kubeVersion(text)).toBeNull();
    },
  );
});
