/** What the operating system refused, in the words of the catalogue. */
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { isWriteFailure, writeFailureWords } from '../../shared/write-failure.ts';

/**
 * The error as one that a person can meet; null for a defect. Paths that a person gives reach the file system in many
 * places, and none of them has to know every way in which it refuses.
 */
export function knownError(error: unknown): DrydockError | null {
  if (isDrydockError(error)) return error;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  // Node's own, before it asks the system: a path with a NUL in it.
  if (code === 'ERR_INVALID_ARG_VALUE' && /null bytes/.test(error.message)) {
    const reason = 'it contains a NUL character, which no path may contain';
    return new DrydockError('INVALID_INPUT', { what: 'The path', reason }, { cause: error });
  }
  if (!('syscall' in error)) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'The file';
  if (code === 'ENOENT') return new DrydockError('FILE_NOT_FOUND', { path }, { cause: error });
  if (isWriteFailure(code)) {
    return new DrydockError('FILE_NOT_WRITABLE', { path, reason: writeFailureWords(code) }, { cause: error });
  }
  const reason = REASONS[code];
  if (reason === undefined) return null;
  return new DrydockError('FILE_NOT_READABLE', { path, reason }, { cause: error });
}

/** For a file that is read. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is a file',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EINVAL: 'the system does not accept its name',
  EIO: 'the disk failed',
  EBUSY: 'another program uses it',
  EMFILE: 'too many files are open',
  ENXIO: 'it is not a regular file',
};
