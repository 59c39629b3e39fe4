/** What was typed into a form and not yet submitted. */
import { z } from 'zod';

/** One unfinished form. Its fields are only those that somebody touched. */
export const UnfinishedForm = z.strictObject({
  /** The form and what it is about, such as `override:F-ID`. */
  key: z.string().min(1).max(8_000),
  /** Grows with every save. */
  revision: z.int().min(1),
  fields: z.record(z.string().max(100), z.json()),
  /** ISO 8601 in UTC */
  savedAt: z.string(),
});
export type UnfinishedForm = Readonly<z.infer<typeof UnfinishedForm>>;
