/** Kinds and how their collection ended, in words. */
import type { KindStatus } from '../../../shared/evidence.ts';
import { some } from '../../../shared/in-words.ts';

export const KIND_STATUS_WORDS: Record<KindStatus, string> = {
  collected: 'Collected',
  partial: 'Partial',
  forbidden: 'Refused',
  failed: 'Failed',
  'not-served': 'Not offered by the server',
  'not-collected': 'Not collected',
};

/** The worst first: what is missing stands on top. */
const ORDER: readonly KindStatus[] = [
  'forbidden',
  'failed',
  'partial',
  'not-collected',
  'collected',
  'not-served',
];
export const kindStatusRank = (status: KindStatus): number => ORDER.indexOf(status);

/** The first few namespaces, and how many more. */
export function someNamespaces(namespaces: readonly string[], shown = 6): string {
  return some(namespaces, shown);
}
