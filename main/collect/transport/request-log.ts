/** Every attempt of every request: written to the log of the collection, and counted. */
import type { CollectionLogEntry } from '../../../shared/evidence.ts';
import type { Clock } from '../clock.ts';

export interface RequestCounts {
  total: number;
  retries: number;
  readonly byStatus: Map<string, number>;
}

export interface LogDeps {
  readonly clock: Clock;
  /** The time that the log bears, ISO 8601; the clock's where it is left out. */
  readonly now?: () => string;
  /** Called for every attempt. */
  readonly onLog: (entry: CollectionLogEntry) => void;
  /** No credentials are sent: the log says so. */
  readonly anonymous?: boolean;
}

interface Ended {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly bytes: number;
  /** Why none came. */
  readonly problem?: string;
}

export class RequestLog {
  readonly counts: RequestCounts = { total: 0, retries: 0, byStatus: new Map() };
  readonly #deps: LogDeps;

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** An attempt begins; what is returned is called once, when it has ended. */
  begin(
    { method, shown }: { readonly method: 'GET' | 'POST'; readonly shown: string },
    attempt: number,
  ): (ended: Ended) => void {
    const { clock, onLog, anonymous, now } = this.#deps;
    const startedMs = clock.nowMs();
    const at = now?.() ?? new Date(startedMs).toISOString();
    return ({ status, bytes, problem }) => {
      this.#count(status);
      const note = [
        ...(anonymous ? ['without credentials'] : []),
        ...(problem === undefined ? [] : [problem]),
      ];
      onLog({
        at,
        verb: method,
        path: shown,
        status,
        bytes,
        durationMs: Math.max(0, clock.nowMs() - startedMs),
        attempt,
        ...(note.length === 0 ? {} : { note: note.join(': ') }),
      });
    };
  }

  #count(status: number | null): void {
    const key = String(status ?? 'none');
    this.counts.total += 1;
    this.counts.byStatus.set(key, (this.counts.byStatus.get(key) ?? 0) + 1);
  }
}
