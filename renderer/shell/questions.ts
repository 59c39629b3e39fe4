import { useQueries } from '@tanstack/react-query';
import { type QuestionView, STEPS } from '../../shared/interview.ts';
import { orpc } from '../client/workbench.ts';
import { useSelection } from './selection.ts';

/** Every question of every step for the chosen cluster; for search and for links by id. */
export function useAllQuestions(enabled: boolean): readonly QuestionView[] {
  const { cluster } = useSelection();
  const answers = useQueries({
    queries: STEPS.map((step) => ({
      ...orpc.interview.questions.queryOptions({ input: { step: step.id, clusterId: cluster?.id ?? null } }),
      enabled,
    })),
  });
  return answers.flatMap((answer) => answer.data ?? []);
}
