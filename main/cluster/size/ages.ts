/** When the cluster and what is in it was made. */
import type { ClusterSize, Made } from '../../../shared/size.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';

type Ages = NonNullable<ClusterSize['ages']>;

/** What is not known whole has no oldest and no newest. */
export function agesOf(
  index: SnapshotIndex,
  known: { readonly namespaces: boolean; readonly workloads: boolean },
): Ages {
  const namespaces = known.namespaces ? range(index.namespaces.flatMap(({ object }) => object ?? [])) : NONE;
  const workloads = known.workloads ? range(index.workloads.map(({ object }) => object)) : NONE;
  return {
    cluster: madeAt(index.namespace('kube-system')?.object ?? null),
    oldestNamespace: namespaces.oldest,
    newestNamespace: namespaces.newest,
    oldestWorkload: workloads.oldest,
    newestWorkload: workloads.newest,
  };
}

interface Range {
  readonly oldest: Made;
  readonly newest: Made;
}

const NONE: Range = { oldest: null, newest: null };

function range(objects: readonly KubernetesObject[]): Range {
  let { oldest, newest } = NONE;
  for (const object of objects) {
    const at = madeAt(object);
    if (at === null) continue;
    const { namespace, name } = refOf(object);
    const made = { name: namespace === null ? name : `${namespace}/${name}`, at };
    if (oldest === null || at < oldest.at) oldest = made;
    if (newest === null || at > newest.at) newest = made;
  }
  return { oldest, newest };
}

/** Times of the API server are all of one form and so can be compared as text; others are left out. */
function madeAt(object: KubernetesObject | null): string | null {
  const at = str(object, 'metadata', 'creationTimestamp') ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) ? at : null;
}
