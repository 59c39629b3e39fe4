/** Follows a job to its end. Leaving the screen does not cancel the work. */
import { useEffect, useRef, useState } from 'react';
import type { JobState } from '../../shared/jobs.ts';
import { client } from '../client/workbench.ts';

/** The latest state of the job; null while there is none. `onEnd` is called once, when it is over. */
export function useJob(jobId: string | null, onEnd?: (job: JobState) => void): JobState | null {
  const [job, setJob] = useState<JobState | null>(null);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    if (jobId === null) return undefined;
    const leaving = new AbortController();
    void follow(jobId, leaving.signal, (state) => {
      if (leaving.signal.aborted) return;
      setJob(state);
      if (state.status !== 'running') end.current?.(state);
    });
    return () => leaving.abort();
  }, [jobId]);
  return job?.id === jobId ? job : null;
}

const RETRY_MS = 1_000;

async function follow(jobId: string, signal: AbortSignal, tell: (job: JobState) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      let last: JobState | null = null;
      for await (const state of await client.jobs.watch({ jobId }, { signal })) {
        last = state;
        tell(state);
      }
      if (last !== null && last.status !== 'running') return;
    } catch {
      // The stream broke with the connection, or the job is gone; the list says which.
      if (signal.aborted) return;
      const known = (await client.jobs.list()).find((job) => job.id === jobId);
      if (known === undefined) return;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
