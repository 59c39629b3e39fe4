/** Listens to the workbench and makes the cached answers that changed stale. */
import type { QueryKey } from '@tanstack/react-query';
import type { Topic } from '../../shared/contract/contract.ts';
import { client, connection, orpc, queryClient } from './workbench.ts';

const STALE: Record<Topic, readonly QueryKey[]> = {
  engagement: [orpc.engagements.key(), orpc.authorisations.key(), orpc.files.key()],
  estate: [orpc.estate.key()],
  clusters: [orpc.clusters.key()],
  snapshots: [orpc.snapshots.key(), orpc.analysis.key(), orpc.clusters.key()],
  findings: [orpc.findings.key()],
  interview: [orpc.interview.key()],
  risk: [orpc.risk.key()],
  report: [orpc.report.key(), orpc.files.key()],
  jobs: [orpc.jobs.list.key()],
  exceptions: [orpc.exceptions.key(), orpc.analysis.key(), orpc.findings.key()],
  unfinished: [orpc.unfinished.key()],
  controls: [orpc.customControls.key(), orpc.analysis.key()],
};

/** Follows `app.events` for as long as the page lives, over every reconnection. */
export async function followEvents(listeners: {
  /** Connected, for the first time or again. */
  readonly onReady: () => void;
  readonly onLocked: () => void;
}): Promise<never> {
  for (;;) {
    try {
      for await (const event of await client.app.events()) {
        if (event.kind === 'ready') {
          listeners.onReady();
          await queryClient.invalidateQueries();
        } else if (event.kind === 'locked') listeners.onLocked();
        else
          await Promise.all([
            ...event.topics.flatMap((topic) => STALE[topic].map(invalidate)),
            // A change may replace a damaged record; none makes one.
            ...(anyDamaged() ? [invalidate(orpc.engagements.damaged.key())] : []),
          ]);
      }
    } catch {
      // The stream ends with the connection; the next call waits for the new one.
    }
    await connectionBack();
  }
}

const anyDamaged = (): boolean =>
  (queryClient.getQueryData(orpc.engagements.damaged.queryKey())?.length ?? 0) > 0;

const invalidate = (queryKey: QueryKey) => queryClient.invalidateQueries({ queryKey });

async function connectionBack(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  while (connection.state() !== 'ready') {
    await new Promise<void>((resolve) => {
      const stop = connection.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
}
