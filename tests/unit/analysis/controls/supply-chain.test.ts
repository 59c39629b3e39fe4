import { type Case, testFamily } from './cases.ts';
import { daemonSet, deployment, object } from './objects.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const REFUSED: Case = { forbidden: ['/pods'] };
const image = (...names: readonly string[]): Case => ({
  objects: names.map((one, i) => deployment({ image: one }, {}, { name: `web-${i}` })),
});
const at = (name: string): Case => ({
  ...image(name),
  path: 'spec.template.spec.containers[0].image',
  value: name,
});
const verifying = object('kyverno.io/v1', 'ClusterPolicy', 'signed', {
  spec: { rules: [{ name: 'a', verifyImages: [{}] }] },
});

testFamily('supply-chain', {
  'mutable-tag': {
    fail: [at('registry.example:5000/web'), at('redis:latest'), at('registry.example/web:main')],
    pass: image('registry.example:5000/web:1.2.3', `redis:latest@${DIGEST}`),
    unknown: REFUSED,
  },
  'no-digest': {
    fail: at('registry.example/web:1.2.3'),
    pass: image(`registry.example/web:1.2.3@${DIGEST}`),
    unknown: REFUSED,
  },
  'retired-registry': {
    fail: [at('k8s.gcr.io/pause:3.1'), at('gcr.io/google_containers/echoserver:1.10')],
    pass: image('registry.k8s.io/pause:3.10', 'gcr.io/team/web:1'),
    unknown: REFUSED,
  },
  'registry-not-allowed': {
    fail: [
      at('redis:7.4.1'),
      at('ghcr.io/someone/tool:1'),
      { ...at('other.example/web:1'), allowedRegistries: ['registry.example'] },
      // A prefix of a name is not the name.
      { ...at('registry.example.test/web:1'), allowedRegistries: ['registry.example'] },
    ],
    pass: [
      image('registry.example/web:1'),
      { ...image('registry.example/team/web:1'), allowedRegistries: ['registry.example/team/'] },
      { ...image('redis:7.4.1'), allowedRegistries: ['docker.io'] },
      { objects: [daemonSet('calico-node', 'kube-system', { image: 'quay.io/calico/node:v3.30.1' })] },
    ],
    unknown: REFUSED,
  },
  'no-signature-verification': {
    fail: { path: 'kinds' },
    pass: { objects: [verifying] },
    unknown: [{ forbidden: ['kyverno.io/clusterpolicies'] }, { origin: 'live' }],
  },
});
