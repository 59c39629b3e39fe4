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
        'Secrets hold passwords and tokens of other accounts. Reading them in a namespace is as good as being every account there; in the whole cluster it ends in cluster-admin. The verbs list and watch return the values just as get does, and so do patch, delete and deletecollection, as a dry run too.',
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
        'Whoever creates a pod chooses its service account, its Secrets and, without admission rules, a mount of the node.',
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
        'Whoever changes a pod template gets all that creating a pod gives: another image, another account, another mount. A change of an existing workload is noticed less than a new one, and comes with the trust that the workload already has.',
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
        'A shell in a running pod gives its token, its Secrets and its network place, and leaves little trace. Before Kubernetes 1.35 the verb get on pods/exec or pods/attach is enough, for a WebSocket opens with it.',
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
        'A forwarded port comes from the kubelet and not over the network, so network policies do not see it, and it reaches what listens on localhost only: admin pages, debuggers, databases without a password. Before Kubernetes 1.35 the verb get is enough.',
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
        'An ephemeral container is put into a running pod with any image. It shares the network and on request the processes of the pod, so it reads memory and files of the others, and where admission does not limit it, it may be privileged.',
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
      rationale: 'The holder issues itself a token of a stronger account and becomes it.',
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
        'nodes/proxy leads to the kubelet, where commands run in any pod of the node past admission and audit.',
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
        'A PersistentVolume may point at a folder of the node. Whoever creates one and lets a pod claim it reads and writes the node, past the Pod Security level that forbids such a mount in the pod itself.',
      remediation: fix(
        'Let a provisioner create volumes and take the permission away.',
        'Offer a StorageClass with a provisioner, so that a claim is all that a team needs, and remove create on persistentvolumes from every role but the provisioner’s and the administrators’.',
        [1, 4, 16],
        roleOf('', '"persistentvolumeclaims"', '"get", "list", "create"'),
      ),
      mappings: ['cis:5.1.9', 'nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1611'],
    },
    ['create-volumes'],
  ),
];
