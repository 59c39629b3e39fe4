/** Which findings are looked at, and how they are ordered. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { FindingOrigin } from '../../../shared/finding.ts';
import type { Severity, VerdictState } from '../../../shared/verdict.ts';
import { orpc } from '../../client/workbench.ts';
import type { Domain, Origin, Status } from './words.ts';

export type SortBy = 'severity' | 'number' | 'title' | 'affected' | 'origin' | 'status' | 'updated';

export interface FindingFilter {
  readonly search: string;
  readonly severities: readonly Severity[];
  /** Without a choice: fail and unknown. */
  readonly verdicts: readonly VerdictState[];
  readonly origins: readonly Origin[];
  readonly statuses: readonly Status[];
  readonly domains: readonly Domain[];
  readonly clusterId: string | null;
  readonly includeMerged: boolean;
  readonly sort: SortBy;
  readonly descending: boolean;
}

export const NO_FILTER: FindingFilter = {
  search: '',
  severities: [],
  verdicts: [],
  origins: [],
  statuses: [],
  domains: [],
  clusterId: null,
  includeMerged: false,
  sort: 'severity',
  descending: false,
};

/** The filter that an address asks for: findings of one origin, or none in particular. */
export function startingWith(origin: string | undefined): FindingFilter {
  const { data } = FindingOrigin.safeParse(origin);
  return data === undefined ? NO_FILTER : { ...NO_FILTER, origins: [data] };
}

/** The parts of a filter that choose among words. */
export type Facet = 'severities' | 'verdicts' | 'origins' | 'statuses' | 'domains';
type Chosen<F extends Facet> = FindingFilter[F][number];

export function isFiltered(filter: FindingFilter): boolean {
  return (
    filter.search.trim() !== '' ||
    filter.clusterId !== null ||
    filter.includeMerged ||
    [filter.severities, filter.verdicts, filter.origins, filter.statuses, filter.domains].some(
      (chosen) => chosen.length > 0,
    )
  );
}

/** The filter as the contract wants it. */
export function queryOf(filter: FindingFilter) {
  return {
    ...filter,
    severities: [...filter.severities],
    verdicts: [...filter.verdicts],
    origins: [...filter.origins],
    statuses: [...filter.statuses],
    domains: [...filter.domains],
  };
}

/** Adds the value to a facet's choice, or takes it away. */
export function toggled<F extends Facet>(filter: FindingFilter, facet: F, value: Chosen<F>): FindingFilter {
  const chosen: readonly Chosen<Facet>[] = filter[facet];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return { ...filter, [facet]: next };
}

/** How many findings each severity has, were none of them chosen. */
export function useSeverityCounts(filter: FindingFilter): Readonly<Record<string, number>> {
  const counts = useQuery(
    orpc.findings.list.queryOptions({ input: { ...queryOf(filter), severities: [], limit: 1 } }),
  );
  return counts.data?.bySeverity ?? {};
}

/** How many findings each value would show alone; undefined until it is known. */
export function useFacetCounts<F extends Facet>(
  filter: FindingFilter,
  facet: F,
  values: readonly Chosen<F>[],
  enabled: boolean,
): readonly (number | undefined)[] {
  const answers = useQueries({
    queries: values.map((value) => ({
      ...orpc.findings.list.queryOptions({ input: { ...queryOf(filter), [facet]: [value], limit: 1 } }),
      enabled,
    })),
  });
  return answers.map((answer) => answer.data?.total);
}
