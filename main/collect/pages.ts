/** One list, page by page; the next page is on its way while one is stored. */

import { createHash } from 'node:crypto';
import type { ResourceRef } from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import { at, list, str } from '../snapshot/read.ts';
import { type FailureKind, RequestFailure } from './failure.ts';
import type { ServerWatch } from './server-back.ts';
import type { ListForm } from './targets.ts';
import type { Answer, Transport } from './transport.ts';

/**
 * - `complete`: read to the end.
 * - `restarted`: read to the end, but it expired on the way and was begun again: what was deleted meanwhile may remain.
 * - `inconsistent`: read to the end, but the cluster changed so fast that the pages are of different moments.
 * - `refused`: 403. `unsupported`: the server offers no such list (404, 405, 406).
 * - `failed`: broke on the way; `reason` says why.
 * - `cancelled`: by the user or by the time limit; `reason` says which.
 */
export interface ListEnd {
  readonly how:
    | 'complete'
    | 'restarted'
    | 'inconsistent'
    | 'refused'
    | 'unsupported'
    | 'failed'
    | 'cancelled';
  readonly reason: string;
}

export interface PageRequest {
  readonly resource: ResourceRef;
  readonly namespace: string | null;
  readonly form: ListForm;
  /** The list ends as failed when it holds more. */
  readonly maxObjects?: number;
  /** Waits for a server that went away, and tells whether a page is worth another try. */
  readonly server?: Pick<ServerWatch, 'back' | 'mayRefuseInError'>;
}

export const PAGE_LIMIT = 500;
/** How often one list may begin a page anew after the transport gave up on it. */
const MAX_REVIVALS = 2;
const MAX_SLOW_PAGES = 3;
const MAX_GARBLED_PAGES = 2;
const MAX_DOUBTED_REFUSALS = 3;
/** Pages in a row that bring nothing new. An honest server gives a few, where it filters or a list begins anew. */
const MAX_IDLE_PAGES = 50;
const MAX_TOKEN_CHARACTERS = 16_384;
/** More than the largest clusters hold of one kind. */
export const MAX_OBJECTS = 2_000_000;

/**
 * Calls `onPage` with the body of every page; it may tell how many objects of it are new. Never throws for what the
 * server does.
 */
export async function readPages(
  transport: Transport,
  ask: PageRequest,
  onPage: (body: unknown) => Promise<number | void>,
): Promise<ListEnd> {
  const maxObjects = ask.maxObjects ?? MAX_OBJECTS;
  const got = { objects: 0, fruitful: 0, idle: 0 };
  /** What the list must not go on for; null while it may. */
  const excess = (fresh: number): ListEnd | null => {
    got.objects += fresh;
    if (fresh > 0) got.fruitful += 1;
    got.idle = fresh > 0 ? 0 : got.idle + 1;
    if (got.objects > maxObjects) {
      return end('failed', `the list is longer than ${count(maxObjects, 'object')}`);
    }
    // A list that begins anew brings first what was read before.
    return got.idle > MAX_IDLE_PAGES + got.fruitful
      ? end('failed', `the server sent ${got.idle} consecutive pages without new objects`)
      : null;
  };
  const pages = pagesOf(transport, ask);
  const fetchNext = async () => {
    const giveBack = await transport.pageSlots.take();
    try {
      return { ...(await pages.next()), giveBack };
    } catch (error) {
      giveBack();
      throw error;
    }
  };
  let next = fetchNext();
  for (;;) {
    const { value, done, giveBack } = await next;
    if (done) {
      giveBack();
      return value;
    }
    next = fetchNext();
    // Nobody waits any more for the page that is on its way.
    const forgetNext = () =>
      void next.then(
        (page) => page.giveBack(),
        () => {},
      );
    try {
      const stop = excess(
        (await onPage(value)) ?? list(value, ask.form === 'table' ? 'rows' : 'items').length,
      );
      if (stop === null) continue;
      forgetNext();
      return stop;
    } catch (error) {
      forgetNext();
      throw error;
    } finally {
      giveBack();
    }
  }
}

