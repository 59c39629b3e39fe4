/** What clusters are called in the engagement. */
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';

/**
 * The kubeconfig's name for the cluster; the context's, or a numbered one, when that is taken: by another chosen
 * context, or by evidence from another server.
 */
export function defaultName(
  context: KubeconfigContext,
  taken: ReadonlyMap<string, string>,
  snapshots: readonly Pick<SnapshotSummary, 'clusterName' | 'server' | 'origin'>[],
): string {
  const others = [...taken].filter(([name]) => name !== context.name);
  const free = (name: string) =>
    others.every(([, called]) => !sameName(called, name)) &&
    otherServer(name, context.server, snapshots) === null;
  const candidates = [context.cluster, context.name].filter((name) => name.trim() !== '');
  const found = candidates.find((name) => name.length <= MAX_NAME && free(name));
  if (found !== undefined) return found;
  const base = (candidates[0] ?? 'cluster').slice(0, MAX_NAME - 4);
  for (let number = 2; number < 100; number += 1) {
    if (free(`${base} ${number}`)) return `${base} ${number}`;
  }
  return base;
}

const MAX_NAME = 200;

/** Why a name cannot stand, or null. `names` are those of every chosen context. */
export function nameProblem(context: string, names: ReadonlyMap<string, string>): string | null {
  const own = (names.get(context) ?? '').trim();
  if (own === '') return 'Give the cluster a name.';
  const other = [...names].find(([name, called]) => name !== context && sameName(called, own));
  return other === undefined ? null : `${other[0]} has the same name. Give each cluster its own name.`;
}

/** The server from which a cluster of this name was collected so far, when it is another one. */
export function otherServer(
  name: string,
  server: string,
  snapshots: readonly Pick<SnapshotSummary, 'clusterName' | 'server' | 'origin'>[],
): string | null {
  const own = snapshots.filter(
    (one) => one.origin === 'live' && one.server !== '' && sameName(one.clusterName, name),
  );
  return own.length === 0 || own.some((one) => one.server === server) ? null : (own[0]?.server ?? null);
}

/** The workbench finds clusters whatever the case of their names. */
export const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
