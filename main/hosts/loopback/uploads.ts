/**
 * Files that the browser hands over. A kubeconfig holds credentials and stays in memory; evidence goes to a private
 * file that is deleted as soon as it was read, at the latest when the host closes or starts again.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { UploadedFile } from '../../workbench/host.ts';

/** Small files, most of them with credentials: they never touch the disk. */
const IN_MEMORY: ReadonlySet<string> = new Set(['kubeconfig', 'extra-ca', 'age-identity', 'custom-controls']);
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024;

export interface Uploads {
  /** Stores the request's body. Returns null when it is too large. */
  receive(request: IncomingMessage, purpose: string, name: string): Promise<string | null>;
  readonly get: (uploadId: string) => UploadedFile | null;
  close(): void;
}

export function createUploads(directory: string): Uploads {
  rmSync(directory, { recursive: true, force: true });
  const files = new Map<string, UploadedFile>();

  async function receiveText(request: IncomingMessage, id: string, name: string): Promise<boolean> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_TEXT_BYTES) return false;
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    files.set(id, { kind: 'text', name, text, release: () => files.delete(id) });
    return true;
  }

  async function receiveFile(request: IncomingMessage, id: string, name: string): Promise<boolean> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `${id}${/\.(zip|age|ya?ml|json)$/i.exec(name)?.[0] ?? ''}`);
    const release = () => {
      files.delete(id);
      rmSync(path, { force: true });
    };
    let bytes = 0;
    const limited = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > MAX_FILE_BYTES) throw new RangeError('too large');
        yield chunk;
      }
    };
    try {
      await pipeline(request, limited, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    } catch {
      release();
      return false;
    }
    files.set(id, { kind: 'file', name, path, release });
    return true;
  }

  return {
    async receive(request, purpose, name) {
      const id = randomUUID();
      const receive = IN_MEMORY.has(purpose) ? receiveText : receiveFile;
      return (await receive(request, id, basename(name).slice(0, 200))) ? id : null;
    },
    get: (uploadId) => files.get(uploadId) ?? null,
    close() {
      files.clear();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
