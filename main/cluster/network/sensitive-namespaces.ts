/**
 * Namespaces from which an attacker takes the most: the one place that decides which they are, and says why. By what
 * runs in them, never by their name alone, except for the system's own namespace.
 */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { fields, has, list } from '../../snapshot/read.ts';
import { repositoryOf } from '../platform/images.ts';

export interface SensitiveNamespace {
  readonly namespace: string;
  /** What makes it so, ending the sentence "namespace x, which …". */
  readonly why: string;
  /** A workload that shows it; null for the system's namespace. */
  readonly because: Workload | null;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [
    /(^|\/)(vault|bao|openbao|conjur|infisical|external-secrets|sealed-secrets-controller)$/,
    'runs a secret store',
  ],
  [
    /(^|\/)(argocd|argo-cd|source-controller|kustomize-controller|helm-controller|fleet|flux)$/,
    'runs the delivery of the whole cluster (GitOps)',
  ],
  [
    /(^|\/)(jenkins|gitlab-runner|actions-runner[a-z-]*|gha-runner[a-z-]*|drone|drone-runner[a-z-]*|concourse|buildkite-agent|tekton-[a-z-]*|workflow-controller|teamcity-[a-z]*)$/,
    'runs builds (CI)',
  ],
];

const DATABASE =
  /(^|\/)(postgres(ql)?|spilo[a-z0-9-]*|mysql(-server)?|mariadb(-galera)?|percona-[a-z-]*|mongo(db)?[a-z-]*|redis(-cluster)?|valkey|elasticsearch|opensearch|cassandra|kafka|rabbitmq|etcd|minio|clickhouse(-server)?|cockroach(db)?|neo4j|couchdb|influxdb|mssql[a-z-]*|oracle[a-z-]*)$/;

/** Every sensitive namespace by name, with the first reason found. */
export function sensitiveNamespaces(index: SnapshotIndex): ReadonlyMap<string, SensitiveNamespace> {
  const found = new Map<string, SensitiveNamespace>();
  for (const workload of index.workloads) {
    const { namespace } = workload;
    if (found.has(namespace)) continue;
    if (namespace === 'kube-system') {
      found.set(namespace, { namespace, why: 'holds the cluster’s own components', because: null });
      continue;
    }
    const why = reasonFor(workload);
    if (why !== null) found.set(namespace, { namespace, why, because: workload });
  }
  return found;
}

function reasonFor(workload: Workload): string | null {
  for (const { image, role } of workload.containers) {
    if (role !== 'container') continue;
    const repository = repositoryOf(image);
    const hit = KINDS.find(([pattern]) => pattern.test(repository));
    if (hit !== undefined) return hit[1];
  }
  return keepsData(workload) && mountsSecrets(workload)
    ? 'keeps data of a database that mounts Secrets'
    : null;
}

/** A database by image, or a set of pods with storage of their own. */
function keepsData(workload: Workload): boolean {
  if (workload.containers.some(({ image }) => DATABASE.test(repositoryOf(image)))) return true;
  return workload.kind === 'StatefulSet' && list(workload.object, 'spec', 'volumeClaimTemplates').length > 0;
}

function mountsSecrets(workload: Workload): boolean {
  const volumes = list(workload.podSpec, 'volumes');
  return (
    volumes.some(
      (volume) =>
        has(volume, 'secret') || list(volume, 'projected', 'sources').some((source) => has(source, 'secret')),
    ) ||
    workload.containers.some(
      ({ raw }) =>
        list(raw, 'envFrom').some((from) => fields(from, 'secretRef').length > 0) ||
        list(raw, 'env').some((variable) => has(variable, 'valueFrom', 'secretKeyRef')),
    )
  );
}
