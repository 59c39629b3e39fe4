/** The text of a file that a person names: bounded, and told by its first bytes when it is no text at all. */
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { DrydockError } from '../../shared/errors.ts';
import { decodeText } from '../yaml/documents.ts';
import { notText } from './not-text.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const HEAD_BYTES = 8192;

/**
 * @param path a file, or `-` for standard input
 * @param name what it is called towards people
 * @throws DrydockError FILE_NOT_READABLE, INVALID_INPUT
 */
export async function fileText(path: string, name: string): Promise<string> {
  const bytes = path === '-' ? await standardInput() : await fileBytes(path, name);
  const reason = notText(bytes.subarray(0, HEAD_BYTES));
  if (reason !== null) throw new DrydockError('INVALID_INPUT', { what: name, reason });
  return decodeText(bytes);
}

async function fileBytes(path: string, name: string): Promise<Buffer> {
  const info = await statOf(path, name);
  if (!info.isFile()) throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: 'it is not a file' });
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: whyNotRead(error) });
  });
  try {
    if (info.size > MAX_FILE_BYTES) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const reason = notText(buffer.subarray(0, bytesRead)) ?? TOO_LARGE;
      throw new DrydockError('INVALID_INPUT', { what: name, reason });
    }
    return await file.readFile();
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: whyNotRead(error) });
  } finally {
    await file.close();
  }
}

/** A file in a folder that may not be entered is not known to be missing. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE */
export async function statOf(path: string, name: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => {
    const reason = whyNotRead(error);
    throw reason === DENIED
      ? new DrydockError('FILE_NOT_READABLE', { path: name, reason })
      : new DrydockError('FILE_NOT_FOUND', { path: name });
  });
}

const DENIED = 'permission was denied';
const TOO_LARGE = 'it is larger than 64 MB';

export function whyNotRead(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return DENIED;
  return code === '' ? 'reading it failed' : `reading it failed (${code})`;
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > MAX_FILE_BYTES) throw new DrydockError('INVALID_INPUT', { what: '-', reason: TOO_LARGE });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
