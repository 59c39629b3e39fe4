/** What a bundle holds, for who hands it over. */
import { resolve } from 'node:path';
import { DrydockError } from '../../../../shared/errors.ts';
import type { ReviewSummary } from '../../../../shared/evidence-file.ts';
import { finished } from './assess.ts';
import { withWorkbench } from './temporary-workbench.ts';

export interface ReviewRequest {
  readonly file: string;
  /** An age identity file that opens an encrypted bundle. */
  readonly identity?: string;
  readonly onLabel: (label: string) => void;
}

/** The JSON of `drydock review`. */
export interface ReviewResult extends ReviewSummary {
  readonly schemaVersion: 1;
}

/** Nothing is kept. @throws DrydockError BUNDLE_INVALID, BUNDLE_ENCRYPTED, FILE_NOT_FOUND, FILE_NOT_READABLE */
export async function reviewFile({ file, identity, onLabel }: ReviewRequest): Promise<ReviewResult> {
  return withWorkbench(async (client) => {
    const { jobId } = await client.review.open({
      file: { path: resolve(file) },
      identity: identity === undefined ? null : { path: resolve(identity) },
    });
    const { result } = await finished(client, jobId, onLabel);
    if (result?.reviewId === undefined) throw new DrydockError('NOT_FOUND', { what: 'The review' });
    const { reviewId } = result;
    try {
      return { schemaVersion: 1, ...(await client.review.summary({ reviewId })) };
    } finally {
      await client.review.close({ reviewId });
    }
  });
}
