/** Which service mesh runs, and whether it requires mutual TLS. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { productName } from '../../../shared/product-names.ts';
import type { Reason } from '../../snapshot/availability.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { fields, str } from '../../snapshot/read.ts';
import { repositoryOf } from '../platform/images.ts';

export interface Mesh {
  readonly name: 'istio' | 'linkerd' | 'consul';
  readonly workload: Workload;
}

const CONTROLLERS: readonly (readonly [RegExp, Mesh['name']])[] = [
  [/(^|\/)(istio\/)?(pilot|istiod)$/, 'istio'],
  [/(^|\/)linkerd\/(controller|policy-controller)$/, 'linkerd'],
  [/(^|\/)(hashicorp\/)?consul-k8s-control-plane$/, 'consul'],
];

/** The mesh whose control plane runs in the cluster, or null. */
export function detectMesh(index: SnapshotIndex): Mesh | null {
  for (const workload of index.workloads) {
    for (const { image } of workload.containers) {
      const hit = CONTROLLERS.find(([pattern]) => pattern.test(repositoryOf(image)));
      if (hit !== undefined) return { name: hit[1], workload };
    }
  }
  return null;
}

export type MeshMtls =
  | { readonly strict: boolean; readonly sentence: string; readonly evidence: readonly EvidenceRef[] }
  | { readonly strict: null; readonly reason: Reason; readonly sentence: string };

const PEERS = 'security.istio.io/peerauthentications';

/**
 * For Istio: a STRICT PeerAuthentication without selector in the root namespace, and none elsewhere that loosens
 * it. Linkerd and Consul encrypt between their members, but whether plain traffic is refused is a policy that is
 * not evaluated here.
 */
export function meshMtls(index: SnapshotIndex, mesh: Mesh): MeshMtls {
  if (mesh.name !== 'istio') {
    return {
      strict: null,
      reason: 'needs-interview',
      sentence: `Whether ${productName(mesh.name)} rejects plain-text traffic is not visible in the collected objects.`,
    };
  }
  const gap = index.availability(PEERS);
  if (gap.reason !== null) return { strict: null, reason: gap.reason, sentence: gap.message };
  const peers = index.all(PEERS);
  const root = mesh.workload.namespace;
  const wide = peers.filter(
    (peer) => refOf(peer).namespace === root && fields(peer, 'spec', 'selector', 'matchLabels').length === 0,
  );
  const strictRoot = wide.length > 0 && wide.every((peer) => str(peer, 'spec', 'mtls', 'mode') === 'STRICT');
  const loose = peers.flatMap((peer) => {
    const mode = looseMode(peer);
    return mode === undefined ? [] : [{ object: refOf(peer), ...mode }];
  });
  const rest = wide.filter((peer) => looseMode(peer) === undefined);
  const evidence = [
    ...loose,
    ...rest.map((peer) => ({
      object: refOf(peer),
      path: 'spec.mtls.mode',
      value: str(peer, 'spec', 'mtls', 'mode') ?? 'not set',
    })),
  ];
  if (strictRoot && loose.length === 0) {
    return { strict: true, sentence: 'Istio requires mutual TLS in the whole mesh.', evidence };
  }
  const why =
    loose.length > 0
      ? `${loose.length} of ${peers.length} PeerAuthentications allow plain-text traffic`
      : `no STRICT PeerAuthentication covers the whole mesh`;
  return {
    strict: false,
    sentence: `Istio does not require mutual TLS everywhere: ${why}.`,
    evidence: evidence.length > 0 ? evidence : [{ object: mesh.workload.ref }],
  };
}

interface Mode {
  readonly path: string;
  readonly value: string;
}

/** The first setting of a policy that lets plain traffic in. */
const looseMode = (peer: KubernetesObject): Mode | undefined =>
  modesOf(peer).find(({ value }) => value === 'PERMISSIVE' || value === 'DISABLE');

/** What a policy sets for its pods as a whole, then port by port. */
function modesOf(peer: KubernetesObject): readonly Mode[] {
  const own = str(peer, 'spec', 'mtls', 'mode');
  const ports = fields(peer, 'spec', 'portLevelMtls').map(([port, settings]) => ({
    path: `spec.portLevelMtls[${port}].mode`,
    value: str(settings, 'mode') ?? 'not set',
  }));
  return [...(own === undefined ? [] : [{ path: 'spec.mtls.mode', value: own }]), ...ports];
}
