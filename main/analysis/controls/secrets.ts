/** Credentials where they can be read, and tokens that never end. */
import { CREDENTIAL_CLASSES } from '../../../shared/evidence.ts';
import { refOf } from '../../snapshot/index.ts';
import { at, bool, fields, has, list, str } from '../../snapshot/read.ts';
import { MASK } from '../../snapshot/redaction/mask.ts';
import { type TokenAccount, tokenAccount } from '../../snapshot/token-account.ts';
import { apiServerPod, argumentsOf, noApiServer } from '../platform/audit.ts';
import { type Control, defineControl, fail, fix, pass, unknown, WORKLOAD_KINDS } from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const MOVE = fix(
  'Move the value into a secret store and change it.',
  'Treat the value as known to others: change it first, then store it in the secret store and read it from there.',
  [1, 3, 8],
  'env:\n  - name: PASSWORD\n    valueFrom:\n      secretKeyRef: {name: app, key: password}\n',
);

const CREDENTIALS: ReadonlySet<string> = CREDENTIAL_CLASSES;

/** The class of a redacted value when it is one of a credential. */
function credentialClass(value: unknown): string | null {
  const kind = str(value, '$redacted', 'looksLike');
  return kind !== undefined && CREDENTIALS.has(kind) ? kind : null;
}