async function* pagesOf(transport: Transport, ask: PageRequest): AsyncGenerator<unknown, ListEnd> {
  const { resource, namespace, form } = ask;
  let limit = PAGE_LIMIT;
  let continueToken = '';
  const met = { expired: 0, revived: 0, slow: 0, garbled: 0, doubted: 0 };
  const used = new Set<string>();
  for (;;) {
    try {
      let answer: Answer | null = await transport.get({
        type: 'list',
        resource,
        namespace,
        form,
        limit,
        continueToken,
      });
      if (answer.status === 410) {
        met.expired += 1;
        if (met.expired > 3) return end('failed', 'the list kept expiring while it was read');
        // Once from the start; then with the token that continues at a later moment.
        continueToken = met.expired === 1 ? '' : (str(answer.json(), 'metadata', 'continue') ?? '');
        used.clear();
        continue;
      }
      if (answer.status !== 200) {
        if (answer.status >= 500 && (await revived())) continue;
        if (answer.status === 403 && (await doubted())) continue;
        return refusal(answer.status);
      }
      const body = answer.json();
      // Only the parsed page stays in memory while it is stored.
      answer = null;
      if (!isExpected(body, form)) return end('failed', 'the response has another form than requested');
      continueToken = str(body, 'metadata', 'continue') ?? '';
      yield body;
      if (continueToken.length > MAX_TOKEN_CHARACTERS) {
        return end('failed', 'the server sent a continue token longer than 16 kB');
      }
      if (continueToken === '')
        return end(met.expired === 0 ? 'complete' : met.expired === 1 ? 'restarted' : 'inconsistent');
      // A server that gives the same token again would keep us for ever.
      const token = createHash('sha256').update(continueToken).digest('base64');
      if (used.has(token)) return end('failed', 'the server repeated a page');
      used.add(token);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      if (error.kind === 'cancelled') return end('cancelled', error.message);
      if (!(await worthAnotherTry(error.kind))) return end('failed', reasonOf(error));
    }
  }

  async function worthAnotherTry(kind: FailureKind): Promise<boolean> {
    switch (kind) {
      case 'too-large':
      case 'too-many':
      case 'too-slow':
        if (kind === 'too-slow') met.slow += 1;
        if (limit === 1 || met.slow > MAX_SLOW_PAGES) return false;
        limit = Math.ceil(limit / 2);
        return true;
      case 'not-json':
        // A connection that was cut without a sign leaves half a document.
        met.garbled += 1;
        return met.garbled <= MAX_GARBLED_PAGES;
      case 'network':
      case 'timeout':
        return revived();
      case 'cancelled':
      case 'too-deep':
      case 'signed-out':
      case 'unaskable':
      case 'untrusted':
        return false;
    }
  }

  async function revived(): Promise<boolean> {
    met.revived += 1;
    return met.revived <= MAX_REVIVALS && (await ask.server?.back()) === true;
  }

  async function doubted(): Promise<boolean> {
    met.doubted += 1;
    return met.doubted <= MAX_DOUBTED_REFUSALS && (await ask.server?.mayRefuseInError()) === true;
  }
}

/** Items of a list of objects. */
export function itemsOf(body: unknown): readonly unknown[] {
  return list(body, 'items');
}

/** How many objects follow after this page, as far as the server says. */
export function remainingAfter(body: unknown): number {
  const remaining = at(body, 'metadata', 'remainingItemCount');
  return typeof remaining === 'number' && Number.isSafeInteger(remaining) && remaining > 0 ? remaining : 0;
}

function reasonOf({ kind, message }: RequestFailure): string {
  return kind === 'untrusted' ? `the server’s certificate is not trusted: ${message}` : message;
}

function refusal(status: number): ListEnd {
  if (status === 403) return end('refused', 'the server refused it');
  if (status === 401) return end('failed', 'the credentials were not accepted');
  if (status === 404 || status === 405 || status === 406) {
    return end('unsupported', `the server offers no such list (status ${status})`);
  }
  return end('failed', `the server answered with status ${status}`);
}

/**
 * SECURITY: an answer that is not the form asked for, such as Secrets as objects, is not read. A list without items
 * is no empty list, unless it says so: some servers write null for one.
 */
function isExpected(body: unknown, form: ListForm): boolean {
  const kind = str(body, 'kind') ?? '';
  const rows: unknown = at(body, form === 'table' ? 'rows' : 'items');
  if (!Array.isArray(rows) && rows !== null) return false;
  if (form === 'table') return kind === 'Table';
  return kind.endsWith('List');
}

function end(how: ListEnd['how'], reason = ''): ListEnd {
  return { how, reason };
}
