/** Facts about workloads, secrets, images and admission. */

import { ADMISSION_KINDS, detectEngines, SIGNATURE_KINDS } from '../../cluster/platform/admission.ts';
import { isPlaceholder } from '../../cluster/platform/images.ts';
import { SECRET_STORE_KINDS, secretStore } from '../../cluster/platform/secret-stores.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { digestOf } from '../../snapshot/image-digest.ts';
import { refOf } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import {
  countFailing,
  type FactFamily,
  ifSeen,
  ifSeenOrMore,
  known,
  listFailing,
  notKnown,
  sentenceOf,
} from './define.ts';

type Id =
  | 'pods.privileged'
  | 'pods.hostPath'
  | 'pods.runtimeSocket'
  | 'pods.mayRunAsRoot'
  | 'pods.withoutLimits'
  | 'secrets.credentialsInEnv'
  | 'secrets.credentialsInConfigMaps'
  | 'secrets.longLivedTokens'
  | 'secrets.externalStore'
  | 'secrets.helmReleases'
  | 'supplyChain.mutableTagWorkloads'
  | 'supplyChain.digestPinnedShare'
  | 'supplyChain.signatureVerification'
  | 'admission.enforcedNamespaces'
  | 'admission.engine';

/** Source: https://docs.sigstore.dev/policy-controller/overview/ */
const SIGSTORE_CHOICE = 'policy.sigstore.dev/include';

export const podFacts: FactFamily<Id> = {
  'pods.privileged': countFailing(
    'pod/privileged-container',
    'workload has a privileged container, excluding system agents',
    'workloads have a privileged container, excluding system agents',
  ),
  'pods.hostPath': countFailing(
    'pod/host-path',
    'workload mounts a directory of its node, excluding system agents',
    'workloads mount a directory of their node, excluding system agents',
  ),
  'pods.runtimeSocket': countFailing(
    'pod/runtime-socket',
    'workload mounts the container runtime socket',
    'workloads mount the container runtime socket',
  ),
  'pods.mayRunAsRoot': countFailing(
    'pod/may-run-as-root',
    'workload may run as root',
    'workloads may run as root',
  ),
  'pods.withoutLimits': countFailing(
    'availability/no-limits',
    'workload has no memory limit',
    'workloads have no memory limit',
  ),
  'secrets.credentialsInEnv': listFailing(
    'secrets/credential-in-env',
    'workload has a credential-like value in its environment',
    'workloads have a credential-like value in their environment',
  ),
  'secrets.credentialsInConfigMaps': listFailing(
    'secrets/credential-in-config-map',
    'ConfigMap has a credential-like value',
    'ConfigMaps have a credential-like value',
  ),
  'secrets.longLivedTokens': listFailing(
    'secrets/long-lived-token',
    'long-lived service-account token',
    'long-lived service-account tokens',
  ),
  'secrets.externalStore': ifSeen([...WORKLOAD_KINDS, ...SECRET_STORE_KINDS], ({ cluster }) => {
    const store = secretStore(cluster.index);
    return store === null
      ? known('none', 'No external secret store was recognised.')
      : known(store.name, `${store.name} runs in the cluster.`, [store.evidence]);
  }),
  'secrets.helmReleases': ifSeenOrMore(['/secrets'], ({ cluster }) => {
    const releases = cluster.index
      .all('/secrets')
      .filter((secret) => str(secret, 'type') === 'helm.sh/release.v1');
    return known(
      releases.length,
      `${releases.length} Helm release Secrets, which can contain plain-text values.`,
      releases.map((one) => ({ object: refOf(one) })),
    );
  }),
  'supplyChain.mutableTagWorkloads': countFailing(
    'supply-chain/mutable-tag',
    'workload uses a mutable image tag',
    'workloads use a mutable image tag',
  ),
  'supplyChain.digestPinnedShare': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    const images = cluster.index.workloads
      .flatMap(({ containers }) => containers.map(({ image }) => image))
      .filter((image) => image !== '');
    const unfilled = images.filter(isPlaceholder).length;
    if (unfilled > 0)
      return notKnown(
        'not-collected',
        `${unfilled} of ${images.length} containers have an image name that a build fills in.`,
      );
    const pinned = images.filter((image) => digestOf(image) !== null).length;
    const share = images.length === 0 ? 1 : Math.round((pinned / images.length) * 1000) / 1000;
    return known(share, `${pinned} of ${images.length} containers are pinned by digest.`);
  }),
  'supplyChain.signatureVerification': ifSeen(SIGNATURE_KINDS, ({ cluster }) => {
    const { signatures } = detectEngines(cluster.index);
    if (signatures === null) return known('none', 'No policy that verifies image signatures was recognised.');
    const { namespaces } = cluster.index;
    const chosen = namespaces.filter(({ labels }) => labels.get(SIGSTORE_CHOICE) === 'true');
    // Sigstore's webhook looks only at namespaces that ask for it.
    return signatures.name === 'sigstore policy-controller'
      ? known(
          signatures.name,
          `${signatures.name} verifies image signatures in ${chosen.length} of ${namespaces.length} namespaces (those labelled ${SIGSTORE_CHOICE}).`,
          [
            signatures.evidence,
            ...chosen.map(({ ref }) => ({ object: ref, path: `metadata.labels["${SIGSTORE_CHOICE}"]` })),
          ],
        )
      : known(signatures.name, `${signatures.name} verifies image signatures.`, [signatures.evidence]);
  }),
  'admission.enforcedNamespaces': ifSeen(['/namespaces'], ({ cluster }) => {
    const enforced = cluster.index.namespaces.filter(({ labels }) =>
      ['baseline', 'restricted'].includes(labels.get('pod-security.kubernetes.io/enforce') ?? ''),
    );
    return known(
      enforced.length,
      `${enforced.length} of ${cluster.index.namespaces.length} namespaces enforce baseline or restricted.`,
      enforced.map(({ ref, labels }) => ({
        object: ref,
        path: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
        value: labels.get('pod-security.kubernetes.io/enforce') ?? '',
      })),
    );
  }),
  'admission.engine': ifSeen(['/namespaces', ...ADMISSION_KINDS], ({ cluster }) => {
    const engines = detectEngines(cluster.index).enforcing;
    const names = engines.map(({ name }) => name);
    return known(
      names,
      sentenceOf(names, 'admission engine enforces', 'admission engines enforce'),
      engines.map((one) => one.evidence),
    );
  }),
};
