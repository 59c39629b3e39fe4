/** A file that appears under its name only when it is whole. */
import { rmSync } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { writeFailureWords } from '../../shared/write-failure.ts';

/** Where bytes go, one after the other. A write resolves when the next one is welcome. */
export interface ByteOutput {
  write(bytes: Uint8Array): Promise<void>;
}

export interface FileOutput extends ByteOutput {
  /** On the disk and under its name when this returns. @throws DrydockError FILE_EXISTS, FILE_NOT_WRITABLE */
  finish(): Promise<void>;
  /** Removes what was written. Does nothing after `finish`. */
  abandon(): Promise<void>;
}

/**
 * Writes to `PATH.partial`, readable by its owner alone. What is there already stays, unless it may be replaced: then
 * it is, in one step, when the new one is whole.
 * @throws DrydockError FILE_EXISTS, FILE_NOT_WRITABLE
 */
export async function createFileOutput(
  path: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<FileOutput> {
  const partial = `${path}.partial`;
  if (!replace && (await exists(path))) throw new DrydockError('FILE_EXISTS', { path });
  const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    // A partial file that is there already is named as itself, so that it can be found; anything else is about the place.
    if (codeOf(error) === 'EEXIST') throw new DrydockError('FILE_EXISTS', { path: partial });
    throw new DrydockError('FILE_NOT_WRITABLE', { path, reason: writeFailureWords(codeOf(error)) });
  });
  let ended = false;
  // A process that is told to stop at once has no time for promises.
  const onExit = () => rmSync(partial, { force: true });
  process.once('exit', onExit);
  const end = () => {
    ended = true;
    process.removeListener('exit', onExit);
  };
  const abandon = async () => {
    if (ended) return;
    ended = true;
    await file.close();
    await rm(partial, { force: true });
    // Not before: a process that ends meanwhile still removes it.
    end();
  };
  return {
    write: (bytes) => inWords(path, () => writeFully(file, bytes)),
    abandon,
    async finish() {
      try {
        await inWords(path, () => file.sync());
        if (replace) await inWords(path, () => rename(partial, path));
        else await giveName(partial, path);
      } catch (error) {
        await abandon();
        throw error;
      }
      end();
      await file.close();
      await syncDirectory(dirname(path));
    },
  };
}

export async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, bytes.byteLength - done)).bytesWritten;
  }
}

/** A link refuses a name that is taken; a rename would take it away. Not every file system has links. */
async function giveName(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new DrydockError('FILE_EXISTS', { path });
    if (await exists(path)) throw new DrydockError('FILE_EXISTS', { path });
    await inWords(path, () => rename(partial, path));
    return;
  }
  await rm(partial, { force: true });
}

/** The name is as durable as the bytes where the system can promise that. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw new DrydockError('FILE_EXISTS', { path });
    throw new DrydockError('FILE_NOT_WRITABLE', { path, reason: writeFailureWords(code) });
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
