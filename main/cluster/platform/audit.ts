/** What the API server's arguments tell about its audit log, as far as the cluster itself shows them. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { Reason } from '../../snapshot/availability.ts';
import type { Workload } from '../../snapshot/index.ts';
import { strings } from '../../snapshot/read.ts';
import type { Cluster } from '../cluster.ts';
import { type Component, componentsOf, type Flag } from './component-args.ts';
import { notShown } from './not-shown.ts';

export type AuditLog =
  | { readonly configured: boolean; readonly sentence: string; readonly evidence: readonly EvidenceRef[] }
  | { readonly configured: null; readonly reason: Reason; readonly sentence: string };

/** On managed control planes this is a setting of the provider that the API does not show: unknown, never a finding. */
export function auditLog(cluster: Pick<Cluster, 'index' | 'platform'>): AuditLog {
  const servers = auditedServers(cluster);
  if ('reason' in servers) return { configured: null, ...servers };
  // One server without a log is a gap: a caller may always meet that one.
  const judged = servers.map((server) => ofServer(server));
  return (
    judged.find(({ configured }) => configured === false) ??
    judged.find(({ configured }) => configured === null) ??
    (judged[0] as AuditLog)
  );
}

/** API servers whose arguments can be read, or why there are none; never an empty list. */
export function auditedServers(
  cluster: Pick<Cluster, 'index' | 'platform'>,
): readonly Component[] | { readonly reason: Reason; readonly sentence: string } {
  const { platform, index } = cluster;
  if (platform.managedControlPlane === true)
    return {
      reason: 'managed-by-provider',
      sentence: `On ${platform.name} the audit log is a provider setting that the cluster does not show. Ask the target, and request one day of it.`,
    };
  const servers = platform.mayBeManaged ? [] : componentsOf(index, 'kube-apiserver');
  return servers.length === 0 ? notShown(cluster, 'audit-log', 'the audit log of the API server') : servers;
}

/** Where a server writes its log: to a file, to a webhook, or nowhere. */
export function auditTargets({ flags }: Component): readonly Flag[] {
  return ['audit-log-path', 'audit-webhook-config-file'].flatMap((name) => flags.get(name) ?? []);
}

function ofServer(server: Component): AuditLog {
  const [target] = auditTargets(server);
  const policy = server.flags.get('audit-policy-file') !== null;
  if ((target === undefined || !policy) && server.flags.opaque)
    return {
      configured: null,
      reason: 'needs-interview',
      sentence: 'Another program starts the API server, so its audit log is not visible. Ask the target.',
    };
  if (target === undefined)
    return {
      configured: false,
      sentence: 'The API server runs without an audit log.',
      evidence: [{ object: server.ref, path: server.path }],
    };
  return {
    configured: policy,
    sentence: policy
      ? 'The API server writes an audit log according to a policy.'
      : 'The API server has an audit log destination but no policy, so it writes nothing.',
    evidence: [{ object: server.ref, path: target.path, value: target.text }],
  };
}

/** All words of command and args with their paths. */
export function argumentsOf(workload: Workload): readonly { readonly text: string; readonly path: string }[] {
  return workload.containers.flatMap(({ raw, path }) =>
    (['command', 'args'] as const).flatMap((field) =>
      strings(raw, field).map((text, i) => ({ text, path: `${path}.${field}[${i}]` })),
    ),
  );
}
