/**
 * Another tool's output of a live cluster as a snapshot of origin `dump`: lists of `kubectl get -o json|yaml`,
 * `kubectl cluster-info dump`, OpenShift must-gather. What it does not hold is unknown, never absent.
 */

import { createHash, type Hash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compare } from '../../../shared/compare.ts';
import { DrydockError, isDrydockError } from '../../../shared/errors.ts';
import {
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
  type Unread,
} from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import { MemorySink } from '../../snapshot/memory.ts';
import {
  type EvidenceSink,
  evidenceIdentity,
  type KubernetesObject,
  ndjsonLine,
} from '../../snapshot/model.ts';
import { list, str } from '../../snapshot/read.ts';
import { redactObject } from '../../snapshot/redaction/redact.ts';
import { decodeText } from '../../yaml/documents.ts';
import { statOf } from '../file-text.ts';
import { resourceOf } from '../kinds.ts';
import type { RawObject } from '../kubernetes-items.ts';
import { EPOCH, NO_FACTS } from '../manifests.ts';
import { evidenceInMemory, type ReadEvidence } from '../read-evidence.ts';
import { coverageOf, type KindCoverage, newCoverage } from './coverage.ts';
import { type DumpFile, type DumpFormat, dumpFiles, mustGatherRoots } from './layout.ts';
import { type DocumentSeen, readRawItems } from './raw-items.ts';

export interface DumpRequest {
  /** A file, or a directory. */
  readonly path: string;
  readonly format: DumpFormat;
  readonly clusterName: string;
  readonly toolVersion: string;
  /** ISO 8601; no time within the dump is believed that lies after it. */
  readonly now: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly objects: number; readonly bytes: number }) => void;
}

/** What a process can hold; a cluster with more objects is better collected by itself. */
const MAX_OBJECTS = 2_000_000;
const MAX_TOTAL_BYTES = 8 * 1024 ** 3;
const MAX_UNREAD = 10_000;

/** The whole dump in memory, for the command line. @throws DrydockError as streamDump */
export async function readDump(request: DumpRequest): Promise<ReadEvidence> {
  const sink = new MemorySink();
  await streamDump(request, sink);
  return evidenceInMemory(sink);
}

/**
 * Reads a dump into a sink, redacted, object by object. An unreadable file of a directory does not end the reading:
 * it is named in the manifest's `unread`, and no kind counts as complete any more.
 * @throws DrydockError EVIDENCE_EMPTY, INVALID_INPUT, FILE_NOT_READABLE, CANCELLED
 */
