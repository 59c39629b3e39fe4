/** What the buyer reads first: the decision, its reason, its conditions, and the assessor's note. Saved as typed. */
import { SegmentedControl, Textarea } from '@mantine/core';
import type { EngagementSummary } from '../../../shared/engagement.ts';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useProfile } from '../scope/useProfile.ts';
import classes from './report.module.css';

export function Decision({ engagement }: { readonly engagement: EngagementSummary }) {
  const { profile, change, flush, error } = useProfile(engagement);
  return (
    <Section title="Decision" note="The first page after the contents. Saved as you type.">
      {error !== null && <ProblemNote error={error} onRetry={flush} />}
      <div className={classes.decision} onBlur={flush}>
        <SegmentedControl
          aria-label="Decision"
          value={profile.decision ?? 'open'}
          onChange={(value) => {
            change({ decision: value === 'open' ? null : value });
            flush();
          }}
          data={[
            { value: 'open', label: 'Not made' },
            { value: 'go', label: 'Go' },
            { value: 'conditional', label: 'Conditional' },
            { value: 'no-go', label: 'No-go' },
          ]}
        />
        <MarkdownEditor
          label="Reason"
          placeholder="Why this decision, in a few sentences. Markdown."
          value={profile.decisionReason}
          maxLength={100_000}
          minRows={3}
          onChange={(decisionReason) => change({ decisionReason })}
          onBlur={flush}
        />
        <Textarea
          label="Conditions"
          description="One a line. They are numbered in the report."
          value={profile.conditions.join('\n')}
          autosize
          minRows={3}
          onChange={(event) => change({ conditions: conditionsOf(event.currentTarget.value) })}
        />
        <MarkdownEditor
          label="Executive note"
          placeholder="What the board should know, in your words. Markdown."
          value={profile.executiveNote}
          maxLength={100_000}
          minRows={4}
          onChange={(executiveNote) => change({ executiveNote })}
          onBlur={flush}
        />
      </div>
    </Section>
  );
}

/** Lines as typed, so that a line under way is not taken away. */
const conditionsOf = (text: string): string[] => (text === '' ? [] : text.split('\n').slice(0, 100));
