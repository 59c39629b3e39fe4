/** Facts about policies and the mesh. */

import { agree, count, number } from '../../../shared/in-words.ts';
import { productName } from '../../../shared/product-names.ts';
import { detectMesh, meshMtls } from '../../cluster/network/mesh.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type FactFamily, ifSeen, known, notKnown } from './define.ts';

type Id =
  | 'network.namespacesWithPods'
  | 'network.namespacesWithEffectivePolicy'
  | 'network.policies'
  | 'network.policiesSelectingNothing'
  | 'network.defaultDenyNamespaces'
  | 'network.mesh'
  | 'network.meshStrictMtls';

const POLICIES = 'networking.k8s.io/networkpolicies';

export const networkFacts: FactFamily<Id> = {
  'network.namespacesWithPods': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    const withPods = cluster.policies.namespacesWithPods.length;
    return known(
      withPods,
      `${number(withPods)} of ${count(cluster.index.namespaces.length, 'namespace')} ${agree(withPods, 'has', 'have')} pods that a network policy could select.`,
    );
  }),
  'network.namespacesWithEffectivePolicy': ifSeen([POLICIES, ...WORKLOAD_KINDS], ({ cluster }) => {
    const {
      namespacesWithEffectivePolicy: names,
      namespacesWithPods,
      foreignPolicies,
      policies,
    } = cluster.policies;
    const foreign =
      foreignPolicies.length === 0
        ? ''
        : ` ${count(foreignPolicies.length, 'policy of the network plugin’s own kinds is', 'policies of the network plugin’s own kinds are')} not counted.`;
    return known(
      names.length,
      `${number(names.length)} of ${count(namespacesWithPods.length, 'namespace')} with pods ${agree(names.length, 'has', 'have')} a policy that selects a pod.${foreign}`,
      policies.filter((one) => one.selectsPods).map(({ ref }) => ({ object: ref, path: 'spec.podSelector' })),
    );
  }),
  'network.policies': ifSeen([POLICIES], ({ cluster }) => {
    const { policies } = cluster.policies;
    return known(
      policies.length,
      `${count(policies.length, 'NetworkPolicy object')}.`,
      policies.map(({ ref }) => ({ object: ref })),
    );
  }),
  'network.policiesSelectingNothing': ifSeen([POLICIES, ...WORKLOAD_KINDS], ({ cluster }) => {
    const idle = cluster.policies.policies.filter((one) => !one.selectsPods);
    return known(
      idle.length,
      `${number(idle.length)} of ${count(cluster.policies.policies.length, 'policy', 'policies')} ${agree(idle.length, 'selects', 'select')} no pod.`,
      idle.map(({ ref }) => ({ object: ref, path: 'spec.podSelector' })),
    );
  }),
  'network.defaultDenyNamespaces': ifSeen([POLICIES], ({ cluster }) => {
    const deny = cluster.policies.policies.filter((one) => one.defaultDenyIngress);
    const namespaces = new Set(deny.map(({ namespace }) => namespace)).size;
    return known(
      namespaces,
      `${count(namespaces, 'namespace denies', 'namespaces deny')} incoming traffic by default.`,
      deny.map(({ ref }) => ({ object: ref, path: 'spec.podSelector' })),
    );
  }),
  'network.mesh': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    const mesh = detectMesh(cluster.index);
    return mesh === null
      ? known('none', 'No service mesh was recognised.')
      : known(mesh.name, `The service mesh is ${productName(mesh.name)}.`, [{ object: mesh.workload.ref }]);
  }),
  // Where the mesh has its root tells what its policies cover, and a second control plane may lie in what was not read.
  'network.meshStrictMtls': ifSeen(WORKLOAD_KINDS, (sources) => {
    const { index } = sources.cluster;
    const mesh = detectMesh(index);
    if (mesh === null) {
      return known(false, 'There is no service mesh, so nothing requires encryption between pods.');
    }
    const mtls = meshMtls(index, mesh);
    return mtls.strict === null
      ? notKnown(mtls.reason, mtls.sentence)
      : known(mtls.strict, mtls.sentence, mtls.evidence);
  }),
};