export async function streamDump(request: DumpRequest, sink: EvidenceSink): Promise<SnapshotManifest> {
  const { path, format } = request;
  const info = await statOf(path, path);
  const files = await dumpFiles(path, format, info.isDirectory());
  const kinds = new Map<string, KindInDump>();
  const seen = new Set<string>();
  const clock = newestTime(request.now);
  const unread: Unread[] = [];
  const tell = (name: string, what: Unread['what'], reason: string) => {
    if (unread.length < MAX_UNREAD) unread.push({ file: name, document: null, line: null, what, reason });
  };
  let bytes = 0;
  let objects = 0;
  let events = 0;
  let isStream = false;

  const kindOf = (resource: ResourceRef): KindInDump => {
    const key = resourceKey(resource);
    let kind = kinds.get(key);
    if (kind === undefined) {
      kind = { resource, objects: 0, bytes: 0, hash: createHash('sha256'), coverage: newCoverage() };
      kinds.set(key, kind);
    }
    return kind;
  };

  for (const file of files) {
    let touched = new Set<KindInDump>();
    const namespaces = new Set<string>();
    let documents = 0;
    let holdsSomething = false;
    const unreadBefore = unread.length;
    try {
      await readRawItems(file.path, file.name, {
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        onBytes(count) {
          bytes += count;
          if (bytes > MAX_TOTAL_BYTES)
            throw new DrydockError('INVALID_INPUT', { what: path, reason: 'it contains more than 8 GB' });
          request.onProgress?.({ objects, bytes });
        },
        async onItems(items) {
          const batches = new Map<KindInDump, KubernetesObject[]>();
          for (const raw of items) {
            if (raw.kind === 'Event') {
              events += 1;
              continue;
            }
            const kind = kindOf(resourceIn(file, raw));
            touched.add(kind);
            const namespace = typeof raw.metadata.namespace === 'string' ? raw.metadata.namespace : null;
            if (namespace !== null) {
              namespaces.add(namespace);
              kind.coverage.namespaces.add(namespace);
            }
            const id = `${resourceKey(kind.resource)}|${namespace ?? ''}|${raw.metadata.name}`;
            if (seen.has(id)) continue;
            seen.add(id);
            if (seen.size > MAX_OBJECTS)
              throw new DrydockError('INVALID_INPUT', {
                what: path,
                reason: 'it contains more than 2,000,000 objects',
              });
            clock.see(raw);
            const object = redactObject(raw, kind.resource);
            if (object === null) continue;
            const line = ndjsonLine(object);
            kind.hash.update(line);
            kind.bytes += Buffer.byteLength(line);
            kind.objects += 1;
            objects += 1;
            const batch = batches.get(kind);
            if (batch === undefined) batches.set(kind, [object]);
            else batch.push(object);
          }
          for (const [kind, batch] of batches) await sink.writeObjects(kind.resource, batch);
        },
        onFault: (reason) => tell(file.name, 'object', reason),
        onDocument(document) {
          documents += 1;
          holdsSomething ||= document.isList || document.objects > 0;
          isStream ||= documents > 1 && document.isList;
          const empty = emptyKind(document, file);
          if (empty !== null) touched.add(kindOf(empty));
          for (const kind of touched)
            kind.coverage.lists.push({
              covers: document.isList ? coversOf(file, format, document, kind.resource) : 'named',
              // kubectl takes one namespace or all: objects of two in one answer show that all were asked.
              severalNamespaces: namespaces.size > 1,
              namespace: file.namespace,
            });
          touched = new Set();
          if (format === 'kubectl-get') namespaces.clear();
        },
      });
      if (!holdsSomething && unread.length === unreadBefore)
        tell(file.name, 'unreadable', await whyNothing(file.path));
    } catch (error) {
      if (
        !isDrydockError(error) ||
        error.code === 'CANCELLED' ||
        !info.isDirectory() ||
        bytes > MAX_TOTAL_BYTES
      )
        throw error;
      tell(file.name, 'unreadable', String(error.data['reason'] ?? error.message));
    }
  }
  if (kinds.size === 0) throw unreadableOrEmpty(path, unread);

  const outcomes = [...kinds]
    .sort(([a], [b]) => compare(a, b))
    .map(([, kind]) => outcomeOf(kind, format, unread.length > 0));
  const collectedAt = (await gatheredAt(path, format, request.now)) ?? clock.newest();
  const manifest: SnapshotManifest = {
    schemaVersion: 1,
    tool: { name: 'drydock', version: request.toolVersion },
    origin: 'dump',
    clusterName: request.clusterName,
    server: '',
    context: '',
    identity: { username: '', groups: [] },
    startedAt: collectedAt ?? EPOCH,
    finishedAt: collectedAt ?? EPOCH,
    completeness: 'partial',
    kinds: outcomes,
    apiFacts: NO_FACTS,
    requests: { total: 0, byStatus: {}, retries: 0 },
    notes: notesOf({ format, collectedAt, events, isStream: isStream && !info.isDirectory() }),
    ...(unread.length === 0 ? {} : { unread }),
    evidenceSha256: createHash('sha256').update(evidenceIdentity(outcomes)).digest('hex'),
  };
  for (const outcome of outcomes) await sink.finishKind(outcome);
  await sink.finish(manifest);
  return manifest;
}

/** Of a file in which no object and no list was found. */
async function whyNothing(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const text = decodeText(buffer.subarray(0, bytesRead)).trim();
    if (text === '') return 'it is empty';
    return /^(error|the connection to the server|no resources found|unable to connect)\b/i.test(text)
      ? 'it contains a kubectl message instead of objects'
      : 'it contains no Kubernetes objects';
  } finally {
    await file.close();
  }
}

interface KindInDump {
  readonly resource: ResourceRef;
  objects: number;
  bytes: number;
  readonly hash: Hash;
  readonly coverage: KindCoverage;
}

/** Objects of a live cluster say themselves whether they are namespaced; only an empty list has to be looked up. */
function resourceIn(file: DumpFile, raw: RawObject): ResourceRef {
  const guessed = resourceOf(raw.apiVersion, raw.kind, typeof raw.metadata.namespace === 'string');
  const fromPath = file.resource !== null && isPlausible(file.resource, raw.kind) ? file.resource : null;
  return {
    ...guessed,
    namespaced: typeof raw.metadata.namespace === 'string',
    resource: fromPath ?? guessed.resource,
  };
}

/** A path may name the plural of a custom kind that no rule of English gives; it may not rename another kind. */
function isPlausible(resource: string, kind: string): boolean {
  return resource.startsWith(kind.toLowerCase().slice(0, Math.max(2, kind.length - 2)));
}

/** The kind of a list that is empty, as far as it says one: kubectl's `List` does not. */
function emptyKind(document: DocumentSeen, file: DumpFile): ResourceRef | null {
  if (!document.isList || document.objects > 0) return null;
  const kind = document.kind.slice(0, -'List'.length);
  if (kind === '' || document.apiVersion === '' || kind === 'Event') return null;
  const guessed = resourceOf(document.apiVersion, kind, file.namespace !== null);
  return file.resource !== null && isPlausible(file.resource, kind)
    ? { ...guessed, resource: file.resource }
    : guessed;
}

