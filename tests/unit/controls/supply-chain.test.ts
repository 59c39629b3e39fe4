import { type Case, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, namespace, object } from './objects.ts';

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
/** What a build puts in place before anything is applied. */
const UNFILLED: readonly Case[] = [
  REFUSED,
  image('ko://example.com/cmd/web'),
  image('${IMAGE}'),
  image('registry.example/web:$(TAG)'),
  image('{{ .Values.image }}'),
];
const verifying = object('kyverno.io/v1', 'ClusterPolicy', 'signed', {
  spec: { rules: [{ name: 'a', verifyImages: [{}] }] },
});

const REGISTRIES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => `${one}.example`);
const labelled = (created: string) =>
  object(
    'apps/v1',
    'Deployment',
    'web',
    { spec: { template: { spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] } } } },
    { namespace: 'shop', labels: { 'org.opencontainers.image.created': created } },
  );
/** A pod whose status tells the digest that its tag had when it was pulled. */
const running = object(
  'v1',
  'Pod',
  'web',
  {
    spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] },
    status: { containerStatuses: [{ name: 'web', imageID: `registry.example/web@${DIGEST}` }] },
  },
  { namespace: 'shop' },
);
const report = (summary: object) =>
  object(
    'aquasecurity.github.io/v1alpha1',
    'VulnerabilityReport',
    'pod-web',
    { report: { artifact: { repository: 'web', digest: DIGEST }, summary } },
    { namespace: 'shop' },
  );

