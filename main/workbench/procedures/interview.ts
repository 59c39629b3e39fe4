import { DrydockError } from '../../../shared/errors.ts';
import { answerFault } from '../../../shared/form-rules.ts';
import {
  contradictions,
  disputeFingerprint,
  interviewProgress,
  questionView,
  stepQuestions,
} from '../../assessment/views.ts';
import { found, type Implementer, refuse, sessionOf, type WorkbenchContext } from '../context.ts';
import type { EngagementSession } from '../engagement-session.ts';

export function interviewProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;

  async function view(open: EngagementSession, questionId: string, clusterId: string | null) {
    return found(questionView(await open.interviewState(), questionId, clusterId), 'The question');
  }

  return {
    progress: os.interview.progress.handler(async () => interviewProgress(await session().interviewState())),

    questions: os.interview.questions.handler(async ({ input }) =>
      stepQuestions(await session().interviewState(), input.step, input.clusterId),
    ),

    question: os.interview.question.handler(({ input }) =>
      view(session(), input.questionId, input.clusterId),
    ),

    answer: os.interview.answer.handler(async ({ input }) => {
      const { engagementId, ...edit } = input;
      const open = await sessionOf(workbench, engagementId);
      const before = await view(open, input.questionId, input.clusterId);
      refuse(answerFault(before, input.input));
      await open.store.answers.save({ ...edit, clusterId: before.clusterId });
      events.changed('interview', 'risk', 'report');
      return view(open, input.questionId, input.clusterId);
    }),

    revisions: os.interview.revisions.handler(({ input }) => session().store.answers.revisions(input)),

    undo: os.interview.undo.handler(async ({ input }) => {
      const open = session();
      await open.store.answers.undo(input);
      events.changed('interview', 'risk', 'report');
      return view(open, input.questionId, input.clusterId);
    }),

    contradictions: os.interview.contradictions.handler(async () =>
      contradictions(await session().interviewState()),
    ),

    resolve: os.interview.resolve.handler(async ({ input }) => {
      const open = session();
      const find = async () =>
        contradictions(await open.interviewState()).find((candidate) => candidate.id === input.id);
      const dispute = await find();
      if (dispute === undefined) throw new DrydockError('NOT_FOUND', { what: 'The contradiction' });
      await open.store.contradictions.resolve({
        contradictionId: dispute.id,
        baseRevision: input.baseRevision,
        inFavourOf: input.inFavourOf,
        reason: input.reason,
        fingerprint: disputeFingerprint(dispute),
      });
      events.changed('interview', 'report');
      return found(await find(), 'The contradiction');
    }),
  };
}
