/** Tokens and Secrets that pods hold, more than they need. */

import { count } from '../../../shared/in-words.ts';
import { EXPOSURE_KINDS, GATEWAY_KINDS, ROUTE_KINDS } from '../../cluster/exposure.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { refOf, type Workload } from '../../snapshot/index.ts';
import { has, list, str } from '../../snapshot/read.ts';
import { type TokenAccount, tokenAccount } from '../../snapshot/token-account.ts';
import { type Control, defineControl, fail, fix, pass } from '../define.ts';
import { kubernetesDocs, SECRET_PRACTICES } from '../docs.ts';
import { firstContainer, workloadControl } from '../pod/workload-control.ts';
import { mountsToken } from '../token-mount.ts';

const SERVICE_ACCOUNTS = kubernetesDocs(
  'Configure service accounts for pods',
  'tasks/configure-pod-container/configure-service-account/',
);

export const mountControls: readonly Control[] = [
  defineControl({
    id: 'secrets/long-lived-token',
    title: 'Long-lived service-account token',
    severity: 'high',
    rationale:
      'A token Secret is valid until somebody deletes it. A copy from a backup, a pipeline or a laptop works from anywhere for years, with all permissions of its account. Nothing shows that it was copied.',
    remediation: fix(
      'Delete the token Secret.',
      'Find out who uses it, move them to short-lived tokens (TokenRequest or the cloud’s identity), then delete it.',
      [1, 4, 16],
      'volumes:\n  - name: token\n    projected:\n      sources:\n        - serviceAccountToken: {path: token, expirationSeconds: 3600}\n',
    ),
    references: [
      kubernetesDocs('Managing service accounts', 'reference/access-authn-authz/service-accounts-admin/'),
    ],
    mappings: ['owasp-k8s:K06', 'mitre-attack:T1552.007', 'nsa-cisa:service-account-token'],
    questions: ['access.short-lived-tokens'],
    judges: ['/secrets'],
    *evaluate({ index }) {
      for (const secret of index.all('/secrets'))
        if (str(secret, 'type') === 'kubernetes.io/service-account-token')
          yield fail(
            refOf(secret),
            `A token of ${accountWords(tokenAccount(index, secret))} that never expires.`,
            { path: 'type', value: 'kubernetes.io/service-account-token' },
          );
        else yield pass(refOf(secret), 'No service-account token.');
    },
  }),
  defineControl({
    id: 'secrets/needless-token-mount',
    title: 'Unneeded service-account token mounted',
    severity: 'low',
    rationale:
      'An unused token still proves an identity to the API server, and an attacker in the pod uses it for discovery first. If somebody later binds a role to the account, every one of its pods holds that role at once.',
    remediation: fix(
      'Disable the mount.',
      'Set automountServiceAccountToken to false on the account, and to true only where the API is used.',
      [0.5, 1, 4],
      'automountServiceAccountToken: false\n',
    ),
    references: [SERVICE_ACCOUNTS],
    mappings: ['cis:5.1.6', 'nsa-cisa:service-account-token', 'mitre-attack:T1528'],
    judges: WORKLOAD_KINDS,
    needs: [
      '/serviceaccounts',
      'rbac.authorization.k8s.io/rolebindings',
      'rbac.authorization.k8s.io/clusterrolebindings',
    ],
    acrossNamespaces: true,
    *evaluate({ index, grants, agents }) {
      for (const workload of index.workloads) {
        const mounted = mountsToken(workload, index);
        const used = grants
          .ofAccount(workload.namespace, workload.serviceAccount)
          .some(({ subject }) => subject.kind === 'ServiceAccount');
        const agent = agents.of(workload);
        if (!mounted || used || workload.isStatic)
          yield pass(workload.ref, 'Mounts no token, or one of an account with permissions.');
        else if (agent !== null)
          yield pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
        else
          yield fail(
            workload.ref,
            `Mounts the token of ${workload.serviceAccount}, which has no permissions of its own.`,
            { path: `${workload.specPath}.automountServiceAccountToken`, value: 'not set' },
          );
      }
    },
  }),
  workloadControl({
    id: 'secrets/secret-in-env',
    title: 'Secret in an environment variable',
    severity: 'info',
    rationale:
      'Child processes inherit the environment, crash reports and error pages print it, and /proc shows it to other processes of the same user. A vulnerability that exposes only the environment then exposes the Secret; a file stays protected.',
    remediation: fix(
      'Mount the Secret as a file.',
      'Read it from a volume instead of a variable.',
      [1, 2, 8],
      'volumes:\n  - name: db\n    secret: {secretName: db, defaultMode: 0400}\n',
    ),
    references: [SECRET_PRACTICES],
    mappings: ['cis:5.4.1', 'owasp-k8s:K08', 'mitre-attack:T1552.007'],
    agentsDecide: true,
    passes: 'No Secret in the environment.',
    check: (workload) =>
      firstContainer(workload, ({ raw, name }) => {
        const i = list(raw, 'env').findIndex((entry) => has(entry, 'valueFrom', 'secretKeyRef'));
        const j = list(raw, 'envFrom').findIndex((entry) => has(entry, 'secretRef'));
        return i < 0 && j < 0
          ? null
          : {
              path: i >= 0 ? `env[${i}].valueFrom.secretKeyRef` : `envFrom[${j}].secretRef`,
              message: `Container "${name}" receives a Secret through its environment.`,
            };
      }),
  }),
  defineControl({
    id: 'secrets/exposed-pod-holds-secrets',
    title: 'Exposed workload that holds Secrets',
    severity: 'medium',
    rationale:
      'An attacker starts at a workload behind a load balancer, a node port or a route. After a compromise, they read every Secret that its pods mount or receive as a variable within a minute. Each Secret opens another system: the database, the payment provider, the cloud.',
    remediation: fix(
      'Minimise the number and power of Secrets in exposed workloads.',
      'List what each Secret opens. Move work that needs strong credentials behind an internal service. Give the exposed workload its own account with minimal permissions in each system, and prefer short-lived credentials of a cloud identity.',
      [2, 8, 40],
      'volumes:\n  - name: tls\n    secret: {secretName: web-tls}\n# the database password stays with the service behind\n',
    ),
    references: [SECRET_PRACTICES],
    mappings: ['owasp-k8s:K08', 'mitre-attack:T1552.007', 'nsa-cisa:secrets'],
    questions: ['workloads.published', 'data.secrets-in-vault'],
    judges: WORKLOAD_KINDS,
    needs: [...EXPOSURE_KINDS, ...ROUTE_KINDS, ...GATEWAY_KINDS],
    showsWhatIsThere: true,
    // A route of one namespace may lead to a Service of another.
    acrossNamespaces: true,
    *evaluate({ index, exposed, agents }) {
      for (const workload of index.workloads) {
        const endpoint = exposed.workloads.get(workload);
        const held = secretsOf(workload);
        const first = held[0];
        if (endpoint === undefined || first === undefined || agents.of(workload) !== null)
          yield pass(
            workload.ref,
            endpoint === undefined
              ? 'No published endpoint in the evidence leads to it.'
              : 'Holds no Secret.',
          );
        else
          yield fail(
            workload.ref,
            `Published by ${endpoint.kind} ${endpoint.namespace}/${endpoint.name} and holds ${held.length === 1 ? `Secret ${first.name}` : `${count(held.length, 'Secret')}, such as ${first.name}`}.`,
            // An endpoint that was seen stays one, whatever other routes could not be read.
            { path: first.path, value: first.name, certain: true },
          );
      }
    },
  }),
];

