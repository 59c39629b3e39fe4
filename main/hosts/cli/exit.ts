/** How the command ends, and the one line it says when it fails. */
import { isDrydockError } from '../../../shared/errors.ts';
import { JobFailure } from '../../workbench/commands/job-failure.ts';
import { fromCrossing } from '../../workbench/errors.ts';
import { plain } from './plain.ts';

export const EXIT = {
  done: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  usage: 2,
  /** Done, but something was refused or failed; named on stderr. */
  incomplete: 3,
  failed: 4,
} as const;

/** One line: a code, what happened, what to do. */
export function failureLine(thrown: unknown): string {
  const error = fromCrossing(thrown);
  if (isDrydockError(error) || error instanceof JobFailure)
    return plain(`${error.code}: ${error.message} ${error.remedy}`);
  const message = error instanceof Error ? error.message : String(error);
  return plain(`INTERNAL: ${message.split('\n')[0]} Report this with the command that you ran.`);
}
