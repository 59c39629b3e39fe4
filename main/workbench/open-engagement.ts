/**
 * Which engagement is open, and how it stops being open. SECURITY S-30: closing forgets the key at once, and depends on
 * nothing that may not end. Jobs are asked to stop, then their threads are taken away; so is a store that does not close.
 */
import { DrydockError } from '../../shared/errors.ts';
import type { EngagementSession } from './engagement-session.ts';
import type { JobHandle } from './jobs.ts';

export interface OpenEngagement {
  readonly current: () => EngagementSession | null;
  /**
   * Replaces what is open, or closes it with null; resolves when what was open before is closed. A job that opens an
   * engagement names itself: it is the one that goes on.
   * @throws DrydockError CANCELLED when the job was cancelled or the workbench closed meanwhile; `next` is closed then
   */
  readonly set: (next: EngagementSession | null, opening?: Pick<JobHandle, 'id' | 'signal'>) => Promise<void>;
  /**
   * Closes what is open for a job that opens the same under another name at once. Clients are not told that it was
   * locked: they are when nothing is opened after all, by `set(null)`.
   */
  readonly stepAside: (opening: Pick<JobHandle, 'id' | 'signal'>) => Promise<void>;
  /** Resolves when nothing is being closed any more. */
  readonly closed: () => Promise<void>;
  /** Does more once everything is closed; whoever waits for that waits for it too. */
  readonly afterClosing: (work: () => Promise<void>) => void;
  /** Closes what is open, and whatever is opened later. */
  readonly shut: () => Promise<void>;
}

export interface OpenEngagementDeps {
  /** Ends every job but the one named, within a bound. */
  readonly endJobs: (except: string | undefined) => Promise<void>;
  /** Takes everything away that the screen could show, within a bound. */
  readonly closeViews: () => Promise<void>;
  /** Called at once when an engagement was locked. */
  readonly onLocked: () => void;
}

export function createOpenEngagement(deps: OpenEngagementDeps): OpenEngagement {
  let current: EngagementSession | null = null;
  let closing: Promise<unknown> = Promise.resolve();
  let isShut = false;
  /** Closed, and clients were not told. */
  let untold = false;

  const closed = async () => {
    for (let seen: unknown; seen !== closing; ) {
      seen = closing;
      await closing;
    }
  };
  const set: OpenEngagement['set'] = async (next, opening) => {
    if (next !== null && (isShut || opening?.signal.aborted === true)) {
      await next.close();
      throw new DrydockError('CANCELLED');
    }
    const previous = current;
    current = next;
    // Also a lock of nothing closes what is shown without an engagement: bundles under review.
    if (previous !== next || next === null) {
      // All of it begins now: a computer that goes to sleep gives no time for a second step.
      closing = Promise.allSettled([
        closing,
        previous?.close(),
        previous === null ? undefined : deps.endJobs(opening?.id),
        next === null ? deps.closeViews() : undefined,
      ]);
      if ((previous !== null || untold) && next === null) deps.onLocked();
    }
    untold = false;
    await closed();
  };

  return {
    current: () => current,
    set,
    async stepAside(opening) {
      const previous = current;
      current = null;
      untold ||= previous !== null;
      closing = Promise.allSettled([
        closing,
        previous?.close(),
        previous === null ? undefined : deps.endJobs(opening.id),
      ]);
      await closed();
    },
    closed,
    afterClosing(work) {
      closing = Promise.allSettled([closing.then(work)]);
    },
    async shut() {
      isShut = true;
      await set(null);
    },
  };
}
