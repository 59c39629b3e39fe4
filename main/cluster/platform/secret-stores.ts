/** Stores that keep credentials outside of etcd, recognised by what brings them into the cluster. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { has, list, str } from '../../snapshot/read.ts';
import { repositoryOf } from './images.ts';

export interface SecretStore {
  readonly name: string;
  readonly evidence: EvidenceRef;
}

/** The first store that a workload or a custom resource shows; null when there is no sign. */
export function secretStore(index: SnapshotIndex): SecretStore | null {
  for (const workload of index.workloads)
    for (const { image } of workload.containers) {
      const hit = IMAGES.find(([pattern]) => pattern.test(repositoryOf(image)));
      if (hit !== undefined) return { name: hit[1], evidence: { object: workload.ref, value: image } };
    }
  for (const workload of index.workloads)
    for (const [i, volume] of list(workload.podSpec, 'volumes').entries()) {
      const driver = str(volume, 'csi', 'driver') ?? '';
      const name = DRIVERS.get(driver);
      if (name !== undefined)
        return {
          name,
          evidence: {
            object: workload.ref,
            path: `${workload.specPath}.volumes[${i}].csi.driver`,
            value: driver,
          },
        };
    }
  for (const [key, name] of KINDS) {
    const first = index.all(key)[0];
    if (first !== undefined) return { name, evidence: { object: refOf(first) } };
  }
  const injected = index.workloads.find(({ podAnnotations }) =>
    has(podAnnotations, 'vault.hashicorp.com/agent-inject'),
  );
  return injected === undefined
    ? null
    : { name: 'Vault', evidence: { object: injected.ref, value: 'vault.hashicorp.com/agent-inject' } };
}

const IMAGES: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(hashicorp\/)?vault(-k8s|-csi-provider)?$/, 'Vault'],
  [/(^|\/)vault-secrets-operator$/, 'Vault'],
  [/(^|\/)external-secrets(\/external-secrets)?$/, 'External Secrets Operator'],
  [/(^|\/)secrets-store-csi-driver[a-z-]*|(^|\/)csi-secrets-store\/driver$/, 'Secrets Store CSI Driver'],
  [/(^|\/)sealed-secrets-controller$/, 'Sealed Secrets'],
  [/(^|\/)infisical[a-z/-]*$/, 'Infisical'],
  [/(^|\/)(onepassword|1password)[a-z/-]*$/, '1Password'],
  [/(^|\/)(openbao)[a-z/-]*$/, 'OpenBao'],
];

/** Drivers that mount what a store keeps. */
const DRIVERS: ReadonlyMap<string, string> = new Map([
  ['secrets-store.csi.k8s.io', 'Secrets Store CSI Driver'],
  ['secrets-store-gke.csi.k8s.io', 'Secret Manager add-on of GKE'],
  ['csi.keyvault.azure.com', 'Azure Key Vault'],
]);

const KINDS: readonly (readonly [string, string])[] = [
  ['external-secrets.io/externalsecrets', 'External Secrets Operator'],
  ['secrets-store.csi.x-k8s.io/secretproviderclasses', 'Secrets Store CSI Driver'],
  ['secrets.hashicorp.com/vaultstaticsecrets', 'Vault'],
  ['secrets.hashicorp.com/vaultdynamicsecrets', 'Vault'],
  ['bitnami.com/sealedsecrets', 'Sealed Secrets'],
  ['external-secrets.io/clusterexternalsecrets', 'External Secrets Operator'],
  ['external-secrets.io/secretstores', 'External Secrets Operator'],
  ['external-secrets.io/clustersecretstores', 'External Secrets Operator'],
  ['external-secrets.io/pushsecrets', 'External Secrets Operator'],
  ['kubernetes-client.io/externalsecrets', 'External Secrets'],
  ['secrets.hashicorp.com/vaultpkisecrets', 'Vault'],
  ['secrets.hashicorp.com/hcpvaultsecretsapps', 'HCP Vault Secrets'],
  ['ricoberger.de/vaultsecrets', 'Vault'],
  ['redhatcop.redhat.io/vaultsecrets', 'Vault'],
  ['isindir.github.com/sopssecrets', 'SOPS'],
  ['secrets.infisical.com/infisicalsecrets', 'Infisical'],
  ['secrets.doppler.com/dopplersecrets', 'Doppler'],
  ['onepassword.com/onepassworditems', '1Password'],
  ['k8s.bitwarden.com/bitwardensecrets', 'Bitwarden'],
  ['spv.no/azurekeyvaultsecrets', 'Azure Key Vault'],
];

/** Kinds of which an object is a sign of a store. */
export const SECRET_STORE_KINDS: readonly string[] = KINDS.map(([key]) => key);