export const secretsControls: readonly Control[] = [
  workloadControl({
    id: 'secrets/credential-in-env',
    title: 'Credential written into the environment',
    severity: 'high',
    rationale:
      'A value in a pod template is readable by everybody who may read workloads, lies in the Git history and in every backup, and shows in crash reports.',
    remediation: MOVE,
    mappings: ['cis:5.4.1', 'owasp-k8s:K08', 'mitre-attack:T1552'],
    questions: ['data.secrets-in-vault'],
    passes: 'No credential-like literal in the environment.',
    check: (workload) =>
      firstContainer(workload, ({ raw, name }) => {
        for (const [i, entry] of list(raw, 'env').entries()) {
          const kind = credentialClass(at(entry, 'value'));
          if (kind !== null)
            return {
              path: `env[${i}].value`,
              value: `redacted (${kind})`,
              message: `Container "${name}" has a value that looks like a credential (${kind}) in variable ${str(entry, 'name') ?? '?'}.`,
            };
        }
        return null;
      }),
  }),
  workloadControl({
    id: 'secrets/credential-in-arguments',
    title: 'Credential in a command line',
    severity: 'high',
    rationale:
      'Arguments show in the list of processes of the node, in every description of the pod and in crash reports, besides the template and its Git history.',
    remediation: MOVE,
    mappings: ['cis:5.4.1', 'owasp-k8s:K08', 'mitre-attack:T1552'],
    questions: ['data.secrets-in-vault'],
    passes: 'No credential-like text in a command line.',
    check: (workload) => {
      const hit = argumentsOf(workload).find(({ text }) => text.includes(MASK));
      return hit === undefined
        ? null
        : {
            path: hit.path,
            value: hit.text,
            message: 'A command line holds text that looks like a credential; it was masked before storage.',
          };
    },
  }),
  defineControl({
    id: 'secrets/credential-in-config-map',
    title: 'Credential in a config map',
    severity: 'high',
    rationale:
      'Config maps are readable to many more accounts than Secrets are, and nobody expects a password there.',
    remediation: MOVE,
    mappings: ['owasp-k8s:K08', 'mitre-attack:T1552'],
    questions: ['data.secrets-in-vault'],
    judges: ['/configmaps'],
    *evaluate({ index }) {
      for (const map of index.all('/configmaps')) {
        const hit = fields(map, 'data')
          .map(([key, value]) => ({ key, kind: credentialClass(value) }))
          .find(({ kind }) => kind !== null);
        yield hit === undefined
          ? pass(refOf(map), 'No credential-like value.')
          : fail(refOf(map), `Key ${hit.key} holds a value that looks like a credential (${hit.kind}).`, {
              path: `data[${JSON.stringify(hit.key)}]`,
              value: `redacted (${hit.kind})`,
            });
      }
    },
  }),
  defineControl({
    id: 'secrets/long-lived-token',
    title: 'Service-account token that never ends',
    severity: 'high',
    rationale:
      'A token Secret is valid until somebody deletes it. Copied once, it works from anywhere for years, with all permissions of its account.',
    remediation: fix(
      'Delete the token Secret.',
      "Find who uses it, move them to short-lived tokens (TokenRequest or the cloud's identity), then delete it.",
      [1, 4, 16],
    ),
    mappings: ['owasp-k8s:K06', 'mitre-attack:T1552.007'],
    questions: ['access.short-lived-tokens'],
    judges: ['/secrets'],
    *evaluate({ index }) {
      for (const secret of index.all('/secrets'))
        if (str(secret, 'type') === 'kubernetes.io/service-account-token')
          yield fail(
            refOf(secret),
            `A token of ${accountWords(tokenAccount(index, secret))} that never ends.`,
            { path: 'type', value: 'kubernetes.io/service-account-token' },
          );
        else yield pass(refOf(secret), 'No service-account token.');
    },
  }),
  defineControl({
    id: 'secrets/needless-token-mount',
    title: 'Token mounted into a pod that has no permissions to use',
    severity: 'low',
    rationale:
      'A token that is not used still proves an identity to the API server, and discovery with it is the first step of an attacker in the pod.',
    remediation: fix(
      'Switch the mount off.',
      'Set automountServiceAccountToken to false on the account, and to true only where the API is called.',
      [0.5, 1, 4],
      'automountServiceAccountToken: false\n',
    ),
    mappings: ['cis:5.1.6', 'nsa-cisa:service-account-token'],
    judges: WORKLOAD_KINDS,
    needs: [
      '/serviceaccounts',
      'rbac.authorization.k8s.io/rolebindings',
      'rbac.authorization.k8s.io/clusterrolebindings',
    ],
    acrossNamespaces: true,
    *evaluate({ index, grants }) {
      for (const workload of index.workloads) {
        const account = index.get('/serviceaccounts', workload.namespace, workload.serviceAccount);
        const mounted =
          bool(workload.podSpec, 'automountServiceAccountToken') ??
          bool(account, 'automountServiceAccountToken') ??
          true;
        const used = grants
          .ofAccount(workload.namespace, workload.serviceAccount)
          .some(({ subject }) => subject.kind === 'ServiceAccount');
        yield mounted && !used && !workload.isStatic
          ? fail(
              workload.ref,
              `Mounts the token of ${workload.serviceAccount}, which has no permissions of its own.`,
              { path: `${workload.specPath}.automountServiceAccountToken`, value: 'not set' },
            )
          : pass(workload.ref, 'No needless token.');
      }
    },
  }),
  workloadControl({
    id: 'secrets/secret-in-env',
    title: 'Secret handed over in the environment',
    severity: 'info',
    rationale:
      'The environment of a process is inherited by its children and printed in crash reports; a file is neither.',
    remediation: fix(
      'Mount the Secret as a file.',
      'Read it from a volume in place of a variable.',
      [1, 2, 8],
    ),
    mappings: ['cis:5.4.1'],
    passes: 'No Secret in the environment.',
    check: (workload) =>
      firstContainer(workload, ({ raw, name }) => {
        const i = list(raw, 'env').findIndex((entry) => has(entry, 'valueFrom', 'secretKeyRef'));
        const j = list(raw, 'envFrom').findIndex((entry) => has(entry, 'secretRef'));
        return i < 0 && j < 0
          ? null
          : {
              path: i >= 0 ? `env[${i}].valueFrom.secretKeyRef` : `envFrom[${j}].secretRef`,
              message: `Container "${name}" gets a Secret through its environment.`,
            };
      }),
  }),
  defineControl({
    id: 'secrets/no-encryption-at-rest',
    title: 'Secrets are not encrypted in etcd',
    severity: 'medium',
    rationale: 'A copy of etcd or of its disk then gives every Secret in clear.',
    remediation: fix(
      'Configure encryption at rest.',
      'Add an EncryptionConfiguration with a key management service and rewrite all Secrets.',
      [4, 8, 24],
    ),
    mappings: ['cis:1.2.27'],
    questions: ['components.secrets-encrypted'],
    judges: ['/pods'],
    *evaluate(cluster) {
      const server = apiServerPod(cluster.index.workloads);
      if (server === null || cluster.platform.managedControlPlane === true) {
        const why = noApiServer(cluster);
        yield unknown(why.reason, why.sentence);
        return;
      }
      yield argumentsOf(server).some(({ text }) => text.startsWith('--encryption-provider-config='))
        ? pass(server.ref, 'An encryption configuration is given.')
        : fail(server.ref, 'The API server has no encryption configuration.', { path: server.specPath });
    },
  }),
];

function accountWords(account: TokenAccount | null): string {
  if (account === null) return 'an account that is not known';
  return account.certainty === 'known'
    ? `account ${account.name}`
    : `account ${account.name}, as its name suggests,`;
}
