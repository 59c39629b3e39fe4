/** Controls about powers over the cluster itself: permissions, admission, DNS, status, traces. */
import type { Grant } from '../../cluster/permissions/grants.ts';
import type { Control } from '../define.ts';
import { fix } from '../define.ts';
import { GOOD_PRACTICE, holdsToo, narrow, powerControl, roleOf } from './grant-control.ts';

const ESCALATION = [
  {
    title: 'Privilege escalation prevention and bootstrapping',
    url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping',
  },
];

export const clusterPowerControls: readonly Control[] = [
  powerControl(
    {
      id: 'escalate-or-bind',
      title: 'Accounts that can escalate permissions',
      severity: 'critical',
      rationale:
        'The API server lets nobody grant more than they hold themselves. The verb escalate on roles lifts that limit for rules, and the verb bind lifts it for bindings. Together with write access to roles or bindings, either verb leads to every permission in its scope.',
      remediation: narrow(roleOf('rbac.authorization.k8s.io', '"roles", "rolebindings"', '"get", "list"')),
      references: ESCALATION,
      mappings: ['cis:5.1.8', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1098'],
    },
    ['escalate', 'bind'],
    (grant, grants) => {
      const useful =
        (grant.judged.has('escalate') && holdsToo(grant, grants, 'write-roles')) ||
        (grant.judged.has('bind') && holdsToo(grant, grants, 'write-bindings'));
      if (!useful)
        return {
          severity: 'medium',
          note: 'it may not write what the verb applies to, so this is useful only with another permission',
        };
      return grant.namespace === null ? {} : { severity: 'high' };
    },
  ),
  powerControl(
    {
      id: 'write-bindings',
      title: 'Accounts that can write roles or bindings',
      severity: 'medium',
      rationale:
        'Anyone who can write roles and bindings can grant only what they hold themselves, unless they also hold escalate or bind. An attacker can still use it for persistence by passing those permissions to another account. A role with an aggregation label adds its rules to admin, edit or view, and so to everyone who holds those.',
      remediation: narrow(roleOf('rbac.authorization.k8s.io', '"roles", "rolebindings"', '"get", "list"')),
      references: ESCALATION,
      mappings: ['cis:5.1.8', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1098'],
    },
    ['write-bindings', 'write-roles'],
    (grant, grants) => {
      const lifted =
        (grant.judged.has('write-bindings') && holdsToo(grant, grants, 'bind')) ||
        (grant.judged.has('write-roles') && holdsToo(grant, grants, 'escalate'));
      return lifted
        ? {
            severity: grant.namespace === null ? 'critical' : 'high',
            note: 'with the verb bind or escalate, which it also holds, that covers any permission',
          }
        : { note: 'without the verbs bind and escalate, only permissions that it holds itself' };
    },
  ),
  powerControl(
    {
      id: 'impersonate',
      title: 'Accounts that can impersonate others',
      severity: 'critical',
      rationale:
        'Impersonation lets the holder act as any user or group it names, cluster administrators included. If limited to service accounts of a namespace, it gives the permissions of the strongest of them.',
      remediation: narrow(
        'kind: ClusterRole\nrules:\n  - apiGroups: [""]\n    resources: ["users"]\n    verbs: ["impersonate"]\n    resourceNames: ["support-readonly"]\n',
      ),
      references: [
        {
          title: 'User impersonation',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['cis:5.1.8', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1078'],
    },
    ['impersonate-users', 'impersonate-groups', 'impersonate-accounts', 'impersonate-extras'],
    (grant, grants) => {
      const { judged } = grant;
      // Constrained impersonation asks for two verbs: one on the user, one on what is done in its name.
      if (isConstrained(grant) && !holdsToo(grant, grants, 'act-in-disguise'))
        return {
          severity: 'low',
          note: 'it holds no verb impersonate-on, without which constrained impersonation is ineffective',
        };
      if (judged.has('impersonate-users') || judged.has('impersonate-accounts')) {
        const all = [judged.get('impersonate-users'), judged.get('impersonate-accounts')].some(
          (held) => held !== undefined && held.names === null,
        );
        return grant.namespace === null && all ? {} : { severity: 'high' };
      }
      // A group or a field is taken on together with a user, never alone.
      return holdsToo(grant, grants, 'impersonate-users', 'impersonate-accounts')
        ? {}
        : { severity: 'low', note: 'it may act as no user, without which this is ineffective' };
    },
  ),
  powerControl(
    {
      id: 'write-webhooks',
      title: 'Accounts that can write admission webhooks',
      severity: 'high',
      rationale:
        'A webhook sees and may change every object that is written, Secrets included. The holder can also empty an admission policy.',
      remediation: narrow(
        'kind: ClusterRole\nrules:\n  - apiGroups: ["admissionregistration.k8s.io"]\n    resources: ["validatingwebhookconfigurations"]\n    verbs: ["patch"]\n    resourceNames: ["image-policy"]\n',
      ),
      mappings: ['cis:5.1.12', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1562.001'],
    },
    ['write-webhooks'],
  ),
  powerControl(
    {
      id: 'patch-namespaces',
      title: 'Accounts that can change namespace labels',
      severity: 'medium',
      rationale:
        'A namespace label enables Pod Security; anyone who may change it can disable it. Network policies that select namespaces by label can be opened in the same way.',
      remediation: narrow(roleOf('', '"namespaces"', '"get", "list"')),
      references: [
        {
          title: 'Pod Security admission: labels of a namespace',
          url: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:pod-security', 'owasp-k8s:K03', 'mitre-attack:T1562.001'],
    },
    ['patch-namespaces'],
  ),
  powerControl(
    {
      id: 'write-coredns',
      title: 'Accounts that can change cluster DNS or identity mappings',
      severity: 'high',
      rationale:
        'Write access to ConfigMaps in kube-system can redirect names through CoreDNS, and on EKS add administrators through aws-auth.',
      remediation: narrow(roleOf('', '"configmaps"', '"get", "update"', '"app-settings"')),
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1557'],
    },
    ['write-system-configmaps'],
  ),
  powerControl(
    {
      id: 'write-status',
      title: 'Accounts that can write the status of nodes, pods or services',
      severity: 'medium',
      rationale:
        'The status of a Service sets its load balancer’s address, so its writer can redirect traffic for any address to their own pods (CVE-2020-8554, which has no fix). The status of a pod can place a foreign address behind a Service. The status of a node hides or fakes what the scheduler sees.',
      remediation: narrow(roleOf('', '"services"', '"get", "list", "update"', '"web"')),
      references: [
        {
          title: 'CVE-2020-8554: man in the middle using LoadBalancer or ExternalIPs',
          url: 'https://github.com/kubernetes/kubernetes/issues/97076',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:network-separation', 'owasp-k8s:K03', 'mitre-attack:T1557'],
    },
    ['write-service-status', 'write-pod-status', 'write-node-status'],
  ),
  powerControl(
    {
      id: 'delete-events',
      title: 'Accounts that can delete events',
      severity: 'low',
      rationale:
        'Events show for an hour which pods were started, by what, and why they failed. Deleting them removes the first traces that a responder looks at; without an audit log, the only ones.',
      remediation: narrow(roleOf('', '"events"', '"get", "list"')),
      references: [
        {
          title: 'Events in the Kubernetes API',
          url: 'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
        },
      ],
      mappings: ['nsa-cisa:audit-logging', 'owasp-k8s:K03', 'mitre-attack:T1070'],
      questions: ['components.audit-log', 'detection.logs-central'],
    },
    ['delete-events'],
  ),
  powerControl(
    {
      id: 'broad-delete',
      title: 'Accounts allowed to delete in bulk',
      severity: 'medium',
      rationale:
        'Deleting a namespace, a volume or a custom resource definition deletes everything in it. One stolen token is enough to destroy a service and its data, or to demand a ransom.',
      remediation: narrow(roleOf('apps', '"deployments"', '"get", "list", "delete"', '"preview"')),
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1485'],
      questions: ['deployment.rebuild-hours'],
    },
    ['delete-namespaces', 'delete-volumes', 'delete-nodes', 'delete-definitions', 'delete-all-kinds'],
  ),
  powerControl(
    {
      id: 'wildcard',
      title: 'Role with a wildcard',
      severity: 'medium',
      rationale:
        'A wildcard for verbs, resources or groups also grants whatever is installed later, which nobody considered.',
      remediation: fix(
        'List what is used.',
        'Look up in the audit log or with the owner which verbs and resources are used, and list them in the role instead of the wildcard.',
        [1, 3, 8],
        roleOf('apps', '"deployments", "statefulsets"', '"get", "list", "patch"'),
      ),
      mappings: ['cis:5.1.3', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1078'],
    },
    ['wildcard'],
  ),
];

/** Whether a grant gives impersonation by the verbs of authentication.k8s.io alone. */
function isConstrained({ held }: Grant): boolean {
  return (
    held !== null &&
    !held.rules.some(({ rule }) => rule.verbs.some((verb) => verb === '*' || verb === 'impersonate'))
  );
}
