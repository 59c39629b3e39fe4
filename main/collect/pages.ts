/** One list, page by page. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { list, str } from '../snapshot/read.ts';
import { RequestFailure } from './failure.ts';
import type { ListForm } from './targets.ts';
import type { Transport } from './transport.ts';

/**
 * - `complete`: read to the end.
 * - `inconsistent`: read to the end, but the cluster changed so fast that the pages are of different moments.
 * - `refused`: 403. `unsupported`: the server offers no such list (404, 405, 406).
 * - `failed`: broke on the way; `reason` says why.
 * - `cancelled`.
 */
export interface ListEnd {
  readonly how: 'complete' | 'inconsistent' | 'refused' | 'unsupported' | 'failed' | 'cancelled';
  readonly reason: string;
}

export const PAGE_LIMIT = 500;

/** Calls `onPage` with the body of every page. Never throws for what the server does. */
export async function readPages(
  transport: Transport,
  ask: { readonly resource: ResourceRef; readonly namespace: string | null; readonly form: ListForm },
  onPage: (body: unknown) => Promise<void>,
): Promise<ListEnd> {
  let limit = PAGE_LIMIT;
  let continueToken = '';
  let expired = 0;
  const used = new Set<string>();
  for (;;) {
    try {
      const answer = await transport.get({ type: 'list', ...ask, limit, continueToken });
      if (answer.status === 410) {
        expired += 1;
        if (expired > 3) return end('failed', 'the list kept expiring while it was read');
        // Once from the start; then with the token that continues at a later moment.
        continueToken = expired === 1 ? '' : (str(answer.json(), 'metadata', 'continue') ?? '');
        used.clear();
        continue;
      }
      if (answer.status !== 200) return refusal(answer.status);
      const body = answer.json();
      if (!isExpected(body, ask.form)) return end('failed', 'the answer has another form than was asked for');
      await onPage(body);
      continueToken = str(body, 'metadata', 'continue') ?? '';
      if (continueToken === '') return expired > 1 ? end('inconsistent') : end('complete');
      // A server that gives the same token again would keep us for ever.
      if (used.has(continueToken)) return end('failed', 'the server repeated a page');
      used.add(continueToken);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      if (error.kind === 'cancelled') return end('cancelled', error.message);
      if (error.kind !== 'too-large' || limit === 1) return end('failed', error.message);
      limit = Math.ceil(limit / 2);
    }
  }
}

/** Items of a list of objects. */
export function itemsOf(body: unknown): readonly unknown[] {
  return list(body, 'items');
}

function refusal(status: number): ListEnd {
  if (status === 403) return end('refused', 'the server refused it');
  if (status === 401) return end('failed', 'the credentials were not accepted');
  if (status === 404 || status === 405 || status === 406) {
    return end('unsupported', `the server offers no such list (status ${status})`);
  }
  return end('failed', `the server answered with status ${status}`);
}

/** SECURITY: an answer that is not the form asked for, such as Secrets as objects, is not read. */
function isExpected(body: unknown, form: ListForm): boolean {
  const kind = str(body, 'kind') ?? '';
  if (form === 'table') return kind === 'Table';
  if (form === 'service-account-tokens') return kind === 'PartialObjectMetadataList';
  return kind.endsWith('List') && Array.isArray(list(body, 'items'));
}

function end(how: ListEnd['how'], reason = ''): ListEnd {
  return { how, reason };
}
