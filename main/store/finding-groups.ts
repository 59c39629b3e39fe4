/** The table of findings: one row for each control with what it found in every cluster, and the counts of its filters. */
import { compare } from '../../shared/compare.ts';
import type { FindingFacet, FindingGroup, FindingGroups, FindingRow } from '../../shared/finding.ts';
import { type FindingStanding, groupFindings, standingOf } from '../../shared/finding-groups.ts';
import { severityRank } from '../../shared/verdict.ts';
import type { Db } from './db.ts';
import { type FindingQuery, findingRows } from './findings.ts';

export interface FindingGroupQuery extends FindingQuery {
  readonly standing: FindingStanding;
}

export function listFindingGroups(db: Db, query: FindingGroupQuery): FindingGroups {
  return groupedFindings(findingRows(db, query), query);
}

type Choice = Omit<FindingGroupQuery, 'search' | 'clusterId' | 'includeMerged'>;

/**
 * The window of groups that a choice shows, of rows in the order of their numbers. Each count is what its value would
 * show if it were chosen alone, with every other choice as it stands.
 */
export function groupedFindings(rows: readonly FindingRow[], choice: Choice): FindingGroups {
  const shown = rows.filter((row) => FACETS.every((facet) => passes(row, facet, choice)));
  const groups = sorted(groupFindings(shown).map(groupOf), choice);
  return {
    total: groups.length,
    findings: shown.length,
    rows: groups.slice(choice.offset, choice.offset + choice.limit),
    counts: countsOf(rows, choice),
  };
}

const FACETS: readonly FindingFacet[] = [
  'standing',
  'severities',
  'verdicts',
  'origins',
  'statuses',
  'domains',
];

const VALUE: Readonly<Record<FindingFacet, (row: FindingRow) => string>> = {
  standing: standingOf,
  severities: ({ severity }) => severity,
  verdicts: ({ verdict }) => verdict,
  origins: ({ origin }) => origin,
  statuses: ({ status }) => status,
  domains: ({ domain }) => domain,
};

function passes(row: FindingRow, facet: FindingFacet, choice: Choice): boolean {
  const value = VALUE[facet](row);
  if (facet === 'standing') return value === choice.standing;
  const chosen: readonly string[] = choice[facet];
  return chosen.length === 0 || chosen.includes(value);
}

/** In one pass over the rows: a row counts for a facet when it passes all the others. */
function countsOf(rows: readonly FindingRow[], choice: Choice): FindingGroups['counts'] {
  const counts: FindingGroups['counts'] = {
    standing: {},
    severities: {},
    verdicts: {},
    origins: {},
    statuses: {},
    domains: {},
  };
  for (const row of rows) {
    const failed = FACETS.filter((facet) => !passes(row, facet, choice));
    for (const facet of failed.length === 0 ? FACETS : failed.length === 1 ? failed : []) {
      const value = VALUE[facet](row);
      counts[facet][value] = (counts[facet][value] ?? 0) + 1;
    }
  }
  return counts;
}

/** Clusters stand in one order in every row. */
function groupOf(findings: readonly [FindingRow, ...FindingRow[]]): FindingGroup {
  const [first] = findings;
  const worst = findings.reduce((a, b) => (severityRank(b.severity) < severityRank(a.severity) ? b : a));
  return {
    id: first.id,
    severity: worst.severity,
    affectedCount: findings.reduce((sum, { affectedCount }) => sum + affectedCount, 0),
    findings: findings.toSorted((a, b) => compare(a.clusterName, b.clusterName)),
  };
}

const SORT_KEYS: Readonly<
  Record<FindingGroupQuery['sort'], (group: FindingGroup, at: number) => number | string>
> = {
  number: (_group, at) => at,
  severity: ({ severity, findings }) =>
    (findings.some(({ verdict }) => verdict === 'fail') ? 0 : 10) + severityRank(severity),
  title: ({ findings }) => findings[0]?.title.toLowerCase() ?? '',
  affected: ({ affectedCount }) => affectedCount,
  origin: ({ findings }) => findings[0]?.origin ?? '',
  status: ({ findings }) => findings[0]?.status ?? '',
  updated: ({ findings }) =>
    findings.reduce((newest, { updatedAt }) => (updatedAt > newest ? updatedAt : newest), ''),
};

/** Equal ones stay in the order of their numbers, whatever the direction. */
function sorted(groups: readonly FindingGroup[], { sort, descending }: Choice): readonly FindingGroup[] {
  const direction = descending ? -1 : 1;
  return groups
    .map((group, at) => ({ group, key: SORT_KEYS[sort](group, at) }))
    .sort((a, b) => direction * compareKeys(a.key, b.key))
    .map(({ group }) => group);
}

function compareKeys(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
}
