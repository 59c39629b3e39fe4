/**
 * A temporary file of any size that holds nothing in clear: encrypted with a random key that only lives in this
 * process's memory, so that whatever a crash leaves behind is noise.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { isWriteFailure, writeFailureWords } from '../../shared/write-failure.ts';
import { type ByteSource, readExactly } from './byte-source.ts';
import { writeFully } from './file-output.ts';

const CIPHER = 'aes-256-ctr';
const BLOCK_BYTES = 16;

/**
 * Writes everything into a spill and gives it for reading. Its file is gone when it is closed, or when this throws.
 * @throws DrydockError FILE_NOT_WRITABLE when the folder is full
 */
export async function spill(
  chunks: AsyncIterable<Uint8Array>,
  directory: string = tmpdir(),
): Promise<ByteSource> {
  const path = join(directory, `drydock-${randomUUID()}.spill`);
  const key = randomBytes(32);
  const file = await open(path, 'wx+', 0o600);
  const close = async () => {
    key.fill(0);
    await file.close();
    await rm(path, { force: true });
  };
  try {
    // Where the system allows it the name is gone at once, and so is the file after any crash.
    if (process.platform !== 'win32') await rm(path, { force: true });
    // The counter begins at zero: the key encrypts this one stream and nothing else.
    const cipher = createCipheriv(CIPHER, key, Buffer.alloc(BLOCK_BYTES));
    let bytes = 0;
    for await (const chunk of chunks) {
      await inSpace(directory, () => writeFully(file, cipher.update(chunk)));
      bytes += chunk.byteLength;
    }
    return {
      bytes,
      async read(position, length) {
        const start = position - (position % BLOCK_BYTES);
        const sealed = await readExactly(file, start, position + length - start);
        const decipher = createDecipheriv(CIPHER, key, counterAt(start / BLOCK_BYTES));
        return decipher.update(sealed).subarray(position - start);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A full disk is the temporary folder's, which is seldom the one that people look at. */
async function inSpace<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!isWriteFailure(code)) throw error;
    throw new DrydockError('FILE_NOT_WRITABLE', { path: directory, reason: writeFailureWords(code) });
  }
}

function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(block), BLOCK_BYTES - 8);
  return counter;
}
