/** What the buyer reads first: the decision, its reason, its conditions, and the assessor's note. Saved as typed. */
import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import type { EngagementSummary } from '../../../shared/engagement.ts';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Section } from '../../components/Page.tsx';
import { ProfileState } from '../scope/ProfileState.tsx';
import { DECISIONS, profileFields, refusedIn, TOO_MANY_CONDITIONS } from '../scope/profile-fields.ts';
import { useProfile } from '../scope/useProfile.ts';
import classes from './report.module.css';

export function Decision({ engagement }: { readonly engagement: EngagementSummary }) {
  const editing = useProfile(engagement);
  const { draft, profile, save, choose } = editing;
  const fields = useMemo(() => profileFields(draft), [draft]);
  return (
    <Section title="Decision" note="The first page after the contents. Saved as you type.">
      <ProfileState editing={editing} />
      <div className={classes.decision}>
        <SegmentedControl
          aria-label="Decision"
          value={profile.decision ?? 'open'}
          onChange={(value) => choose({ decision: value === 'open' ? null : value })}
          data={DECISIONS}
        />
        <MarkdownEditor
          label="Reason"
          placeholder="Why this decision, in a few sentences. Markdown."
          field={fields.decisionReason}
          maxLength={100_000}
          minRows={3}
        />
        <AreaField
          label="Conditions"
          description="One per line, at most 100. They are numbered in the report."
          field={fields.conditions}
          error={refusedIn(save, 'conditions') ? TOO_MANY_CONDITIONS : null}
          minRows={3}
        />
        <MarkdownEditor
          label="Executive note"
          placeholder="Your key message to the board. Markdown."
          field={fields.executiveNote}
          maxLength={100_000}
          minRows={4}
        />
      </div>
    </Section>
  );
}
