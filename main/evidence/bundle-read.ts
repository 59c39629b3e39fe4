/**
 * Reads an evidence bundle in two passes and bounded memory: the first checks every limit, hash and line of it, the
 * second gives the objects. Nothing is believed before the first has ended.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import {
  CollectionLogEntry,
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  SnapshotManifest,
} from '../../shared/evidence.ts';
import { currentKeyOf } from '../snapshot/current-api.ts';
import { type DoubledName, doubledSentence, nameOf, outcomesWith } from '../snapshot/doubled.ts';
import { evidenceIdentity, type KubernetesObject } from '../snapshot/model.ts';
import { isObject, str } from '../snapshot/read.ts';
import { redactObject } from '../snapshot/redaction/redact.ts';
import { decrypted, isAgeFile } from './age.ts';
import { type ByteSource, openFileSource } from './byte-source.ts';
import { spill } from './encrypted-spill.ts';
import { invalid } from './invalid.ts';
import { LOG_FILE, MANIFEST_FILE, objectsFile, README_FILE } from './layout.ts';
import { linesOf, parseJson, utf8 } from './ndjson-read.ts';
import type { ReadEvidence, ReadOptions } from './read-evidence.ts';
import { isLeftover, unfolded } from './repacked.ts';
import { LIMITS } from './zip-limits.ts';
import { readZip, type ZipEntry } from './zip-read.ts';

/** `manifest.json`: the snapshot, and every other file of the bundle with its hash. */
const BundleManifest = z.object({
  bundleVersion: z.literal(1),
  snapshot: SnapshotManifest,
  files: z.array(z.object({ path: z.string(), sha256: z.string(), lines: z.int() })),
});

/** A bundle that was checked from end to end. */
export interface OpenBundle extends ReadEvidence {
  readonly encrypted: boolean;
  /** Of the file as it lies there. */
  readonly fileBytes: number;
  /** Every file inside, in the order of the archive. `lines` is null for `manifest.json`. */
  readonly files: readonly BundleFile[];
}

export interface BundleFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number | null;
  readonly sha256: string;
}

/**
 * @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, BUNDLE_INVALID, BUNDLE_ENCRYPTED, IDENTITY_INVALID,
 *   IDENTITY_WRONG, CANCELLED
 */
export async function openBundle(path: string, options: ReadOptions = {}): Promise<OpenBundle> {
  const file = await openFileSource(path);
  let contents: ByteSource = file;
  try {
    if (file.bytes > LIMITS.fileBytes) invalid('it is larger than 8 GB');
    const encrypted = await isAgeFile(file);
    if (encrypted) {
      if (!options.identity) throw new DrydockError('BUNDLE_ENCRYPTED');
      contents = await spill(decrypted(file, options.identity));
      await file.close();
    }
    const entries = unfolded(await readZip(contents));
    const { snapshot, files } = await checkBundle(entries, options);
    const listed = new Map(files.map((each) => [each.path, each]));
    const named = new Map(entries.map((entry) => [entry.name, entry]));
    const linesOfFile = (name: string) => rereadLines(named.get(name), listed.get(name), options.signal);
    return {
      manifest: snapshot,
      encrypted,
      fileBytes: file.bytes,
      files,
      objectsOf: (resource) => objectsOf(resource, linesOfFile(objectsFile(resource))),
      log: () => logOf(linesOfFile(LOG_FILE)),
      close: () => contents.close(),
    };
  } catch (error) {
    await file.close();
    if (contents !== file) await contents.close();
    throw error;
  }
}

/** SHA-256 (hex) of the evidence's identity. */
export function evidenceSha256(kinds: readonly KindOutcome[]): string {
  return createHash('sha256').update(evidenceIdentity(kinds)).digest('hex');
}

async function checkBundle(
  entries: readonly ZipEntry[],
  options: ReadOptions,
): Promise<{ snapshot: SnapshotManifest; files: BundleFile[] }> {
  const manifestEntry =
    entries.find(({ name }) => name === MANIFEST_FILE) ?? invalid('it has no manifest.json');
  const manifestBytes = await wholeOf(manifestEntry);
  const { snapshot, files } = parse(BundleManifest, utf8(manifestBytes), MANIFEST_FILE);
  const listed = new Map(files.map((file) => [file.path, file]));
  if (listed.size !== files.length) invalid('its manifest lists a file twice');
  const named = new Set(entries.map(({ name }) => name));
  for (const name of named) {
    if (name !== MANIFEST_FILE && !listed.has(name) && !isLeftover(name))
      invalid('it contains a file that its manifest does not list');
  }
  for (const name of listed.keys())
    if (!named.has(name)) invalid('a file that its manifest lists is missing');
  checkKinds(snapshot, listed);
  const names = doubledNames(snapshot.origin !== 'manifests');
  const check = checkerOf(snapshot, (file, object) => names.see(file, object));
  const totalBytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const checkedFiles: BundleFile[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const wanted = listed.get(entry.name);
    if (wanted === undefined) {
      // What a file manager left is listed with the rest, for whoever reviews what is handed over.
      const held = entry === manifestEntry ? manifestBytes : await wholeOf(entry);
      const sha256 = createHash('sha256').update(held).digest('hex');
      checkedFiles.push({ path: entry.name, bytes: entry.bytes, lines: null, sha256 });
      continue;
    }
    let lines = 0;
    for await (const batch of rereadLines(entry, wanted, options.signal)) {
      lines += batch.length;
      for (const line of batch) check(entry.name, line);
    }
    if (lines !== wanted.lines) invalid('the number of lines in a file differs from its manifest');
    checkedFiles.push({ path: entry.name, bytes: entry.bytes, lines, sha256: wanted.sha256 });
    bytes += entry.bytes;
    options.onChecked?.({ bytes, totalBytes });
  }
  const told = names.told();
  if (told.size === 0) return { snapshot, files: checkedFiles };
  const kinds = outcomesWith(
    snapshot.kinds,
    new Map(
      snapshot.kinds.flatMap(({ resource }) => {
        const sentence = told.get(objectsFile(resource));
        return sentence === undefined ? [] : [[currentKeyOf(resourceKey(resource)), sentence] as const];
      }),
    ),
  );
  return { snapshot: { ...snapshot, kinds: [...kinds], completeness: 'partial' }, files: checkedFiles };
}

