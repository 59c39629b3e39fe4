/** One answer being edited: what is stored, with the draft over it, saved as it is typed. */
import { ORPCError } from '@orpc/client';
import { useSyncExternalStore } from 'react';
import type { AnswerInput, QuestionView } from '../../../shared/interview.ts';
import { type Autosave, type AutosaveState, createAutosave } from '../../autosave/autosave.ts';
import { autosaves } from '../../autosave/registry.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';

interface Edit {
  readonly input: AnswerInput;
  readonly suggestedBy: string | null;
}

export interface AnswerEditing {
  readonly input: AnswerInput;
  readonly save: AutosaveState<Edit>;
  /** Merges into the answer; saved after a pause. */
  readonly change: (change: Partial<AnswerInput>) => void;
  /** For choices and what the evidence suggests: saved at once. */
  readonly choose: (change: Partial<AnswerInput>, suggestedBy?: string | null) => void;
  readonly flush: () => void;
  /** After a conflict: puts the own words on top of the newer revision. */
  readonly keepMine: () => Promise<void>;
  /** After a conflict: gives up the own words. */
  readonly takeTheirs: () => Promise<void>;
}

export const EMPTY_ANSWER: AnswerInput = {
  state: 'not-asked',
  value: null,
  note: '',
  askedOf: null,
  askedAt: null,
  basis: 'interview',
  confidence: 'medium',
  confidenceReason: '',
  markedForReview: false,
};

export function useAnswer(view: QuestionView): AnswerEditing {
  const { autosave, session } = editingOf(view);
  const save = useSyncExternalStore(autosave.subscribe, autosave.state);
  if (save.draft === null) session.base = view.answer?.revision ?? 0;
  const input = save.draft?.value.input ?? inputOf(view);
  const suggestedBy = save.draft?.value.suggestedBy ?? view.answer?.suggestedBy ?? null;

  const change = (part: Partial<AnswerInput>) => autosave.edit({ input: { ...input, ...part }, suggestedBy });
  return {
    input,
    save,
    change,
    choose(part, source = null) {
      autosave.edit({ input: { ...input, ...part }, suggestedBy: source });
      void autosave.flush();
    },
    flush: () => void autosave.flush(),
    async keepMine() {
      const mine = autosave.state().draft?.value;
      const newest = await askAgain(view);
      autosave.discard();
      session.base = newest.answer?.revision ?? 0;
      if (mine !== undefined) autosave.edit(mine);
      await autosave.flush();
    },
    async takeTheirs() {
      autosave.discard();
      await askAgain(view);
    },
  };
}

/** Revisions that an edit begins from live as long as its autosave. */
const sessions = new Map<string, { base: number }>();

function editingOf(view: QuestionView): { autosave: Autosave<Edit>; session: { base: number } } {
  const key = `answer ${view.meta.id} ${view.clusterId ?? ''}`;
  const session = sessions.get(key) ?? { base: view.answer?.revision ?? 0 };
  sessions.set(key, session);
  const autosave = autosaves.of<Edit>(key, () =>
    createAutosave<Edit>({
      isConflict: (error) => error instanceof ORPCError && error.code === 'CONFLICT',
      async save(edit) {
        const stored = await client.interview.answer({
          questionId: view.meta.id,
          clusterId: view.clusterId,
          baseRevision: session.base,
          ...edit,
        });
        session.base = stored.answer?.revision ?? session.base;
        putInCache(stored);
      },
    }),
  );
  return { autosave, session };
}

export function inputOf({ answer }: QuestionView): AnswerInput {
  if (answer === null) return EMPTY_ANSWER;
  const { state, value, note, askedOf, askedAt, basis, confidence, confidenceReason, markedForReview } =
    answer;
  return { state, value, note, askedOf, askedAt, basis, confidence, confidenceReason, markedForReview };
}

async function askAgain(view: QuestionView): Promise<QuestionView> {
  const newest = await client.interview.question({ questionId: view.meta.id, clusterId: view.clusterId });
  putInCache(newest);
  return newest;
}

/** Shows the stored answer at once; the rest follows when the workbench says what else changed. */
export function putInCache(stored: QuestionView): void {
  queryClient.setQueriesData<QuestionView[]>({ queryKey: orpc.interview.questions.key() }, (list) =>
    list?.map((one) => (one.meta.id === stored.meta.id && one.clusterId === stored.clusterId ? stored : one)),
  );
  void queryClient.invalidateQueries({ queryKey: orpc.interview.progress.key() });
  void queryClient.invalidateQueries({ queryKey: orpc.interview.revisions.key() });
}
