/** What became of an exception by today. */
import type { ExceptionView } from '../../../shared/exception.ts';

export const STATE_WORDS: Readonly<Record<ExceptionView['state'], string>> = {
  stands: 'Active',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
};
