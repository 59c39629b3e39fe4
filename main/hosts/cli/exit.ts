/** How the command ends, and the one line it says when it fails. */
import { type ErrorCode, isDrydockError } from '../../../shared/errors.ts';
import { fromCrossing } from '../../workbench/errors.ts';
import { plain } from './plain.ts';
import { JobFailure } from './work/job-failure.ts';

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
    return plain(
      [`${error.code}: ${error.message}`, error.remedy, OPTION_FOR[error.code]].filter(Boolean).join(' '),
    );
  const message = error instanceof Error ? error.message : String(error);
  return plain(`INTERNAL: ${message.split('\n')[0]} Report this with the command that you ran.`);
}

/** The option with which a person of the command line does what the remedy says. */
const OPTION_FOR: Readonly<Record<string, string>> & Partial<Record<ErrorCode, string>> = {
  CONTEXT_NOT_CHOSEN: 'The option is --context NAME.',
  CONTEXT_NOT_FOUND: 'The option is --context NAME.',
  EXEC_CONSENT_REQUIRED: 'The option is --allow-exec.',
  CLUSTER_UNTRUSTED: 'The option is --ca-file FILE.',
  FILE_EXISTS: 'To replace it, use --force.',
  BUNDLE_ENCRYPTED: 'The option is --identity FILE.',
};
