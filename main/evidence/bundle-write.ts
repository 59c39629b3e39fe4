/** Writes a snapshot as an evidence bundle: a zip that a person can read. */
import { createHash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import yazl from 'yazl';
import type {
  CollectionLogEntry,
  KindOutcome,
  ResourceRef,
  SnapshotManifest,
} from '../../shared/evidence.ts';
import {
  type EvidenceSink,
  type KubernetesObject,
  ndjsonLine,
  type SnapshotSource,
} from '../snapshot/model.ts';
import { LOG_FILE, MANIFEST_FILE, objectsFile } from './layout.ts';

/** The same evidence gives the same bytes: entries carry the time of the collection, not of the writing. */
export async function bundleBytes(input: {
  readonly source: SnapshotSource;
  readonly log: readonly CollectionLogEntry[];
}): Promise<Uint8Array> {
  const { manifest } = input.source;
  const lines = new Map<string, string[]>();
  for (const { resource, object } of input.source.objects()) {
    const file = objectsFile(resource);
    const known = lines.get(file);
    if (known === undefined) lines.set(file, [ndjsonLine(object)]);
    else known.push(ndjsonLine(object));
  }
  return zip(manifest, input.log, lines);
}

/** Encrypts to age recipients (`age1…`), so that only their identities open the bundle. */
export async function encryptBundle(bytes: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

/** A sink that keeps everything for one bundle. Nothing in clear touches the disk. */
export function createBundleSink(): EvidenceSink & {
  bytes(): Promise<Uint8Array>;
  manifest(): SnapshotManifest | null;
} {
  const lines = new Map<string, string[]>();
  const log: CollectionLogEntry[] = [];
  let manifest: SnapshotManifest | null = null;
  return {
    async writeObjects(resource: ResourceRef, objects: readonly KubernetesObject[]) {
      const file = objectsFile(resource);
      const known = lines.get(file) ?? [];
      for (const object of objects) known.push(ndjsonLine(object));
      lines.set(file, known);
    },
    async writeLog(entries) {
      log.push(...entries);
    },
    async finishKind(_outcome: KindOutcome) {},
    async finish(finished) {
      manifest = finished;
    },
    manifest: () => manifest,
    async bytes() {
      if (manifest === null) throw new Error('the collection has not finished');
      return zip(manifest, log, lines);
    },
  };
}

async function zip(
  manifest: SnapshotManifest,
  log: readonly CollectionLogEntry[],
  lines: ReadonlyMap<string, readonly string[]>,
): Promise<Uint8Array> {
  const archive = new yazl.ZipFile();
  const options = { mtime: new Date(manifest.finishedAt), mode: 0o100600, forceDosTimestamp: true };
  const files: { path: string; sha256: string; lines: number }[] = [];
  const contents = new Map<string, Buffer>();
  const add = (path: string, body: string, count: number) => {
    const bytes = Buffer.from(body);
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex'), lines: count });
    contents.set(path, bytes);
  };
  add(LOG_FILE, log.map((entry) => `${JSON.stringify(entry)}\n`).join(''), log.length);
  for (const path of [...lines.keys()].sort())
    add(path, (lines.get(path) ?? []).join(''), lines.get(path)?.length ?? 0);
  archive.addBuffer(
    Buffer.from(`${JSON.stringify({ bundleVersion: 1, snapshot: manifest, files }, null, 2)}\n`),
    MANIFEST_FILE,
    options,
  );
  for (const [path, bytes] of contents) archive.addBuffer(bytes, path, options);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
