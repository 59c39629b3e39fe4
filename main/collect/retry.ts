/** When and after how long a GET is asked again. */
import type { RequestFailure } from './failure.ts';

const MAX_RETRY_AFTER_MS = 30_000;
const BASE_MS = 250;
const CAP_MS = 10_000;

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly answer: {
    readonly status: number;
    readonly retryAfter: string;
    /** The server's own time, for a wait that is given as a date; its clock may differ from ours. */
    readonly serverDate: string;
  } | null;
  /** Why there is no answer. */
  readonly failure: Pick<RequestFailure, 'kind'> | null;
}

/** Milliseconds to wait before the next try; null when another try would not help. */
export function retryDelayMs(
  { attempt, answer, failure }: Attempt,
  clock: { nowMs(): number; random(): number },
): number | null {
  if (!isWorthwhile(answer?.status ?? null, failure)) return null;
  const servedAtMs = Date.parse(answer?.serverDate ?? '');
  const asked = retryAfterMs(answer?.retryAfter ?? '', Number.isNaN(servedAtMs) ? clock.nowMs() : servedAtMs);
  if (asked !== null) return Math.min(asked, MAX_RETRY_AFTER_MS);
  // Full jitter: clients that failed together do not come back together.
  return Math.floor(clock.random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}

function isWorthwhile(status: number | null, failure: Attempt['failure']): boolean {
  if (failure !== null) return failure.kind === 'network' || failure.kind === 'timeout';
  return status === 429 || (status !== null && status >= 500 && status !== 501);
}

/** Seconds or an HTTP date. */
function retryAfterMs(header: string, nowMs: number): number | null {
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return header === '' || Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
