/** Long work: started by one call, watched as a stream of states, cancelled at any time. */
import { z } from 'zod';

export const JobKind = z.enum(['collect', 'import', 'analyse', 'report', 'sample', 'export', 'review']);

/** The whole state each time, so that a late or reconnected watcher misses nothing. */
export const JobState = z.strictObject({
  id: z.string(),
  kind: JobKind,
  /** Verb first: "Collect evidence from halcyon-prod". */
  title: z.string(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  progress: z.strictObject({
    done: z.number(),
    /** null while it is not known. */
    total: z.number().nullable(),
    unit: z.string(),
    /** What is happening now, one line. */
    label: z.string(),
    objects: z.int(),
    bytes: z.int(),
    retries: z.int(),
    /** Plain sentences, one for each refusal or failure so far. */
    refused: z.array(z.string()),
    remainingMs: z.number().nullable(),
  }),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  result: z
    .strictObject({
      clusterId: z.string().optional(),
      snapshotId: z.string().optional(),
      artifactId: z.string().optional(),
      engagementFile: z.string().optional(),
      /** Findings that an import of another tool's results made or renewed. */
      findings: z.int().optional(),
      reviewId: z.string().optional(),
    })
    .nullable(),
});
export type JobState = Readonly<z.infer<typeof JobState>>;
