import { expect, test } from 'vitest';
import { readmeText } from '../../../main/evidence/readme.ts';
import type { KindOutcome, KindStatus, SnapshotManifest } from '../../../shared/evidence.ts';

const outcome = (resource: string, status: KindStatus, objects = 0): KindOutcome => ({
  resource: { group: '', version: 'v1', resource, kind: resource, namespaced: true },
  status,
  objects,
  bytes: 0,
  refusedNamespaces: [],
  message: '',
  sha256: '',
});

const manifest = (kinds: readonly KindOutcome[]): SnapshotManifest => ({
  schemaVersion: 1,
  tool: { name: 'drydock', version: '0.1.0' },
  origin: 'live',
  clusterName: 'quay',
  server: 'https://192.0.2.1',
  context: 'quay',
  identity: { username: 'visitor', groups: [] },
  startedAt: '2026-11-24T07:00:00.000Z',
  finishedAt: '2026-11-24T07:01:00.000Z',
  completeness: 'partial',
  kinds: [...kinds],
  apiFacts: {
    serverVersion: null,
    readyz: null,
    anonymous: null,
    certificates: null,
    publicAddress: null,
    tlsVerified: null,
    jwksReachable: null,
    openidIssuer: null,
  },
  requests: { total: 1, byStatus: {}, retries: 0 },
  notes: [],
  evidenceSha256: '',
});

test('names what is missing, also what was not reached before the end', () => {
  const text = readmeText(
    manifest([
      outcome('pods', 'collected', 3),
      outcome('nodes', 'forbidden'),
      outcome('secrets', 'not-collected'),
    ]),
  );
  expect(text).toContain('Contains:   3 objects of 1 kind (partial)');
  expect(text).toMatch(/Missing: {4}2 kinds, .*\n {14}nodes\n {14}secrets\n/);
});

test('names a few of many', () => {
  const many = Array.from({ length: 15 }, (_, index) => outcome(`kind${index}`, 'not-collected'));
  expect(readmeText(manifest(many))).toMatch(/kind11\n {14}and 3 more\n/);
});
