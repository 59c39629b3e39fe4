/** Writes evidence as a bundle, a zip that a person can read, in bounded memory and hashed as it goes. */
import { compare } from '../../shared/compare.ts';
import type { SnapshotManifest } from '../../shared/evidence.ts';
import { type EvidenceSink, type KubernetesObject, ndjsonLine } from '../snapshot/model.ts';
import { checkRecipients, sealedOutput } from './age.ts';
import { type ByteOutput, createFileOutput } from './file-output.ts';
import { LOG_FILE, MANIFEST_FILE, objectsFile, README_FILE } from './layout.ts';
import { readmeText } from './readme.ts';
import { createZipWriter, type ZipEntryWriter } from './zip-write.ts';

export interface BundleSink extends EvidenceSink {
  /** For when the evidence will not be finished: whoever waits is told, nothing is left. Nothing after `finish`. */
  abort(reason: unknown): Promise<void>;
}

export interface BundleFileOptions {
  readonly path: string;
  /** age public keys (`age1…`). With any, no byte of the bundle touches the disk in clear. */
  readonly encryptTo?: readonly string[];
  /** Replace a file that is there. */
  readonly replace?: boolean;
  readonly now?: () => Date;
  /** Of compressed objects that wait for their place in the archive. */
  readonly maxHeldBytes?: number;
}

/**
 * A sink into a new file, readable by its owner alone, which appears under its name when `finish` returns.
 *
 * Kinds may interleave: one is written through, others wait in memory, compressed, and when that is full their
 * `writeObjects` waits. So a kind must be finished (`finishKind`) without waiting for another.
 * @throws DrydockError RECIPIENT_INVALID, FILE_EXISTS, FILE_NOT_WRITABLE
 */
export async function createBundleSink(options: BundleFileOptions): Promise<BundleSink> {
  const { path, encryptTo = [], replace = false, now = () => new Date(), maxHeldBytes } = options;
  checkRecipients(encryptTo);
  const file = await createFileOutput(path, { replace });
  const sealed = encryptTo.length === 0 ? null : await sealedOutput(file, encryptTo);
  const sink = bundleInto(sealed ?? file, {
    time: now,
    ...(maxHeldBytes === undefined ? {} : { maxHeldBytes }),
  });
  const abort = async (reason: unknown) => {
    await sink.abort(reason);
    await file.abandon();
  };
  return {
    ...sink,
    abort,
    async finish(manifest) {
      try {
        await sink.finish(manifest);
        await sealed?.end();
        await file.finish();
      } catch (error) {
        await abort(error);
        throw error;
      }
    },
  };
}

/**
 * A sink into any output. When the kinds come one after the other and `time` is of the evidence, the same evidence
 * gives the same bytes.
 */
export function bundleInto(
  output: ByteOutput,
  options: { readonly time: () => Date; readonly maxHeldBytes?: number },
): BundleSink {
  const archive = createZipWriter(output, options);
  const open = new Map<string, OpenFile>();
  const files: { path: string; sha256: string; lines: number }[] = [];
  const start = (path: string, background = false): OpenFile => {
    const file = { entry: archive.entry(path, options.time(), { background }), lines: 0 };
    open.set(path, file);
    return file;
  };
  const end = async (path: string): Promise<void> => {
    const file = open.get(path);
    if (file === undefined) return;
    open.delete(path);
    const { sha256 } = await file.entry.close();
    files.push({ path, sha256, lines: file.lines });
  };
  const write = (file: OpenFile, lines: readonly string[]) => {
    file.lines += lines.length;
    return file.entry.write(lines.join(''));
  };
  start(LOG_FILE, true);

  return {
    async writeObjects(resource, objects, lines) {
      if (objects.length === 0) return;
      const path = objectsFile(resource);
      if (files.some((file) => file.path === path)) throw new Error('the kind is finished');
      const file = open.get(path) ?? start(path);
      for (const batch of batches(lines ?? linesOf(objects))) await write(file, batch);
    },
    async writeLog(entries) {
      const log = open.get(LOG_FILE);
      if (log === undefined) throw new Error('the bundle is finished');
      await write(
        log,
        entries.map((entry) => `${JSON.stringify(entry)}\n`),
      );
    },
    finishKind: ({ resource }) => end(objectsFile(resource)),
    async finish(manifest) {
      for (const path of open.keys()) if (path !== LOG_FILE) await end(path);
      checkHashes(manifest, files);
      await end(LOG_FILE);
      await write(start(README_FILE), readmeText(manifest).split(/(?<=\n)/));
      await end(README_FILE);
      const listed = files.toSorted((a, b) => readingOrder(a.path, b.path));
      const text = `${JSON.stringify({ bundleVersion: 1, snapshot: manifest, files: listed }, null, 2)}\n`;
      await write(start(MANIFEST_FILE), [text]);
      await end(MANIFEST_FILE);
      await archive.finish(readingOrder);
    },
    async abort(reason) {
      archive.abort(reason);
    },
  };
}

interface OpenFile {
  readonly entry: ZipEntryWriter;
  lines: number;
}

const BATCH_CHARACTERS = 1024 ** 2;

/** One at a time, so that a large page does not stand in memory twice. */
function* linesOf(objects: readonly KubernetesObject[]): Generator<string> {
  for (const object of objects) yield ndjsonLine(object);
}

/** A page of very large objects is not made into one text. */
function* batches(lines: Iterable<string>): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const line of lines) {
    batch.push(line);
    characters += line.length;
    if (characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** What is for people first, then the objects by name. */
function readingOrder(a: string, b: string): number {
  const rank = (path: string) => {
    const at = [README_FILE, MANIFEST_FILE, LOG_FILE].indexOf(path);
    return at === -1 ? 3 : at;
  };
  return rank(a) - rank(b) || compare(a, b);
}

/** A bundle that nobody can open is a defect that must be found here, not at the buyer's desk. */
function checkHashes(manifest: SnapshotManifest, files: readonly { path: string; sha256: string }[]): void {
  const written = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  for (const { resource, objects, sha256 } of manifest.kinds) {
    const found = written.get(objectsFile(resource));
    if (objects > 0 ? found !== sha256 : found !== undefined)
      throw new Error('what was written does not match the manifest');
    written.delete(objectsFile(resource));
  }
  if (written.size > 0) throw new Error('a kind was written that the manifest does not list');
}
