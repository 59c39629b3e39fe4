/** Which findings are looked at, how they are ordered, and how an address says so. */
import { FindingOrigin, FindingStatus } from '../../../shared/finding.ts';
import { FindingStanding } from '../../../shared/finding-groups.ts';
import { Severity, VerdictState } from '../../../shared/verdict.ts';
import { DOMAINS, type Domain, type Origin, type Status } from './words.ts';

const SORTS = ['severity', 'number', 'title', 'affected', 'origin', 'status'] as const;
export type SortBy = (typeof SORTS)[number];

export interface FindingFilter {
  readonly standing: FindingStanding;
  readonly search: string;
  readonly severities: readonly Severity[];
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
  standing: 'open',
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

/** The parts of a filter that choose among words. */
export type Facet = 'severities' | 'verdicts' | 'origins' | 'statuses' | 'domains';
type Chosen<F extends Facet> = FindingFilter[F][number];

/** Names after “?” in the address of the findings. */
export const FILTER_SEARCH = [
  'tab',
  'search',
  'severity',
  'verdict',
  'origin',
  'status',
  'domain',
  'cluster',
  'merged',
  'sort',
] as const;
export type FilterSearch = { [Name in (typeof FILTER_SEARCH)[number]]?: string };

/** The filter that an address asks for. What is no value of ours is left out. */
export function filterOf(address: FilterSearch): FindingFilter {
  const [sort = '', direction] = (address.sort ?? '').split(' ');
  return {
    standing: FindingStanding.safeParse(address.tab).data ?? NO_FILTER.standing,
    search: address.search ?? '',
    severities: chosenOf(address.severity, Severity.options),
    verdicts: chosenOf(address.verdict, VerdictState.options),
    origins: chosenOf(address.origin, FindingOrigin.options),
    statuses: chosenOf(address.status, FindingStatus.options),
    domains: chosenOf(address.domain, DOMAINS),
    clusterId: address.cluster ?? null,
    includeMerged: address.merged === 'yes',
    sort: SORTS.find((known) => known === sort) ?? NO_FILTER.sort,
    descending: direction === 'descending',
  };
}

/** What an address says of a filter: nothing of what stands as without one. */
export function addressOf(filter: FindingFilter): FilterSearch {
  const sort = `${filter.sort}${filter.descending ? ' descending' : ''}`;
  const all: Record<keyof FilterSearch, string> = {
    tab: filter.standing === NO_FILTER.standing ? '' : filter.standing,
    search: filter.search,
    severity: filter.severities.join(' '),
    verdict: filter.verdicts.join(' '),
    origin: filter.origins.join(' '),
    status: filter.statuses.join(' '),
    domain: filter.domains.join(' '),
    cluster: filter.clusterId ?? '',
    merged: filter.includeMerged ? 'yes' : '',
    sort: sort === NO_FILTER.sort ? '' : sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
}

function chosenOf<Value extends string>(given: string | undefined, known: readonly Value[]): Value[] {
  const wanted = new Set(given?.split(' '));
  return known.filter((value) => wanted.has(value));
}

/** Whether anything but the tab narrows the list. */
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

/** On another tab, where a choice of verdicts or statuses would hide everything. */
export const onTab = (filter: FindingFilter, standing: FindingStanding): FindingFilter => ({
  ...filter,
  standing,
  verdicts: [],
  statuses: [],
});

/** Whether findings of different verdicts and statuses stand on this tab. */
export const hasVerdicts = (standing: FindingStanding): boolean =>
  standing === 'closed' || standing === 'passed';

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
