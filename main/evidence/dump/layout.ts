/** Where a dump keeps what: which files of it hold objects, and how far each speaks for its kind. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesBelow } from '../files-below.ts';

export type DumpFormat = 'kubectl-get' | 'cluster-info-dump' | 'must-gather';

export interface DumpFile {
  readonly path: string;
  /** As notes and errors call it. */
  readonly name: string;
  /** The resource in the plural as the path names it; null when it names none. */
  readonly resource: string | null;
  /** The namespace as the path names it; null for files of no namespace. */
  readonly namespace: string | null;
  /** What a list in this file is a list of. */
  readonly covers: 'everything' | 'namespace' | 'unsaid';
}

/** All files of a dump that may hold objects, lists before single objects. */
export async function dumpFiles(path: string, format: DumpFormat, isDirectory: boolean): Promise<DumpFile[]> {
  if (!isDirectory)
    return [{ path, name: basename(path), resource: null, namespace: null, covers: 'unsaid' }];
  if (format === 'cluster-info-dump') return clusterInfoFiles(path);
  if (format === 'must-gather') return mustGatherFiles(path);
  return (await filesBelow(path))
    .filter(isData)
    .map((name) => ({ path: join(path, name), name, resource: null, namespace: null, covers: 'unsaid' }));
}

const isData = (name: string): boolean => /\.(json|ya?ml)$/.test(name);

/** `nodes.json`, and `NAMESPACE/KIND.json` for each dumped namespace; logs lie in `NAMESPACE/POD/`. */
async function clusterInfoFiles(root: string): Promise<DumpFile[]> {
  return (await filesBelow(root)).filter(isData).flatMap((name): DumpFile[] => {
    const parts = name.split('/');
    const at = { path: join(root, name), name, resource: null };
    if (parts.length === 1) return [{ ...at, namespace: null, covers: 'everything' }];
    return parts.length === 2 ? [{ ...at, namespace: parts[0] ?? '', covers: 'namespace' }] : [];
  });
}

/** Directories that hold `cluster-scoped-resources` or `namespaces`: the path itself, or up to two levels below it. */
export async function mustGatherRoots(path: string, depth = 0): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (directories.includes(CLUSTER_SCOPED) || directories.includes(NAMESPACES)) return [path];
  if (depth >= 2) return [];
  const roots: string[] = [];
  for (const name of directories.sort().slice(0, 50))
    roots.push(...(await mustGatherRoots(join(path, name), depth + 1)));
  return roots;
}

const CLUSTER_SCOPED = 'cluster-scoped-resources';
const NAMESPACES = 'namespaces';

/**
 * As `oc adm inspect` writes it, which must-gather runs: `cluster-scoped-resources/GROUP/RESOURCE.yaml` is a list,
 * `…/GROUP/RESOURCE/NAME.yaml` one object; the same below `namespaces/NAMESPACE/`. `core` is the group without a name.
 * Objects of pods lie in `namespaces/NAMESPACE/pods/POD/POD.yaml` as well, beside their logs.
 */
async function mustGatherFiles(path: string): Promise<DumpFile[]> {
  const files: DumpFile[] = [];
  for (const root of await mustGatherRoots(path)) {
    for (const name of await filesBelow(root)) {
      if (!isData(name)) continue;
      const [top, ...parts] = name.split('/');
      const file = top === CLUSTER_SCOPED ? inCluster(parts) : top === NAMESPACES ? inNamespace(parts) : null;
      if (file !== null)
        files.push({ ...file, path: join(root, name), name: join(root, name).slice(path.length + 1) });
    }
  }
  // An object that a list holds already is then known to be a second copy.
  return files.sort((a, b) => Number(a.covers === 'unsaid') - Number(b.covers === 'unsaid'));
}

type Placed = Pick<DumpFile, 'resource' | 'namespace' | 'covers'>;

function inCluster(parts: readonly string[]): Placed | null {
  const [, second = ''] = parts;
  if (parts.length === 2) return { resource: stem(second), namespace: null, covers: 'everything' };
  return parts.length === 3 ? { resource: resourceName(second), namespace: null, covers: 'unsaid' } : null;
}

function inNamespace(parts: readonly string[]): Placed | null {
  const [namespace = '', second = '', third = ''] = parts;
  if (parts.length === 2) return { resource: 'namespaces', namespace: null, covers: 'unsaid' };
  if (second === 'pods') return parts.length === 4 ? { resource: 'pods', namespace, covers: 'unsaid' } : null;
  if (parts.length === 3) return { resource: stem(third), namespace, covers: 'namespace' };
  return parts.length === 4 ? { resource: resourceName(third), namespace, covers: 'unsaid' } : null;
}

const stem = (file: string): string | null => resourceName(file.replace(/\.(json|ya?ml)$/, ''));
const resourceName = (name: string): string | null => (/^[a-z][a-z0-9-]{0,62}$/.test(name) ? name : null);
