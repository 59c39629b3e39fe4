/** The finer numbers of a cluster's size in words, alike in the interface and in the report. */

import { count, number, some } from './in-words.ts';
import type { ClusterSize, Made, Tally } from './size.ts';

export interface SizeDetail {
  readonly label: string;
  /** null is not known. */
  readonly value: string | null;
}

/** One line for each; `day` writes an ISO time as people read it. */
export function sizeDetails(size: ClusterSize, day: (at: string) => string): readonly SizeDetail[] {
  const nodes = size.nodesBy;
  const { ages } = size;
  const made = (one: Made | undefined): string | null =>
    one === null || one === undefined ? null : `${day(one.at)} (${one.name})`;
  return [
    { label: 'Architectures', value: inWords(nodes?.architecture) },
    { label: 'Operating systems', value: inWords(nodes?.operatingSystem) },
    { label: 'Container runtimes', value: inWords(nodes?.runtime) },
    { label: 'Kubelets', value: inWords(nodes?.kubelet) },
    { label: 'Instance types', value: labelled(nodes?.instanceType, size) },
    { label: 'Node pools', value: labelled(nodes?.pool, size) },
    { label: 'Zones', value: labelled(nodes?.zone, size) },
    { label: 'Regions', value: labelled(nodes?.region, size) },
    { label: 'Named in role bindings', value: people(size) },
    {
      label: 'Storage claimed',
      value: typeof size.claimedGiB === 'number' ? `${number(size.claimedGiB)} GiB` : null,
    },
    { label: 'Secrets by type', value: inWords(size.secretsByType) },
    { label: 'Claims by storage class', value: inWords(size.claimsByClass) },
    { label: 'Operators, with their kinds', value: inWords(size.operators) },
    { label: 'Cluster created', value: typeof ages?.cluster === 'string' ? day(ages.cluster) : null },
    { label: 'Oldest namespace', value: made(ages?.oldestNamespace) },
    { label: 'Newest namespace', value: made(ages?.newestNamespace) },
    { label: 'Oldest workload', value: made(ages?.oldestWorkload) },
    { label: 'Newest workload', value: made(ages?.newestWorkload) },
  ];
}

function people({ humanUsers, humanGroups }: ClusterSize): string | null {
  // Evidence of an older version has no such numbers.
  if (typeof humanUsers !== 'number' || typeof humanGroups !== 'number') return null;
  return `${count(humanUsers, 'user')} and ${count(humanGroups, 'group')}`;
}

/** What labels of nodes tell; that no node bears one says nothing. */
function labelled(tally: Tally | undefined, { nodes }: ClusterSize): string | null {
  return tally?.length === 0 && (nodes ?? 0) > 0 ? null : inWords(tally);
}

/** "amd64 (6), arm64 (3)"; of many the first eight. */
function inWords(tally: Tally | undefined): string | null {
  if (tally === null || tally === undefined) return null;
  if (tally.length === 0) return 'none';
  return some(
    tally.map((one) => `${one.name} (${one.count})`),
    MOST,
  );
}

const MOST = 8;
