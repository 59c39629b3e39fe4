/** Small clusters for tables: pods as text, policies as YAML, answers as lines of the list. */
import { parseAllDocuments } from 'yaml';
import { buildExposure } from '../../../../main/cluster/exposure.ts';
import { type ListFilter, listConnections } from '../../../../main/cluster/reach/list.ts';
import { buildReach, type ReachOptions } from '../../../../main/kubernetes/reach/reach.ts';
import { buildSnapshotIndex, type SnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

/** `namespace/name key=value … port:8080 http:8080/TCP`: a Deployment of one container. */
export function workload(text: string, pod: object = {}): KubernetesObject {
  const [place = '', ...words] = text.split(' ');
  const [namespace = '', name = ''] = place.split('/');
  const labels = Object.fromEntries(
    words.filter((word) => word.includes('=')).map((word) => word.split('=')),
  );
  const ports = words
    .filter((word) => word.includes(':'))
    .map((word) => /^([^:]+):(\d+)(?:\/(\w+))?$/.exec(word) ?? [])
    .map(([, port, number, protocol = 'TCP']) => ({ name: port, containerPort: Number(number), protocol }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'x', ports }], ...pod } },
    },
  };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Documents of YAML. */
export function yaml(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as KubernetesObject | null) ?? []);
}

/** A NetworkPolicy from its spec in YAML. */
export function policy(name: string, spec: string): KubernetesObject {
  const [inNamespace = '', own = ''] = name.split('/');
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: inNamespace, name: own },
    spec: yaml(spec)[0],
  };
}

export interface Listed {
  /** `src => dst : connections`, without those of external addresses to themselves. */
  readonly lines: readonly string[];
  readonly undecided: readonly string[];
}

export function listOf(
  objects: readonly KubernetesObject[],
  filter: ListFilter = {},
  options: ReachOptions = { ipBlocks: 'apart' },
): Listed {
  return listIndex(buildSnapshotIndex(snapshotOf(objects)), filter, options);
}

export function listIndex(index: SnapshotIndex, filter: ListFilter, options: ReachOptions): Listed {
  const undecided: string[] = [];
  const { connections } = listConnections(
    { index, reach: buildReach(index, null, options), exposed: buildExposure(index) },
    filter,
    (one) => undecided.push(`${one.src} => ${one.dst} : ${one.connections} (${one.policies().join(', ')})`),
  );
  const lines = [...connections].map((one) => `${one.src} => ${one.dst} : ${one.connections}`);
  return { lines, undecided };
}
