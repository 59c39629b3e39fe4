/** Pods that a workload in files makes once it runs, as operators do without an object of their own kind in the files. */
import type { SnapshotIndex } from '../snapshot/index.ts';
import type { Grants } from './permissions/grants.ts';

/** A sentence about who may make pods in a namespace that the files do not show; null where nobody of it may. */
export type PodsLater = (namespace: string) => string | null;

/**
 * Looks at the workloads of the namespace itself: their account may create pods there. What has its pods made from
 * elsewhere is rare, and a cluster's tools that may create pods anywhere would make every selector unknown.
 */
export function podsLater({
  index,
  grants,
}: {
  readonly index: SnapshotIndex;
  readonly grants: Grants;
}): PodsLater {
  const known = new Map<string, string | null>();
  return (namespace) => {
    if (index.manifest.origin !== 'manifests') return null;
    let answer = known.get(namespace);
    if (answer === undefined) {
      const maker = index
        .workloadsIn(namespace)
        .find(({ serviceAccount }) =>
          grants
            .ofAccount(namespace, serviceAccount)
            .some(
              (grant) =>
                (grant.namespace === null || grant.namespace === namespace) &&
                grant.powers?.has('create-workloads') === true,
            ),
        );
      answer =
        maker === undefined
          ? null
          : `${maker.kind} ${maker.name} may create pods in namespace ${namespace}, which the files do not show.`;
      known.set(namespace, answer);
    }
    return answer;
  };
}
