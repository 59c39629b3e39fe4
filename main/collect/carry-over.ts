/** Kinds of an earlier, partial collection, taken over as they were, so that only the rest is asked for. */
import {
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import type { EvidenceSink, KubernetesObject } from '../snapshot/model.ts';
import { createKindWriter } from './kind-writer.ts';

/** An opened bundle, or a stored snapshot. */
export interface CarriedOver {
  readonly manifest: SnapshotManifest;
  objectsOf(resource: ResourceRef): AsyncIterable<readonly KubernetesObject[]>;
}

/** Keys of the kinds that are whole there and still served in the same version. Namespaces are always asked anew. */
export function carriedResources(
  { manifest }: CarriedOver,
  served: readonly ResourceRef[],
): ReadonlySet<string> {
  const versions = new Map(served.map((resource) => [resourceKey(resource), resource.version]));
  return new Set(
    manifest.kinds
      .filter(
        ({ status, resource }) =>
          status === 'collected' && versions.get(resourceKey(resource)) === resource.version,
      )
      .map(({ resource }) => resourceKey(resource))
      .filter((key) => key !== '/namespaces'),
  );
}

/** The uid of `kube-system` names a cluster. Where it is not known on both sides, the address must be the same. */
export async function sameCluster(
  earlier: CarriedOver,
  now: { readonly systemUid: string | null; readonly server: string },
): Promise<boolean> {
  if (earlier.manifest.origin !== 'live') return false;
  const before = await systemUidOf(earlier);
  return before === null || now.systemUid === null
    ? earlier.manifest.server === now.server
    : before === now.systemUid;
}

async function systemUidOf(earlier: CarriedOver): Promise<string | null> {
  const kind = earlier.manifest.kinds.find(({ resource }) => resourceKey(resource) === '/namespaces');
  if (kind === undefined || kind.objects === 0) return null;
  for await (const objects of earlier.objectsOf(kind.resource)) {
    const system = objects.find(({ metadata }) => metadata.name === 'kube-system');
    if (system !== undefined) return system.metadata.uid ?? null;
  }
  return null;
}

/**
 * Writes the kind into the new snapshot. It is redacted again, which changes nothing unless the rules grew stricter. A
 * kind of which not all objects are there any more is partial.
 */
export async function carryOver(
  earlier: CarriedOver,
  resource: ResourceRef,
  deps: {
    readonly sink: EvidenceSink;
    readonly onPage: (written: { objects: number; bytes: number; remaining: number }) => void;
  },
): Promise<KindOutcome> {
  const known = earlier.manifest.kinds.find((kind) => resourceKey(kind.resource) === resourceKey(resource));
  const writer = createKindWriter(deps.sink, resource);
  for await (const objects of earlier.objectsOf(resource)) {
    const before = writer.bytes;
    const kept = await writer.write(objects);
    deps.onPage({
      objects: kept.length,
      bytes: writer.bytes - before,
      remaining: Math.max(0, (known?.objects ?? 0) - writer.objects),
    });
  }
  const lost = (known?.objects ?? 0) - writer.objects;
  return lost === 0
    ? writer.finish({ status: 'collected', message: known?.message ?? '', refusedNamespaces: [] })
    : writer.finish({
        status: 'partial',
        message: `${lost} of ${known?.objects ?? 0} objects of the earlier collection are missing.`,
        refusedNamespaces: [],
      });
}
