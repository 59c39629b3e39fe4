/** Step 0: who is assessed, by whom, on what terms, with whose leave, and what was decided. */
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EngagementProfile, EngagementSummary } from '../../../shared/engagement.ts';
import { bandFaults } from '../../../shared/form-rules.ts';
import type { Draft } from '../../autosave/draft.ts';
import { orpc } from '../../client/workbench.ts';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { NumberField } from '../../components/fields/NumberField.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { QuestionsScreen } from '../questions/QuestionsScreen.tsx';
import { Authorisations } from './Authorisations.tsx';
import { EditableRows } from './EditableRows.tsx';
import { ProfileState } from './ProfileState.tsx';
import { bandFields, DECISIONS, profileFields, refusedIn, TOO_MANY_CONDITIONS } from './profile-fields.ts';
import classes from './scope.module.css';
import { useProfile } from './useProfile.ts';

export function ScopeScreen() {
  const engagement = useQuery(orpc.engagements.current.queryOptions());
  if (engagement.data) return <Scope engagement={engagement.data} />;
  return engagement.isError ? <ProblemNote error={engagement.error} /> : null;
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
  const editing = useProfile(engagement);
  const { draft, profile, save, choose } = editing;
  const fields = useMemo(() => profileFields(draft), [draft]);
  return (
    <Page
      title="Engagement and scope"
      lead="Everything here is saved as you type, and printed in the report."
    >
      <ProfileState editing={editing} />
      <div className={classes.form}>
        {LINES.map(([key, label]) => (
          <LineField
            key={key}
            label={label}
            field={fields[key]}
            maxLength={500}
            error={profile[key] === '' && (key === 'name' || key === 'target') ? 'Required.' : null}
          />
        ))}
      </div>
      <Authorisations />
      <Section title="Impact bands" note="Impact is rated in these bands. Scale them to the deal value.">
        <div className={classes.rows}>
          <LineField
            label="Currency"
            description="Three letters."
            field={fields.currency}
            maxLength={3}
            maw={144}
            error={/^[A-Z]{3}$/.test(profile.currency) ? null : 'Three capital letters, such as EUR.'}
          />
          <div className={classes.bands}>
            {profile.bands.map((band, index) => (
              <BandRow
                key={band.impact}
                draft={draft}
                index={index}
                impact={band.impact}
                faults={bandFaults(profile.bands)[index]}
              />
            ))}
          </div>
        </div>
      </Section>
      <Section title="Day rates" note="The remediation plan uses them to price the fixes.">
        <EditableRows
          draft={draft}
          of="dayRates"
          columns={[
            { key: 'role', label: 'Role' },
            { key: 'amount', label: `Amount per day, ${profile.currency}`, number: true },
          ]}
          empty={{ role: '', amount: 0 }}
          addLabel="Add a rate"
        />
      </Section>
      <Section title="People">
        <EditableRows
          draft={draft}
          of="people"
          columns={[
            { key: 'name', label: 'Name' },
            { key: 'role', label: 'Role' },
            { key: 'organisation', label: 'Organisation' },
          ]}
          empty={{ name: '', role: '', organisation: '' }}
          addLabel="Add a person"
        />
      </Section>
      <Section title="Decision" note="The buyer reads this first. You can complete it at the end.">
        <SegmentedControl
          aria-label="Decision"
          value={profile.decision ?? 'open'}
          onChange={(value) => choose({ decision: value === 'open' ? null : value })}
          maw={480}
          data={DECISIONS}
        />
        <div className={classes.rows}>
          <MarkdownEditor label="Reason" field={fields.decisionReason} minRows={3} />
          <AreaField
            label="Conditions"
            description="One per line, at most 100."
            field={fields.conditions}
            error={refusedIn(save, 'conditions') ? TOO_MANY_CONDITIONS : null}
            minRows={3}
          />
          <MarkdownEditor label="Executive note" field={fields.executiveNote} minRows={4} />
        </div>
      </Section>
      <Section title="Questions">
        <QuestionsScreen step="scope" bare />
      </Section>
    </Page>
  );
}

function BandRow({
  draft,
  index,
  impact,
  faults,
}: {
  readonly draft: Draft<EngagementProfile>;
  readonly index: number;
  readonly impact: number;
  readonly faults: ReturnType<typeof bandFaults>[number] | undefined;
}) {
  const fields = useMemo(() => bandFields(draft, index), [draft, index]);
  return (
    <>
      <span>Impact {impact}</span>
      <NumberField
        aria-label={`Impact ${impact} from`}
        field={fields.from}
        error={faults?.from}
        min={0}
        thousandSeparator=" "
      />
      <NumberField
        aria-label={`Impact ${impact} up to`}
        field={fields.to}
        error={faults?.to}
        min={0}
        placeholder="open"
        thousandSeparator=" "
      />
    </>
  );
}
