/** Reads an evidence bundle: every limit and every hash is checked before anything is believed. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { CollectionLogEntry, type KindOutcome, SnapshotManifest } from '../../shared/evidence.ts';
import { evidenceIdentity } from '../snapshot/model.ts';
import { redactObject } from '../snapshot/redaction/redact.ts';
import { LOG_FILE, MANIFEST_FILE, objectsFile } from './layout.ts';
import type { ReadEvidence } from './read.ts';
import { isSafeEntryName, jsonDepth, LIMITS } from './zip-limits.ts';

const BundleManifest = z.object({
  bundleVersion: z.literal(1),
  snapshot: SnapshotManifest,
  files: z.array(z.object({ path: z.string(), sha256: z.string(), lines: z.int() })),
});

/** @throws DrydockError BUNDLE_INVALID, BUNDLE_ENCRYPTED */
export async function readBundle(path: string): Promise<ReadEvidence> {
  const file = await readZip(path);
  if (file.subarray(0, 21).toString('latin1') === 'age-encryption.org/v1')
    throw new DrydockError('BUNDLE_ENCRYPTED');
  const contents = await unzip(file);
  const manifestBytes = contents.get(MANIFEST_FILE) ?? invalid('it has no manifest.json');
  const { snapshot, files } = parse(BundleManifest, textOf(manifestBytes), MANIFEST_FILE);
  const listed = new Set(files.map((entry) => entry.path));
  for (const name of contents.keys()) {
    if (name !== MANIFEST_FILE && !listed.has(name))
      invalid('it holds a file that its manifest does not name');
  }
  for (const { path: name, sha256 } of files) {
    const bytes = contents.get(name) ?? invalid('a file that its manifest names is missing');
    if (hex(bytes) !== sha256) invalid('a file does not match its hash');
  }
  if (listed.size !== files.length) invalid('its manifest names a file twice');
  checkKinds(snapshot, listed);
  checkEvidenceHash(snapshot, contents);
  const log = [...linesOf(contents.get(LOG_FILE))].map((line) => parse(CollectionLogEntry, line, LOG_FILE));
  return { log, source: { manifest: snapshot, objects: () => objectsOf(snapshot, contents) } };
}

async function readZip(path: string): Promise<Buffer> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) invalid('it is not a file');
  if (info.size > LIMITS.fileBytes) invalid('it is larger than 2 GB');
  return readFile(path).catch(() => {
    throw new DrydockError('FILE_NOT_READABLE', { path, reason: 'permission was denied' });
  });
}

function* objectsOf(snapshot: SnapshotManifest, contents: ReadonlyMap<string, Buffer>) {
  for (const { resource } of snapshot.kinds) {
    for (const line of linesOf(contents.get(objectsFile(resource)))) {
      const raw = parse(AnyObject, line, objectsFile(resource));
      // A bundle is redacted already; what was tampered with or made by hand is redacted here.
      const object = redactObject(raw, resource);
      if (object !== null) yield { resource, object };
    }
  }
}

const AnyObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Every file of objects belongs to exactly one kind of the snapshot: none is read twice, none is passed over. */
function checkKinds(snapshot: SnapshotManifest, listed: ReadonlySet<string>): void {
  const named = new Set([LOG_FILE, ...snapshot.kinds.map(({ resource }) => objectsFile(resource))]);
  if (named.size !== snapshot.kinds.length + 1) invalid('a kind is named twice');
  for (const name of listed) if (!named.has(name)) invalid('it holds a file that belongs to no kind');
}

function checkEvidenceHash(snapshot: SnapshotManifest, contents: ReadonlyMap<string, Buffer>): void {
  for (const { resource, sha256 } of snapshot.kinds) {
    const bytes = contents.get(objectsFile(resource));
    if (bytes !== undefined && hex(bytes) !== sha256) invalid('a kind does not match its hash');
    if (bytes === undefined && sha256 !== '' && sha256 !== hex(Buffer.alloc(0)))
      invalid('the objects of a kind are missing');
  }
  if (evidenceSha256(snapshot.kinds) !== snapshot.evidenceSha256) invalid('its evidence hash is wrong');
}

/** SHA-256 (hex) of the evidence's identity. */
export function evidenceSha256(kinds: readonly KindOutcome[]): string {
  return hex(Buffer.from(evidenceIdentity(kinds)));
}

function parse<T>(schema: z.ZodType<T>, text: string, where: string): T {
  if (jsonDepth(text) > LIMITS.jsonDepth) invalid(`${where} is nested too deeply`);
  let value: unknown;
  try {
    value = JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner));
  } catch {
    invalid(`${where} is not JSON`);
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : invalid(`${where} does not have the expected form`);
}

function unzip(file: Buffer): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  let total = 0;
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new DrydockError('BUNDLE_INVALID', { reason }));
    yauzl.fromBuffer(
      file,
      { lazyEntries: true, strictFileNames: true, validateEntrySizes: true },
      (error, archive) => {
        if (error) return fail('it is not a zip file');
        if (archive.entryCount > LIMITS.entries) return fail('it has too many entries');
        archive.on('error', () => fail('the zip file is damaged'));
        archive.on('end', () => resolve(contents));
        archive.on('entry', (entry: yauzl.Entry) => {
          if (!isSafeEntryName(entry.fileName)) return fail('an entry has an unsafe name');
          if (contents.has(entry.fileName)) return fail('two entries have the same name');
          if (entry.isEncrypted()) return fail('an entry is locked with a zip password');
          total += entry.uncompressedSize;
          if (
            total > LIMITS.totalBytes ||
            entry.uncompressedSize > LIMITS.expansion * Math.max(entry.compressedSize, 1024)
          ) {
            return fail('it expands too much');
          }
          archive.openReadStream(entry, (problem, stream) => {
            if (problem) return fail('the zip file is damaged');
            const chunks: Buffer[] = [];
            stream.on('data', (chunk: Buffer) => chunks.push(chunk));
            stream.on('error', () => fail('the zip file is damaged'));
            stream.on('end', () => {
              const bytes = Buffer.concat(chunks);
              // The manifest has no hash but this; every other file has its own as well.
              if (crc32(bytes) !== entry.crc32) return fail('the zip file is damaged');
              contents.set(entry.fileName, bytes);
              archive.readEntry();
            });
          });
        });
        archive.readEntry();
      },
    );
  });
}

const hex = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Line by line: a kind of a large cluster is longer than the longest string. */
function* linesOf(bytes: Buffer = Buffer.alloc(0)): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    if (end - start > LIMITS.lineBytes) invalid('a line is too long');
    if (end > start) yield textOf(bytes.subarray(start, end));
    start = end + 1;
  }
}

/** A replacement character in place of broken UTF-8 would be evidence that nobody gave. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return invalid('it holds text that is not UTF-8');
  }
}

function invalid(reason: string): never {
  throw new DrydockError('BUNDLE_INVALID', { reason });
}