/** Every line of it, with its hash compared at the end: on every pass, for the file may change between two. */
async function* rereadLines(
  entry: ZipEntry | undefined,
  wanted: { readonly sha256: string } | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly string[]> {
  if (entry === undefined || wanted === undefined) return;
  const hash = createHash('sha256');
  async function* hashed() {
    for await (const chunk of (entry as ZipEntry).read()) {
      if (signal?.aborted) throw new DrydockError('CANCELLED');
      hash.update(chunk);
      yield chunk;
    }
  }
  yield* linesOf(hashed());
  if (hash.digest('hex') !== wanted.sha256) invalid('a file does not match its hash');
}

async function wholeOf(entry: ZipEntry): Promise<Buffer> {
  if (entry.bytes > LIMITS.manifestBytes) invalid(`${entry.name} is far too large`);
  const chunks: Buffer[] = [];
  for await (const chunk of entry.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Every file of objects belongs to exactly one kind of the snapshot: none is read twice, none is passed over. */
function checkKinds(
  snapshot: SnapshotManifest,
  listed: ReadonlyMap<string, { readonly sha256: string; readonly lines: number }>,
): void {
  const known = new Set([README_FILE, LOG_FILE]);
  for (const { resource, sha256, objects } of snapshot.kinds) {
    const name = objectsFile(resource);
    if (known.has(name)) invalid('a kind is listed twice');
    known.add(name);
    const file = listed.get(name);
    if (file === undefined ? sha256 !== '' && sha256 !== NOTHING : file.sha256 !== sha256)
      invalid(file === undefined ? 'the objects of a kind are missing' : 'a kind does not match its hash');
    if ((file?.lines ?? 0) !== objects) invalid('the number of objects of a kind differs from its manifest');
  }
  for (const name of listed.keys())
    if (!known.has(name)) invalid('it contains a file that belongs to no kind');
  if (evidenceSha256(snapshot.kinds) !== snapshot.evidenceSha256) invalid('its evidence hash is wrong');
}

const NOTHING = createHash('sha256').digest('hex');

function checkerOf(
  snapshot: SnapshotManifest,
  see: (file: string, object: unknown) => void,
): (file: string, line: string) => void {
  const ofObjects = new Set(snapshot.kinds.map(({ resource }) => objectsFile(resource)));
  return (file, line) => {
    if (ofObjects.has(file)) see(file, parseObject(line, file));
    else if (file === LOG_FILE) parse(CollectionLogEntry, line, file);
  };
}

/**
 * Names that a file holds more than once. Remembers so many characters of names and no more: analysis, which has all
 * objects before it, finds the rest.
 */
function doubledNames(isOfCluster: boolean) {
  const doubled = new Map<string, { readonly first: DoubledName; count: number }>();
  let seen = new Set<string>();
  let here = '';
  let characters = 0;
  return {
    see(file: string, object: unknown): void {
      if (!isOfCluster) return;
      if (file !== here) {
        seen = new Set();
        here = file;
        characters = 0;
      }
      const { kind, namespace, name } = nameOf(object);
      const identity = `${namespace}/${name}`;
      if (seen.has(identity)) {
        const there = doubled.get(file);
        if (there === undefined) doubled.set(file, { first: { kind, namespace, name }, count: 1 });
        else there.count += 1;
        return;
      }
      characters += identity.length;
      if (characters <= MOST_CHARACTERS) seen.add(identity);
    },
    told: (): ReadonlyMap<string, string> =>
      new Map([...doubled].map(([file, { first, count }]) => [file, doubledSentence(first, count)])),
  };
}

const MOST_CHARACTERS = 16 * 1024 ** 2;

const BATCH_OBJECTS = 500;
const BATCH_CHARACTERS = 4 * 1024 ** 2;

async function* objectsOf(
  resource: ResourceRef,
  lines: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly KubernetesObject[]> {
  let batch: KubernetesObject[] = [];
  let characters = 0;
  for await (const some of lines) {
    for (const line of some) {
      // A bundle is redacted already; what was tampered with or made by hand is redacted here.
      const object = redactObject(parseObject(line, objectsFile(resource)), resource);
      if (object !== null) batch.push(object);
      characters += line.length;
      if (batch.length < BATCH_OBJECTS && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

async function* logOf(
  lines: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly CollectionLogEntry[]> {
  for await (const some of lines) yield some.map((line) => parse(CollectionLogEntry, line, LOG_FILE));
}

function parseObject(line: string, where: string): unknown {
  const raw = parseJson(line, where);
  const named = str(raw, 'apiVersion') !== undefined && str(raw, 'kind') !== undefined;
  return isObject(raw) && named && str(raw, 'metadata', 'name') !== undefined
    ? raw
    : invalid(`${where} does not have the expected form`);
}

function parse<T>(schema: z.ZodType<T>, text: string, where: string): T {
  const parsed = schema.safeParse(parseJson(text, where));
  return parsed.success ? parsed.data : invalid(`${where} does not have the expected form`);
}
