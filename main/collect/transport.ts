/** The read-only way to one API server: requests of `targets.ts`, with retries, limits and a log. */
import { isDrydockError } from '../../shared/errors.ts';
import type { CollectionLogEntry } from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import type { Credentials } from '../kubeconfig/credential-source.ts';
import { createShapeCounter } from './answer-shape.ts';
import { createDispatcher, type PeerFacts } from './dispatcher.ts';
import { failureOf, RequestFailure, stopWords } from './failure.ts';
import { userOfRefusal } from './identity.ts';
import { retryDelayMs } from './retry.ts';
import { createSlots, type Slots } from './slots.ts';
import { type ReadTarget, reviewPath, type SelfReview, wireRequest } from './targets.ts';

export interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly text: string;
  /** The body as JSON. @throws RequestFailure `not-json` */
  json(): unknown;
}

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

export interface RequestCounts {
  total: number;
  retries: number;
  readonly byStatus: Map<string, number>;
}

export interface TransportDeps {
  readonly connection: ClusterConnection;
  readonly signal: AbortSignal;
  /** Called for every attempt. */
  readonly onLog: (entry: CollectionLogEntry) => void;
  readonly clock: Clock;
  readonly limits?: Partial<TransportLimits>;
  /** Send no credentials at all: the anonymous probe. */
  readonly anonymous?: boolean;
}

/** Time and chance, given so that tests need not wait. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
}

export interface TransportLimits {
  /** Of a list or of discovery. */
  readonly maxBodyBytes: number;
  /** Of a probe, a review, or an answer that is no success: what is beyond is not read. */
  readonly maxOtherBytes: number;
  readonly requestDeadlineMs: number;
  readonly tries: number;
}

export const TRANSPORT_LIMITS: TransportLimits = {
  maxBodyBytes: 64 * 1024 * 1024,
  maxOtherBytes: 1024 * 1024,
  requestDeadlineMs: 60_000,
  tries: 5,
};

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

interface RawAnswer extends Answer {
  readonly retryAfter: string;
  readonly serverDate: string;
}

/** One for each list that is read at the same time; where fewer are read, the next page is on its way as well. */
const PAGES_IN_MEMORY = 4;

const inMb = (bytes: number): number => Math.max(1, Math.round(bytes / 1024 ** 2));

const NO_CREDENTIALS: Credentials = { authorization: null, clientCertificate: null };

