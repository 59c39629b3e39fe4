/** What every procedure is given. Made once, in workbench.ts. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import type { Fault } from '../../shared/form-rules.ts';
import type { EngagementSession } from './engagement-session.ts';
import { crossingError } from './errors.ts';
import type { EventHub } from './events.ts';
import type { Host } from './host.ts';
import type { JobRunner } from './job-runner.ts';
import type { JobRegistry } from './jobs.ts';
import type { OpenEngagement } from './open-engagement.ts';
import type { RecentFiles } from './recent-files.ts';
import type { Reviews } from './reviews.ts';

export interface WorkbenchContext {
  readonly host: Host;
  readonly appVersion: string;
  readonly storeWorkerUrl: URL;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
  readonly events: EventHub;
  readonly jobs: JobRegistry;
  /** Heavy work on worker threads. */
  readonly runner: JobRunner;
  readonly recent: RecentFiles;
  readonly reviews: Reviews;
  /** The open engagement. Throws ENGAGEMENT_LOCKED when none is. */
  readonly session: () => EngagementSession;
  readonly currentSession: () => EngagementSession | null;
  readonly setSession: OpenEngagement['set'];
  readonly stepAside: OpenEngagement['stepAside'];
  readonly closed: OpenEngagement['closed'];
  readonly afterClosing: OpenEngagement['afterClosing'];
  /** Told of every call, for the idle lock. */
  readonly touch: () => void;
  /** Logs what is not for users' eyes, without payloads. */
  readonly onDefect: (error: unknown) => void;
}

/** The implementer of the contract, with errors that cross as codes: of a call, and of the stream that it answers with. */
export function implementer(workbench: WorkbenchContext) {
  return implement(contract).use(async ({ next }) => {
    workbench.touch();
    try {
      const result = await next();
      return isStream(result.output)
        ? { ...result, output: crossing(result.output, workbench.onDefect) }
        : result;
    } catch (error) {
      // Whoever watches the engagement learns that its file has gone, whichever call met it.
      if (isDrydockError(error) && error.code === 'ENGAGEMENT_MOVED') workbench.events.changed('engagement');
      throw crossingError(error, workbench.onDefect);
    }
  });
}

type Stream = AsyncGenerator<unknown, unknown, unknown>;
const isStream = (output: unknown): output is Stream =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output;

async function* crossing(stream: Stream, onDefect: (error: unknown) => void): Stream {
  try {
    return yield* stream;
  } catch (error) {
    throw crossingError(error, onDefect);
  }
}
export type Implementer = ReturnType<typeof implementer>;

/** Ends the call with the sentence of a form's rule, when there is one. @throws DrydockError INPUT_REFUSED */
export function refuse(fault: Fault): void {
  if (fault !== null) throw new DrydockError('INPUT_REFUSED', { sentence: fault });
}

/** `value`, or NOT_FOUND in words. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new DrydockError('NOT_FOUND', { what });
  return value;
}

/**
 * The open engagement, which must be the one of `engagementId` if that is given: words typed into one engagement never
 * reach another. Throws ENGAGEMENT_LOCKED.
 */
export async function sessionOf(
  workbench: WorkbenchContext,
  engagementId: string | undefined,
): Promise<EngagementSession> {
  const open = workbench.session();
  if (engagementId !== undefined && (await open.summary()).id !== engagementId)
    throw new DrydockError('ENGAGEMENT_LOCKED');
  return open;
}
