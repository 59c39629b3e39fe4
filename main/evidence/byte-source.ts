/** Bytes that can be read at any place: a file, or a spill that only this process can read. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { DrydockError } from '../../shared/errors.ts';
import { invalid } from './invalid.ts';

export interface ByteSource {
  readonly bytes: number;
  /** Exactly `length` bytes from `position`. Throws RangeError beyond the end. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** A bundle's file. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, BUNDLE_INVALID for a folder or a device */
export async function openFileSource(path: string): Promise<ByteSource> {
  const file = await opened(path);
  const info = await file.stat();
  return {
    bytes: info.size,
    read: (position, length) => readExactly(file, position, length),
    close: () => file.close(),
  };
}

async function opened(path: string): Promise<FileHandle> {
  try {
    // Looked at first: opening a pipe would wait for its other end.
    if (!(await stat(path)).isFile()) invalid('it is not a file');
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
    if (code === 'ENOENT') throw new DrydockError('FILE_NOT_FOUND', { path });
    throw new DrydockError('FILE_NOT_READABLE', { path, reason: code });
  }
}

/** All of a part of a file; a file that became shorter in the meantime is an error, never zeros. */
export async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new RangeError('the file ends too early');
    done += bytesRead;
  }
  return buffer;
}

const CHUNK_BYTES = 64 * 1024;

/** A part of a source as a stream of chunks. */
export async function* chunksOf(source: ByteSource, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += CHUNK_BYTES) {
    yield await source.read(at, Math.min(CHUNK_BYTES, end - at));
  }
}
