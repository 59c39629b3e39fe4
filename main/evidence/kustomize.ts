/**
 * What Kustomize files say of the other files. Nothing is rendered: names, namespaces and labels that a kustomization
 * would add are not known. Only which files are patches is read, and what it fetches from elsewhere.
 */
import { posix } from 'node:path';
import type { Unread } from '../../shared/evidence.ts';
import { list, str, strings } from '../snapshot/read.ts';

export interface Kustomization {
  /** As sources name it. */
  readonly file: string;
  readonly value: object;
}

/** Files that a kustomization lists among its patches. */
export function patchFiles(kustomizations: readonly Kustomization[]): ReadonlySet<string> {
  const files = new Set<string>();
  for (const { file, value } of kustomizations) {
    const paths = [
      ...list(value, 'patches').flatMap((patch) => str(patch, 'path') ?? []),
      ...list(value, 'patchesJson6902').flatMap((patch) => str(patch, 'path') ?? []),
      // Older ones list a patch by its path or hold its text.
      ...strings(value, 'patchesStrategicMerge').filter((one) => !one.includes('\n')),
    ];
    for (const path of paths) files.add(posix.join(posix.dirname(file), path));
  }
  return files;
}

/** What a kustomization takes from elsewhere, which the files do not hold. */
export function fetched(kustomizations: readonly Kustomization[]): readonly Unread[] {
  return kustomizations.flatMap(({ file, value }) => {
    const remote = ['resources', 'bases', 'components']
      .flatMap((field) => strings(value, field))
      .filter(isRemote)
      .map((one) => `it includes ${withoutCredentials(one)} from elsewhere, which was not fetched`);
    const charts = list(value, 'helmCharts').map(
      (chart) => `it includes the chart ${str(chart, 'name') ?? ''} from elsewhere, which was not rendered`,
    );
    return [...remote, ...charts].map(
      (reason): Unread => ({ file, document: null, line: null, what: 'unreadable', reason }),
    );
  });
}

const isRemote = (resource: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(resource) ||
  /^git@|^(www\.)?(github|gitlab|bitbucket)\.[a-z]+[/:]|\?ref=/.test(resource);

const withoutCredentials = (resource: string): string =>
  resource
    .replace(/:\/\/[^/@\s]*@/, '://***@')
    .replace(/[?&](?!ref=)[^&]*/g, '')
    .slice(0, 300);