interface HeldSecret {
  readonly name: string;
  readonly path: string;
}

/** Secrets in volumes and variables, by name, TLS certificates for serving left in: their key is a Secret as well. */
function secretsOf({ podSpec, specPath, containers }: Workload): readonly HeldSecret[] {
  const held = new Map<string, string>();
  const add = (name: string | undefined, path: string): void => {
    if (name !== undefined && !held.has(name)) held.set(name, path);
  };
  for (const [i, volume] of list(podSpec, 'volumes').entries()) {
    const path = `${specPath}.volumes[${i}]`;
    add(str(volume, 'secret', 'secretName'), `${path}.secret.secretName`);
    for (const [j, source] of list(volume, 'projected', 'sources').entries())
      add(str(source, 'secret', 'name'), `${path}.projected.sources[${j}].secret.name`);
    if (/secrets-store/.test(str(volume, 'csi', 'driver') ?? ''))
      add(str(volume, 'name'), `${path}.csi.driver`);
  }
  for (const { raw, path } of containers) {
    for (const [i, entry] of list(raw, 'env').entries())
      add(str(entry, 'valueFrom', 'secretKeyRef', 'name'), `${path}.env[${i}].valueFrom.secretKeyRef.name`);
    for (const [i, entry] of list(raw, 'envFrom').entries())
      add(str(entry, 'secretRef', 'name'), `${path}.envFrom[${i}].secretRef.name`);
  }
  return [...held].map(([name, path]) => ({ name, path }));
}

function accountWords(account: TokenAccount | null): string {
  if (account === null) return 'an unknown account';
  return account.certainty === 'known'
    ? `account ${account.name}`
    : `account ${account.name}, as its name suggests,`;
}
