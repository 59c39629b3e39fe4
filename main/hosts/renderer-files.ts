/** The interface's files: an allow-list made at build time, with hashes. Nothing else is ever served. SECURITY S-05 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const RendererFile = z.strictObject({ path: z.string(), sha256: z.string(), type: z.string() });
export type RendererFile = z.infer<typeof RendererFile>;

export interface RendererFiles {
  /**
   * The bytes and media type of an allowed relative path such as `assets/index-1a2b.js`; null for any other.
   * Rejects when the file is not the one that was built.
   */
  read(path: string): Promise<{ readonly bytes: Buffer; readonly type: string } | null>;
}

/** `listFile` is the build's `renderer-files.json`; `directory` holds the files it names. */
export async function openRendererFiles(listFile: string, directory: string): Promise<RendererFiles> {
  const list = z.array(RendererFile).parse(JSON.parse(await readFile(listFile, 'utf8')));
  const allowed = new Map(list.map((file) => [file.path, file]));
  return {
    async read(path) {
      const file = allowed.get(path);
      if (file === undefined) return null;
      const bytes = await readFile(join(directory, file.path));
      if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
        throw new Error(`${file.path} is not the file that was built`);
      }
      return { bytes, type: file.type };
    },
  };
}
