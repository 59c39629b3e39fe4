/** Writes the sample cluster as files that people read: one folder per namespace, one file per kind. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { compare } from '../../shared/compare.ts';
import type { SampleObject } from './expand.ts';
import { loadSample, type SampleVariant } from './load.ts';

/**
 * Writes the expanded cluster below `dir`: `NAMESPACE/KIND.yaml`, and `_cluster/KIND.yaml` for what has no namespace.
 * `dir` is made when it is missing; files of the same names are replaced.
 *
 * @returns the files written, in order.
 */
export function writeSample(dir: string, variant: SampleVariant = 'first'): readonly string[] {
  const files = new Map<string, SampleObject[]>();
  for (const object of loadSample(variant)) {
    const path = join(dir, object.metadata.namespace ?? '_cluster', `${fileOf(object)}.yaml`);
    files.set(path, [...(files.get(path) ?? []), object]);
  }
  const sorted = [...files].toSorted(([a], [b]) => compare(a, b));
  for (const [path, objects] of sorted) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n'));
  }
  return sorted.map(([path]) => path);
}

/** Kinds of different groups may share a name; the groups of Kubernetes itself need no telling apart. */
function fileOf({ apiVersion, kind }: SampleObject): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const isBuiltIn = !group.includes('.') || group.endsWith('.k8s.io');
  return isBuiltIn ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}
