/** An error as the interface shows it: what happened, and what to do. */
import { ORPCError } from '@orpc/client';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Reads any thrown value. Sentences come from the workbench; what is unknown stays plain. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const remedy = typeof data === 'object' && data !== null ? Reflect.get(data, 'remedy') : '';
    return { code: error.code, message: error.message, remedy: typeof remedy === 'string' ? remedy : '' };
  }
  const message =
    error instanceof Error && error.message !== ''
      ? error.message
      : 'The action failed for an unknown reason.';
  return { code: 'INTERNAL', message, remedy: 'Try again.' };
}
