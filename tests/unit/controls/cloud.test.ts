import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { type Case, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, namespace, node, object, serverVersion, staticPod } from './objects.ts';

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
const calico = daemonSet('calico-node', 'kube-system', { image: 'quay.io/calico/node:v3.30.1' });
const flannel = daemonSet('kube-flannel', 'kube-system', { image: 'docker.io/flannel/flannel:v0.27.0' });
const noMetadata = object('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', 'no-metadata', {
  spec: {
    tier: 'Admin',
    priority: 1,
    subject: { namespaces: {} },
    egress: [{ action: 'Deny', to: [{ networks: ['169.254.0.0/16'] }] }],
  },
});
const internet = (...except: readonly string[]) => ({ ipBlock: { cidr: '0.0.0.0/0', except } });
const awsAuthMap = (mapRoles: string) =>
  object('v1', 'ConfigMap', 'aws-auth', { data: { mapRoles } }, { namespace: 'kube-system' });
const awsAuth = (mapRoles: string): Case => ({ objects: [eks, awsAuthMap(mapRoles)] });
const asking = (role: string) =>
  object(
    'apps/v1',
    'Deployment',
    'web',
    {
      spec: {
        template: {
          metadata: { annotations: { 'iam.amazonaws.com/role': role } },
          spec: { containers: [{ name: 'web', image: 'a:1' }] },
        },
      },
    },
    { namespace: 'shop' },
  );
const ROLE = 'arn:aws:iam::111122223333:role/support';

const labelled = (name: string, labels: object) => object('v1', 'Node', name, {}, { labels });
/** A live cluster of which every kind was read in which signs of a platform lie. */
const whole = (...objects: readonly KubernetesObject[]): Case => ({
  objects: [
    ...objects,
    namespace('shop'),
    object('v1', 'ConfigMap', 'web', {}, { namespace: 'shop' }),
    object('v1', 'Pod', 'web', {}, { namespace: 'shop' }),
    daemonSet('agent', 'shop', {}),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.shop.example'),
  ],
  origin: 'live',
});
const mounts = (path: string) => deployment({}, { volumes: [{ name: 'host', hostPath: { path } }] });

/** The parameters of a class as they are stored: a value by its class and length alone. */
const storageClass = (provisioner: string, length?: number): Case => ({
  objects: [
    object('storage.k8s.io/v1', 'StorageClass', 'fast', {
      provisioner,
      ...(length === undefined
        ? {}
        : { parameters: { encrypted: { $redacted: { length, looksLike: 'boolean-or-number' } } } }),
    }),
  ],
});

