/** The engagement's profile while it is edited: what is stored, with the draft over it. */
import { ORPCError } from '@orpc/client';
import { useMemo } from 'react';
import { EngagementProfile, type EngagementSummary } from '../../../shared/engagement.ts';
import { bandFaults, firstFault } from '../../../shared/form-rules.ts';
import { createDraft, type Draft, type DraftState, type Stored } from '../../autosave/draft.ts';
import { drafts } from '../../autosave/registry.ts';
import { useDraft } from '../../autosave/useDraft.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';

export interface ProfileEditing {
  readonly draft: Draft<EngagementProfile>;
  readonly profile: EngagementProfile;
  readonly save: DraftState<EngagementProfile>;
  /** Saved at once. */
  readonly choose: (part: Partial<EngagementProfile>) => void;
}

export function useProfile(engagement: EngagementSummary): ProfileEditing {
  const { id, file } = engagement;
  const draft = drafts.of<EngagementProfile>(
    { engagement: { id, file }, key: 'profile', title: 'Engagement and scope', address: '/step/scope' },
    () => createProfileDraft(engagement),
  );
  const stored = useMemo(() => storedOf(engagement), [engagement]);
  const save = useDraft(draft, stored);
  return {
    draft,
    profile: save.value,
    save,
    choose(part) {
      draft.edit(part);
      void draft.flush();
    },
  };
}

function createProfileDraft(engagement: EngagementSummary): Draft<EngagementProfile> {
  return createDraft<EngagementProfile>({
    stored: storedOf(engagement),
    store: {
      isOpen: () => drafts.isOpen(engagement.id),
      isConflict: (error) => error instanceof ORPCError && error.code === 'CONFLICT',
      accepts: (field, value) => accepted({ [field]: value }),
      async save(profile, fields, base) {
        const pick = (from: EngagementProfile) =>
          Object.fromEntries(fields.map((field) => [field, from[field]]));
        const stored = await client.engagements.update({
          ...pick(profile),
          engagementId: engagement.id,
          expected: pick(base.value),
        });
        queryClient.setQueryData(orpc.engagements.current.queryKey(), stored);
        return storedOf(stored);
      },
      async read() {
        const current = await client.engagements.current();
        if (current?.id !== engagement.id) throw new Error('The engagement is not open.');
        return storedOf(current);
      },
    },
  });
}

/** Whether the workbench would take it; bands must rise too. */
function accepted(part: Partial<EngagementProfile>): boolean {
  const parsed = EngagementProfile.partial().safeParse(part);
  if (!parsed.success) return false;
  return bandFaults(parsed.data.bands ?? []).every((faults) => firstFault({ ...faults }) === null);
}

/** Every change of the engagement lengthens its journal, so the length tells which profile is the newer one. */
function storedOf({ profile, journalLength }: EngagementSummary): Stored<EngagementProfile> {
  return { value: profile, revision: journalLength };
}
