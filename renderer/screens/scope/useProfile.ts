/** The engagement's profile while it is edited: what is stored, with the draft over it. */
import { useSyncExternalStore } from 'react';
import type { EngagementProfile, EngagementSummary } from '../../../shared/engagement.ts';
import { createAutosave } from '../../autosave/autosave.ts';
import { autosaves } from '../../autosave/registry.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';

type Draft = Partial<EngagementProfile>;

export interface ProfileEditing {
  readonly profile: EngagementProfile;
  readonly change: (part: Draft) => void;
  readonly flush: () => void;
  readonly error: unknown;
}

export function useProfile(engagement: EngagementSummary): ProfileEditing {
  const autosave = autosaves.of<Draft>(`profile ${engagement.id}`, () =>
    createAutosave<Draft>({
      async save(draft) {
        const stored = await client.engagements.update(draft);
        queryClient.setQueryData(orpc.engagements.current.queryKey(), stored);
      },
    }),
  );
  const state = useSyncExternalStore(autosave.subscribe, autosave.state);
  return {
    profile: { ...engagement.profile, ...state.draft?.value },
    change: (part) => autosave.edit({ ...autosave.state().draft?.value, ...part }),
    flush: () => void autosave.flush(),
    error: state.status === 'failed' ? state.error : null,
  };
}