testFamily('cloud', {
  'unencrypted-storage-class': {
    fail: [
      { ...storageClass('ebs.csi.aws.com'), severity: 'low', message: /unless the AWS account encrypts/ },
      { ...storageClass('kubernetes.io/aws-ebs', 5), severity: 'medium', path: 'parameters.encrypted' },
      storageClass('driver.longhorn.io'),
      storageClass('rook-ceph.rbd.csi.ceph.com'),
    ],
    pass: [
      storageClass('ebs.csi.aws.com', 4),
      storageClass('driver.longhorn.io', 4),
      storageClass('pd.csi.storage.gke.io'),
      storageClass('disk.csi.azure.com'),
    ],
    unknown: [
      storageClass('csi.example'),
      storageClass('ebs.csi.aws.com', 7),
      { forbidden: ['storage.k8s.io/storageclasses'] },
    ],
    'not-applicable': storageClass('kubernetes.io/no-provisioner'),
  },
  'platform-recognised': {
    fail: [
      {
        ...whole(labelled('a', { 'eks.amazonaws.com/nodegroup': 'main' })),
        facts: serverVersion(34, '+k3s1'),
        path: 'metadata.labels["eks.amazonaws.com/nodegroup"]',
        value: 'main',
        message: /identified as k3s.*points to EKS/,
      },
      {
        // The version says GKE, all else EKS.
        ...whole(eks, daemonSet('aws-node', 'kube-system', {}), awsAuthMap('[]')),
        facts: serverVersion(34, '-gke.1'),
        path: 'apiFacts.serverVersion.gitVersion',
      },
    ],
    pass: [
      { ...whole(labelled('a', {})), facts: serverVersion(34, '+k3s1') },
      { ...whole(eks), message: /run by the provider; signs: / },
    ],
    unknown: [
      NOTHING,
      { origin: 'live' },
      { ...whole(labelled('a', {})), message: /No sign/ },
      {
        // A label on one node of three is too little.
        ...whole(
          labelled('a', { 'eks.amazonaws.com/nodegroup': 'main' }),
          labelled('b', {}),
          labelled('c', {}),
        ),
        message: /too few or contradict.*EKS/,
      },
      // What was not read may hold a sign against it.
      { ...whole(eks), forbidden: ['/configmaps'] },
    ],
    'not-applicable': { never: 'Every cluster runs on something.' },
  },
  'credential-host-path': {
    fail: [
      {
        objects: [mounts('/root/.aws/')],
        path: 'spec.template.spec.volumes[0].hostPath.path',
        value: '/root/.aws/',
      },
      { objects: [mounts('/etc/kubernetes//azure.json')] },
      { objects: [mounts('/home/ops/.config/gcloud')] },
      ...[
        '/srv/ci/.aws/credentials',
        '/data/.azure',
        '/opt/x/../y/.kube/config',
        '/mnt/.ssh',
        '/etc',
        '/',
      ].map((path) => ({ objects: [mounts(path)] })),
      { objects: [mounts('/root')] },
    ],
    pass: [
      { objects: [mounts('/var/log')] },
      { objects: [deployment()] },
      {
        objects: [
          daemonSet(
            'csi-azuredisk-node',
            'kube-system',
            { image: 'mcr.microsoft.com/oss/kubernetes-csi/azuredisk-csi:v1.33.0' },
            { volumes: [{ name: 'host', hostPath: { path: '/etc/kubernetes/azure.json' } }] },
          ),
        ],
        message: /storage driver/,
      },
    ],
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  'legacy-pod-identity': {
    fail: [
      {
        objects: [daemonSet('kube2iam', 'kube-system', { image: 'jtblin/kube2iam:0.11.1' })],
        path: 'spec.template.spec.containers[0].image',
        severity: 'medium',
      },
      {
        objects: [
          daemonSet('nmi', 'kube-system', { image: 'mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8' }),
        ],
      },
      { objects: [daemonSet('kiam', 'kube-system', { image: 'quay.io/uswitch/kiam:v4' })] },
      {
        objects: [asking('invoices')],
        path: 'spec.template.metadata.annotations["iam.amazonaws.com/role"]',
        value: 'invoices',
        severity: 'low',
      },
    ],
    pass: { objects: [deployment()] },
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  'workload-identity': {
    fail: {
      objects: [account({ 'eks.amazonaws.com/role-arn': ROLE })],
      path: 'metadata.annotations["eks.amazonaws.com/role-arn"]',
      value: ROLE,
    },
    pass: [{ objects: [account({})] }, { objects: [eks, account({})] }],
    unknown: [
      { forbidden: ['/serviceaccounts'] },
      {
        objects: [eks, account({}), daemonSet('eks-pod-identity-agent', 'kube-system', {})],
        message: /AWS keeps its associations/,
      },
      { objects: [eks, account({})], forbidden: ['apps/daemonsets'] },
      { objects: [account({})], facts: serverVersion(34, '-gke.1'), message: /IAM may also reference/ },
      { objects: [account({})], origin: 'live', forbidden: ['/nodes'] },
    ],
    'not-applicable': { never: 'Where no account is bound the control passes.' },
  },
  'metadata-reachable': {
    fail: [
      { objects: [eks, deployment()], path: 'spec.template.spec', value: 'no egress policy selects it' },
      { objects: [eks, calico, deployment(), policy(['Ingress'])] },
      { objects: [eks, calico, deployment(), policy(['Egress'], {})], value: 'NetworkPolicy web' },
      // What a policy allows is open whether or not policies are enforced.
      { objects: [eks, deployment(), policy(['Egress'], {})], value: 'NetworkPolicy web' },
      {
        objects: [
          eks,
          calico,
          deployment(),
          policy(['Egress'], { to: [internet()], ports: [{ port: 1, endPort: 90 }] }),
        ],
      },
      { objects: [eks, calico, deployment({}, { hostNetwork: true }), policy(['Egress'])] },
      { objects: [eks, flannel, deployment(), policy(['Egress'])], message: /does not enforce policies/ },
    ],
    pass: [
      { objects: [eks, calico, deployment(), policy(['Egress'])] },
      {
        objects: [eks, calico, deployment(), policy(['Egress'], { ports: [{ protocol: 'UDP', port: 53 }] })],
      },
      { objects: [eks, calico, deployment(), policy(['Egress'], { to: [internet('169.254.169.254/32')] })] },
      { objects: [eks, calico, deployment(), policy(['Egress'], { to: [{ namespaceSelector: {} }] })] },
      {
        objects: [eks, calico, deployment(), noMetadata],
        message: /ClusterNetworkPolicy no-metadata blocks/,
      },
    ],
    unknown: [
      { objects: [eks, deployment()], forbidden: ['networking.k8s.io/networkpolicies'] },
      { objects: [deployment()] },
      { objects: [deployment()], forbidden: ['/nodes'] },
      { objects: [eks, deployment(), policy(['Egress'])], message: /enforces policies is not known/ },
      {
        objects: [
          eks,
          calico,
          deployment(),
          object('cilium.io/v2', 'CiliumNetworkPolicy', 'a', {}, { namespace: 'shop' }),
        ],
        message: /1 CiliumNetworkPolicy object may allow/,
      },
      { objects: [staticPod('kube-apiserver', []), object('v1', 'Node', 'node-1')], message: /rented/ },
    ],
    'not-applicable': { objects: [object('v1', 'Node', 'minikube'), deployment()] },
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
    unknown: [
      { objects: [eks] },
      NOTHING,
      { objects: [eks], forbidden: ['/configmaps'] },
      { facts: serverVersion(34, '+k3s1'), forbidden: ['/nodes'], message: /cannot be ruled out/ },
    ],
    'not-applicable': {
      objects: [node('v1.34.4+k3s1')],
      facts: {
        serverVersion: { major: '1', minor: '34', gitVersion: 'v1.34.4+k3s1', platform: 'linux/amd64' },
      },
    },
  },
});
