/** Which controls are looked at. All of them are here at once, so filters and counts need nobody else. */

import type { Severity, VerdictState } from '../../../shared/verdict.ts';
import type { client } from '../../client/workbench.ts';

export type ControlRow = Awaited<ReturnType<typeof client.analysis.controls>>[number];

export interface ControlFilter {
  readonly search: string;
  readonly severities: readonly Severity[];
  readonly verdicts: readonly VerdictState[];
  readonly families: readonly string[];
  readonly frameworks: readonly string[];
}

export const NO_CONTROL_FILTER: ControlFilter = {
  search: '',
  severities: [],
  verdicts: [],
  families: [],
  frameworks: [],
};

export type ControlFacet = Exclude<keyof ControlFilter, 'search'>;

/** What a row has for a facet. A control that was not judged yet has no verdict. */
function valuesOf({ meta, summary }: ControlRow, facet: ControlFacet): readonly string[] {
  switch (facet) {
    case 'severities':
      return [meta.severity];
    case 'verdicts':
      return summary === null ? [] : [summary.verdict];
    case 'families':
      return [meta.family];
    case 'frameworks':
      return meta.mappings.map(({ framework }) => framework);
  }
}

const FACETS: readonly ControlFacet[] = ['severities', 'verdicts', 'families', 'frameworks'];

/** The rows that pass; `without` leaves one facet out, for the counts of its own values. */
export function filtered(
  rows: readonly ControlRow[],
  filter: ControlFilter,
  without: ControlFacet | null = null,
): readonly ControlRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      FACETS.every((facet) => {
        const chosen: readonly string[] = filter[facet];
        return (
          facet === without || chosen.length === 0 || valuesOf(row, facet).some((one) => chosen.includes(one))
        );
      }) && words.every((word) => textOf(row).includes(word)),
  );
}

/** How many rows each value would show, were it chosen alone. */
export function countsOf(
  rows: readonly ControlRow[],
  filter: ControlFilter,
  facet: ControlFacet,
  values: readonly string[],
): readonly number[] {
  const others = filtered(rows, filter, facet);
  return values.map((value) => others.filter((row) => valuesOf(row, facet).includes(value)).length);
}

export function toggledControl(filter: ControlFilter, facet: ControlFacet, value: string): ControlFilter {
  const chosen: readonly string[] = filter[facet];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return { ...filter, [facet]: next };
}

export const isControlFiltered = (filter: ControlFilter): boolean =>
  filter.search.trim() !== '' || FACETS.some((facet) => filter[facet].length > 0);

/** Mappings too, so that `cis:5.2.2` and `5.2.2` find their controls. */
function textOf({ meta }: ControlRow): string {
  const mappings = meta.mappings.map(({ framework, id }) => `${framework}:${id}`);
  return [meta.id, meta.title, meta.rationale, ...mappings].join(' ').toLowerCase();
}
