/** What an exception marks: findings, verdicts, counts. */
import { orpc, queryClient } from '../../client/workbench.ts';

export const exceptionChanged = (): Promise<unknown> =>
  Promise.all(
    [orpc.exceptions.key(), orpc.analysis.key(), orpc.findings.key()].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );
