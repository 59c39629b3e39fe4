import { describe, expect, it } from 'vitest';
import { type ControlView, missingOf } from '../../../renderer/screens/snapshots/missing.ts';
import type { KindOutcome, KindStatus, SnapshotManifest } from '../../../shared/evidence.ts';
import type { Severity, VerdictState } from '../../../shared/verdict.ts';

const kind = (resource: string, status: KindStatus, group = ''): KindOutcome => ({
  resource: { group, version: 'v1', resource, kind: resource, namespaced: true },
  status,
  objects: 0,
  bytes: 0,
  refusedNamespaces: [],
  message: '',
  sha256: '',
});

const control = (
  id: string,
  severity: Severity,
  verdict: VerdictState,
  unknown: number,
  leansOn: readonly string[],
): ControlView => ({
  meta: {
    id,
    family: 'pod',
    title: id,
    severity,
    rationale: '',
    remediation: { short: '', steps: '', effortHours: { low: 0, likely: 0, high: 0 } },
    references: [],
    mappings: [],
    questions: [],
  },
  summary: {
    control: id,
    family: 'pod',
    severity,
    verdict,
    counts: { fail: 0, pass: 0, notApplicable: 0, unknown },
    evidence: [],
    message: '',
  },
  leansOn,
});

const manifest = (...kinds: KindOutcome[]) => ({ kinds }) as unknown as SnapshotManifest;

describe('what a snapshot lacks', () => {
  const evidence = manifest(
    kind('pods', 'partial'),
    kind('secrets', 'forbidden'),
    kind('nodes', 'collected'),
    kind('routes', 'not-served', 'route.openshift.io'),
    kind('events', 'not-collected'),
    kind('roles', 'failed', 'rbac.authorization.k8s.io'),
  );

  it('names every kind that is not here in full, the most needed first', () => {
    const { kinds } = missingOf(evidence, [
      control('pod/a', 'low', 'unknown', 1, ['/pods']),
      control('pod/b', 'low', 'unknown', 1, ['/pods', 'rbac.authorization.k8s.io/roles']),
    ]);
    expect(kinds.map(({ outcome, controls }) => [outcome.resource.resource, controls])).toEqual([
      ['pods', 2],
      ['roles', 1],
      ['secrets', 0],
    ]);
  });

  it('tells controls that cannot be judged from those judged in part, worst first, with what they lack', () => {
    const { unknown, inPart, otherwise } = missingOf(evidence, [
      control('pod/low', 'low', 'unknown', 1, ['/pods']),
      control('pod/critical', 'critical', 'unknown', 1, [
        '/nodes',
        '/secrets',
        'rbac.authorization.k8s.io/roles',
      ]),
      control('pod/partly', 'high', 'fail', 3, ['/pods']),
      control('pod/managed', 'high', 'unknown', 1, ['/nodes']),
      control('pod/fails', 'high', 'fail', 0, ['/pods']),
      control('pod/passes', 'high', 'pass', 0, ['/nodes']),
    ]);
    expect(unknown.map(({ id, lacks }) => [id, lacks])).toEqual([
      ['pod/critical', ['secrets', 'roles.rbac.authorization.k8s.io']],
      ['pod/low', ['pods']],
    ]);
    expect(inPart.map(({ id }) => id)).toEqual(['pod/partly']);
    expect(otherwise).toBe(1);
  });

  it('a whole snapshot lacks nothing', () => {
    expect(missingOf(manifest(kind('pods', 'collected')), [])).toEqual({
      kinds: [],
      unknown: [],
      inPart: [],
      otherwise: 0,
    });
  });
});
