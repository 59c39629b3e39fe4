/** The evidence index: every snapshot, kind by kind, with what proves its content. */
import { compare } from '../../../shared/compare.ts';
import { resourceKey } from '../../../shared/evidence.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { type ReportInput, timeOf } from '../input.ts';

/** What the model tells of the evidence alone. */
export function evidencePartsOf(input: ReportInput) {
  return { evidenceIndex: evidenceIndexOf(input) } satisfies Partial<ReportModel>;
}

function evidenceIndexOf(input: ReportInput): ReportModel['evidenceIndex'] {
  return [...input.snapshots]
    .sort(
      (a, b) =>
        compare(a.summary.clusterName, b.summary.clusterName) ||
        compare(a.summary.finishedAt, b.summary.finishedAt),
    )
    .map(({ summary, manifest }) => ({
      clusterName: summary.clusterName,
      snapshotId: summary.id,
      origin: summary.origin,
      server: summary.server,
      identity: summary.identity,
      groups: [...manifest.identity.groups],
      startedAt: timeOf(summary, summary.startedAt),
      finishedAt: timeOf(summary, summary.finishedAt),
      completeness: summary.completeness,
      toolVersion: manifest.tool.version,
      evidenceSha256: summary.evidenceSha256,
      objects: summary.objects,
      bytes: summary.bytes,
      kinds: manifest.kinds
        .filter((kind) => kind.status !== 'not-served')
        .map((kind) => ({
          resource: resourceKey(kind.resource).replace(/^\//, ''),
          kind: kind.resource.kind,
          status: kind.status,
          objects: kind.objects,
          sha256: kind.sha256,
        }))
        .sort((a, b) => compare(a.resource, b.resource)),
      requests: {
        total: manifest.requests.total,
        retries: manifest.requests.retries,
        byStatus: Object.entries(manifest.requests.byStatus)
          .map(([status, times]) => ({ status, count: times }))
          .sort((a, b) => compare(a.status, b.status)),
      },
      notes: [...manifest.notes],
      unread: (manifest.unread ?? []).map(({ file, document, reason }) => ({
        where: document === null ? file : `${file}, document ${document}`,
        reason,
      })),
    }));
}
