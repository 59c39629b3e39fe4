/** Controls about powers over what runs: pods, their controllers, Secrets, tokens. */
import type { Control } from '../define.ts';
import { fix } from '../define.ts';
import { GOOD_PRACTICE, narrow, powerControl, roleOf } from './grant-control.ts';

export const workloadPowerControls: readonly Control[] = [
  powerControl(
    {
      id: 'read-secrets',
      title: 'Accounts that can read Secrets',
      severity: 'high',
      rationale:
        'Secrets hold passwords and tokens of other accounts. Reading them in a namespace is equivalent to holding every account there; in the whole cluster it leads to cluster-admin. The verbs list and watch return the values as get does. So do patch, delete and deletecollection, even as a dry run.',
      remediation: narrow(roleOf('', '"secrets"', '"get"', '"database-login"')),
      mappings: ['cis:5.1.2', 'nsa-cisa:secrets', 'owasp-k8s:K03', 'mitre-attack:T1552.007'],
      questions: ['access.secret-readers'],
    },
    ['read-secrets'],
  ),
  powerControl(
    {
      id: 'create-workloads',
      title: 'Accounts that can create pods or controllers',
      severity: 'medium',
      rationale:
        'Anyone who creates a pod chooses its service account and its Secrets. Without admission rules they can also choose a mount of the node.',
      remediation: narrow(roleOf('apps', '"deployments"', '"get", "patch"', '"web"')),
      mappings: ['cis:5.1.4', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1610'],
      questions: ['access.who-deploys', 'access.pipeline-rights'],
    },
    ['create-workloads'],
  ),
  powerControl(
    {
      id: 'update-workloads',
      title: 'Accounts that can change workloads',
      severity: 'medium',
      rationale:
        'Changing a pod template gives all that creating a pod gives: another image, another account, another mount. A change to an existing workload is less noticeable than a new one and inherits its trust.',
      remediation: narrow(roleOf('apps', '"deployments"', '"get", "patch"', '"web"')),
      mappings: ['cis:5.1.4', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1610'],
      questions: ['access.who-deploys', 'access.pipeline-rights'],
    },
    ['update-workloads'],
  ),
  powerControl(
    {
      id: 'exec',
      title: 'Accounts that can open a shell in pods (exec, attach)',
      severity: 'medium',
      rationale:
        'A shell in a running pod gives access to its token, Secrets and network position, and leaves few traces. Before Kubernetes 1.35 the verb get on pods/exec or pods/attach is enough, because a WebSocket opens with it.',
      remediation: narrow(roleOf('', '"pods", "pods/log"', '"get", "list"')),
      references: [
        {
          title: 'Authorization: how the verb of a request is determined',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1609'],
      questions: ['access.developers-limited'],
    },
    ['exec', 'attach'],
  ),
  powerControl(
    {
      id: 'port-forward',
      title: 'Accounts that can port-forward to pods',
      severity: 'low',
      rationale:
        'The kubelet forwards the port without using the pod network, so network policies do not apply. It also reaches services on localhost: admin pages, debuggers, databases without a password. Before Kubernetes 1.35 the verb get is enough.',
      remediation: narrow(roleOf('', '"pods", "pods/log"', '"get", "list"')),
      references: [
        {
          title: 'Use port forwarding to access applications',
          url: 'https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1133'],
      questions: ['access.developers-limited', 'workloads.admin-pages-private'],
    },
    ['port-forward'],
  ),
  powerControl(
    {
      id: 'ephemeral-containers',
      title: 'Accounts that can add ephemeral containers',
      severity: 'medium',
      rationale:
        'An ephemeral container adds any image to a running pod. It shares the pod’s network and, on request, its processes, so it can read the memory and files of the others. Unless admission limits it, it may be privileged.',
      remediation: narrow(roleOf('', '"pods", "pods/log"', '"get", "list"')),
      references: [
        {
          title: 'Ephemeral containers',
          url: 'https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/',
        },
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1609'],
      questions: ['access.developers-limited'],
    },
    ['ephemeral-containers'],
  ),
  powerControl(
    {
      id: 'token-request',
      title: 'Accounts that can issue service-account tokens',
      severity: 'high',
      rationale: 'The holder can issue a token of a stronger account and act as that account.',
      remediation: narrow(roleOf('', '"serviceaccounts/token"', '"create"', '"backup"')),
      references: [
        {
          title: 'TokenRequest API',
          url: 'https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['cis:5.1.13', 'nsa-cisa:service-account-token', 'owasp-k8s:K03', 'mitre-attack:T1528'],
      questions: ['access.short-lived-tokens'],
    },
    ['token-request'],
  ),
  powerControl(
    {
      id: 'nodes-proxy',
      title: 'Accounts that can reach kubelets through the API server',
      severity: 'high',
      rationale:
        'nodes/proxy gives access to the kubelet, where commands run in any pod of the node, bypassing admission and audit.',
      remediation: narrow(
        'kind: ClusterRole\nrules:\n  - apiGroups: [""]\n    resources: ["nodes/metrics", "nodes/stats"]\n    verbs: ["get"]\n',
      ),
      mappings: ['cis:5.1.10', 'nsa-cisa:worker-nodes', 'owasp-k8s:K03', 'mitre-attack:T1609'],
    },
    ['nodes-proxy'],
  ),
  powerControl(
    {
      id: 'create-volumes',
      title: 'Accounts that can create PersistentVolumes',
      severity: 'high',
      rationale:
        'A PersistentVolume can point to a node directory. Anyone who creates one and lets a pod claim it can read and write the node. This bypasses the Pod Security level that forbids such a mount in the pod itself.',
      remediation: fix(
        'Let a provisioner create volumes and remove the permission.',
        'Offer a StorageClass with a provisioner, so that teams need only a claim. Remove create on persistentvolumes from every role except those of the provisioner and the administrators.',
        [1, 4, 16],
        roleOf('', '"persistentvolumeclaims"', '"get", "list", "create"'),
      ),
      mappings: ['cis:5.1.9', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1611'],
    },
    ['create-volumes'],
  ),
];
