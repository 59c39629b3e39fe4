import { describe, expect, test } from 'vitest';
import { DISTRIBUTIONS } from '../../../../main/cluster/platform/distributions.ts';
import { responsibilityMatrix } from '../../../../main/cluster/platform/responsibility.ts';
import { COMPONENTS } from '../../../../shared/components.ts';

type Mode = Parameters<typeof responsibilityMatrix>[0]['mode'];
const MODES: readonly (readonly [string, Mode])[] = [
  ['EKS', 'Auto Mode'],
  ['EKS', 'Fargate'],
  ['GKE', 'Autopilot'],
];
const matrix = (distribution: string, mode: Mode = null) =>
  responsibilityMatrix({
    distribution,
    mode,
    managedControlPlane: DISTRIBUTIONS.find((one) => one.distribution === distribution)?.managed ?? null,
  });
const ownerOf = (component: string, rows: ReturnType<typeof matrix>) =>
  rows.find((row) => row.component === component)?.owner;

describe('who looks after what', () => {
  const all = [...DISTRIBUTIONS.map(({ distribution }) => [distribution, null] as const), ...MODES];
  test.each(all)('%s %s: each part has an owner and one sentence', (distribution, mode) => {
    const rows = matrix(distribution, mode);
    expect(rows.map(({ component }) => component)).toEqual(Object.values(COMPONENTS));
    for (const { owner, note } of rows) {
      expect(owner).not.toBe('unknown');
      expect(note).toMatch(/^\S.{10,}[^.]\.$/);
    }
  });
  test.each(DISTRIBUTIONS.filter(({ managed }) => managed).map((one) => one.distribution))(
    '%s: the provider runs the control plane, never the workloads',
    (distribution) => {
      const rows = matrix(distribution);
      for (const part of ['API server', 'etcd', 'Scheduler and controller manager'])
        expect([part, ownerOf(part, rows)]).toEqual([part, 'provider']);
      expect(ownerOf(COMPONENTS.workloads, rows)).toBe('customer');
    },
  );
  test.each(MODES)('%s %s: the provider runs the nodes too', (distribution, mode) => {
    expect(ownerOf('Nodes', matrix(distribution))).not.toBe('provider');
    expect(ownerOf('Nodes', matrix(distribution, mode))).toBe('provider');
    expect(ownerOf('Kubelet', matrix(distribution, mode))).toBe('provider');
  });
  test('a company that runs the cluster itself owns all of it', () => {
    for (const distribution of ['kubeadm', 'OpenShift', 'k3s'])
      expect(new Set(matrix(distribution).map(({ owner }) => owner))).toEqual(new Set(['customer']));
  });
  test('without a known platform the owner is unknown, but for the workloads', () => {
    const rows = responsibilityMatrix({ distribution: null, mode: null, managedControlPlane: null });
    expect(rows.filter(({ owner }) => owner !== 'unknown').map(({ component }) => component)).toEqual([
      COMPONENTS.workloads,
    ]);
  });
});
