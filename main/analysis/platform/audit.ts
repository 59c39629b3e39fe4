/** Whether the API server writes an audit log, as far as the cluster itself can tell. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { Reason } from '../../snapshot/availability.ts';
import type { Workload } from '../../snapshot/index.ts';
import { strings } from '../../snapshot/read.ts';
import type { Cluster } from '../cluster.ts';

export type AuditLog =
  | { readonly configured: boolean; readonly sentence: string; readonly evidence: readonly EvidenceRef[] }
  | { readonly configured: null; readonly reason: Reason; readonly sentence: string };

/** On managed control planes this is a setting of the provider that the API does not show: unknown, never a finding. */
export function auditLog(cluster: Pick<Cluster, 'index' | 'platform'>): AuditLog {
  const { managedControlPlane, distribution } = cluster.platform;
  if (managedControlPlane === true) {
    return {
      configured: null,
      reason: 'managed-by-provider',
      sentence: `On ${distribution} the audit log is a setting of the provider that the cluster does not show. Ask, and ask for one day of it.`,
    };
  }
  const server = apiServerPod(cluster.index.workloads);
  if (server === null) return noApiServer(cluster);
  const args = argumentsOf(server);
  const log = args.find(({ text }) => /^--audit-(log-path|webhook-config-file)=./.test(text));
  const policy = args.some(({ text }) => /^--audit-policy-file=./.test(text));
  if (log === undefined)
    return {
      configured: false,
      sentence: 'The API server is started without an audit log.',
      evidence: [{ object: server.ref, path: server.specPath }],
    };
  return {
    configured: policy,
    sentence: policy
      ? 'The API server writes an audit log by a policy.'
      : 'The API server has a place for its audit log but no policy, so it writes nothing.',
    evidence: [{ object: server.ref, path: log.path, value: log.text }],
  };
}

/** Why arguments of the API server cannot be read. */
export function noApiServer({
  index,
  platform,
}: Pick<Cluster, 'index' | 'platform'>): Extract<AuditLog, { configured: null }> {
  if (platform.managedControlPlane === true) {
    return {
      configured: null,
      reason: 'managed-by-provider',
      sentence: `The provider runs the control plane of ${platform.distribution}; its settings are not visible from the cluster.`,
    };
  }
  if (index.manifest.origin === 'manifests') {
    return {
      configured: null,
      reason: 'not-in-manifests',
      sentence: 'Files do not show how the API server is started.',
    };
  }
  const gap = index.availability('/pods');
  if (gap.reason !== null) return { configured: null, reason: gap.reason, sentence: gap.message };
  return {
    configured: null,
    reason: 'needs-interview',
    sentence: 'The API server does not show as a pod, so ask for its arguments.',
  };
}

/** The mirror pod of the API server, on self-hosted clusters. */
export function apiServerPod(workloads: readonly Workload[]): Workload | null {
  return (
    workloads.find(
      (one) => one.isStatic && one.namespace === 'kube-system' && one.name.startsWith('kube-apiserver'),
    ) ?? null
  );
}

/** All words of command and args with their paths. */
export function argumentsOf(workload: Workload): readonly { readonly text: string; readonly path: string }[] {
  return workload.containers.flatMap(({ raw, path }) =>
    (['command', 'args'] as const).flatMap((field) =>
      strings(raw, field).map((text, i) => ({ text, path: `${path}.${field}[${i}]` })),
    ),
  );
}