function coversOf(
  file: DumpFile,
  format: DumpFormat,
  document: DocumentSeen,
  resource: ResourceRef,
): 'everything' | 'namespace' | 'unsaid' {
  // Servers before 1.20 wrote the path of the request into the list.
  if (document.selfLink !== '')
    return document.selfLink.includes('/namespaces/') ? 'namespace' : 'everything';
  if (format === 'cluster-info-dump' && file.covers === 'unsaid')
    return resource.kind === 'Node' ? 'everything' : 'namespace';
  return file.covers;
}

function outcomeOf(kind: KindInDump, format: DumpFormat, filesMissing: boolean): KindOutcome {
  const { status, message } = coverageOf(kind.coverage, kind.resource, format, filesMissing);
  return {
    resource: kind.resource,
    status,
    objects: kind.objects,
    bytes: kind.bytes,
    refusedNamespaces: [],
    message,
    sha256: kind.objects === 0 ? '' : kind.hash.digest('hex'),
  };
}

/**
 * The newest time that any object carries. A dump does not say when it was taken; it cannot be older than what it
 * holds, and nodes and leases are touched every few minutes.
 */
function newestTime(now: string): { see(raw: RawObject): void; newest(): string | null } {
  const limit = Date.parse(now);
  let newest = 0;
  const take = (text: string | undefined) => {
    if (text === undefined || !/^\d{4}-\d\d-\d\dT/.test(text)) return;
    const time = Date.parse(text);
    if (time > newest && time <= limit) newest = time;
  };
  return {
    see(raw) {
      take(str(raw, 'metadata', 'creationTimestamp'));
      for (const entry of list(raw, 'metadata', 'managedFields')) take(str(entry, 'time'));
      for (const condition of list(raw, 'status', 'conditions')) {
        take(str(condition, 'lastHeartbeatTime'));
        take(str(condition, 'lastTransitionTime'));
      }
      take(str(raw, 'spec', 'renewTime'));
    },
    newest: () => (newest === 0 ? null : new Date(newest).toISOString()),
  };
}

/** must-gather writes the moments of its beginning and its end into a file `timestamp`. */
async function gatheredAt(path: string, format: DumpFormat, now: string): Promise<string | null> {
  if (format !== 'must-gather') return null;
  let newest: string | null = null;
  for (const root of [path, ...(await mustGatherRoots(path))]) {
    const file = join(root, 'timestamp');
    const info = await stat(file).catch(() => null);
    if (info === null || !info.isFile() || info.size > 4096) continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, day, time, zone] of text.matchAll(
      /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d{4})/g,
    )) {
      const at = Date.parse(`${day}T${time}${zone?.slice(0, 3)}:${zone?.slice(3)}`);
      if (Number.isNaN(at) || at > Date.parse(now)) continue;
      const iso = new Date(at).toISOString();
      if (newest === null || iso > newest) newest = iso;
    }
  }
  return newest;
}

function notesOf(dump: {
  readonly format: DumpFormat;
  readonly collectedAt: string | null;
  readonly events: number;
  readonly isStream: boolean;
}): string[] {
  return [
    FORMAT_NOTES[dump.format],
    dump.collectedAt === null
      ? 'Nothing in it shows when it was taken.'
      : dump.format === 'must-gather'
        ? 'Its time is its own record, or otherwise the newest time in its objects.'
        : 'It does not state when it was taken: its time is the newest time in its objects.',
    ...(dump.isStream
      ? [
          'It is one stream of lists and container logs. A log can imitate a list; if that matters, request a dump with --output-directory.',
        ]
      : []),
    ...(dump.events > 0 ? [`${count(dump.events, 'event was', 'events were')} omitted.`] : []),
  ];
}

const FORMAT_NOTES: Readonly<Record<DumpFormat, string>> = {
  'kubectl-get':
    'Read from kubectl get output, which does not record its arguments. A list with objects of several namespaces, or of a cluster-scoped kind, is treated as complete. Whether names or selectors narrowed it is not visible.',
  'cluster-info-dump':
    'Read from kubectl cluster-info dump output, which contains nodes, and workloads and services of certain namespaces.',
  'must-gather':
    'Read from an OpenShift must-gather, which contains what its scripts followed, mostly from the platform’s own namespaces.',
};

function unreadableOrEmpty(path: string, unread: readonly Unread[]): DrydockError {
  const [first] = unread;
  if (first === undefined) return new DrydockError('EVIDENCE_EMPTY', { path });
  const where = path.endsWith(first.file) ? '' : `${first.file}: `;
  return new DrydockError('INVALID_INPUT', { what: path, reason: where + first.reason });
}
