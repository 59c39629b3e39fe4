/** The sample's story, as the analysis tells it: what must be found, what must not, and what nobody can know. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { loadSample, SAMPLE_NOW } from '../../../main/sample/load.ts';
import { redactObject } from '../../../main/snapshot/redaction/redact.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { serverVersion } from './objects.ts';

const objects = loadSample('first').flatMap((object) => redactObject(object) ?? []);
const { facts, summaries, verdicts, platform } = analyseSnapshot(
  snapshotOf(objects, {
    origin: 'live',
    manifest: {
      finishedAt: SAMPLE_NOW.first,
      identity: { username: 'collector', groups: ['drydock:collectors', 'system:authenticated'] },
      apiFacts: { ...snapshotOf([]).manifest.apiFacts, ...serverVersion(33, '-eks-1') },
    },
  }),
);
const failing = (control: string) =>
  verdicts.filter((one) => one.control === control && one.verdict === 'fail');
const summary = (control: string) => summaries.find((one) => one.control === control);
const names = (control: string) =>
  failing(control).map(({ object }) => `${object?.namespace ?? ''}/${object?.name ?? ''}`);

describe('the sample', () => {
  test('is recognised as EKS, a minor version out of support, with a plugin that enforces policies', () => {
    expect(platform).toMatchObject({ distribution: 'EKS', managedControlPlane: true, supported: false });
    expect(facts['platform.cniEnforcesPolicy']).toMatchObject({ state: 'known', value: true });
    expect(facts['platform.kubeletSkewMinors']).toMatchObject({ value: 2 });
  });
  test('has policies in 3 of 16 namespaces, one of which selects nothing', () => {
    expect(facts['size.namespaces']).toMatchObject({ value: 16 });
    expect(facts['network.namespacesWithPods']).toMatchObject({ value: 16 });
    expect(facts['network.namespacesWithEffectivePolicy']).toMatchObject({ value: 2 });
    expect(names('network/policy-selects-nothing')).toHaveLength(1);
    expect(names('network/namespace-without-policy')).toHaveLength(14);
  });
  test('has one look-alike pod, and no other sign of a guest', () => {
    const signs = verdicts.filter(
      ({ control, verdict }) => control.startsWith('compromise/') && verdict === 'fail',
    );
    expect(signs).toHaveLength(1);
    expect(signs[0]).toMatchObject({
      control: 'compromise/look-alike-system-pod',
      object: { kind: 'Pod', namespace: 'default' },
      message: expect.stringMatching(/^Seen: .*may be legitimate/),
    });
  });
  test('does not know of an audit log or of encryption at rest', () => {
    for (const id of ['audit/no-audit-log', 'secrets/no-encryption-at-rest'])
      expect(summary(id)).toMatchObject({ verdict: 'unknown', reason: 'managed-by-provider' });
  });
  test('has the token that never ends, of the application controller', () => {
    expect(failing('secrets/long-lived-token')).toMatchObject([
      { object: { namespace: 'argocd' }, message: expect.stringContaining('argocd-application-controller') },
    ]);
  });
  test('has more cluster administrators than the platform team, and the collector is no finding', () => {
    const holders = failing('rbac/cluster-admin-holder').map(({ subject }) => subject?.name);
    expect(holders).toEqual(
      expect.arrayContaining(['marten.contractor@halcyon.example', 'gitlab-ci', 'vendor:northgate-support']),
    );
    expect(verdicts.filter(({ subject }) => subject?.name === 'drydock:collectors')).toEqual([]);
  });
  test('has the steps of the path', () => {
    expect(names('rbac/pod-mounts-powerful-account').some((name) => name.startsWith('parcel-photos/'))).toBe(
      true,
    );
    expect(names('admission/no-enforce-label')).toContain('/parcel-photos');
    expect(names('pod/privileged-container')).toContain('ci/gitlab-runner');
    expect(names('pod/runtime-socket')).toContain('ci/gitlab-runner');
  });
  test('does not drown in system agents', () => {
    const loud = verdicts.filter(
      ({ object, verdict, severity }) =>
        verdict === 'fail' &&
        ['critical', 'high'].includes(severity) &&
        object?.namespace === 'kube-system' &&
        object.kind !== 'ConfigMap',
    );
    expect(loud).toEqual([]);
  });
  test('shows the strengths: platform and vault fail little', () => {
    for (const namespace of ['platform', 'vault'])
      expect(
        verdicts.filter(
          ({ object, verdict, severity }) =>
            verdict === 'fail' && object?.namespace === namespace && ['critical', 'high'].includes(severity),
        ),
      ).toEqual([]);
  });
});
