import { type Case, NOTHING, testFamily } from './cases.ts';
import { deployment, node, object, serverVersion, staticPod } from './objects.ts';

const eks = (minor: number, finishedAt: string): Case => ({
  objects: [node(`v1.${minor}.1-eks-1`, true)],
  facts: serverVersion(minor, '-eks-1'),
  finishedAt,
});
const kubelet = (minor: number): Case => ({ objects: [node(`v1.${minor}.1`)], facts: serverVersion(35) });
const nginx = deployment({ image: 'registry.k8s.io/ingress-nginx/controller:v1.13.3' });
const runtimeOf = (containerRuntimeVersion: string, kubeletVersion: string) =>
  object('v1', 'Node', 'n1', { status: { nodeInfo: { kubeletVersion, containerRuntimeVersion } } });
const NIGHTLY = {
  jobTemplate: { spec: { template: { spec: { containers: [{ name: 'c', image: 'a:1' }] } } } },
};
const cronJob = (apiVersion: string, seen: readonly string[] = []) => ({
  ...object(apiVersion, 'CronJob', 'nightly', { spec: NIGHTLY }, { namespace: 'shop' }),
  $drydock: { apiVersionsSeen: seen },
});

testFamily('version', {
  'server-out-of-support': {
    fail: [
      { ...eks(33, '2026-11-02T09:00:00Z'), message: /ended on 29 Jul 2026 \(table as of \d/ },
      // Older than the whole table.
      eks(19, '2026-11-02T09:00:00Z'),
      {
        facts: serverVersion(33),
        finishedAt: '2026-07-01T00:00:00Z',
        path: 'apiFacts.serverVersion.gitVersion',
      },
    ],
    pass: [eks(34, '2026-11-02T09:00:00Z'), { facts: serverVersion(33), finishedAt: '2026-06-28T23:00:00Z' }],
    unknown: [{}, { facts: serverVersion(99) }],
    'not-applicable': { never: 'Every cluster has a server.' },
  },
  'kubelet-skew': {
    fail: [
      { ...kubelet(34), severity: 'low', path: 'status.nodeInfo.kubeletVersion', value: 'v1.34.1' },
      { ...kubelet(33), severity: 'medium' },
      { ...kubelet(31), severity: 'high' },
    ],
    pass: kubelet(35),
    unknown: [{ forbidden: ['/nodes'] }, { objects: [node('v1.34.1')] }],
    'not-applicable': { objects: [object('v1', 'Node', 'node-1')] },
  },
  'retired-component': {
    fail: [
      {
        objects: [nginx],
        finishedAt: '2026-04-01T00:00:00Z',
        path: 'spec.template.spec.containers[0].image',
      },
      // Older evidence does not make it maintained.
      { objects: [nginx], finishedAt: '2024-03-01T00:00:00Z' },
      ...[
        'gcr.io/kubernetes-helm/tiller:v2.16',
        'quay.io/uswitch/kiam:v4',
        'k8s.gcr.io/heapster-amd64:v1.5.4',
        'mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17',
        'docker.io/weaveworks/weave-kube:2.8.1',
      ].map((image) => ({ objects: [deployment({ image })] })),
    ],
    pass: [
      { objects: [deployment()] },
      { objects: [deployment({ image: 'docker.io/nginx/nginx-ingress:5.1.0' })] },
    ],
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  dockershim: {
    fail: {
      objects: [runtimeOf('docker://20.10.7', 'v1.23.4')],
      path: 'status.nodeInfo.containerRuntimeVersion',
      value: 'docker://20.10.7',
    },
    pass: [
      { objects: [runtimeOf('containerd://1.7.2', 'v1.23.4')] },
      { objects: [runtimeOf('docker://27.0.0', 'v1.30.4')], message: /cri-dockerd/ },
    ],
    unknown: [
      { forbidden: ['/nodes'] },
      { objects: [runtimeOf('docker://20.10.7', 'x')] },
      { objects: [object('v1', 'Node', 'n1')] },
      NOTHING,
    ],
    'not-applicable': { never: 'Every cluster has nodes, and where none is seen it is unknown.' },
  },
  'removed-api': {
    fail: [
      {
        objects: [cronJob('batch/v1beta1')],
        path: 'apiVersion',
        message: /is written as batch\/v1beta1, which Kubernetes 1\.25 removed/,
      },
      {
        objects: [cronJob('batch/v1', ['batch/v1beta1'])],
        path: 'metadata.managedFields',
        value: 'batch/v1beta1',
      },
    ],
    pass: [
      { objects: [cronJob('batch/v1', ['batch/v1'])] },
      NOTHING,
      { objects: [cronJob('batch/v1beta1')], facts: serverVersion(23) },
    ],
    unknown: { forbidden: ['batch/cronjobs'] },
    'not-applicable': { never: 'Where nothing was written by such an API the control passes.' },
  },
  'deprecated-api': {
    fail: [
      { objects: [cronJob('batch/v1beta1')], facts: serverVersion(23), message: /1\.25 removes/ },
      {
        objects: [
          {
            ...object('resource.k8s.io/v1', 'ResourceClaim', 'gpu', {}, { namespace: 'shop' }),
            $drydock: { apiVersionsSeen: ['resource.k8s.io/v1beta1'] },
          },
        ],
        facts: serverVersion(36),
        message: /1\.38 removes/,
        path: 'metadata.managedFields',
        value: 'resource.k8s.io/v1beta1',
      },
    ],
    pass: [
      { objects: [cronJob('batch/v1', ['batch/v1beta1'])], facts: serverVersion(36) },
      { facts: serverVersion(36) },
    ],
    unknown: [
      NOTHING,
      { facts: serverVersion(23), forbidden: ['batch/cronjobs'] },
      // The server of 1.35 serves these kinds, and whether there are any was not seen.
      { facts: serverVersion(35), origin: 'live' },
    ],
    'not-applicable': { never: 'Where nothing was written by such an API the control passes.' },
  },
  'known-cve': {
    fail: [
      {
        ...kubeadm('v1.22.1', 'containerd://1.7.29'),
        path: 'status.nodeInfo.kubeletVersion',
        value: 'v1.22.1',
        severity: 'high',
        message: /CVE-2021-25741 \(.*fixed in .*1\.22\.2.*CVE-2023-2431.*Table as of \d/,
      },
      {
        ...kubeadm('v1.36.0', 'containerd://1.6.0'),
        path: 'status.nodeInfo.containerRuntimeVersion',
        value: 'containerd://1.6.0',
      },
      {
        ...kubeadm('v1.36.0', 'cri-o://1.23.1'),
        path: 'status.nodeInfo.containerRuntimeVersion',
        message: /CVE-2022-0811/,
      },
      {
        ...kubeadm('v1.36.0', 'containerd://2.1.5', 'v1.12.2'),
        path: 'apiFacts.serverVersion.gitVersion',
        severity: 'critical',
      },
      {
        ...kubeadm('v1.28.3', 'containerd://2.1.5', 'v1.36.0', 'windows'),
        message: /CVE-2023-5528/,
      },
    ],
    pass: [kubeadm('v1.36.0', 'containerd://2.1.5'), kubeadm('v1.33.4+k3s1', 'containerd://2.0.5-k3s2')],
    unknown: [
      NOTHING,
      { ...kubeadm('v1.22.1', 'containerd://1.6.0'), forbidden: ['/nodes'] },
      { ...kubeadm('v1.36.0', 'docker://20.10.7'), message: /docker/ },
      kubeadm('none', 'containerd://2.1.5'),
      { objects: [node('v1.20.1-eks-1', true)], facts: serverVersion(20, '-eks-1'), message: /provider/ },
      {
        objects: [object('v1', 'Node', 'node-1', {}, { labels: { 'node.openshift.io/os_id': 'rhcos' } })],
        facts: serverVersion(20),
        message: /own builds/,
      },
    ],
    'not-applicable': { never: 'Every cluster has a server.' },
  },
  'ingress-cve': {
    fail: [
      {
        objects: [deployment({ image: 'registry.k8s.io/ingress-nginx/controller:v1.11.4@sha256:00' })],
        path: 'spec.template.spec.containers[0].image',
        severity: 'critical',
        message: /CVE-2025-1974/,
      },
      {
        objects: [
          deployment({ image: 'quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0' }),
        ],
        message: /CVE-2021-25742/,
      },
    ],
    pass: {
      objects: [
        deployment({ image: 'registry.k8s.io/ingress-nginx/controller:v1.14.3' }),
        deployment({}, {}, { name: 'other' }),
      ],
    },
    unknown: [
      { forbidden: ['/pods'] },
      { objects: [deployment({ image: 'registry.k8s.io/ingress-nginx/controller@sha256:00' })] },
      { objects: [deployment({ image: 'rancher/nginx-ingress-controller:nginx-1.9.4-rancher1' })] },
    ],
    'not-applicable': { objects: [deployment()] },
  },
  'add-on-cve': {
    fail: [
      {
        ...runs('quay.io/argoproj/argocd:v2.14.15'),
        path: 'spec.template.spec.containers[0].image',
        value: 'quay.io/argoproj/argocd:v2.14.15',
        severity: 'critical',
        message: /^Argo CD v2\.14\.15 is affected by CVE-2025-55190 \(.*fixed in 2\.13\.9, 2\.14\.16/,
      },
      { ...runs('mirror.example:5000/quay.io/argoproj/argocd:v3.2.10'), message: /CVE-2026-42880/ },
      { ...runs('rancher/mirrored-argoproj-argocd:v2.6.1'), message: /CVE-2023-23947|CVE-2024/ },
      { ...runs('grafana/grafana:8.3.0'), severity: 'high', message: /CVE-2021-43798/ },
      {
        ...runs('docker.io/grafana/grafana-oss:9.2.3-ubuntu'),
        severity: 'critical',
        message: /CVE-2022-39328/,
      },
      // What the cluster does not show is told, and weighs less.
      {
        ...runs('grafana/grafana-enterprise:12.2.0@sha256:00'),
        severity: 'high',
        message: /If users are provisioned by SCIM, also CVE-2025-41115\./,
      },
      { ...runs('ghcr.io/kyverno/kyverno:v1.13.4'), severity: 'critical', message: /^Kyverno v1\.13\.4/ },
      {
        ...runs('registry.example/kyverno/background-controller:v1.18.1'),
        message: /CVE-2026-(54523|100706)/,
      },
      // Every release of the minor is affected.
      { ...runs('quay.io/argoproj/argocd:v2.5'), severity: 'critical' },
    ],
    pass: [
      {
        ...runs('quay.io/argoproj/argocd:v3.4.5'),
        message:
          /^No serious vulnerability in Drydock’s table affects Argo CD v3\.4\.5\. It does not cover vulnerabilities published after \d\d? /,
      },
      runs('grafana/grafana:13.0.1'),
      runs('ghcr.io/kyverno/kyverno:v1.19.1'),
    ],
    unknown: [
      { ...runs('quay.io/argoproj/argocd:latest'), message: /matches no release/ },
      { ...runs(`grafana/grafana@sha256:${'0'.repeat(64)}`), message: /digest alone/ },
      { ...runs('ghcr.io/kyverno/kyverno'), message: /tag latest/ },
      { ...runs('grafana/grafana:11.6'), message: /may refer/ },
      { ...runs('quay.io/argoproj/argocd:v3.4.2-rc1'), message: /may refer/ },
      { ...runs('quay.io/argoproj/argocd:v2.14.3-acme.7'), message: /matches no release/ },
      { forbidden: ['/pods'] },
    ],
    // Names that are like them, and versions of their own.
    'not-applicable': [
      NOTHING,
      runs('ghcr.io/kyverno/policy-reporter:2.1.0'),
      runs('registry.redhat.io/openshift-gitops-1/argocd-rhel8:v1.8.0'),
      runs('grafana/loki:2.9.0'),
    ],
  },
  'node-kernel-cve': {
    fail: [
      {
        ...kernel('6.18.5-talos'),
        path: 'status.nodeInfo.kernelVersion',
        value: '6.18.5-talos',
        message: /older than the fix of CVE-2026-31431 \(.*6\.18\.22.*live patch would not be visible/,
      },
      { ...kernel('5.8.18'), message: /CVE-2022-0847/ },
      kernel('5.15.24-flatcar'),
      // A branch between two that were mended never was.
      { ...kernel('5.14.21'), message: /CVE-2022-0185/ },
    ],
    pass: [
      { ...kernel('6.12.85'), message: /few vulnerabilities in Drydock’s table/ },
      kernel('7.0.0-14-generic'),
      kernel('6.1.170-210.320.amzn2023.x86_64'),
      kernel('7.2.1-talos'),
    ],
    unknown: [
      { ...kernel('5.15.0-105-generic'), message: /may be affected by CVE-2026-31431.*backport the fix/ },
      kernel('5.14.0-427.el9.x86_64'),
      kernel('6.1.112+'),
      { ...kernel(''), message: /reports no kernel version/ },
      { ...kernel('custom'), message: /cannot be parsed/ },
      { forbidden: ['/nodes'] },
    ],
    'not-applicable': [kernel('10.0.20348.2159', 'windows')],
  },
});

function runs(image: string): Case {
  return { objects: [deployment({ image })] };
}

function kernel(kernelVersion: string, operatingSystem = 'linux'): Case {
  return {
    objects: [object('v1', 'Node', 'node-1', { status: { nodeInfo: { kernelVersion, operatingSystem } } })],
  };
}

function kubeadm(
  kubeletVersion: string,
  containerRuntimeVersion: string,
  gitVersion = 'v1.36.0',
  operatingSystem = 'linux',
): Case {
  return {
    objects: [
      staticPod('kube-apiserver', ['kube-apiserver']),
      object('v1', 'Node', 'node-1', {
        status: { nodeInfo: { kubeletVersion, containerRuntimeVersion, operatingSystem } },
      }),
    ],
    facts: { serverVersion: { major: '1', minor: '36', gitVersion, platform: 'linux/amd64' } },
  };
}
