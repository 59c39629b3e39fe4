/** Who may do what, judged by the powers a binding gives. Provider and system subjects are left out. */
import type { SnapshotManifest } from '../../../shared/evidence.ts';
import { at, bool } from '../../snapshot/read.ts';
import { isAdmin } from '../facts/rbac.ts';
import { type Grant, subjectText } from '../rbac/grants.ts';
import { POWER_TEXT, type Power, TAKEOVER } from '../rbac/powers.ts';
import { EVERYBODY, isDefaultPublicBinding } from '../rbac/system.ts';
import { type Control, defineControl, fail, fix, pass, RBAC_KINDS, some, WORKLOAD_KINDS } from './define.ts';

const NARROW = fix(
  'Remove the binding or narrow its role.',
  'Find out with the owner which verbs and resources are used, write a Role with exactly those, bind it in the namespace where it is needed, and delete the old binding.',
  [1, 4, 16],
  'kind: Role\nrules:\n  - apiGroups: [""]\n    resources: ["pods"]\n    verbs: ["get", "list"]\n',
);
const GOOD_PRACTICE = [
  { title: 'RBAC good practices', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
];

function grantControl(
  id: string,
  title: string,
  severity: Control['severity'],
  rationale: string,
  cis: string,
  matches: (grant: Grant) => boolean,
  says: (grant: Grant) => string,
): Control {
  return defineControl({
    id: `rbac/${id}`,
    title,
    severity,
    rationale,
    remediation: NARROW,
    references: GOOD_PRACTICE,
    mappings: [`cis:${cis}`, 'owasp-k8s:K03', 'mitre-attack:T1078'],
    questions: ['access.only-platform-admins'],
    judges: RBAC_KINDS,
    *evaluate({ grants, index: { manifest } }) {
      const hits = grants.all.filter(
        (grant) => !grant.system && matches(grant) && !isCollectorsOwn(grant, manifest.identity),
      );
      if (hits.length === 0) yield pass(null, 'No subject outside the system has this permission.');
      for (const grant of hits) {
        yield fail(
          grant.binding,
          `${subjectText(grant.subject)} ${says(grant)} through ${grant.role.kind} ${grant.role.name}, in ${grant.namespace === null ? 'the whole cluster' : `namespace ${grant.namespace}`}.`,
          { path: grant.path, value: grant.subject.name, subject: grant.subject },
        );
      }
    },
  });
}

const byPower = (
  id: string,
  title: string,
  severity: Control['severity'],
  cis: string,
  rationale: string,
  ...powers: readonly Power[]
): Control =>
  grantControl(
    id,
    title,
    severity,
    rationale,
    cis,
    (grant) => !isToldElsewhere(grant, powers) && powers.some((power) => hasEffect(grant, power)),
    (grant) =>
      `can ${powers
        .filter((power) => hasEffect(grant, power))
        .map((power) => POWER_TEXT[power])
        .join(' and ')}`,
  );

/** The reading role that was given for this collection is no finding; anything beyond reading is. */
function isCollectorsOwn(
  { subject, powers }: Grant,
  { username, groups }: SnapshotManifest['identity'],
): boolean {
  const held = subject.kind === 'Group' ? groups.includes(subject.name) : subject.name === username;
  return (
    held &&
    !EVERYBODY.has(subject.name) &&
    powers !== null &&
    [...powers].every((power) => power === 'wildcard' || power === 'beyond-discovery')
  );
}

/** Config maps of one namespace matter only where DNS and the account mappings lie. */
function hasEffect(grant: Grant, power: Power): boolean {
  return (
    grant.powers?.has(power) === true &&
    (power !== 'write-configmaps' || grant.namespace === null || grant.namespace === 'kube-system')
  );
}

/** Who may do everything is told once: as cluster administrator, or in a namespace as holder of a wildcard. */
function isToldElsewhere(grant: Grant, powers: readonly Power[]): boolean {
  return isAdmin(grant) && (grant.namespace === null || !powers.includes('wildcard'));
}

export const rbacControls: readonly Control[] = [
  grantControl(
    'cluster-admin-holder',
    'Cluster administrator',
    'high',
    'Whoever holds cluster-admin owns every workload, Secret and node of the cluster. Each further holder is one more laptop, token or vendor whose loss loses everything.',
    '5.1.1',
    (grant) => grant.namespace === null && isAdmin(grant),
    () => 'may do everything',
  ),
  grantControl(
    'anonymous-bound',
    'Permissions for callers without a login',
    'critical',
    'What is bound to system:anonymous or system:unauthenticated is open to anybody who can reach the API server, without any credential.',
    '5.1.8',
    ({ subject, binding, role }) =>
      (subject.name === 'system:anonymous' || subject.name === 'system:unauthenticated') &&
      !isDefaultPublicBinding(binding.name, role.name),
    () => 'is granted permissions without a login',
  ),
  grantControl(
    'everybody-bound',
    'Permissions for every account',
    'high',
    'What is bound to all authenticated users or all service accounts is held by every pod, so one taken-over pod is enough.',
    '5.1.8',
    ({ subject, binding, role }) =>
      (subject.name === 'system:authenticated' || subject.name === 'system:serviceaccounts') &&
      EVERYBODY.has(subject.name) &&
      !isDefaultPublicBinding(binding.name, role.name),
    () => 'stands for every account and is granted permissions',
  ),
  grantControl(
    'default-account-bound',
    'Default service account holds permissions',
    'medium',
    'Every pod that names no account runs as `default`, so its permissions reach workloads that nobody meant to give them to.',
    '5.1.5',
    ({ subject }) => subject.kind === 'ServiceAccount' && subject.name === 'default',
    () => 'is the account of every pod that names none and is granted permissions',
  ),
  byPower(
    'read-secrets',
    'Can read Secrets',
    'high',
    '5.1.2',
    'Secrets hold passwords and tokens of other accounts. Reading them in a namespace is as good as being every account there; in the whole cluster it ends in cluster-admin.',
    'read-secrets',
  ),
  byPower(
    'create-workloads',
    'Can create pods or controllers',
    'medium',
    '5.1.4',
    'Whoever creates a pod chooses its service account, its Secrets and, without admission rules, a mount of the node.',
    'create-workloads',
  ),
  byPower(
    'exec',
    'Can open a shell in pods',
    'medium',
    '5.1.4',
    'A shell in a running pod gives its token, its Secrets and its network place, and leaves little trace.',
    'exec',
    'ephemeral-containers',
  ),
  byPower(
    'escalate-or-bind',
    'Can raise permissions',
    'critical',
    '5.1.8',
    'The verbs escalate and bind, and writing role bindings, let the holder give permissions to others or to itself.',
    'escalate',
    'bind',
    'create-bindings',
  ),
  byPower(
    'impersonate',
    'Can act as another user',
    'critical',
    '5.1.8',
    'Impersonation lets the holder act as any user or group it names, cluster administrators included.',
    'impersonate',
  ),
  byPower(
    'token-request',
    'Can issue tokens of service accounts',
    'high',
    '5.1.13',
    'The holder issues itself a token of a stronger account and becomes it.',
    'token-request',
  ),
  byPower(
    'nodes-proxy',
    'Can reach kubelets through the API server',
    'high',
    '5.1.10',
    'nodes/proxy leads to the kubelet, where commands run in any pod of the node past admission and audit.',
    'nodes-proxy',
  ),
  byPower(
    'write-webhooks',
    'Can write admission webhooks',
    'high',
    '5.1.12',
    'A webhook sees and may change every object that is written, Secrets included.',
    'write-webhooks',
  ),
  byPower(
    'patch-namespaces',
    'Can change the labels of namespaces',
    'medium',
    '5.1.8',
    'Pod Security is switched on by a label of the namespace; whoever may change it switches it off.',
    'patch-namespaces',
  ),
  byPower(
    'write-coredns',
    'Can rewrite cluster DNS or account mappings',
    'high',
    '5.1.8',
    'Write access to config maps in kube-system redirects names through CoreDNS, and on EKS adds administrators through aws-auth.',
    'write-configmaps',
  ),
  byPower(
    'wildcard',
    'Role with a wildcard',
    'medium',
    '5.1.3',
    'A wildcard also grants what is installed later and nobody had in mind.',
    'wildcard',
  ),
  defineControl({
    id: 'rbac/system-masters-subject',
    title: 'Binding to the group system:masters',
    severity: 'medium',
    rationale:
      'Members of system:masters pass every permission check and cannot be taken out by removing a binding. A binding of its own to this group gives nothing more, and shows that somebody uses the group for daily work.',
    remediation: fix(
      'Remove the binding and stop using the group.',
      'Find the certificates that carry system:masters, replace them by named users with a binding, and keep one sealed for emergencies.',
      [2, 8, 24],
    ),
    references: GOOD_PRACTICE,
    mappings: ['cis:5.1.7', 'owasp-k8s:K03'],
    questions: ['access.only-platform-admins'],
    judges: RBAC_KINDS.filter((key) => key.endsWith('bindings')),
    *evaluate({ grants }) {
      const hits = grants.all.filter(
        ({ subject, binding }) => subject.name === 'system:masters' && binding.name !== 'cluster-admin',
      );
      if (hits.length === 0)
        yield pass(null, 'Only the binding that every cluster has names system:masters.');
      for (const grant of hits)
        yield fail(
          grant.binding,
          `Binds ${grant.role.kind} ${grant.role.name} to the group system:masters.`,
          { path: grant.path, value: grant.subject.name, subject: grant.subject },
        );
    },
  }),
  defineControl({
    id: 'rbac/pod-mounts-powerful-account',
    title: 'Workload holds a powerful account',
    severity: 'high',
    rationale:
      'The token of the account lies in a file of every container. Whoever takes over the program takes the token and, with these permissions, the namespace or the cluster.',
    remediation: fix(
      'Give the workload an account with only what it uses.',
      'Create an account of its own, narrow its role, and set automountServiceAccountToken to false where the API is not called.',
      [1, 4, 16],
      'spec:\n  serviceAccountName: app\n  automountServiceAccountToken: false\n',
    ),
    references: GOOD_PRACTICE,
    mappings: ['cis:5.1.6', 'owasp-k8s:K03', 'mitre-attack:T1552.007'],
    judges: WORKLOAD_KINDS,
    needs: ['/serviceaccounts', ...RBAC_KINDS],
    acrossNamespaces: true,
    *evaluate({ index, grants, agents }) {
      const memo = new Map<string, readonly Grant[]>();
      for (const workload of index.workloads) {
        const account = index.get('/serviceaccounts', workload.namespace, workload.serviceAccount);
        const mounted =
          bool(workload.podSpec, 'automountServiceAccountToken') ??
          bool(account, 'automountServiceAccountToken') ??
          true;
        const key = `${workload.namespace}/${workload.serviceAccount}`;
        const strong =
          memo.get(key) ??
          grants
            .ofAccount(workload.namespace, workload.serviceAccount)
            .filter(
              ({ powers, system }) =>
                !system && powers !== null && [...powers].some((power) => TAKEOVER.has(power)),
            );
        memo.set(key, strong);
        if (!mounted || strong.length === 0 || agents.of(workload) !== null) {
          yield pass(workload.ref, 'No powerful account is mounted.');
          continue;
        }
        const powers = [
          ...new Set(
            strong.flatMap((grant) => [...(grant.powers ?? [])].filter((power) => TAKEOVER.has(power))),
          ),
        ].sort();
        yield fail(
          workload.ref,
          `Mounts the token of ${key}, which can ${some(powers.map((power) => POWER_TEXT[power]))}${strong.some((grant) => grant.namespace === null) ? ' in the whole cluster' : ''}.`,
          {
            path: `${workload.specPath}.serviceAccountName`,
            value: at(workload.podSpec, 'serviceAccountName') ?? 'default',
          },
        );
      }
    },
  }),
  defineControl({
    id: 'rbac/dangling-binding',
    title: 'Binding to a missing role',
    severity: 'low',
    rationale:
      'A binding to a role that does not exist gives nothing today and everything that somebody later writes under that name.',
    remediation: fix('Delete the binding.', 'Delete it, or create the role that was meant.', [0.5, 1, 2]),
    mappings: ['owasp-k8s:K03'],
    judges: RBAC_KINDS.slice(1, 2),
    needs: RBAC_KINDS,
    *evaluate({ grants }) {
      for (const grant of grants.all)
        yield grant.powers === null && !grant.system
          ? fail(
              grant.binding,
              `Binds ${subjectText(grant.subject)} to ${grant.role.kind} ${grant.role.name}, which does not exist.`,
              { path: 'roleRef.name', value: grant.role.name, subject: grant.subject },
            )
          : pass(grant.binding, 'The role exists.');
    },
  }),
];
