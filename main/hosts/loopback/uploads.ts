/**
 * Files that the browser hands over. A kubeconfig holds credentials and stays in memory; evidence goes to a private
 * file that is deleted as soon as it was read, at the latest when the host closes or starts again.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DrydockError, isDrydockError } from '../../../shared/errors.ts';
import { writeFailureWords } from '../../../shared/write-failure.ts';
import type { UploadedFile } from '../../workbench/host.ts';

/** Small files, most of them with credentials: they never touch the disk. */
const IN_MEMORY: ReadonlySet<string> = new Set(['kubeconfig', 'extra-ca', 'age-identity', 'custom-controls']);
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024;

export interface Uploads {
  /**
   * Stores the request's body and resolves with its id.
   * @throws DrydockError UPLOAD_TOO_LARGE, UPLOAD_NOT_KEPT; nothing of it is kept then
   */
  receive(request: IncomingMessage, purpose: string, name: string): Promise<string>;
  readonly get: (uploadId: string) => UploadedFile | null;
  close(): void;
}

export function createUploads(directory: string): Uploads {
  rmSync(directory, { recursive: true, force: true });
  const files = new Map<string, UploadedFile>();

  async function receiveText(request: IncomingMessage, id: string, name: string): Promise<void> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // What is refused is answered first: the request is not taken down with the loop.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_TEXT_BYTES) throw new DrydockError('UPLOAD_TOO_LARGE', { name });
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    files.set(id, { kind: 'text', name, text, release: () => files.delete(id) });
  }

  async function receiveFile(request: IncomingMessage, id: string, name: string): Promise<void> {
    const path = join(directory, `${id}${/\.(zip|age|ya?ml|json)$/i.exec(name)?.[0] ?? ''}`);
    const release = () => {
      files.delete(id);
      rmSync(path, { force: true });
    };
    let bytes = 0;
    const limited = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > MAX_FILE_BYTES) throw new DrydockError('UPLOAD_TOO_LARGE', { name });
        yield chunk;
      }
    };
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      await pipeline(request, limited, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    } catch (error) {
      try {
        release();
      } catch {
        // Where no file can be made, none is to be removed.
      }
      if (isDrydockError(error)) throw error;
      throw new DrydockError('UPLOAD_NOT_KEPT', { name, reason: reasonOf(error) });
    }
    files.set(id, { kind: 'file', name, path, release });
  }

  return {
    async receive(request, purpose, name) {
      const id = randomUUID();
      const receive = IN_MEMORY.has(purpose) ? receiveText : receiveFile;
      await receive(request, id, basename(name).slice(0, 200));
      return id;
    },
    get: (uploadId) => files.get(uploadId) ?? null,
    close() {
      files.clear();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the disk said, or that the browser stopped: a stream's message may hold a path. */
function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  const isOfDisk = typeof code === 'string' && /^E[A-Z]+$/.test(code) && code !== 'ECONNRESET';
  return isOfDisk ? writeFailureWords(code) : 'it did not arrive completely';
}
