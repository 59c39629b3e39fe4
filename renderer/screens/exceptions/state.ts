/** What became of an exception by today. What it marks was judged on the day of each snapshot. */
import type { ExceptionView } from '../../../shared/exception.ts';

export type ExceptionState = 'stands' | 'expired' | 'withdrawn';

export function stateOf({ withdrawn, expires }: ExceptionView, today: Date): ExceptionState {
  if (withdrawn !== null) return 'withdrawn';
  return expires < today.toISOString().slice(0, 10) ? 'expired' : 'stands';
}

export const STATE_WORDS: Readonly<Record<ExceptionState, string>> = {
  stands: 'Stands',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
};
