/** One answer being edited: what is stored, with the draft over it, saved as it is typed. */
import { ORPCError } from '@orpc/client';
import { useMemo } from 'react';
import { numberFault } from '../../../shared/form-rules.ts';
import { AnswerInput, type AnswerType, type QuestionView } from '../../../shared/interview.ts';
import { createDraft, type Draft, type DraftState, type Stored } from '../../autosave/draft.ts';
import { drafts } from '../../autosave/registry.ts';
import { useDraft } from '../../autosave/useDraft.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { useEngagement } from '../../shell/engagement.ts';

/** What can be set of an answer, with the source of a confirmed suggestion. */
export interface AnswerRecord extends AnswerInput {
  readonly suggestedBy: string | null;
}

export interface AnswerEditing {
  readonly draft: Draft<AnswerRecord>;
  readonly input: AnswerRecord;
  readonly save: DraftState<AnswerRecord>;
  /** For choices and what the evidence suggests: saved at once. */
  readonly choose: (change: Partial<AnswerInput>, suggestedBy?: string | null) => void;
  readonly flush: () => void;
  /** Stores what waits, then goes one step back. */
  readonly undo: () => Promise<void>;
}

const EMPTY_ANSWER: AnswerRecord = {
  state: 'not-asked',
  value: null,
  note: '',
  askedOf: null,
  askedAt: null,
  basis: 'interview',
  confidence: 'medium',
  confidenceReason: '',
  markedForReview: false,
  suggestedBy: null,
};

export function useAnswer(view: QuestionView): AnswerEditing {
  const engagement = useEngagement();
  const { id, file } = engagement;
  const { meta, clusterId } = view;
  const draft = drafts.of<AnswerRecord>(
    {
      engagement: { id, file },
      key: `answer ${meta.id} ${clusterId ?? ''}`,
      title: meta.text,
      address: `/step/${meta.step}?question=${encodeURIComponent(meta.id)}`,
      clusterId,
    },
    () => createAnswerDraft(view, id),
  );
  const stored = useMemo(() => storedOf(view), [view]);
  const save = useDraft(draft, stored);
  const flush = () => void draft.flush();
  return {
    draft,
    input: save.value,
    save,
    choose(part, suggestedBy = null) {
      // Another value is not the suggested one; who it was asked of does not change where it came from.
      draft.edit('value' in part ? { ...part, suggestedBy } : part);
      flush();
    },
    flush,
    async undo() {
      await draft.flush();
      if (draft.state().unsaved) throw new Error('Your latest changes are not saved yet.');
      const before = await client.interview.undo({ questionId: meta.id, clusterId });
      draft.adopt(storedOf(before));
      putInCache(before);
    },
  };
}

const isFault = (type: AnswerType & { kind: 'number' }, value: number) => numberFault(type, value) !== null;

function createAnswerDraft(view: QuestionView, engagementId: string): Draft<AnswerRecord> {
  const { type } = view.meta;
  const question = { questionId: view.meta.id, clusterId: view.clusterId };
  return createDraft<AnswerRecord>({
    stored: storedOf(view),
    store: {
      isOpen: () => drafts.isOpen(engagementId),
      isConflict: (error) => error instanceof ORPCError && error.code === 'CONFLICT',
      accepts: (field, value) =>
        (field === 'suggestedBy' || AnswerInput.shape[field].safeParse(value).success) &&
        !(field === 'value' && type.kind === 'number' && typeof value === 'number' && isFault(type, value)),
      async save({ suggestedBy, ...input }, _fields, { revision }) {
        const answered = { ...question, engagementId, baseRevision: revision, input, suggestedBy };
        const stored = await client.interview.answer(answered);
        putInCache(stored);
        return storedOf(stored);
      },
      async read() {
        const newest = await client.interview.question(question);
        putInCache(newest);
        return storedOf(newest);
      },
    },
  });
}

export function storedOf({ answer }: QuestionView): Stored<AnswerRecord> {
  if (answer === null) return { value: EMPTY_ANSWER, revision: 0 };
  const { questionId: _q, clusterId: _c, revision, author: _a, at: _t, ...value } = answer;
  return { value, revision };
}

/** Shows the stored answer at once; the rest follows when the workbench says what else changed. */
function putInCache(stored: QuestionView): void {
  queryClient.setQueriesData<QuestionView[]>({ queryKey: orpc.interview.questions.key() }, (list) =>
    list?.map((one) => (isOlder(one, stored) ? stored : one)),
  );
  void queryClient.invalidateQueries({ queryKey: orpc.interview.progress.key() });
  void queryClient.invalidateQueries({ queryKey: orpc.interview.revisions.key() });
}

function isOlder(one: QuestionView, stored: QuestionView): boolean {
  const same = one.meta.id === stored.meta.id && one.clusterId === stored.clusterId;
  return same && (one.answer?.revision ?? 0) <= (stored.answer?.revision ?? 0);
}
