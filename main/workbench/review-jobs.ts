/** Opening a bundle for review: read and checked on a worker thread, with no engagement. */
import type { WorkbenchContext } from './context.ts';
import type { EvidenceFile } from './evidence-files.ts';

/** The job's result names the review. `identity` opens an encrypted bundle. */
export function startReview(
  workbench: WorkbenchContext,
  file: EvidenceFile,
  identity: string | null,
): { jobId: string } {
  const { jobId } = workbench.jobs.start('review', `Open ${file.name} for review`, async (job) => {
    try {
      job.progress({ label: 'Checking every hash' });
      const review = await workbench.reviews.open((target) =>
        workbench.runner.openReview(
          { path: file.path, name: file.name, identity, target },
          (progress) => job.progress(progress),
          job.signal,
        ),
      );
      return { reviewId: review.id };
    } finally {
      file.release();
    }
  });
  return { jobId };
}
