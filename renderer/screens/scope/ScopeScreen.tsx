/** Step 0: who is assessed, by whom, on what terms, with whose leave, and what was decided. */
import { NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EngagementSummary } from '../../../shared/engagement.ts';
import { orpc } from '../../client/workbench.ts';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { QuestionsScreen } from '../questions/QuestionsScreen.tsx';
import { Authorisations } from './Authorisations.tsx';
import { EditableRows } from './EditableRows.tsx';
import classes from './scope.module.css';
import { useProfile } from './useProfile.ts';

export function ScopeScreen() {
  const engagement = useQuery(orpc.engagements.current.queryOptions());
  if (engagement.isError) return <ProblemNote error={engagement.error} />;
  return engagement.data ? <Scope engagement={engagement.data} /> : null;
}

const LINES = [
  ['name', 'Name of the engagement'],
  ['target', 'Target'],
  ['client', 'Client'],
  ['assessor', 'Assessor'],
  ['consultancy', 'Consultancy'],
  ['classification', 'Classification'],
] as const;

function Scope({ engagement }: { readonly engagement: EngagementSummary }) {
  const { profile, change, flush, error } = useProfile(engagement);
  const [currency, setCurrency] = useState(profile.currency);
  return (
    <Page
      title="Engagement and scope"
      lead="Everything here is saved as you type, and printed in the report."
    >
      {error !== null && <ProblemNote error={error} onRetry={flush} />}
      <div className={classes.form} onBlur={flush}>
        {LINES.map(([key, label]) => (
          <TextInput
            key={key}
            label={label}
            value={profile[key]}
            maxLength={500}
            error={profile[key] === '' && (key === 'name' || key === 'target') ? 'Needed.' : null}
            onChange={(event) => change({ [key]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Authorisations />
      <Section title="Money" note="Impact is rated in these bands. Set them to the size of the deal.">
        <div onBlur={flush} className={classes.rows}>
          <TextInput
            label="Currency"
            description="Three letters."
            value={currency}
            maxLength={3}
            maw={144}
            error={/^[A-Z]{3}$/.test(currency) ? null : 'Three capital letters, such as EUR.'}
            onChange={(event) => {
              const next = event.currentTarget.value.toUpperCase();
              setCurrency(next);
              if (/^[A-Z]{3}$/.test(next)) change({ currency: next });
            }}
          />
          <div className={classes.bands}>
            {profile.bands.map((band, index) => (
              <BandRow
                key={band.impact}
                impact={band.impact}
                from={band.from}
                to={band.to}
                onChange={(from, to) => change({ bands: profile.bands.with(index, { ...band, from, to }) })}
              />
            ))}
          </div>
        </div>
      </Section>
      <Section title="Day rates" note="They price the fixes of the remediation plan.">
        <EditableRows
          rows={profile.dayRates}
          columns={[
            { key: 'role', label: 'Role' },
            { key: 'amount', label: `Amount a day, ${profile.currency}`, number: true },
          ]}
          empty={{ role: '', amount: 0 }}
          addLabel="Add a rate"
          onChange={(dayRates) => change({ dayRates })}
          onBlur={flush}
        />
      </Section>
      <Section title="People">
        <EditableRows
          rows={profile.people}
          columns={[
            { key: 'name', label: 'Name' },
            { key: 'role', label: 'Role' },
            { key: 'organisation', label: 'Organisation' },
          ]}
          empty={{ name: '', role: '', organisation: '' }}
          addLabel="Add a person"
          onChange={(people) => change({ people })}
          onBlur={flush}
        />
      </Section>
      <Section title="Decision" note="The first thing the buyer reads. It can wait until the end.">
        <SegmentedControl
          aria-label="Decision"
          value={profile.decision ?? 'open'}
          onChange={(value) => change({ decision: value === 'open' ? null : value })}
          maw={480}
          data={[
            { value: 'open', label: 'Not made' },
            { value: 'go', label: 'Go' },
            { value: 'conditional', label: 'Conditional' },
            { value: 'no-go', label: 'No-go' },
          ]}
        />
        <div className={classes.rows}>
          <MarkdownEditor
            label="Reason"
            value={profile.decisionReason}
            onChange={(decisionReason) => change({ decisionReason })}
            onBlur={flush}
            minRows={3}
          />
          <Textarea
            label="Conditions"
            description="One a line."
            value={profile.conditions.join('\n')}
            onChange={(event) =>
              change({
                conditions: event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'),
              })
            }
            onBlur={flush}
            autosize
            minRows={3}
          />
          <MarkdownEditor
            label="Executive note"
            value={profile.executiveNote}
            onChange={(executiveNote) => change({ executiveNote })}
            onBlur={flush}
            minRows={4}
          />
        </div>
      </Section>
      <Section title="Questions">
        <QuestionsScreen step="scope" bare />
      </Section>
    </Page>
  );
}

function BandRow(props: {
  readonly impact: number;
  readonly from: number;
  readonly to: number | null;
  readonly onChange: (from: number, to: number | null) => void;
}) {
  const { impact, from, to, onChange } = props;
  return (
    <>
      <span>Impact {impact}</span>
      <NumberInput
        aria-label={`Impact ${impact} from`}
        value={from}
        min={0}
        thousandSeparator=" "
        hideControls
        onChange={(value) => typeof value === 'number' && onChange(value, to)}
      />
      <NumberInput
        aria-label={`Impact ${impact} up to`}
        value={to ?? ''}
        min={0}
        placeholder="open"
        thousandSeparator=" "
        hideControls
        onChange={(value) => onChange(from, typeof value === 'number' ? value : null)}
      />
    </>
  );
}
