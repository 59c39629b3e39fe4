/** Search and filters above the findings: severities and verdicts as chips, the rest behind one button each. */
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { type Ref, useState } from 'react';
import type { Cluster } from '../../../shared/engagement.ts';
import { FindingOrigin, FindingStatus } from '../../../shared/finding.ts';
import { SEVERITIES, VerdictState } from '../../../shared/verdict.ts';
import { Chip, Chips, FacetMenu, FilterRow, searchFieldClass } from '../../components/Facets.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import {
  type Facet,
  type FindingFilter,
  isFiltered,
  NO_FILTER,
  toggled,
  useFacetCounts,
  useSeverityCounts,
} from './filter.ts';
import { DOMAIN_WORDS, DOMAINS, ORIGIN_WORDS, STATUS_WORDS } from './words.ts';

interface FilterBarProps {
  readonly filter: FindingFilter;
  readonly onChange: (filter: FindingFilter) => void;
  readonly clusters: readonly Cluster[];
  readonly searchRef: Ref<HTMLInputElement>;
}

export function FilterBar({ filter, onChange, clusters, searchRef }: FilterBarProps) {
  const severities = useSeverityCounts(filter);
  const verdicts = useFacetCounts(filter, 'verdicts', VerdictState.options, true);
  const shared = { filter, onChange };
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
            number={severities[severity]}
            onToggle={() => onChange(toggled(filter, 'severities', severity))}
          >
            <SeverityMark severity={severity} />
          </Chip>
        ))}
      </Chips>
      <Chips legend="Verdict">
        {VerdictState.options.map((verdict, index) => (
          <Chip
            key={verdict}
            on={filter.verdicts.includes(verdict)}
            number={verdicts[index]}
            onToggle={() => onChange(toggled(filter, 'verdicts', verdict))}
          >
            <VerdictMark verdict={verdict} />
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
        <FindingMenu
          {...shared}
          label="Status"
          facet="statuses"
          values={FindingStatus.options}
          words={STATUS_WORDS}
        />
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
          label="Merged ones too"
          checked={filter.includeMerged}
          onChange={(event) => onChange({ ...filter, includeMerged: event.currentTarget.checked })}
        />
        {isFiltered(filter) && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ ...NO_FILTER, sort: filter.sort, descending: filter.descending })}
          >
            Clear the filters
          </Button>
        )}
      </Chips>
    </FilterRow>
  );
}

function FindingMenu<F extends Facet>({
  label,
  facet,
  values,
  words,
  filter,
  onChange,
}: {
  readonly label: string;
  readonly facet: F;
  readonly values: readonly FindingFilter[F][number][];
  readonly words: Readonly<Record<FindingFilter[F][number], string>>;
  readonly filter: FindingFilter;
  readonly onChange: (filter: FindingFilter) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <FacetMenu
      label={label}
      values={values}
      words={(value) => words[value]}
      counts={useFacetCounts(filter, facet, values, open)}
      chosen={filter[facet]}
      onToggle={(value) => onChange(toggled(filter, facet, value))}
      onOpen={setOpen}
    />
  );
}
