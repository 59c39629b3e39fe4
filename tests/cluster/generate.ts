/** Makes clusters of any size: the same options give the same objects. */
import type { Manifest } from './api.ts';

export interface ClusterSize {
  /** Different seeds give different clusters. */
  readonly seed: number;
  readonly pods: number;
  readonly namespaces: number;
}

/**
 * Objects in an order in which they can be created. Beside each hundred pods stand 10 config maps, 10 secrets, 5
 * deployments, 5 services, 2 roles with their bindings, 2 network policies and 2 custom objects.
 */
export function* generateCluster({ seed, pods, namespaces }: ClusterSize): Generator<Manifest> {
  const random = randomFrom(seed);
  const names = Array.from({ length: namespaces }, (_, at) => `team-${at}`);
  for (const name of names) {
    yield {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { team: name, tier: pick(random, TIERS) } },
    };
    yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: name } };
  }
  for (let at = 0; at < pods; at += 1) {
    const namespace = names[at % names.length] ?? 'default';
    if (at % 100 < 38) yield beside(at, namespace, random);
    yield pod(at, namespace, random);
  }
}

const TIERS = ['frontend', 'backend', 'batch', 'data'] as const;
const REGISTRIES = [
  'registry.example.test',
  'docker.io/library',
  'ghcr.io/example',
  'quay.io/example',
] as const;

function pod(at: number, namespace: string, random: () => number): Manifest {
  const app = `app-${Math.floor(at / 4)}`;
  const containers = Array.from({ length: 1 + Math.floor(random() * 2) }, (_, index) =>
    container(at, index, random),
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${at.toString(36)}`,
      namespace,
      labels: {
        app,
        'app.kubernetes.io/name': app,
        'app.kubernetes.io/version': `1.${at % 40}.${at % 7}`,
        'app.kubernetes.io/managed-by': 'Helm',
        tier: pick(random, TIERS),
        'pod-template-hash': hex(random, 10),
      },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9090',
        'checksum/config': hex(random, 64),
        'example.test/deployed-by': `pipeline ${hex(random, 24)}`,
      },
    },
    spec: {
      serviceAccountName: 'app',
      nodeName: `node-${at % 50}`,
      priority: 0,
      securityContext: random() < 0.5 ? { runAsNonRoot: true, runAsUser: 10_000, fsGroup: 10_000 } : {},
      ...(random() < 0.05 ? { hostNetwork: true } : {}),
      containers,
      volumes: [
        ...volumesOf(at),
        ...(random() < 0.05 ? [{ name: 'host', hostPath: { path: '/var/log', type: 'Directory' } }] : []),
      ],
      tolerations: [
        { key: 'dedicated', operator: 'Equal', value: pick(random, TIERS), effect: 'NoSchedule' },
      ],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                topologyKey: 'kubernetes.io/hostname',
                labelSelector: { matchLabels: { app } },
              },
            },
          ],
        },
      },
    },
  };
}

function volumesOf(at: number) {
  return [
    { name: 'config', configMap: { name: `settings-${at % 10}`, optional: true } },
    { name: 'cache', emptyDir: { sizeLimit: '1Gi' } },
  ];
}

function container(at: number, index: number, random: () => number) {
  return {
    name: index === 0 ? 'main' : `side-${index}`,
    image: `${pick(random, REGISTRIES)}/service-${at % 300}:1.${at % 40}.${index}`,
    args: ['--listen=:8080', `--shard=${at % 16}`, '--log-level=info'],
    ports: [
      { name: 'http', containerPort: 8080 + index },
      { name: 'metrics', containerPort: 9090 + index },
    ],
    env: Array.from({ length: 12 }, (_, nth) => ({ name: `SETTING_${nth}`, value: hex(random, 16 + nth) })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext:
      random() < 0.5
        ? { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true }
        : random() < 0.1
          ? { privileged: true }
          : {},
    livenessProbe: { httpGet: { path: '/live', port: 8080 + index }, periodSeconds: 20 },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 + index }, periodSeconds: 10 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'cache', mountPath: '/var/cache/app' },
    ],
  };
}

/** The object that stands beside pod `at`. */
function beside(at: number, namespace: string, random: () => number): Manifest {
  const slot = at % 100;
  const nth = Math.floor(at / 100);
  const metadata = (name: string) => ({ name: `${name}-${nth}-${slot}`, namespace });
  if (slot < 10) {
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('settings'),
      data: Object.fromEntries(Array.from({ length: 8 }, (_, key) => [`key-${key}`, hex(random, 120)])),
    };
  }
  if (slot < 20) {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('credentials'),
      type: 'Opaque',
      stringData: { username: 'app', password: `CANARY-generated-${hex(random, 24)}` },
    };
  }
  const app = `app-${Math.floor(at / 4)}`;
  if (slot < 25) {
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('deployment'),
      spec: {
        replicas: 4,
        selector: { matchLabels: { app } },
        template: {
          metadata: { labels: { app } },
          spec: { containers: [container(at, 0, random)], volumes: volumesOf(at) },
        },
      },
    };
  }
  if (slot < 30) {
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('service'),
      spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    };
  }
  if (slot < 32) {
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: metadata('role'),
      rules: [{ apiGroups: [''], resources: ['configmaps', 'pods'], verbs: ['get', 'list', 'watch'] }],
    };
  }
  if (slot < 34) {
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata('binding'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'app', namespace }],
    };
  }
  if (slot < 36) {
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('policy'),
      spec: {
        podSelector: { matchLabels: { app } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
      },
    };
  }
  return {
    apiVersion: 'data.example.test/v1',
    kind: 'Database',
    metadata: metadata('database'),
    spec: { version: '16', replicas: 2, password: `CANARY-generated-${hex(random, 16)}` },
  };
}

/** Numbers in [0, 1) that a seed repeats: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(random: () => number, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

function hex(random: () => number, length: number): string {
  let text = '';
  while (text.length < length)
    text += Math.floor(random() * 0xffffffff)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}
