/** Search and filters above the findings: severities and verdicts as chips, the rest behind one button each. */
import { Button, Checkbox, Popover, Select, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type Ref, useState } from 'react';
import type { Cluster } from '../../../shared/engagement.ts';
import { FindingOrigin, FindingStatus } from '../../../shared/finding.ts';
import { SEVERITIES, VerdictState } from '../../../shared/verdict.ts';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { count } from '../../format.ts';
import {
  type Facet,
  type FindingFilter,
  isFiltered,
  NO_FILTER,
  toggled,
  useFacetCounts,
  useSeverityCounts,
} from './filter.ts';
import classes from './findings.module.css';
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
    <search className={classes.filters}>
      <TextInput
        ref={searchRef}
        aria-label="Search the findings"
        placeholder="Search titles, facts and objects"
        value={filter.search}
        maxLength={200}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        className={classes.search ?? ''}
      />
      <fieldset className={classes.chips}>
        <legend className="visually-hidden">Severity</legend>
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
      </fieldset>
      <fieldset className={classes.chips}>
        <legend className="visually-hidden">Verdict</legend>
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
      </fieldset>
      <div className={classes.chips}>
        <FacetMenu
          {...shared}
          label="Origin"
          facet="origins"
          values={FindingOrigin.options}
          words={ORIGIN_WORDS}
        />
        <FacetMenu
          {...shared}
          label="Status"
          facet="statuses"
          values={FindingStatus.options}
          words={STATUS_WORDS}
        />
        <FacetMenu {...shared} label="Domain" facet="domains" values={DOMAINS} words={DOMAIN_WORDS} />
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
      </div>
    </search>
  );
}

function Chip({
  on,
  number,
  onToggle,
  children,
}: {
  readonly on: boolean;
  readonly number: number | undefined;
  readonly onToggle: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <button type="button" className={classes.chip} aria-pressed={on} onClick={onToggle}>
      {children}
      <span className={classes.chipCount}>{number === undefined ? '…' : count(number)}</span>
    </button>
  );
}

function FacetMenu<F extends Facet>({
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
  const counts = useFacetCounts(filter, facet, values, open);
  const chosen: readonly string[] = filter[facet];
  const shown = values.filter((value) => chosen.includes(value)).map((value) => words[value]);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className={classes.chip} aria-expanded={open} onClick={() => setOpen(!open)}>
          {shown.length === 0 ? label : `${label}: ${shown.join(', ')}`}
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <div className={classes.facet}>
          {values.map((value, index) => (
            <Checkbox
              key={value}
              size="xs"
              label={`${words[value]} (${counts[index] === undefined ? '…' : count(counts[index])})`}
              checked={chosen.includes(value)}
              onChange={() => onChange(toggled(filter, facet, value))}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
