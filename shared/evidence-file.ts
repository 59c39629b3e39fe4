/** Files of evidence before they are taken in: what they are, and what a bundle holds. */
import { z } from 'zod';
import { CommandClass, LooksLike, SnapshotManifest } from './evidence.ts';

export const EvidenceFormat = z.enum([
  'bundle',
  /** A bundle that only an age identity opens. */
  'encrypted-bundle',
  'manifests',
  'kubectl-get',
  'cluster-info-dump',
  'must-gather',
  'trivy',
  'kubescape',
  'kube-bench',
  'polaris',
  'sarif',
]);
export type EvidenceFormat = z.infer<typeof EvidenceFormat>;

/** What a file turns out to be. Counts are null while they are not known, as of an encrypted bundle without identity. */
export const EvidenceFileInfo = z.strictObject({
  format: EvidenceFormat,
  /** Name of the cluster as the file gives it; '' when it gives none. */
  clusterName: z.string(),
  /** ISO 8601; null when the file does not say. */
  collectedAt: z.string().nullable(),
  objects: z.int().nullable(),
  /** Findings in results of another tool. */
  findings: z.int().nullable(),
  needsIdentity: z.boolean(),
  /** Plain sentences about what cannot be known from it. */
  notes: z.array(z.string()),
});
export type EvidenceFileInfo = Readonly<z.infer<typeof EvidenceFileInfo>>;

/** A bundle as its owner reviews it. */
export const ReviewSummary = z.strictObject({
  fileName: z.string(),
  fileBytes: z.int(),
  encrypted: z.boolean(),
  manifest: SnapshotManifest,
  /** Every file inside, in the order of the archive. */
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.int(), lines: z.int().nullable(), sha256: z.string() }),
  ),
  /** Where values were removed before storage, what they looked like, and what those that were commands do. */
  removed: z.array(
    z.strictObject({
      place: z.string(),
      looksLike: LooksLike,
      does: CommandClass.optional(),
      count: z.int(),
    }),
  ),
  /** Values that were kept in places where clients sometimes write secrets, such as command lines. */
  kept: z.array(z.strictObject({ place: z.string(), count: z.int() })),
});
export type ReviewSummary = Readonly<z.infer<typeof ReviewSummary>>;
