/** Search and filters above the findings: severities as chips, the rest behind one button each. */
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import type { Ref } from 'react';
import type { Cluster } from '../../../shared/engagement.ts';
import {
  type FindingFacet,
  type FindingGroups,
  FindingOrigin,
  FindingStatus,
} from '../../../shared/finding.ts';
import { SEVERITIES, VerdictState } from '../../../shared/verdict.ts';
import { Chip, Chips, FacetMenu, FilterRow, searchFieldClass } from '../../components/Facets.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VERDICT_WORDS } from '../../components/VerdictMark.tsx';
import { type Facet, type FindingFilter, hasVerdicts, isFiltered, NO_FILTER, toggled } from './filter.ts';
import { DOMAIN_WORDS, DOMAINS, ORIGIN_WORDS, STATUS_WORDS } from './words.ts';

interface FilterBarProps {
  readonly filter: FindingFilter;
  readonly onChange: (filter: FindingFilter) => void;
  /** undefined until they are known. */
  readonly counts: FindingGroups['counts'] | undefined;
  readonly clusters: readonly Cluster[];
  readonly searchRef: Ref<HTMLInputElement>;
}

export function FilterBar({ filter, onChange, counts, clusters, searchRef }: FilterBarProps) {
  const shared = { filter, onChange, counts };
  return (
    <FilterRow>
      <TextInput
        ref={searchRef}
        aria-label="Search the findings"
        placeholder="Search titles, facts and objects"
        value={filter.search}
        maxLength={200}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        className={searchFieldClass}
      />
      <Chips legend="Severity">
        {SEVERITIES.map((severity) => (
          <Chip
            key={severity}
            on={filter.severities.includes(severity)}
            objects={countOf(counts, 'severities', severity)}
            onToggle={() => onChange(toggled(filter, 'severities', severity))}
          >
            <SeverityMark severity={severity} />
          </Chip>
        ))}
      </Chips>
      <Chips>
        <FindingMenu
          {...shared}
          label="Origin"
          facet="origins"
          values={FindingOrigin.options}
          words={ORIGIN_WORDS}
        />
        {hasVerdicts(filter.standing) && (
          <FindingMenu
            {...shared}
            label="Verdict"
            facet="verdicts"
            values={VerdictState.options}
            words={VERDICT_WORDS}
          />
        )}
        {hasVerdicts(filter.standing) && (
          <FindingMenu
            {...shared}
            label="Status"
            facet="statuses"
            values={FindingStatus.options}
            words={STATUS_WORDS}
          />
        )}
        <FindingMenu {...shared} label="Domain" facet="domains" values={DOMAINS} words={DOMAIN_WORDS} />
        {clusters.length > 1 && (
          <Select
            aria-label="Cluster"
            placeholder="Every cluster"
            size="xs"
            clearable
            data={clusters.map((cluster) => ({ value: cluster.id, label: cluster.name }))}
            value={filter.clusterId}
            onChange={(clusterId) => onChange({ ...filter, clusterId })}
          />
        )}
        <Checkbox
          size="xs"
          label="Include merged findings"
          checked={filter.includeMerged}
          onChange={(event) => onChange({ ...filter, includeMerged: event.currentTarget.checked })}
        />
        {isFiltered(filter) && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ ...NO_FILTER, ...standingAndOrder(filter) })}
          >
            Clear the filters
          </Button>
        )}
      </Chips>
    </FilterRow>
  );
}

const standingAndOrder = ({ standing, sort, descending }: FindingFilter) => ({ standing, sort, descending });

function countOf(
  counts: FindingGroups['counts'] | undefined,
  facet: FindingFacet,
  value: string,
): number | undefined {
  return counts === undefined ? undefined : (counts[facet][value] ?? 0);
}

function FindingMenu<F extends Facet>({
  label,
  facet,
  values,
  words,
  filter,
  onChange,
  counts,
}: {
  readonly label: string;
  readonly facet: F;
  readonly values: readonly FindingFilter[F][number][];
  readonly words: Readonly<Record<FindingFilter[F][number], string>>;
  readonly filter: FindingFilter;
  readonly onChange: (filter: FindingFilter) => void;
  readonly counts: FindingGroups['counts'] | undefined;
}) {
  return (
    <FacetMenu
      label={label}
      values={values}
      words={(value) => words[value]}
      counts={values.map((value) => countOf(counts, facet, value))}
      chosen={filter[facet]}
      onToggle={(value) => onChange(toggled(filter, facet, value))}
    />
  );
}
