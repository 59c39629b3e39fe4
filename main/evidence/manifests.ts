/** Manifests as a snapshot: YAML and JSON, Lists, documents, directories, standard input. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { KindOutcome, ResourceRef, SnapshotManifest } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { type KubernetesObject, ndjsonLine, type SnapshotSource } from '../snapshot/model.ts';
import { redactObject } from '../snapshot/redaction/redact.ts';
import { evidenceSha256 } from './bundle-read.ts';
import { filesBelow } from './files-below.ts';
import { resourceOf } from './kinds.ts';
import { itemsOf, type RawObject } from './kubernetes-items.ts';
import { parseKubernetesYaml } from './kubernetes-yaml.ts';
import { jsonDepth, LIMITS } from './zip-limits.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Reads every manifest below the paths into one snapshot. A directory counts as complete for the kinds that it could
 * hold; node, control-plane and API facts stay unknown.
 * @throws DrydockError EVIDENCE_EMPTY, INVALID_INPUT for a file that is neither YAML nor JSON
 */
export async function readManifests(paths: readonly string[]): Promise<SnapshotSource> {
  const kinds = new Map<string, { resource: ResourceRef; objects: KubernetesObject[] }>();
  for (const path of paths) {
    for (const file of await manifestFiles(path)) {
      const text = await readText(file);
      let document = 0;
      for (const raw of documentsOf(text, file)) {
        document += 1;
        for (const item of itemsOf(raw)) add(kinds, item, `${file === '-' ? 'stdin' : file}#${document}`);
      }
    }
  }
  if (kinds.size === 0) throw new DrydockError('EVIDENCE_EMPTY', { path: paths.join(', ') });
  return sourceOf(nameOf(paths[0] ?? '-'), kinds);
}

const nameOf = (path: string): string => (path === '-' ? 'stdin' : basename(resolve(path)) || 'manifests');

type Kinds = Map<string, { resource: ResourceRef; objects: KubernetesObject[] }>;

function add(kinds: Kinds, raw: RawObject, source: string): void {
  const resource = resourceOf(raw.apiVersion, raw.kind, typeof raw.metadata.namespace === 'string');
  const object = redactObject(raw, { ...resource, source });
  if (object === null) return;
  const key = resourceKey(resource);
  const known = kinds.get(key);
  if (known === undefined) kinds.set(key, { resource, objects: [object] });
  else known.objects.push(object);
}

function sourceOf(name: string, kinds: Kinds): SnapshotSource {
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
  const outcomes = sorted.map(({ resource, objects }): KindOutcome => {
    const lines = objects.map(ndjsonLine).join('');
    return {
      resource,
      status: 'collected',
      objects: objects.length,
      bytes: Buffer.byteLength(lines),
      refusedNamespaces: [],
      message: '',
      sha256: createHash('sha256').update(lines).digest('hex'),
    };
  });
  const manifest: SnapshotManifest = {
    schemaVersion: 1,
    tool: { name: 'drydock', version: '' },
    origin: 'manifests',
    clusterName: name,
    server: '',
    context: '',
    identity: { username: '', groups: [] },
    startedAt: EPOCH,
    finishedAt: EPOCH,
    completeness: 'partial',
    kinds: outcomes,
    apiFacts: NO_FACTS,
    requests: { total: 0, byStatus: {}, retries: 0 },
    notes: ['Read from manifests: nodes, the control plane and the API server were not seen.'],
    evidenceSha256: evidenceSha256(outcomes),
  };
  return {
    manifest,
    *objects() {
      for (const { resource, objects } of sorted) for (const object of objects) yield { resource, object };
    },
  };
}

/** Manifests carry no time of their own; a fixed one keeps the same files byte-identical. */
export const EPOCH = '1970-01-01T00:00:00.000Z';
export const NO_FACTS: SnapshotManifest['apiFacts'] = {
  serverVersion: null,
  readyz: null,
  openidIssuer: null,
  jwksReachable: null,
  anonymous: null,
  certificates: null,
  publicAddress: null,
  tlsVerified: null,
};

function documentsOf(text: string, file: string): unknown[] {
  try {
    // JSON is YAML too, but a list of a large cluster would take its YAML parser minutes.
    if (/^\s*[{[]/.test(text)) {
      if (jsonDepth(text) > LIMITS.jsonDepth) throw new Error('it is nested too deeply');
      const json = parsedJson(text);
      if (json !== undefined) return [json];
    }
    return parseKubernetesYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be parsed';
    throw new DrydockError('INVALID_INPUT', { what: file, reason: reason.replace(/[.:]+$/, '') });
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function manifestFiles(path: string): Promise<string[]> {
  if (path === '-' || !(await stat(path)).isDirectory()) return [path];
  return (await filesBelow(path))
    .filter((name) => ['.yaml', '.yml', '.json'].includes(extname(name)))
    .map((name) => join(path, name));
}

async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DrydockError('INVALID_INPUT', { what: file, reason: 'it is not UTF-8 text' });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  const tooLarge = new DrydockError('INVALID_INPUT', { what: file, reason: 'it is larger than 64 MB' });
  if (file === '-') {
    const chunks: Buffer[] = [];
    let total = 0;
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > MAX_FILE_BYTES) throw tooLarge;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
  const { size } = await stat(file);
  if (size > MAX_FILE_BYTES) throw tooLarge;
  return readFile(file).catch(() => {
    throw new DrydockError('FILE_NOT_READABLE', { path: file, reason: 'permission was denied' });
  });
}
