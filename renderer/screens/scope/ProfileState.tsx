import { ConflictBand } from '../../components/ConflictBand.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import type { ProfileEditing } from './useProfile.ts';

/** What keeps the profile from being saved, if anything does. */
export function ProfileState({ editing: { draft, save } }: { readonly editing: ProfileEditing }) {
  return (
    <>
      <ConflictBand draft={draft} save={save} what="The profile" />
      {save.status === 'failed' && save.error !== null && (
        <ProblemNote error={save.error} onRetry={() => void draft.flush()} />
      )}
    </>
  );
}
