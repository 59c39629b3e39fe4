import { type Case, testFamily } from './cases.ts';
import { deployment, node, object } from './objects.ts';

const eks = node('v1.34.1-eks-1', true);
const account = (annotations: object) =>
  object('v1', 'ServiceAccount', 'web', {}, { namespace: 'shop', annotations });
const policy = (policyTypes: readonly string[], ...egress: readonly object[]) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'web',
    { spec: { policyTypes, egress } },
    { namespace: 'shop' },
  );
const internet = (...except: readonly string[]) => ({ ipBlock: { cidr: '0.0.0.0/0', except } });
const awsAuth = (mapRoles: string): Case => ({
  objects: [eks, object('v1', 'ConfigMap', 'aws-auth', { data: { mapRoles } }, { namespace: 'kube-system' })],
});
const ROLE = 'arn:aws:iam::111122223333:role/support';

testFamily('cloud', {
  'workload-identity': {
    fail: {
      objects: [account({ 'eks.amazonaws.com/role-arn': ROLE })],
      path: 'metadata.annotations["eks.amazonaws.com/role-arn"]',
      value: ROLE,
    },
    pass: { objects: [account({})] },
    unknown: { forbidden: ['/serviceaccounts'] },
  },
  'metadata-reachable': {
    fail: [
      { objects: [eks, deployment()], path: 'spec.template.spec' },
      { objects: [eks, deployment(), policy(['Ingress'])] },
      { objects: [eks, deployment(), policy(['Egress'], {})], value: 'NetworkPolicy web' },
      {
        objects: [
          eks,
          deployment(),
          policy(['Egress'], { to: [internet()], ports: [{ port: 1, endPort: 90 }] }),
        ],
      },
      { objects: [eks, deployment({}, { hostNetwork: true }), policy(['Egress'])] },
    ],
    pass: [
      { objects: [eks, deployment(), policy(['Egress'])] },
      { objects: [eks, deployment(), policy(['Egress'], { ports: [{ protocol: 'UDP', port: 53 }] })] },
      { objects: [eks, deployment(), policy(['Egress'], { to: [internet('169.254.169.254/32')] })] },
      { objects: [eks, deployment(), policy(['Egress'], { to: [{ namespaceSelector: {} }] })] },
    ],
    unknown: [
      { objects: [eks, deployment()], forbidden: ['networking.k8s.io/networkpolicies'] },
      { objects: [deployment()] },
      { objects: [deployment()], forbidden: ['/nodes'] },
      {
        objects: [
          eks,
          deployment(),
          object('cilium.io/v2', 'CiliumNetworkPolicy', 'a', {}, { namespace: 'shop' }),
        ],
        message: /own kinds/,
      },
    ],
  },
  'aws-auth-masters': {
    fail: {
      ...awsAuth(
        `- groups:\n  - system:nodes\n  rolearn: arn:aws:iam::111122223333:role/nodes\n- groups:\n  - system:masters\n  rolearn: ${ROLE}\n  username: support\n`,
      ),
      path: 'data.mapRoles',
      value: ROLE,
    },
    pass: awsAuth('- groups:\n  - system:nodes\n  rolearn: arn:aws:iam::111122223333:role/nodes\n'),
    unknown: [{ objects: [eks] }, {}, { objects: [eks], forbidden: ['/configmaps'] }],
    'not-applicable': {
      objects: [node('v1.34.4+k3s1')],
      facts: {
        serverVersion: { major: '1', minor: '34', gitVersion: 'v1.34.4+k3s1', platform: 'linux/amd64' },
      },
    },
  },
});
