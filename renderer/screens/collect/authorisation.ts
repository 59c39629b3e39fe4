import type { Authorisation } from '../../../shared/engagement.ts';

/** Whether a record covers a cluster's name at a time. The workbench decides; this only spares a refusal. */
export function coversNow(records: readonly Authorisation[], clusterName: string, now: Date): boolean {
  return records.some(
    (record) =>
      record.clusters.some((name) => name === '*' || name === clusterName.trim()) &&
      new Date(record.validFrom) <= now &&
      now <= new Date(record.validUntil),
  );
}
