/** The signs of a platform that a snapshot holds, each with its place and its weight. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, stringMap } from '../../snapshot/read.ts';
import { DISTRIBUTIONS, type DistributionRule } from './distributions.ts';

/** Where a sign was seen, the surest first. */
export type SignKind =
  | 'version'
  | 'api'
  | 'provider-id'
  | 'node-label'
  | 'node-system'
  | 'kubelet-version'
  | 'static-pod'
  | 'settings'
  | 'workload'
  | 'namespace';

/** Kinds in which signs lie; without one of them a contradiction may be hidden. */
export const SIGN_SOURCES: readonly string[] = [
  '/nodes',
  '/namespaces',
  '/configmaps',
  '/pods',
  'apps/daemonsets',
  'apiextensions.k8s.io/customresourcedefinitions',
];

export interface Sign {
  readonly distribution: string;
  readonly kind: SignKind;
  /** How much it counts: 1 for what anybody can write or only a few nodes show. */
  readonly weight: number;
  /** null: the snapshot's own record. */
  readonly object: ObjectRef | null;
  readonly path: string;
  readonly value: string;
}

const WEIGHTS: Readonly<Record<SignKind, number>> = {
  version: 5,
  api: 4,
  'provider-id': 4,
  'node-label': 3,
  'node-system': 3,
  'kubelet-version': 3,
  // More than a workload that anybody can name alike, less than a label of all nodes: it can be forged with more effort.
  'static-pod': 2.5,
  settings: 2,
  workload: 2,
  namespace: 1,
};

/** Every sign of every distribution, each kind once for each, in the order of the rules. */
export function signsOf(index: SnapshotIndex): readonly Sign[] {
  const seen = sightings(index);
  return DISTRIBUTIONS.flatMap((rule) =>
    seen.flatMap(({ kind, pattern, values }): Sign[] => {
      const test = pattern(rule);
      if (test === undefined) return [];
      const hits = values.filter(({ text }) => test.test(text));
      const first = hits[0];
      if (first === undefined) return [];
      const { object, path, value } = first;
      return [
        { distribution: rule.distribution, kind, weight: weigh(kind, hits, index), object, path, value },
      ];
    }),
  );
}

const OF_NODES: ReadonlySet<SignKind> = new Set<SignKind>([
  'node-label',
  'node-system',
  'kubelet-version',
  'provider-id',
]);

interface Sighting extends Pick<Sign, 'object' | 'path' | 'value'> {
  readonly text: string;
}

/** A label on fewer than half of the nodes counts little: anybody may have put it there. */
function weigh(kind: SignKind, hits: readonly Sighting[], index: SnapshotIndex): number {
  if (!OF_NODES.has(kind)) return WEIGHTS[kind];
  const nodes = new Set(hits.map(({ object }) => object?.name)).size;
  return nodes * 2 >= index.all('/nodes').length ? WEIGHTS[kind] : 1;
}

function sightings(index: SnapshotIndex): readonly {
  readonly kind: SignKind;
  readonly pattern: (rule: DistributionRule) => RegExp | undefined;
  readonly values: readonly Sighting[];
}[] {
  const nodes = index.all('/nodes');
  const system = index.workloadsIn('kube-system');
  const named = (object: KubernetesObject, name: string) => sighting(object, 'metadata.name', name);
  const version = index.manifest.apiFacts.serverVersion?.gitVersion;
  const ofNodes = (path: string, read: (node: KubernetesObject) => string | undefined): readonly Sighting[] =>
    nodes.flatMap((node) => {
      const text = read(node);
      return text === undefined ? [] : [sighting(node, path, text)];
    });
  return [
    {
      kind: 'version',
      pattern: (rule) => rule.version,
      values:
        version === undefined
          ? []
          : [
              {
                text: version,
                object: null,
                path: 'apiFacts.serverVersion.gitVersion',
                value: cut(version),
              },
            ],
    },
    {
      kind: 'api',
      pattern: (rule) => rule.api,
      values: index
        .all('apiextensions.k8s.io/customresourcedefinitions')
        .map((crd) => sighting(crd, 'metadata.name', str(crd, 'metadata', 'name') ?? '')),
    },
    { kind: 'api', pattern: (rule) => rule.tag, values: resourceTags(index) },
    {
      kind: 'provider-id',
      pattern: (rule) => rule.providerId,
      values: ofNodes('spec.providerID', (node) => str(node, 'spec', 'providerID')),
    },
    {
      kind: 'node-label',
      pattern: (rule) => rule.label,
      values: nodes.flatMap((node) =>
        [...stringMap(node, 'metadata', 'labels')].map(([key, value]) => ({
          text: `${key}=${value}`,
          object: refOf(node),
          path: `metadata.labels["${cut(key)}"]`,
          value: cut(value),
        })),
      ),
    },
    {
      kind: 'node-system',
      pattern: (rule) => rule.system,
      values: ofNodes('status.nodeInfo.osImage', (node) => str(node, 'status', 'nodeInfo', 'osImage')),
    },
    {
      // Where the server's own version was not asked for, its kubelets' tell whose release it is.
      kind: 'kubelet-version',
      pattern: (rule) => rule.version,
      values: ofNodes('status.nodeInfo.kubeletVersion', (node) =>
        str(node, 'status', 'nodeInfo', 'kubeletVersion'),
      ),
    },
    {
      kind: 'node-system',
      pattern: (rule) => rule.nodeName,
      values: ofNodes('metadata.name', (node) => str(node, 'metadata', 'name')),
    },
    {
      kind: 'static-pod',
      pattern: (rule) => rule.staticPod,
      values: system.filter(({ isStatic }) => isStatic).map(({ object, name }) => named(object, name)),
    },
    {
      kind: 'workload',
      pattern: (rule) => rule.workload,
      values: system
        .filter(({ kind }) => kind !== 'Pod')
        .map(({ object, kind, name }) => ({ ...named(object, name), text: `${kind}/${name}` })),
    },
    {
      kind: 'settings',
      pattern: (rule) => rule.settings,
      values: index
        .inNamespace('/configmaps', 'kube-system')
        .map((map) => sighting(map, 'metadata.name', `kube-system/${str(map, 'metadata', 'name') ?? ''}`)),
    },
    {
      kind: 'namespace',
      pattern: (rule) => rule.namespace,
      values: index.namespaces.map(({ name, ref }) => ({
        text: name,
        object: ref,
        path: 'metadata.name',
        value: cut(name),
      })),
    },
  ];
}

/** Tags that OpenShift's installer gave to what it made in AWS. */
function resourceTags(index: SnapshotIndex): readonly Sighting[] {
  return index
    .all('config.openshift.io/infrastructures')
    .flatMap((one) =>
      list(one, 'status', 'platformStatus', 'aws', 'resourceTags').map((tag, i) =>
        sighting(
          one,
          `status.platformStatus.aws.resourceTags[${i}]`,
          `${str(tag, 'key') ?? ''}=${str(tag, 'value') ?? ''}`,
        ),
      ),
    );
}

function sighting(object: KubernetesObject, path: string, text: string): Sighting {
  return { text, object: refOf(object), path, value: cut(text) };
}

const cut = (text: string): string => text.slice(0, 500);
