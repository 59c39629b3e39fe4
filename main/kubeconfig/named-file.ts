/** Files of this machine that a kubeconfig names: certificates, keys and tokens. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';

/** A bundle of every public authority has about 250 kB. */
const MAX_BYTES = 1024 * 1024;

export interface NamedFile {
  readonly file: string;
  /** Folder of the kubeconfig, which a relative path starts from. */
  readonly directory: string | null;
}

/**
 * SECURITY: a stranger chose the path. Only ordinary files are read, links followed, at most 1 MB: no device that never
 * ends, no pipe that waits for ever, and nothing of the kernel's own, such as the environment of this process, which a
 * token file would otherwise send to the server.
 * @param what the field in words, such as `client key`
 * @throws DrydockError FILE_NOT_READABLE
 */
export async function readNamedFile(source: NamedFile, what: string): Promise<Buffer> {
  const path = resolve(source.directory ?? '/', source.file);
  const refuse = (reason: string): DrydockError =>
    new DrydockError('FILE_NOT_READABLE', {
      path,
      reason: `the kubeconfig names it as its ${what}, but ${reason}`,
    });
  const real = await realpath(path).catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(real)) throw refuse('it is not a regular file');
  // Opening a pipe would otherwise wait for someone to write into it.
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) throw refuse('it is not a regular file');
    const buffer = Buffer.alloc(Math.min(info.size, MAX_BYTES) + 1);
    let bytes = 0;
    for (let read = -1; read !== 0 && bytes < buffer.length; bytes += read) {
      ({ bytesRead: read } = await file.read(buffer, bytes, buffer.length - bytes, null));
    }
    if (bytes > MAX_BYTES || bytes > info.size) throw refuse('it is larger than 1 MB or still growing');
    return buffer.subarray(0, bytes);
  } finally {
    await file.close();
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist';
  return code === 'EACCES' || code === 'EPERM' ? 'permission was denied' : 'it cannot be opened';
}
