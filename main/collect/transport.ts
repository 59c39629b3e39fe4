/** The read-only way to one API server: requests of `targets.ts`, with retries, limits and a log. */
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import type { Credentials } from '../kubeconfig/credential-source.ts';
import type { Clock } from './clock.ts';
import { createDispatcher, type Dispatchers, type PeerFacts } from './dispatcher.ts';
import { failureOf, RequestFailure } from './failure.ts';
import { retryDelayMs } from './retry.ts';
import { createSlots, type Slots } from './slots.ts';
import { type ReadTarget, reviewPath, type SelfReview, wireRequest } from './targets.ts';
import { type Answer, readAnswer, type TimedAnswer } from './transport/answer.ts';
import { TRANSPORT_LIMITS, type TransportLimits } from './transport/limits.ts';
import { type LogDeps, type RequestCounts, RequestLog } from './transport/request-log.ts';
import { ServerSigns } from './transport/server-signs.ts';
import { SignIn } from './transport/sign-in.ts';

export type { Answer } from './transport/answer.ts';
export type { TransportLimits } from './transport/limits.ts';

export interface Transport {
  /** Any status but one that is retried in vain is an answer. @throws RequestFailure */
  get(target: ReadTarget, options?: { readonly tries?: number }): Promise<Answer>;
  /** Asks what the asker may do. @throws RequestFailure */
  review(review: SelfReview, spec: object): Promise<Answer>;
  /** Taken for each page of a list from its request until it is stored. */
  readonly pageSlots: Slots;
  readonly peer: PeerFacts;
  readonly counts: RequestCounts;
  /** The user that a refusal named; '' until one did. */
  readonly refusedAs: string;
  /** When the server last failed to answer properly, in ms since 1970; null when it never did. */
  readonly troubledAtMs: number | null;
  /** How far our clock is ahead of the server's, in ms; null until it told its time. */
  readonly clockAheadMs: number | null;
  close(): Promise<void>;
}

export interface TransportDeps extends LogDeps {
  readonly connection: ClusterConnection;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly limits?: Partial<TransportLimits>;
  /** Send no credentials at all: the anonymous probe. */
  readonly anonymous?: boolean;
}

export function createTransport(deps: TransportDeps): Transport {
  return new HttpTransport(deps);
}

interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: string;
  readonly shown: string;
  readonly accept: string;
  readonly body: string | null;
  /** Whether the answer may be long: a list, or discovery. */
  readonly long: boolean;
}

/** How one attempt ended. */
type Outcome =
  | { readonly answer: TimedAnswer; readonly credentials: Credentials; readonly failure: null }
  | { readonly answer: null; readonly failure: RequestFailure };

/** One for each list that is read at the same time; where fewer are read, the next page is on its way as well. */
const PAGES_IN_MEMORY = 4;

class HttpTransport implements Transport {
  readonly pageSlots = createSlots(PAGES_IN_MEMORY);
  readonly #deps: TransportDeps;
  readonly #limits: TransportLimits;
  readonly #base: URL;
  readonly #dispatchers: Dispatchers;
  readonly #log: RequestLog;
  readonly #signs: ServerSigns;
  readonly #signIn: SignIn;

  constructor(deps: TransportDeps) {
    const { connection, anonymous, signal } = deps;
    this.#deps = deps;
    this.#limits = { ...TRANSPORT_LIMITS, ...deps.limits };
    this.#base = new URL(connection.server);
    this.#dispatchers = createDispatcher(connection);
    this.#log = new RequestLog(deps);
    this.#signs = new ServerSigns(deps);
    this.#signIn = new SignIn(anonymous ? null : connection.credentials, signal);
  }

  get peer(): PeerFacts {
    return this.#dispatchers.peer;
  }

  get counts(): RequestCounts {
    return this.#log.counts;
  }

  get refusedAs(): string {
    return this.#signs.refusedAs;
  }

  get troubledAtMs(): number | null {
    return this.#signs.troubledAtMs;
  }

  get clockAheadMs(): number | null {
    return this.#signs.clockAheadMs;
  }

