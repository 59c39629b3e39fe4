/** Files that cross the contract by reference: bytes never do. */
import { z } from 'zod';

/** A file on the host's disk by path, or one that the browser uploaded to the loopback host. */
export const FileRef = z.union([
  z.strictObject({ path: z.string().min(1).max(4096) }),
  z.strictObject({ uploadId: z.string().min(1).max(200) }),
]);
export type FileRef = Readonly<z.infer<typeof FileRef>>;

export const FilePurpose = z.enum([
  'kubeconfig',
  'evidence',
  'engagement',
  'attachment',
  'extra-ca',
  'age-identity',
  'custom-controls',
]);
export type FilePurpose = z.infer<typeof FilePurpose>;

export const SaveResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('saved'), path: z.string() }),
  /** A one-time address on the same origin. */
  z.strictObject({ kind: z.literal('download'), url: z.string() }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);

export type SaveResult = Readonly<z.infer<typeof SaveResult>>;

/**
 * Something finished that can be saved: a report, an evidence bundle. Kept inside the engagement file.
 * A new field needs a default (CONTRIBUTING.md).
 */
export const Artifact = z.strictObject({
  id: z.string(),
  kind: z.enum(['report-pdf', 'evidence-bundle', 'attachment']),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  createdAt: z.string(),
});
export type Artifact = Readonly<z.infer<typeof Artifact>>;
