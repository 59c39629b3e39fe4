/** What the store's worker and its client say to each other. */
import { DrydockError, type ErrorCode, type ErrorData, isDrydockError } from '../../shared/errors.ts';
import { isWriteFailure, writeFailureWords } from '../../shared/write-failure.ts';

export interface StoreWorkerData {
  readonly file: string;
  /** 32 bytes; the worker zeroes its copy. */
  readonly key: Uint8Array;
  /** Opens what is whole of a file that lacks acknowledged entries. */
  readonly acceptMissing: boolean;
}

export interface StoreRequest {
  readonly id: number;
  /** "answers.save"; `CLOSE` ends the worker. */
  readonly op: string;
  readonly input: unknown;
  /** The time to stamp a change with, ISO 8601 in UTC. */
  readonly at: string;
}

export type StoreReply =
  | { readonly id: number; readonly value: unknown; readonly tookMs: number }
  | { readonly id: number; readonly error: CrossedError; readonly tookMs: number };

/** The worker's first message: the operations it knows, or why it could not open the file. */
export type StoreGreeting = { readonly operations: readonly string[] } | { readonly error: CrossedError };

export const CLOSE = 'close';

export type CrossedError =
  | { readonly code: ErrorCode; readonly data: ErrorData }
  /** A defect: what kind and where, never with what. SECURITY S-25 */
  | { readonly defect: string; readonly frames: string };

export function crossError(error: unknown, file: string): CrossedError {
  if (isDrydockError(error)) return { code: error.code, data: error.data };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return { code: 'ENGAGEMENT_DAMAGED', data: { reason: code } };
  if (isWriteFailure(code)) {
    return { code: 'FILE_NOT_WRITABLE', data: { path: file, reason: writeFailureWords(code) } };
  }
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { defect: `${name} ${code}`.trim(), frames: frames.slice(0, 12).join('\n') };
}

export function uncrossError(crossed: CrossedError): Error {
  if ('code' in crossed) return new DrydockError(crossed.code, crossed.data);
  const error = new Error(crossed.defect);
  error.name = 'StoreDefect';
  error.stack = `StoreDefect: ${crossed.defect}\n${crossed.frames}`;
  return error;
}