  get(target: ReadTarget, { tries = this.#limits.tries }: { readonly tries?: number } = {}): Promise<Answer> {
    const long = target.type !== 'plain' || target.path === '/api' || target.path === '/apis';
    return this.#send({ method: 'GET', body: null, long, ...wireRequest(target) }, tries);
  }

  /** Asked once: a second try of a POST is for the caller to decide. */
  review(review: SelfReview, spec: object): Promise<Answer> {
    const path = reviewPath(review);
    const body = JSON.stringify({ ...REVIEW_TYPES[review], spec });
    const wire = { path, query: '', shown: path, accept: 'application/json' };
    return this.#send({ method: 'POST', body, long: false, ...wire }, 1);
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async #send(exchange: Exchange, tries: number): Promise<Answer> {
    const { clock, signal } = this.#deps;
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(exchange, attempt);
      if (outcome.failure === null && outcome.answer.status === 401 && !renewed) {
        renewed = true;
        if (await this.#signIn.renew(outcome.credentials)) {
          this.counts.retries += 1;
          continue;
        }
      }
      const delayMs = attempt < tries ? retryDelayMs({ attempt, ...outcome }, clock) : null;
      if (delayMs === null) {
        if (outcome.failure !== null) throw outcome.failure;
        return outcome.answer;
      }
      this.counts.retries += 1;
      await clock.sleep(delayMs, signal);
    }
  }

  async #attempt(exchange: Exchange, attempt: number): Promise<Outcome> {
    try {
      const credentials = await this.#signIn.current();
      const answer = await this.#exchange(exchange, attempt, credentials);
      return { answer, credentials, failure: null };
    } catch (error) {
      if (error instanceof RequestFailure) return { answer: null, failure: error };
      throw error;
    }
  }

  async #exchange(exchange: Exchange, attempt: number, credentials: Credentials): Promise<TimedAnswer> {
    const { signal } = this.#deps;
    const ended = this.#log.begin(exchange, attempt);
    const deadline = AbortSignal.timeout(this.#limits.requestDeadlineMs);
    const received = { bytes: 0 };
    try {
      signal.throwIfAborted();
      // Both the user's cancel and the deadline end the exchange, slow bodies included.
      const response = await this.#request(exchange, credentials, AbortSignal.any([signal, deadline]));
      const answer = await readAnswer(response, { long: exchange.long, limits: this.#limits, received });
      ended({ status: answer.status, bytes: received.bytes });
      this.#signs.answered(answer);
      if (answer.status !== 401) this.#signIn.accepted();
      return answer;
    } catch (error) {
      const failure = failureOf(error, { stop: signal, timedOut: deadline.aborted, bytes: received.bytes });
      ended({ status: null, bytes: received.bytes, problem: failure.message });
      this.#signs.failed();
      throw failure;
    }
  }

  #request(exchange: Exchange, credentials: Credentials, stop: AbortSignal) {
    const { connection, anonymous } = this.#deps;
    const { requestDeadlineMs } = this.#limits;
    const response = this.#dispatchers.for(credentials).request({
      origin: this.#base.origin,
      path: `${this.#base.pathname.replace(/\/+$/, '')}${exchange.path}${exchange.query}`,
      method: exchange.method,
      headers: headersOf(exchange, credentials, anonymous ? [] : connection.impersonation),
      body: exchange.body,
      signal: stop,
      // The default follows no redirect, and nothing here changes that: another address is another server.
      headersTimeout: requestDeadlineMs,
      bodyTimeout: requestDeadlineMs,
    });
    return unlessStopped(response, stop);
  }
}

/** A request that waits for its connection hears of no signal until that is made or given up: here it ends at once. */
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(stop.reason);
    stop.addEventListener('abort', onStop, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', onStop));
  });
}

const REVIEW_TYPES: Readonly<Record<SelfReview, { apiVersion: string; kind: string }>> = {
  selfsubjectaccessreviews: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
  selfsubjectrulesreviews: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview' },
};

function headersOf(
  exchange: Exchange,
  { authorization }: Credentials,
  impersonation: ClusterConnection['impersonation'],
): string[] {
  const headers = ['accept', exchange.accept, 'user-agent', 'drydock (read-only)'];
  if (exchange.body !== null) headers.push('content-type', 'application/json');
  if (authorization !== null) headers.push('authorization', authorization);
  for (const [name, value] of impersonation) headers.push(name, value);
  return headers;
}