testFamily('supply-chain', {
  'mutable-tag': {
    fail: [
      at('registry.example:5000/web'),
      at('redis:latest'),
      at('registry.example/web:main'),
      ...(
        'alpine lts stable production dev edge master nightly latest-alpine latest-1.25.3 jammy 3 1 v2 20-alpine ' +
        'lts-alpine3.19 alpine3.20 17-jdk jdk-21 1.x v1.2.x stable-slim release feature-login ltsc2022 ubi9-minimal ' +
        'bookworm-slim main-2024 1.2-latest snapshot nanoserver-1809 defaced 2024'
      )
        .split(' ')
        .map((tag) => at(`registry.example/web:${tag}`)),
      { ...at('nginx@sha256:abc'), message: /uses sha256:abc as its digest/ },
      at(`nginx@sha512:${'a'.repeat(64)}`),
      at(`nginx@md5:${'a'.repeat(64)}`),
      at(`nginx@sha256:${'A'.repeat(64)}`),
    ],
    pass: [
      image('registry.example:5000/web:1.2.3', `redis:latest@${DIGEST}`),
      image(`redis@sha512:${'a'.repeat(128)}`),
      ...(
        '1.25 1.25.3-alpine v1.2 3.19 2024-05-01 20240501 jammy-20240111 nightly-20240501 sha-8f3d2aa1 main-8f3d2aa1 ' +
        '8f3d2aa1c0ffee build-4711 4711 RELEASE.2024-01-16T16-07-38Z 12.4.1-devel-ubuntu22.04 php8.2-fpm 17.0.9_9-jre ' +
        'version-1.2.3 2024.5.1 1.2.3-rc.1 b10233'
      )
        .split(' ')
        .map((tag) => image(`registry.example/web:${tag}`)),
    ],
    unknown: UNFILLED,
    'not-applicable': NOTHING,
  },
  'image-volume-not-pinned': {
    fail: [
      {
        objects: [
          deployment({}, { volumes: [{ name: 'm', image: { reference: 'registry.example/model:1.2' } }] }),
        ],
        path: 'spec.template.spec.volumes[0].image.reference',
        severity: 'low',
      },
      {
        objects: [
          deployment({}, { volumes: [{ name: 'm', image: { reference: 'registry.example/model' } }] }),
        ],
        severity: 'medium',
      },
    ],
    pass: [
      { objects: [deployment()] },
      {
        objects: [
          deployment(
            {},
            { volumes: [{ name: 'm', image: { reference: `registry.example/model@${DIGEST}` } }] },
          ),
        ],
      },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'no-digest': {
    fail: [
      at('registry.example/web:1.2.3'),
      at('nginx@sha256:abc'),
      at(`nginx@sha512:${'a'.repeat(64)}`),
      at(`nginx:1.25.3@sha384:${'a'.repeat(96)}`),
    ],
    pass: [
      image(`registry.example/web:1.2.3@${DIGEST}`),
      image(`registry.example/web@sha512:${'0'.repeat(128)}`),
    ],
    unknown: UNFILLED,
    'not-applicable': NOTHING,
  },
  'retired-registry': {
    fail: [at('k8s.gcr.io/pause:3.1'), at('gcr.io/google_containers/echoserver:1.10')],
    pass: image('registry.k8s.io/pause:3.10', 'gcr.io/team/web:1'),
    unknown: UNFILLED,
    'not-applicable': NOTHING,
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
    unknown: UNFILLED,
    'not-applicable': NOTHING,
  },
  'no-signature-verification': {
    fail: { path: 'kinds' },
    pass: { objects: [verifying] },
    unknown: [{ forbidden: ['kyverno.io/clusterpolicies'] }, { origin: 'live' }],
    'not-applicable': { never: 'a cluster without a policy is one without verification' },
  },
  'mutable-tag-not-pulled': {
    fail: [
      {
        ...at('registry.example/web:main'),
        path: 'spec.template.spec.containers[0].imagePullPolicy',
        value: 'not set (IfNotPresent)',
      },
      { objects: [deployment({ image: 'redis', imagePullPolicy: 'Never' })], value: 'Never' },
    ],
    pass: [
      image('redis:latest', 'registry.example/web:1.2.3', `redis:latest@${DIGEST}`),
      { objects: [deployment({ image: 'registry.example/web:main', imagePullPolicy: 'Always' })] },
    ],
    unknown: UNFILLED,
    'not-applicable': NOTHING,
  },
  'many-registries': {
    fail: {
      ...image(...REGISTRIES.map((one) => `${one}/web:1`)),
      path: 'kinds',
      message: /from 7 registries/,
    },
    pass: image(...REGISTRIES.slice(1).map((one) => `${one}/web:1`)),
    unknown: [{ ...image('a.example/web:1'), forbidden: ['apps/daemonsets'] }, ...UNFILLED.slice(1)],
    'not-applicable': [NOTHING, { objects: [namespace('shop')] }],
  },
  tiller: {
    fail: [
      at('ghcr.io/helm/tiller:v2.17.0'),
      {
        objects: [
          deployment(
            { image: 'registry.example/t:1' },
            {},
            { name: 'tiller-deploy', labels: { name: 'tiller' } },
          ),
        ],
      },
    ],
    pass: image('registry.example/distiller:1'),
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'old-image': {
    fail: [
      { ...at('registry.example/web:2021-03-31'), message: /built on 31 Mar 2021, according to its tag/ },
      {
        objects: [labelled('2019-01-02T00:00:00Z')],
        path: 'metadata.labels["org.opencontainers.image.created"]',
      },
    ],
    pass: [image('registry.example/web:20260301.2'), { objects: [labelled('2026-01-02T00:00:00Z')] }],
    unknown: [REFUSED, image('registry.example/web:1.2.3'), image('registry.example/web:2023-02-31')],
    'not-applicable': NOTHING,
  },
  'known-vulnerabilities': {
    fail: [
      { objects: [running, report({ criticalCount: 2, highCount: 3 })], value: DIGEST, severity: 'high' },
      { objects: [running, report({ highCount: 1 })], severity: 'medium', message: /0 critical and 1 high/ },
      {
        ...image(`registry.example/web@${DIGEST}`),
        objects: [deployment({ image: `registry.example/web@${DIGEST}` }), report({ criticalCount: 1 })],
      },
    ],
    pass: { objects: [running, report({ criticalCount: 0, highCount: 0 })] },
    unknown: [
      REFUSED,
      { objects: [running], message: /import them/ },
      { objects: [running], forbidden: ['aquasecurity.github.io/vulnerabilityreports'] },
      // A report on another image says nothing of this one.
      { objects: [deployment(), report({ criticalCount: 1 })] },
    ],
    'not-applicable': NOTHING,
  },
});
