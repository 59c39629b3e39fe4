/** A job that failed, as it was told over the contract: its own code and words. */
import type { JobState } from '../../../../shared/jobs.ts';

export class JobFailure extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor({ code, message, remedy }: NonNullable<JobState['error']>) {
    super(message);
    this.name = 'JobFailure';
    this.code = code;
    this.remedy = remedy;
  }
}
