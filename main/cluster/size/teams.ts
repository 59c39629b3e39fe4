/** The same numbers per team, by the label that names teams most often. */
import { compare } from '../../../shared/compare.ts';
import type { ClusterSize, TeamSize } from '../../../shared/size.ts';
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';

/** Labels that name a team or what it owns, the most telling first. */
const LABELS: readonly string[] = [
  'team',
  'owner',
  'squad',
  'app.kubernetes.io/team',
  'department',
  'cost-center',
  'project',
  'app.kubernetes.io/part-of',
];

const MOST_TEAMS = 200;

/** Which counts may be shown beside those of workloads: the ones of kinds that are known whole. */
export interface KnownKinds {
  readonly namespaces: boolean;
  readonly pods: boolean;
  readonly services: boolean;
}

/** A workload's own label counts before that of its namespace. */
export function byTeam(index: SnapshotIndex, known: KnownKinds): NonNullable<ClusterSize['byTeam']> {
  const best = LABELS.map((label) => ({
    label,
    labelled: index.workloads.filter((workload) => teamOf(index, workload, label) !== null).length,
  })).reduce((most, one) => (one.labelled > most.labelled ? one : most), { label: '', labelled: 0 });
  if (best.labelled === 0) return { label: null, labelled: 0, teams: [] };
  const { label, labelled } = best;
  const teams = new Map<string | null, { -readonly [K in keyof Counts]: number }>();
  const of = (team: string | null) => {
    const there = teams.get(team);
    if (there !== undefined) return there;
    const fresh = { namespaces: 0, workloads: 0, pods: 0, services: 0 };
    teams.set(team, fresh);
    return fresh;
  };
  for (const { labels } of index.namespaces) of(clean(labels.get(label))).namespaces += 1;
  for (const workload of index.workloads) {
    const counts = of(teamOf(index, workload, label));
    counts.workloads += 1;
    counts.pods += workload.pods.length;
  }
  for (const service of index.all('/services')) {
    const namespace = str(service, 'metadata', 'namespace') ?? 'default';
    const own = clean(str(service, 'metadata', 'labels', label));
    of(own ?? clean(index.namespace(namespace)?.labels.get(label))).services += 1;
  }
  const rows = [...teams]
    .map(
      ([team, counts]): TeamSize => ({
        team,
        namespaces: known.namespaces ? counts.namespaces : null,
        workloads: counts.workloads,
        pods: known.pods ? counts.pods : null,
        services: known.services ? counts.services : null,
      }),
    )
    .sort(byWorkloads);
  return { label, labelled, teams: rows.slice(0, MOST_TEAMS) };
}

type Counts = Readonly<Record<'namespaces' | 'workloads' | 'pods' | 'services', number>>;

/** The largest first, what carries no label last. */
function byWorkloads(a: TeamSize, b: TeamSize): number {
  if (a.team === null || b.team === null) return a.team === null ? 1 : -1;
  return (b.workloads ?? 0) - (a.workloads ?? 0) || compare(a.team, b.team);
}

function teamOf(index: SnapshotIndex, workload: Workload, label: string): string | null {
  return (
    clean(str(workload.object, 'metadata', 'labels', label)) ??
    clean(workload.podLabels.get(label)) ??
    clean(index.namespace(workload.namespace)?.labels.get(label))
  );
}

/** Labels hold at most 63 characters; what is longer comes from files that no server has seen. */
function clean(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value.slice(0, 63);
}
