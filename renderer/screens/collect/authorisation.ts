import type { Authorisation } from '../../../shared/engagement.ts';

/** The record that covers a cluster's name at a time, or null. The workbench decides; this only spares a refusal. */
export function coveringNow(
  records: readonly Authorisation[],
  clusterName: string,
  now = new Date(),
): Authorisation | null {
  return (
    records.find(
      (record) =>
        record.clusters.some((name) => name === '*' || name === clusterName.trim()) &&
        new Date(record.validFrom) <= now &&
        now <= new Date(record.validUntil),
    ) ?? null
  );
}
