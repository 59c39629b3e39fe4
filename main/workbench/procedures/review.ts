import { found, type Implementer, type WorkbenchContext } from '../context.ts';
import { readIdentityText, readResource } from '../evidence-files.ts';
import { objectYaml } from '../object-yaml.ts';
import { startReview } from '../review-jobs.ts';

/** Needs no engagement: whoever hands a bundle over sees all of it first. */
export function reviewProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { host, reviews } = workbench;
  return {
    open: os.review.open.handler(async ({ input }) => {
      const identity = await readIdentityText(host, input.identity);
      return startReview(workbench, readResource(host, input.file), identity);
    }),
    summary: os.review.summary.handler(({ input }) => reviews.get(input.reviewId).summary),
    log: os.review.log.handler(({ input: { reviewId, ...page } }) =>
      reviews.get(reviewId).store.snapshots.log({ snapshotId: reviewId, ...page }),
    ),
    objects: os.review.objects.handler(({ input: { reviewId, ...query } }) =>
      reviews.get(reviewId).store.snapshots.objects({ snapshotId: reviewId, ...query }),
    ),
    object: os.review.object.handler(async ({ input: { reviewId, object } }) => {
      const stored = await reviews.get(reviewId).store.snapshots.object({ snapshotId: reviewId, object });
      return { yaml: objectYaml(found(stored, 'The object'), null).yaml };
    }),
    close: os.review.close.handler(async ({ input }) => {
      await reviews.close(input.reviewId);
      return {};
    }),
  };
}
