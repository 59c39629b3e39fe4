/** Reads the expanded sample in tests: find one, find all, follow names. */
import type { SampleObject } from '../../../main/sample/expand.ts';
import { loadSample, type SampleVariant } from '../../../main/sample/load.ts';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: { readonly privileged?: boolean };
}
export interface PodSpec {
  readonly nodeName: string;
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken?: boolean;
  readonly containers: readonly Container[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly hostPath?: { readonly path: string };
    readonly projected?: object;
  }[];
}
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface ClusterReader {
  readonly objects: readonly SampleObject[];
  all(kind: string, namespace?: string): readonly SampleObject[];
  /** @throws Error when there is none: a story that lost one of its people. */
  one(kind: string, name: string, namespace?: string): SampleObject;
  pods(namespace: string): readonly { readonly object: SampleObject; readonly spec: PodSpec }[];
  /** What an account may do: rules of every role bound to it, with the namespace (null: everywhere). */
  grants(
    account: string,
    namespace: string,
  ): readonly { readonly namespace: string | null; readonly rules: readonly Rule[] }[];
  /** Subjects bound to the role cluster-admin, as `Kind name`. */
  clusterAdmins(): readonly string[];
}

export function readCluster(variant: SampleVariant): ClusterReader {
  const objects = loadSample(variant);
  const all = (kind: string, namespace?: string) =>
    objects.filter(
      (one) => one.kind === kind && (namespace === undefined || one.metadata.namespace === namespace),
    );
  const one = (kind: string, name: string, namespace?: string) => {
    const found = all(kind, namespace).find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Error(`the sample has no ${kind} ${namespace ?? ''}/${name}`);
    return found;
  };
  const bindings = () => [...all('ClusterRoleBinding'), ...all('RoleBinding')];
  return {
    objects,
    all,
    one,
    pods: (namespace) => all('Pod', namespace).map((object) => ({ object, spec: object['spec'] as PodSpec })),
    grants: (account, namespace) =>
      bindings()
        .filter((binding) =>
          ((binding['subjects'] ?? []) as Subject[]).some(
            (subject) =>
              subject.kind === 'ServiceAccount' &&
              subject.name === account &&
              subject.namespace === namespace,
          ),
        )
        .map((binding) => {
          const { kind, name } = binding['roleRef'] as Subject;
          const role = one(kind, name, kind === 'Role' ? binding.metadata.namespace : undefined);
          return { namespace: binding.metadata.namespace ?? null, rules: role['rules'] as Rule[] };
        }),
    clusterAdmins: () =>
      all('ClusterRoleBinding')
        .filter((binding) => (binding['roleRef'] as Subject).name === 'cluster-admin')
        .flatMap((binding) => binding['subjects'] as Subject[])
        .map(({ kind, name }) => `${kind} ${name}`)
        .toSorted(),
  };
}
