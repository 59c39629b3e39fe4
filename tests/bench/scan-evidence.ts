/**
 * Evidence of a large cluster as collecting leaves it, made without a server: one file of NDJSON lines, each a resource
 * and a redacted object. Beside each hundred pods stands what companies have beside them: 25 workloads of four pods with
 * the replica sets of their last two releases, their services, accounts, settings and secrets, a few policies, roles, routes and a
 * custom resource; a node for every thirty pods, a namespace for every two hundred.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { resourceOf } from '../../main/evidence/kinds.ts';
import { str } from '../../main/snapshot/read.ts';
import { redactObject } from '../../main/snapshot/redaction/redact.ts';
import {
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import type { Manifest } from '../cluster/api.ts';
import { generateCluster } from '../cluster/generate.ts';
import { snapshotOf } from '../fixtures/snapshot-builder.ts';
import { BUILT_IN } from '../fixtures/worlds/index.ts';

/** Writes the evidence and returns its manifest. */
export async function writeEvidence(path: string, pods: number): Promise<SnapshotManifest> {
  const file = createWriteStream(path);
  const kinds = new Map<string, { resource: ResourceRef; objects: number }>();
  let batch = '';
  for (const raw of cluster(pods)) {
    const resource = resourceOf(raw.apiVersion, raw.kind, typeof raw.metadata.namespace === 'string');
    const object = redactObject(raw, resource);
    if (object === null) continue;
    const key = resourceKey(resource);
    const known = kinds.get(key) ?? { resource, objects: 0 };
    known.objects += 1;
    kinds.set(key, known);
    batch += `${JSON.stringify({ key, object })}\n`;
    if (batch.length > 4_000_000) {
      if (!file.write(batch)) await once(file, 'drain');
      batch = '';
    }
  }
  file.end(batch);
  await finished(file);
  const { manifest } = snapshotOf([], { origin: 'live', collected: BUILT_IN });
  const found = [...kinds].map(
    ([, { resource, objects }]): KindOutcome => ({
      resource,
      objects,
      status: 'collected',
      bytes: 0,
      refusedNamespaces: [],
      message: '',
      sha256: '',
    }),
  );
  const rest = manifest.kinds.filter(({ resource }) => !kinds.has(resourceKey(resource)));
  return {
    ...manifest,
    finishedAt: '2026-11-02T09:00:00Z',
    kinds: [...found, ...rest],
    apiFacts: {
      ...manifest.apiFacts,
      serverVersion: { major: '1', minor: '34', gitVersion: 'v1.34.1-eks-1', platform: 'linux/amd64' },
      publicAddress: true,
      tlsVerified: true,
    },
  };
}

/** Pods of `generateCluster`, tied to workloads, and the rest that it does not make. */
function* cluster(pods: number): Generator<Manifest> {
  const namespaces = Math.max(20, Math.round(pods / 200));
  const nodes = Math.max(3, Math.round(pods / 30));
  for (let at = 0; at < nodes; at += 1) yield node(at);
  for (const group of ['', 'apps', 'batch', 'rbac.authorization.k8s.io', 'networking.k8s.io', 'policy'])
    yield {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `v1.${group}` },
      spec: { group },
    };
  yield {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'databases.data.example.test' },
    spec: { group: 'data.example.test', names: { plural: 'databases', kind: 'Database' } },
  };
  let apps = 0;
  let nth = 0;
  for (const object of generateCluster({ seed: 1, pods, namespaces })) {
    // Their deployments own no pod; those below do.
    if (object.kind === 'Deployment') continue;
    if (object.kind !== 'Pod') {
      yield object.kind === 'Secret' ? { ...object, stringData: undefined } : object;
      continue;
    }
    // Four pods in a row are one app, and an app lies in one namespace.
    const app = str(object, 'metadata', 'labels', 'app') ?? 'app';
    const namespace = `team-${apps % namespaces}`;
    yield {
      ...object,
      metadata: { ...object.metadata, namespace, ownerReferences: [owner('ReplicaSet', `${app}-2`)] },
      status: status(object),
    };
    nth += 1;
    if (nth % 4 === 0) {
      yield* workload(app, namespace, object, apps);
      apps += 1;
    }
  }
}

function* workload(app: string, namespace: string, pod: Manifest, nth: number): Generator<Manifest> {
  const metadata = (name: string) => ({ name, namespace, labels: { app } });
  const template = { metadata: { labels: { app } }, spec: pod['spec'] };
  const spec = { replicas: 3, selector: { matchLabels: { app } }, template };
  yield { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(app), spec };
  for (const release of [0, 1, 2])
    yield {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { ...metadata(`${app}-${release}`), ownerReferences: [owner('Deployment', app)] },
      spec: { ...spec, replicas: release === 2 ? 3 : 0 },
    };
  yield {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(app),
    spec: { selector: { app }, type: nth % 40 === 0 ? 'LoadBalancer' : 'ClusterIP', ports: [{ port: 80 }] },
  };
  yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(app) };
  yield {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(app),
    data: { 'app.yaml': 'a: b\n'.repeat(40) },
  };
  yield {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(app),
    type: nth % 15 === 0 ? 'helm.sh/release.v1' : 'Opaque',
  };
  if (nth % 3 === 0)
    yield {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(app),
      spec: { maxUnavailable: 1, selector: { matchLabels: { app } } },
    };
  if (nth % 4 === 0)
    yield {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadata(app),
      spec: {
        tls: [{ hosts: [`${app}.example.test`] }],
        rules: [
          {
            host: `${app}.example.test`,
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: { service: { name: app, port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    };
  if (nth % 5 === 0) {
    yield {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: metadata(app),
      rules: [{ apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get'] }],
    };
    yield {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata(app),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: app },
      subjects: [{ kind: 'ServiceAccount', name: app, namespace }],
    };
  }
}

const owner = (kind: string, name: string) => ({ apiVersion: 'apps/v1', kind, name, controller: true });

function status(pod: Manifest) {
  const { containers } = (pod['spec'] ?? {}) as { containers?: readonly { name: string; image: string }[] };
  return {
    phase: 'Running',
    podIP: '10.0.0.7',
    containerStatuses: (containers ?? []).map(({ name, image }) => ({
      name,
      image,
      imageID: `${image.split(':')[0]}@sha256:${'a'.repeat(64)}`,
      ready: true,
      restartCount: 0,
    })),
  };
}

function node(at: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${at}`,
      labels: { 'topology.kubernetes.io/zone': `zone-${at % 3}`, 'eks.amazonaws.com/nodegroup': 'main' },
    },
    spec: { providerID: `aws:///zone-${at % 3}/i-${at}` },
    status: {
      capacity: { cpu: '8', memory: '32Gi' },
      nodeInfo: { kubeletVersion: 'v1.33.1-eks-1', architecture: 'amd64' },
    },
  };
}
