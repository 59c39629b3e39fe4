/** Long work: started once, watched by anyone, cancelled at any time. */
import { randomUUID } from 'node:crypto';
import { DrydockError } from '../../shared/errors.ts';
import type { JobState } from '../../shared/jobs.ts';
import { knownError } from './known-error.ts';
import { latest } from './latest.ts';

/** Finished jobs are kept, so that a tab that comes back can still read how they ended. */
const KEPT_JOBS = 50;

export interface JobHandle {
  readonly id: string;
  /** The job is cancelled. What it has made until then may still be finished. */
  readonly signal: AbortSignal;
  /** The engagement closes: nothing is finished any more. */
  readonly closing: AbortSignal;
  /** Merges into the progress and tells the watchers. */
  progress(change: Partial<JobState['progress']>): void;
}

export interface JobRegistry {
  start(
    kind: JobState['kind'],
    title: string,
    work: (job: JobHandle) => Promise<JobState['result']>,
  ): { readonly jobId: string; readonly finished: Promise<JobState> };
  list(): JobState[];
  /** Id of a job of this kind that runs and was not cancelled, or null. */
  running(kind: JobState['kind']): string | null;
  cancel(jobId: string): void;
  /**
   * Cancels and forgets every job but the one named: for whoever watches them they have ended. Resolves when their work
   * has ended too, which nobody can promise; wait with a bound.
   */
  cancelAll(except?: string): Promise<void>;
  watch(jobId: string, signal: AbortSignal | undefined): AsyncGenerator<JobState, void, void>;
}

interface Entry {
  state: JobState;
  readonly abort: AbortController;
  readonly closing: AbortController;
  readonly watchers: Set<() => void>;
  finished: Promise<JobState>;
}

export function createJobRegistry(deps: {
  readonly now: () => string;
  readonly onChange: () => void;
  /** A job moved on. */
  readonly onProgress: () => void;
  readonly onDefect: (error: unknown) => void;
}): JobRegistry {
  const entries = new Map<string, Entry>();

  function set(entry: Entry, change: Partial<JobState>): void {
    // What was cancelled for everybody stays so, whatever its work still says.
    if (entry.state.status !== 'running') return;
    deps.onProgress();
    entry.state = { ...entry.state, ...change };
    for (const watcher of entry.watchers) watcher();
  }

  async function run(entry: Entry, work: (job: JobHandle) => Promise<JobState['result']>): Promise<JobState> {
    const handle: JobHandle = {
      id: entry.state.id,
      signal: entry.abort.signal,
      closing: entry.closing.signal,
      progress: (change) => set(entry, { progress: { ...entry.state.progress, ...change } }),
    };
    try {
      const result = await work(handle);
      const status = entry.abort.signal.aborted ? 'cancelled' : 'done';
      set(entry, { status, result, finishedAt: deps.now() });
    } catch (error) {
      const known = knownError(error) ?? new DrydockError('INTERNAL');
      const cancelled = entry.abort.signal.aborted || known.code === 'CANCELLED';
      if (!cancelled && known.code === 'INTERNAL') deps.onDefect(error);
      set(entry, {
        status: cancelled ? 'cancelled' : 'failed',
        error: cancelled ? null : { code: known.code, message: known.message, remedy: known.remedy },
        finishedAt: deps.now(),
      });
    }
    deps.onChange();
    return entry.state;
  }

  return {
    start(kind, title, work) {
      const id = randomUUID();
      const entry: Entry = {
        state: newState(id, kind, title, deps.now()),
        abort: new AbortController(),
        closing: new AbortController(),
        watchers: new Set(),
        finished: Promise.resolve(undefined as never),
      };
      entries.set(id, entry);
      forgetOldest(entries);
      entry.finished = run(entry, work);
      deps.onChange();
      return { jobId: id, finished: entry.finished };
    },
    list: () => [...entries.values()].map((entry) => entry.state),
    running: (kind) =>
      [...entries.values()].find(
        ({ state, abort }) => state.kind === kind && state.status === 'running' && !abort.signal.aborted,
      )?.state.id ?? null,
    cancel(jobId) {
      find(entries, jobId).abort.abort();
    },
    async cancelAll(except) {
      const ending = [...entries].filter(([id]) => id !== except);
      for (const [id, entry] of ending) {
        entries.delete(id);
        entry.abort.abort();
        entry.closing.abort();
        set(entry, { status: 'cancelled', finishedAt: deps.now() });
      }
      if (ending.length > 0) deps.onChange();
      await Promise.all(ending.map(([, entry]) => entry.finished));
    },
    // Not a generator itself: an unknown id is said at once, and not by a stream that breaks.
    watch: (jobId, signal) => states(find(entries, jobId), signal),
  };
}

/** The state now and at every change, up to the last one. */
async function* states(entry: Entry, signal: AbortSignal | undefined): AsyncGenerator<JobState, void, void> {
  const inbox = latest<JobState>((_, next) => next, signal);
  const tell = () => {
    inbox.push(entry.state);
    if (entry.state.status !== 'running') inbox.end();
  };
  entry.watchers.add(tell);
  try {
    tell();
    yield* inbox.values();
  } finally {
    entry.watchers.delete(tell);
  }
}

function find(entries: ReadonlyMap<string, Entry>, jobId: string): Entry {
  const entry = entries.get(jobId);
  if (entry === undefined) throw new DrydockError('NOT_FOUND', { what: 'The job' });
  return entry;
}

function forgetOldest(entries: Map<string, Entry>): void {
  for (const [id, entry] of entries) {
    if (entries.size <= KEPT_JOBS) return;
    if (entry.state.status !== 'running') entries.delete(id);
  }
}

function newState(id: string, kind: JobState['kind'], title: string, startedAt: string): JobState {
  return {
    id,
    kind,
    title,
    status: 'running',
    progress: {
      done: 0,
      total: null,
      unit: '',
      label: 'Starting',
      objects: 0,
      bytes: 0,
      retries: 0,
      refused: [],
      remainingMs: null,
    },
    startedAt,
    finishedAt: null,
    error: null,
    result: null,
  };
}
