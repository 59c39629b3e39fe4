import { count } from '../../shared/in-words.ts';

/** A difference of clocks that makes tokens and certificates look expired, or not valid yet. */
const CLOCK_TOLERANCE_MS = 60_000;

export function clockNotes(aheadMs: number | null): string[] {
  if (aheadMs === null || Math.abs(aheadMs) < CLOCK_TOLERANCE_MS) return [];
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const how = aheadMs > 0 ? 'ahead of' : 'behind';
  return [
    `The clock of this machine is ${count(minutes, 'minute')} ${how} the server’s; certificates and tokens may look expired.`,
  ];
}
