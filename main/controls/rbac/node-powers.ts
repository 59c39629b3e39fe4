/** Controls about powers over kubelets and over what answers through the API server. */
import type { Control } from '../define.ts';
import { fix } from '../define.ts';
import { GOOD_PRACTICE, holdsToo, narrow, powerControl, roleOf } from './grant-control.ts';

const KUBELET = [
  {
    title: 'Kubelet authentication/authorization: fine-grained authorization',
    url: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization',
  },
  ...GOOD_PRACTICE,
];

const METRICS_ONLY = narrow(
  'kind: ClusterRole\nrules:\n  - apiGroups: [""]\n    resources: ["nodes/metrics", "nodes/stats"]\n    verbs: ["get"]\n',
);

export const nodePowerControls: readonly Control[] = [
  powerControl(
    {
      id: 'node-logs',
      title: 'Accounts that can read log files of nodes',
      severity: 'medium',
      rationale:
        'The kubelet serves /var/log of its node and, where the node log query is enabled, the journals of its services. The holder can read the output of every container, audit logs on control-plane nodes, and any tokens, passwords or personal data logged by mistake. A pod that can write to /var/log can place links there that lead to other files.',
      remediation: METRICS_ONLY,
      references: KUBELET,
      mappings: ['nsa-cisa:worker-nodes', 'owasp-k8s:K03', 'mitre-attack:T1552.001'],
    },
    ['read-node-logs'],
  ),
  powerControl(
    {
      id: 'checkpoint-containers',
      title: 'Accounts that can checkpoint containers',
      severity: 'high',
      rationale:
        'A checkpoint writes the whole memory of a running container into an archive on the node, including keys, tokens and decrypted data. Anyone who can also read node files can take it away and start a copy elsewhere.',
      remediation: METRICS_ONLY,
      references: [
        {
          title: 'Kubelet checkpoint API',
          url: 'https://kubernetes.io/docs/reference/node/kubelet-checkpoint-api/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:worker-nodes', 'owasp-k8s:K03', 'mitre-attack:T1003'],
    },
    ['checkpoint-containers'],
  ),
  powerControl(
    {
      id: 'kubelet-pods-and-settings',
      title: 'Accounts that can read pods or settings from kubelets',
      severity: 'low',
      rationale:
        'The kubelet lists every pod of its node with its environment, regardless of the reader’s namespace permissions. Its settings show which of its own protections are disabled. Both help an attacker plan the next step.',
      remediation: METRICS_ONLY,
      references: KUBELET,
      mappings: ['nsa-cisa:worker-nodes', 'owasp-k8s:K03', 'mitre-attack:T1613'],
    },
    ['read-node-pods', 'read-node-settings'],
  ),
  powerControl(
    {
      id: 'pods-and-services-proxy',
      title: 'Accounts that can reach pods or services through the API server',
      severity: 'medium',
      rationale:
        'The proxy connects to any port of pods and services from the address of the API server, which network policies usually allow. Admin pages and databases that trust the cluster network respond as if to a local caller. The workload sees only the API server as the caller.',
      remediation: narrow(roleOf('', '"services/proxy"', '"get"', '"https:dashboard:"')),
      references: [
        {
          title: 'Access services running on clusters',
          url: 'https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:network-separation', 'owasp-k8s:K03', 'mitre-attack:T1090'],
      questions: ['access.developers-limited', 'workloads.admin-pages-private'],
    },
    ['pods-proxy', 'services-proxy'],
  ),
  powerControl(
    {
      id: 'node-bootstrap-certificates',
      title: 'Accounts that can obtain node certificates',
      severity: 'high',
      rationale:
        'The controller manager approves a node’s client certificate automatically if the requester may create certificatesigningrequests/nodeclient. The holder can register their own machine as a node, or take the name of a real one and read the Secrets of its pods.',
      remediation: fix(
        'Limit the permission to bootstrap tokens, and let those expire.',
        'Bind system:certificates.k8s.io:certificatesigningrequests:nodeclient only to the group of the bootstrap tokens and remove other subjects. Create a token for each new node and delete it when the node has joined.',
        [1, 4, 16],
        'kind: ClusterRoleBinding\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: system:certificates.k8s.io:certificatesigningrequests:nodeclient\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: system:bootstrappers:kubeadm:default-node-token\n',
      ),
      references: [
        {
          title: 'TLS bootstrapping: approval',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#approval',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['cis:5.1.11', 'nsa-cisa:authentication', 'owasp-k8s:K03', 'mitre-attack:T1098'],
      questions: ['components.kubelet-closed'],
    },
    ['request-node-certificates'],
    (grant, grants) =>
      holdsToo(grant, grants, 'request-certificates')
        ? {}
        : {
            severity: 'low',
            note: 'it may not create the request itself, so this is useful only with another permission',
          },
  ),
];
