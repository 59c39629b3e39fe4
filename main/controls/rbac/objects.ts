/** Controls about roles and bindings as objects, and about the workloads that hold them. */

import { agree, some } from '../../../shared/in-words.ts';
import { type Grant, subjectText } from '../../cluster/permissions/grants.ts';
import { POWER_TEXT, type Power, TAKEOVER } from '../../cluster/permissions/powers.ts';
import { isSystemName } from '../../cluster/permissions/system.ts';
import { defaultRole } from '../../kubernetes/rbac/defaults/defaults.ts';
import { RBAC_KINDS, WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { at } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass, seen } from '../define.ts';
import { mountsToken } from '../token-mount.ts';
import { asMeta, roleOf, type Words } from './grant-control.ts';

const [CLUSTER_ROLES = '', CLUSTER_BINDINGS = '', ROLES = '', BINDINGS = ''] = RBAC_KINDS;
const REVIEW: Pick<Words, 'references' | 'mappings' | 'questions'> = {
  references: [
    {
      title: 'RBAC good practices: periodic review',
      url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#periodic-review',
    },
  ],
  mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1098'],
  questions: ['access.review'],
};

export const objectControls: readonly Control[] = [
  defineControl({
    ...asMeta({
      id: 'pod-mounts-powerful-account',
      title: 'Workload with a powerful service account',
      severity: 'high',
      rationale:
        'The account’s token is in a file in every container. Anyone who compromises the program obtains the token and, with these permissions, the namespace or the cluster.',
      remediation: fix(
        'Give the workload an account with only the permissions it uses.',
        'Create a dedicated account, narrow its role, and set automountServiceAccountToken to false where the API is not used.',
        [1, 4, 16],
        'spec:\n  serviceAccountName: app\n  automountServiceAccountToken: false\n',
      ),
      mappings: ['cis:5.1.6', 'nsa-cisa:service-account-token', 'owasp-k8s:K03', 'mitre-attack:T1552.007'],
    }),
    judges: WORKLOAD_KINDS,
    needs: ['/serviceaccounts', ...RBAC_KINDS],
    showsWhatIsThere: true,
    acrossNamespaces: true,
    *evaluate({ index, grants, agents }) {
      const memo = new Map<string, readonly Grant[]>();
      for (const workload of index.workloads) {
        const mounted = mountsToken(workload, index);
        const key = `${workload.namespace}/${workload.serviceAccount}`;
        const strong =
          memo.get(key) ??
          grants
            .ofAccount(workload.namespace, workload.serviceAccount)
            .filter(({ judged }) => takeovers(judged.keys()).length > 0);
        memo.set(key, strong);
        if (!mounted || strong.length === 0 || agents.of(workload) !== null) {
          yield pass(workload.ref, 'No powerful account is mounted.');
          continue;
        }
        const clusterWide = strong.some((grant) => grant.namespace === null);
        const powers = [
          ...new Set(
            strong
              .filter((grant) => (grant.namespace === null) === clusterWide)
              .flatMap(({ judged }) => takeovers(judged.keys())),
          ),
        ].sort();
        yield fail(
          workload.ref,
          `Mounts the token of ${key}, which can ${some(powers.map((power) => POWER_TEXT[power]))} in ${clusterWide ? 'the whole cluster' : namespacesText(strong)}.`,
          {
            path: `${workload.specPath}.serviceAccountName`,
            value: at(workload.podSpec, 'serviceAccountName') ?? 'default',
          },
        );
      }
    },
  }),
  defineControl({
    ...asMeta({
      id: 'dangling-binding',
      title: 'Binding to a missing role',
      severity: 'low',
      rationale:
        'A binding to a role that does not exist grants nothing today, and everything that somebody later writes under that name.',
      remediation: fix(
        'Delete the binding.',
        'Delete it, or create the intended role.',
        [0.5, 1, 2],
        'kind: RoleBinding\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: a-role-that-exists\n',
      ),
      ...REVIEW,
    }),
    judges: [CLUSTER_BINDINGS, BINDINGS],
    needs: RBAC_KINDS,
    *evaluate({ grants }) {
      for (const grant of grants.all)
        yield grant.powers === null && !grant.system
          ? fail(
              grant.binding,
              `Binds ${subjectText(grant.subject)} to ${grant.role.kind} ${grant.role.name}, which does not exist.`,
              {
                path: 'roleRef.name',
                value: grant.role.name,
                subject: grant.subject,
              },
            )
          : seen(grant.binding, 'The role exists.');
    },
  }),
  defineControl({
    ...asMeta({
      id: 'missing-account',
      title: 'Binding to a missing service account',
      severity: 'low',
      rationale:
        'Anyone who creates a service account of that name obtains its permissions. Creating an account requires no right to grant permissions.',
      remediation: fix(
        'Remove the subject from the binding.',
        'Ask whether the account is still planned. If not, delete the subject, and the binding with its last subject.',
        [0.5, 1, 2],
        'kind: RoleBinding\nsubjects:\n  - kind: ServiceAccount\n    name: an-account-that-exists\n    namespace: shop\n',
      ),
      ...REVIEW,
    }),
    judges: [CLUSTER_BINDINGS, BINDINGS],
    needs: [...RBAC_KINDS, '/serviceaccounts'],
    acrossNamespaces: true,
    *evaluate({ grants, index }) {
      const files = index.manifest.origin === 'manifests';
      for (const grant of grants.all) {
        const { kind, namespace, name } = grant.subject;
        if (kind !== 'ServiceAccount') continue;
        // The cluster makes `default` in every namespace, and those of kube-system itself.
        const made = files && (name === 'default' || namespace === 'kube-system');
        const exists = made || index.get('/serviceaccounts', namespace, name) !== null;
        yield exists || grant.system
          ? seen(grant.binding, 'The account exists.')
          : fail(
              grant.binding,
              `Binds ${subjectText(grant.subject)}, which does not exist, to ${grant.role.kind} ${grant.role.name}.`,
              {
                path: grant.path,
                value: name,
                subject: grant.subject,
                about: { key: '/serviceaccounts', namespace: namespace ?? 'default' },
              },
            );
      }
    },
  }),
  defineControl({
    ...asMeta({
      id: 'unused-role',
      title: 'Unused role',
      severity: 'low',
      rationale:
        'A role without a binding needs only a binding to take effect, and nobody reviews what it grants. It is left over from something that was removed, or was prepared for later.',
      remediation: fix(
        'Delete the role.',
        'Find out who created it (its labels and managed fields show that) and delete it if nothing installs it any more.',
        [0.5, 1, 2],
        roleOf('', '"pods"', '"get", "list"'),
      ),
      ...REVIEW,
    }),
    judges: [CLUSTER_ROLES, ROLES],
    needs: RBAC_KINDS,
    *evaluate({ grants }) {
      const used = new Set(grants.all.flatMap(({ held }) => held ?? []));
      for (const role of grants.roles.all) {
        const { kind, namespace, name } = role.ref;
        if (isSystemName(name) || defaultRole(kind, namespace, name) !== null) continue;
        yield used.has(role) || role.feeds
          ? pass(role.ref, role.feeds ? 'It is aggregated into another role.' : 'A binding uses it.')
          : fail(role.ref, 'No binding uses this role, and no other role includes it.', {
              path: 'metadata.name',
              value: name,
            });
      }
    },
  }),
  defineControl({
    ...asMeta({
      id: 'default-role-widened',
      title: 'Built-in role with added permissions',
      severity: 'high',
      rationale:
        'Roles such as view, edit or system:discovery are bound by habit, on the assumption that they match the documentation. A rule added to one, directly or through an aggregation label, reaches all its holders at once under a trusted name.',
      remediation: fix(
        'Remove the rule and grant it with a separate role.',
        'To restore the role, set the annotation rbac.authorization.kubernetes.io/autoupdate to true and restart the API server. For an aggregated role, remove the label from the role that adds the rule. Then bind a separate role to those who need it.',
        [1, 3, 8],
        'kind: ClusterRole\nmetadata:\n  name: secret-reader\n  labels: {}\nrules:\n  - apiGroups: [""]\n    resources: ["secrets"]\n    verbs: ["get"]\n    resourceNames: ["database-login"]\n',
      ),
      references: [
        {
          title: 'Default roles and role bindings',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings',
        },
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1098'],
      questions: ['access.review'],
    }),
    judges: [CLUSTER_ROLES, ROLES],
    *evaluate({ grants }) {
      for (const role of grants.roles.all) {
        const { kind, namespace, name } = role.ref;
        const known = defaultRole(kind, namespace, name);
        if (known === null) continue;
        const inNamespace = kind === 'Role';
        const expected = grants.powersOf(
          known.widest.map((rule) => ({ rule, role: role.ref, path: null })),
          inNamespace,
        );
        const extra = [...grants.powersOf(role.rules, inNamespace)].filter(
          // Custom kinds aggregated into it, by a star too, are what aggregation is for.
          ([power, { names }]) =>
            power !== 'wildcard' &&
            (!expected.has(power) || (names === null && (expected.get(power)?.names ?? null) !== null)),
        );
        const [first] = extra;
        if (first === undefined) {
          yield pass(role.ref, 'It grants nothing significant beyond what Kubernetes defines.');
          continue;
        }
        const { rule } = first[1];
        const own = rule.role.name === name && rule.role.kind === kind;
        yield fail(
          own ? role.ref : rule.role,
          `${kind} ${name} lets its holders ${some(extra.map(([power]) => POWER_TEXT[power]))} beyond what Kubernetes defines${own ? '' : `, through ${rule.role.kind} ${rule.role.name}`}.`,
          { path: rule.path ?? 'rules', value: rule.rule },
        );
      }
    },
  }),
];

function takeovers(powers: Iterable<Power>): readonly Power[] {
  return [...powers].filter((power) => TAKEOVER.has(power));
}

function namespacesText(grants: readonly Grant[]): string {
  const names = [...new Set(grants.flatMap(({ namespace }) => namespace ?? []))].sort();
  return `${agree(names.length, 'namespace', 'namespaces')} ${some(names)}`;
}
