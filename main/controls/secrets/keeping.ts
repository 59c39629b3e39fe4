/** Where Secrets are kept: in a store outside of the cluster, and encrypted in etcd. */

import { type SecretEncryption, secretEncryption } from '../../cluster/platform/encryption.ts';
import { SECRET_STORE_KINDS, secretStore } from '../../cluster/platform/secret-stores.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  failCluster,
  fix,
  found,
  notApplicable,
  pass,
  unknown,
} from '../define.ts';
import { kubernetesDocs, SECRET_PRACTICES } from '../docs.ts';

const OPENSHIFT_API_SERVERS = 'config.openshift.io/apiservers';

export const keepingControls: readonly Control[] = [
  defineControl({
    id: 'secrets/no-external-store',
    title: 'No external secret store recognised',
    severity: 'low',
    rationale:
      'Secrets that exist only in the cluster can be read by anyone with access to the namespace or a backup. Nobody rotates them regularly, and no log shows who read which. An external store issues short-lived values to known identities and can revoke them.',
    remediation: fix(
      'Keep credentials in a secret store and let the cluster fetch them.',
      'Choose the store that the company already runs, or that of its cloud. Start with the credentials of production databases, rotate each value as it moves, and give every workload its own identity there.',
      [16, 40, 120],
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec:\n  refreshInterval: 1h\n  secretStoreRef: {kind: ClusterSecretStore, name: company}\n  target: {name: db}\n  data:\n    - secretKey: password\n      remoteRef: {key: shop/db, property: password}\n',
    ),
    references: [SECRET_PRACTICES],
    mappings: ['cis:5.4.2', 'owasp-k8s:K08', 'mitre-attack:T1552.007', 'nsa-cisa:secrets'],
    questions: ['data.secrets-in-vault', 'data.rotation'],
    judges: [],
    needs: [...WORKLOAD_KINDS, ...SECRET_STORE_KINDS],
    *evaluate({ index, isSystemNamespace }) {
      const store = secretStore(index);
      if (store !== null) yield found(store.evidence.object, `${store.name} is used.`);
      else if (index.workloads.every(({ namespace }) => isSystemNamespace(namespace)))
        yield notApplicable('No workload of the company runs here.');
      else
        yield failCluster(
          'No external secret store was recognised. Applications may use one directly, which the API does not show. Ask the target.',
          'kinds',
          'no secret store',
        );
    },
  }),
  defineControl({
    id: 'secrets/no-encryption-at-rest',
    title: 'Secrets are not encrypted in etcd',
    severity: 'medium',
    rationale:
      'Without encryption at rest, a copy of etcd, its disk or its backup exposes every Secret: all service passwords and, through token Secrets, the cluster itself. Far more people can read backup storage than may read Secrets.',
    remediation: fix(
      'Configure encryption at rest.',
      'Add an EncryptionConfiguration with a key management service and rewrite all Secrets, so that the old ones are encrypted too. On a managed control plane enable encryption with a customer-managed key.',
      [4, 8, 24],
      'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - kms: {apiVersion: v2, name: company, endpoint: unix:///var/run/kms.sock}\n      - identity: {}\n',
    ),
    references: [
      kubernetesDocs('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
      kubernetesDocs('Using a KMS provider', 'tasks/administer-cluster/kms-provider/'),
    ],
    mappings: ['cis:1.2.27', 'owasp-k8s:K08', 'nsa-cisa:etcd', 'mitre-attack:T1552'],
    questions: ['components.secrets-encrypted', 'components.etcd-access'],
    judges: ['/pods'],
    *evaluate(cluster) {
      const openShift = openShiftEncryption(cluster.index);
      if (cluster.platform.managedControlPlane !== true && openShift !== null) {
        yield openShift;
        return;
      }
      const encryption = secretEncryption(cluster);
      if (encryption.state === 'not-shown') yield unknown(encryption.why.reason, encryption.why.sentence);
      else for (const server of encryption.servers) yield ofServer(server);
    },
  }),
];

type Servers = Extract<SecretEncryption, { state: 'seen' }>['servers'];

function ofServer({ server, flag }: Servers[number]): Draft {
  if (flag !== null)
    return pass(
      server.ref,
      'An encryption configuration is set. The providers are listed in a file on the node that the API does not show.',
    );
  if (server.flags.opaque)
    return unknown(
      'needs-interview',
      'Another program starts the API server, so its encryption configuration is not visible. Request it.',
      server.ref,
    );
  return fail(server.ref, 'The API server has no encryption configuration.', {
    path: server.path,
    value: 'no --encryption-provider-config',
  });
}

/** OpenShift says it in an object of its own: `spec.encryption.type` of APIServer `cluster`. */
function openShiftEncryption(index: SnapshotIndex): Draft | null {
  const config = index.get(OPENSHIFT_API_SERVERS, null, 'cluster');
  if (config === null) return null;
  const type = str(config, 'spec', 'encryption', 'type') ?? '';
  return type === '' || type === 'identity'
    ? fail(refOf(config), 'The API server of OpenShift stores Secrets without encryption.', {
        path: 'spec.encryption.type',
        value: type === '' ? 'not set' : type,
      })
    : pass(refOf(config), `Secrets are encrypted in etcd (${type}).`);
}