export function createTransport(deps: TransportDeps): Transport {
  const { connection, clock, signal } = deps;
  const limits = { ...TRANSPORT_LIMITS, ...deps.limits };
  const base = new URL(connection.server);
  const prefix = base.pathname.replace(/\/+$/, '');
  const counts: RequestCounts = { total: 0, retries: 0, byStatus: new Map() };
  const dispatchers = createDispatcher(connection);
  const learned = {
    refusedAs: '',
    clockAheadMs: null as number | null,
    troubledAtMs: null as number | null,
  };
  const credentials = async (): Promise<Credentials> =>
    deps.anonymous ? NO_CREDENTIALS : connection.credentials.current();

  async function once(exchange: Exchange, attempt: number, held: Credentials): Promise<RawAnswer> {
    const startedMs = clock.nowMs();
    const log = (status: number | null, bytes: number, note?: string) => {
      counts.total += 1;
      const key = status === null ? 'none' : String(status);
      counts.byStatus.set(key, (counts.byStatus.get(key) ?? 0) + 1);
      deps.onLog({
        at: new Date(startedMs).toISOString(),
        verb: exchange.method,
        path: exchange.shown,
        status,
        bytes,
        durationMs: Math.max(0, clock.nowMs() - startedMs),
        attempt,
        ...(note === undefined ? {} : { note }),
      });
    };
    // Both the user's cancel and the deadline end the exchange, slow bodies included.
    const deadline = AbortSignal.timeout(limits.requestDeadlineMs);
    let bytes = 0;
    try {
      signal.throwIfAborted();
      const stop = AbortSignal.any([signal, deadline]);
      const asked = dispatchers.for(held).request({
        origin: base.origin,
        path: `${prefix}${exchange.path}${exchange.query}`,
        method: exchange.method,
        headers: headersOf(exchange, held, deps.anonymous ? [] : connection.impersonation),
        body: exchange.body,
        signal: stop,
        // The default follows no redirect, and nothing here changes that: another address is another server.
        headersTimeout: limits.requestDeadlineMs,
        bodyTimeout: limits.requestDeadlineMs,
      });
      const answer = await unlessStopped(asked, stop);
      const chunks: Buffer[] = [];
      const header = (name: string) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? value : '';
      };
      if (!/^(?:identity)?$/i.test(header('content-encoding'))) {
        throw new RequestFailure('not-json', 'the answer is compressed, which was not asked for');
      }
      const succeeded = answer.statusCode >= 200 && answer.statusCode < 300;
      const maxBytes = exchange.long && succeeded ? limits.maxBodyBytes : limits.maxOtherBytes;
      const shape = createShapeCounter();
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          // A refusal is one whatever its text; leaving the loop ends the connection.
          if (!succeeded) break;
          throw new RequestFailure('too-large', `the answer is larger than ${inMb(maxBytes)} MB`);
        }
        shape.push(chunk);
        chunks.push(chunk);
      }
      log(answer.statusCode, bytes, deps.anonymous ? 'without credentials' : undefined);
      const raw = rawAnswer(answer.statusCode, Buffer.concat(chunks), {
        retryAfter: header('retry-after'),
        serverDate: header('date'),
        contentType: header('content-type'),
      });
      learn(raw);
      return raw;
    } catch (error) {
      const failure = failureOf(error, { stop: signal, timedOut: deadline.aborted, bytes });
      log(null, bytes, deps.anonymous ? `without credentials: ${failure.message}` : failure.message);
      learned.troubledAtMs = clock.nowMs();
      throw failure;
    }
  }

  let signedIn = false;
  /** Once signed in, what was collected is worth more than a sign-in program that fails: it ends a list, not everything. */
  async function renewing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw new RequestFailure('cancelled', stopWords(signal));
      if (!signedIn || !isDrydockError(error)) throw error;
      throw new RequestFailure('signed-out', `the credentials could not be renewed: ${error.message}`);
    }
  }

  function learn(answer: RawAnswer): void {
    signedIn ||= answer.status !== 401;
    if (answer.status >= 500) learned.troubledAtMs = clock.nowMs();
    if (answer.status === 403 && !deps.anonymous) learned.refusedAs ||= userOfRefusal(answer.text);
    const servedAtMs = Date.parse(answer.serverDate);
    if (!Number.isNaN(servedAtMs)) learned.clockAheadMs ??= clock.nowMs() - servedAtMs;
  }

  async function send(exchange: Exchange, tries = limits.tries): Promise<Answer> {
    let refreshed = false;
    for (let attempt = 1; ; attempt += 1) {
      let answer: RawAnswer | null = null;
      let failure: RequestFailure | null = null;
      let held = NO_CREDENTIALS;
      try {
        held = await renewing(credentials);
        answer = await once(exchange, attempt, held);
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error;
        failure = error;
      }
      if (answer?.status === 401 && !refreshed && !deps.anonymous) {
        refreshed = true;
        // Another request may have renewed them while this one was on its way.
        const renewed = (await renewing(credentials)).authorization !== held.authorization;
        if (renewed || (await renewing(() => connection.credentials.refresh()))) {
          counts.retries += 1;
          continue;
        }
      }
      const delayMs =
        exchange.method === 'GET' && attempt < tries
          ? retryDelayMs(
              {
                attempt,
                status: answer?.status ?? null,
                retryAfter: answer?.retryAfter ?? '',
                serverDate: answer?.serverDate ?? '',
                failure,
              },
              clock,
            )
          : null;
      if (delayMs === null) {
        if (answer === null) throw failure ?? new RequestFailure('network', 'no answer');
        return answer;
      }
      counts.retries += 1;
      await clock.sleep(delayMs, signal);
    }
  }

  return {
    peer: dispatchers.peer,
    counts,
    pageSlots: createSlots(PAGES_IN_MEMORY),
    get refusedAs() {
      return learned.refusedAs;
    },
    get troubledAtMs() {
      return learned.troubledAtMs;
    },
    get clockAheadMs() {
      return learned.clockAheadMs;
    },
    get(target, { tries } = {}) {
      const long = target.type !== 'plain' || target.path === '/api' || target.path === '/apis';
      return send({ method: 'GET', body: null, long, ...wireRequest(target) }, tries);
    },
    review(review, spec) {
      const path = reviewPath(review);
      const body = JSON.stringify({ ...REVIEW_TYPES[review], spec });
      return send({
        method: 'POST',
        path,
        query: '',
        shown: path,
        accept: 'application/json',
        body,
        long: false,
      });
    },
    close: () => dispatchers.close(),
  };
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
  held: Credentials,
  impersonation: ClusterConnection['impersonation'],
): string[] {
  const headers = ['accept', exchange.accept, 'user-agent', 'drydock (read-only)'];
  if (exchange.body !== null) headers.push('content-type', 'application/json');
  if (held.authorization !== null) headers.push('authorization', held.authorization);
  for (const [name, value] of impersonation) headers.push(name, value);
  return headers;
}

function rawAnswer(
  status: number,
  body: Buffer,
  headers: { readonly retryAfter: string; readonly serverDate: string; readonly contentType: string },
): RawAnswer {
  const { contentType, ...told } = headers;
  const answer = {
    status,
    bytes: body.length,
    ...told,
    get text() {
      return body.toString('utf8');
    },
    json() {
      try {
        return JSON.parse(body.toString('utf8')) as unknown;
      } catch {
        throw new RequestFailure(
          'not-json',
          /^text\/html/i.test(contentType)
            ? 'it is a web page, perhaps one to sign in at'
            : 'the answer is not JSON',
        );
      }
    },
  };
  return answer;
}

/** The real clock. */
export function systemClock(): Clock {
  return {
    nowMs: Date.now,
    random: Math.random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        function done() {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
        if (signal.aborted) done();
      }),
  };
}
