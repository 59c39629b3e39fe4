/** Controls about who is bound: administrators, everybody, nobody in particular. */

import { type Grant, isAdmin } from '../../cluster/permissions/grants.ts';
import { outsideAuthorisation, outsideSentence } from '../../cluster/permissions/outside.ts';
import { RBAC_KINDS } from '../../snapshot/coverage.ts';
import { type Control, defineControl, fail, fix, notApplicable, pass, unknown } from '../define.ts';
import { asMeta, GOOD_PRACTICE, grantControl, narrow, roleText } from './grant-control.ts';
import { KUBE_SYSTEM } from './namespace-weight.ts';

export const everybodyControls: readonly Control[] = [
  grantControl(
    {
      id: 'cluster-admin-holder',
      title: 'Cluster administrator',
      severity: 'high',
      passes: 'No binding makes a subject outside the system an administrator of the cluster.',
      rationale:
        'Whoever holds cluster-admin controls every workload, Secret and node of the cluster. Each further holder is one more laptop, token or vendor whose compromise gives an attacker the whole cluster.',
      remediation: narrow(
        'kind: RoleBinding\nmetadata:\n  name: deployers\n  namespace: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: edit\n',
      ),
      mappings: ['cis:5.1.1', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1078'],
      questions: ['access.only-platform-admins', 'access.admins-count'],
    },
    function* ({ grants }) {
      for (const grant of grants.all) {
        if (grant.system || !isAdmin(grant)) continue;
        // Whoever owns the namespace of the cluster's own accounts may become any of them.
        if (grant.namespace !== null && grant.namespace !== 'kube-system') continue;
        const held = grant.powers?.get('everything');
        const whole = held === undefined || held.rule.rule.verbs.includes('*');
        yield {
          grant,
          says: `may ${whole ? 'do everything' : 'read and write every object'} through ${roleText(grant, held)}`,
          ...(grant.namespace === null ? {} : { because: KUBE_SYSTEM }),
        };
      }
    },
    // Where a cloud authorises besides, that nobody else is administrator is not known.
    function* ({ platform, grants, index }) {
      if (grants.all.length === 0) return;
      const outside = outsideAuthorisation(platform);
      const nodes = index.availability('/nodes');
      if (outside !== null) yield unknown('needs-interview', outsideSentence(outside));
      else if (platform.distribution === null && nodes.reason !== null && nodes.reason !== 'not-in-manifests')
        yield unknown(
          nodes.reason,
          `The platform was not recognised, so authorisation outside the cluster may exist. ${nodes.message}`,
        );
    },
    ['/nodes'],
  ),
  grantControl(
    {
      id: 'anonymous-bound',
      title: 'Permissions for anonymous users',
      severity: 'critical',
      passes: 'No binding outside the system names callers without a login.',
      rationale:
        'Anyone who can reach the API server can use what is bound to system:anonymous or system:unauthenticated, without any credential.',
      remediation: fix(
        'Delete the binding.',
        'Find out what called without a login, usually a health check or an old installer, give it its own service account, and delete the binding. Health checks need only system:public-info-viewer.',
        [0.5, 2, 8],
        'kind: ClusterRoleBinding\nmetadata:\n  name: system:public-info-viewer\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: system:public-info-viewer\n',
      ),
      references: [
        {
          title: 'Default roles and role bindings: API discovery roles',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:authentication', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1133'],
    },
    function* ({ grants }) {
      for (const grant of grants.all) {
        if (!isOneOf(grant.subject, 'system:anonymous', 'system:unauthenticated') || grant.system) continue;
        const only = grant.powers !== null && grant.powers.size === 0;
        yield {
          grant,
          says: `is ${grantedBy(grant, only ? 'discovery of the API without a login' : 'permissions without a login')}`,
          ...(only || grant.powers === null ? { severity: 'low' } : {}),
        };
      }
    },
  ),
  grantControl(
    {
      id: 'everybody-bound',
      title: 'Permissions for all authenticated users',
      severity: 'high',
      passes: 'No binding outside the system names all users or all service accounts.',
      rationale:
        'Every pod holds what is bound to all authenticated users or all service accounts, so one compromised pod is enough.',
      remediation: narrow(
        'kind: RoleBinding\nsubjects:\n  - kind: ServiceAccount\n    name: reporter\n    namespace: shop\n',
      ),
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1078'],
    },
    function* ({ grants }) {
      for (const grant of grants.all) {
        if (!isOneOf(grant.subject, 'system:authenticated', 'system:serviceaccounts') || grant.system)
          continue;
        if (grant.powers !== null && grant.powers.size === 0) continue;
        yield {
          grant,
          says: `covers every account and is ${grantedBy(grant, 'permissions')}`,
          ...(grant.powers === null ? { severity: 'low' } : {}),
        };
      }
    },
  ),
  grantControl(
    {
      id: 'default-account-bound',
      title: 'Default service account with permissions',
      severity: 'medium',
      passes: 'No binding outside the system names an account called default.',
      rationale:
        'Every pod without a configured account runs as `default`, so its permissions reach workloads that were never meant to have them.',
      remediation: fix(
        'Give the workload an account of its own and bind that.',
        'Create an account for each workload that needs the API, set it in the pod spec, bind the role to it, and delete the binding of the default account.',
        [1, 3, 8],
        'spec:\n  serviceAccountName: reporter\n',
      ),
      mappings: ['cis:5.1.5', 'nsa-cisa:service-account-token', 'owasp-k8s:K03', 'mitre-attack:T1078'],
    },
    function* ({ grants }) {
      for (const grant of grants.all)
        if (!grant.system && grant.subject.kind === 'ServiceAccount' && grant.subject.name === 'default')
          yield {
            grant,
            says: `is the account of every pod without a configured one and is ${grantedBy(grant, 'permissions')}`,
            ...(grant.powers === null ? { severity: 'low' as const } : {}),
          };
    },
  ),
  defineControl({
    ...asMeta({
      id: 'system-masters-subject',
      title: 'Binding to the group system:masters',
      severity: 'medium',
      rationale:
        'Members of system:masters bypass every permission check, and removing a binding does not remove them. An additional binding to this group grants nothing more, but shows that the group is used for daily work.',
      remediation: fix(
        'Remove the binding and stop using the group.',
        'Find the certificates that carry system:masters and replace them with named users and a binding. Keep one in secure storage for emergencies.',
        [2, 8, 24],
        'kind: ClusterRoleBinding\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: User\n    name: anna@example.com\n',
      ),
      mappings: ['cis:5.1.7', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1078'],
    }),
    judges: RBAC_KINDS.filter((key) => key.endsWith('bindings')),
    *evaluate({ grants }) {
      if (grants.all.length === 0) yield notApplicable('There is no binding.');
      const hits = grants.all.filter(
        ({ subject, binding, namespace }) =>
          subject.kind === 'Group' &&
          subject.name === 'system:masters' &&
          (binding.name !== 'cluster-admin' || namespace !== null),
      );
      if (hits.length === 0 && grants.all.length > 0)
        yield pass(null, 'Only the binding that every cluster has names system:masters.');
      for (const grant of hits)
        yield fail(
          grant.binding,
          `Binds ${grant.role.kind} ${grant.role.name} to the group system:masters.`,
          { path: grant.path, value: grant.subject.name, subject: grant.subject },
        );
    },
  }),
];

/** `system:anonymous` is a user and the others are groups; the other kind of the name stands for nobody. */
function isOneOf(
  { kind, name }: { readonly kind: string; readonly name: string },
  ...names: readonly string[]
): boolean {
  return names.includes(name) && kind === (name === 'system:anonymous' ? 'User' : 'Group');
}

/** A role that is not in the evidence gives nothing that is known, and everything as soon as somebody makes it. */
function grantedBy(grant: Grant, what: string): string {
  return grant.powers === null
    ? `bound to ${roleText(grant)}, which is not in the evidence, so what it grants is not known`
    : `granted ${what} through ${roleText(grant)}`;
}
