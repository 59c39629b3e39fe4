/** When and after how long a GET is asked again. */
import type { RequestFailure } from './failure.ts';

const MAX_RETRY_AFTER_MS = 30_000;
const BASE_MS = 250;
const CAP_MS = 10_000;

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly status: number | null;
  readonly retryAfter: string;
  /** The server's own time, for a wait that is given as a date; its clock may differ from ours. */
  readonly serverDate: string;
  readonly failure: Pick<RequestFailure, 'kind'> | null;
}

/** Milliseconds to wait before the next try; null when another try would not help. */
export function retryDelayMs(
  { attempt, status, retryAfter, serverDate, failure }: Attempt,
  clock: { nowMs(): number; random(): number },
): number | null {
  const worthwhile =
    failure === null
      ? status === 429 || (status !== null && status >= 500 && status !== 501)
      : failure.kind === 'network' || failure.kind === 'timeout';
  if (!worthwhile) return null;
  const servedAtMs = Date.parse(serverDate);
  const asked = retryAfterMs(retryAfter, Number.isNaN(servedAtMs) ? clock.nowMs() : servedAtMs);
  if (asked !== null) return Math.min(asked, MAX_RETRY_AFTER_MS);
  // Full jitter: clients that failed together do not come back together.
  return Math.floor(clock.random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}

/** Seconds or an HTTP date. */
function retryAfterMs(header: string, nowMs: number): number | null {
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return header === '' || Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
