import { type Authorisation, coveringAuthorisations } from '../../../shared/engagement.ts';

/** The record that covers a cluster's name at a time, or null. The workbench decides; this only spares a refusal. */
export function coveringNow(
  records: readonly Authorisation[],
  clusterName: string,
  now = new Date(),
): Authorisation | null {
  return coveringAuthorisations(records, clusterName, now.toISOString())[0] ?? null;
}
