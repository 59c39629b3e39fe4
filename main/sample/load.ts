/** Reads the sample's manifests, lays the later state over them when asked, and expands them to a cluster. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { expandCluster, keyOf, type SampleObject } from './expand.ts';

export type SampleVariant = 'first' | 'later';

/** The moment of each snapshot. The story is told at these two moments, whatever the real clock says. */
export const SAMPLE_NOW: Readonly<Record<SampleVariant, string>> = Object.freeze({
  first: '2026-11-02T09:00:00Z',
  later: '2026-11-16T09:00:00Z',
});

/** Names, in `delete.yaml` of the later state, an object that is gone two weeks later. */
interface Deletion {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Every object of the sample cluster, deterministic: the same variant always gives the same bytes.
 *
 * @param folder holds `manifests` and `manifests-later`; a bundled host passes where it put them.
 * @throws Error when the manifests contradict themselves: an object twice, or a deletion that deletes nothing.
 */
export function loadSample(variant: SampleVariant, folder: string = import.meta.dirname): SampleObject[] {
  const first = readManifests(join(folder, 'manifests'));
  const written = variant === 'first' ? first : laterState(first, join(folder, 'manifests-later'));
  return expandCluster(written, SAMPLE_NOW[variant]);
}

function laterState(first: readonly SampleObject[], folder: string): SampleObject[] {
  const objects = new Map(first.map((object) => [keyOf(object), object]));
  for (const { apiVersion, kind, namespace, name } of readDocuments<Deletion[]>(
    join(folder, 'delete.yaml'),
  ).flat()) {
    const key = keyOf({
      apiVersion,
      kind,
      metadata: { name, ...(namespace !== undefined && { namespace }) },
    });
    if (!objects.delete(key)) throw new Error(`delete.yaml names ${key}, which is not in the manifests`);
  }
  for (const object of readManifests(folder)) objects.set(keyOf(object), object);
  return [...objects.values()];
}

/** All documents of all YAML files below a folder, in the order of their paths; not the list of deletions. */
function readManifests(folder: string): SampleObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml') && path !== 'delete.yaml')
    .toSorted()
    .flatMap((path) => readDocuments<SampleObject>(join(folder, path)));
}

/** The manifests are ours and their story test reads every one of them, so their shape is not checked here. */
function readDocuments<Shape>(file: string): Shape[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${file}: ${error.message}`);
    const value: unknown = document.toJS();
    return value === null ? [] : [value as Shape];
  });
}
