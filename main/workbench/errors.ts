/** Errors cross the contract as a code with its sentences; a defect crosses as INTERNAL without its payload. */
import { ORPCError, ValidationError } from '@orpc/server';
import { DrydockError, describeError, type ErrorCode, type ErrorData } from '../../shared/errors.ts';
import { knownError } from './known-error.ts';

/** The error to throw over the contract. `onDefect` is told of what is not for users' eyes. */
export function crossingError(
  error: unknown,
  onDefect: (error: unknown) => void,
): ORPCError<string, unknown> {
  const known = knownError(error);
  if (known !== null) return toOrpc(known.code, known.data);
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
      const [issue] = error.cause.issues;
      const what =
        issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') ?? '';
      return toOrpc('INVALID_INPUT', {
        what: what === '' ? 'The input' : `“${what}”`,
        reason: (issue?.message ?? 'it has the wrong form').toLowerCase(),
      });
    }
    if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  }
  onDefect(error);
  return toOrpc('INTERNAL', {});
}

function toOrpc(code: ErrorCode, data: ErrorData): ORPCError<ErrorCode, unknown> {
  const { message, remedy } = describeError(code, data);
  return new ORPCError(code, { message, data: { remedy, data }, status: 400 });
}

/** Turns an error that came over the contract back into a DrydockError; for the CLI. */
export function fromCrossing(error: unknown): unknown {
  if (!(error instanceof ORPCError) || typeof error.data !== 'object' || error.data === null) return error;
  const payload = error.data as { readonly data?: ErrorData };
  return new DrydockError(error.code as ErrorCode, payload.data ?? {}, { cause: error });
}
