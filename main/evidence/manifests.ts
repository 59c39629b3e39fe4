/** Manifests as a snapshot: YAML and JSON, Lists, documents, directories, standard input. */

import { createHash } from 'node:crypto';
import { basename, extname, join, resolve } from 'node:path';
import { compare } from '../../shared/compare.ts';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import type { KindOutcome, ResourceRef, SnapshotManifest, Unread } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { count, number, some } from '../../shared/in-words.ts';
import { definedScopes, inNamespace } from '../snapshot/manifest-objects.ts';
import { type KubernetesObject, ndjsonLine, type SnapshotSource } from '../snapshot/model.ts';
import { isObject } from '../snapshot/read.ts';
import { redactObject } from '../snapshot/redaction/redact.ts';
import type { Scope } from '../snapshot/scope.ts';
import { readDocuments } from '../yaml/documents.ts';
import { evidenceSha256 } from './bundle-read.ts';
import { fileText, statOf } from './file-text.ts';
import { filesBelow, linksAlone } from './files-below.ts';
import { resourceOf } from './kinds.ts';
import { itemsOf, type RawObject } from './kubernetes-items.ts';
import { fetched, type Kustomization, patchFiles } from './kustomize.ts';
import { holdsTemplate, isKustomization, otherTool, templateWords } from './other-files.ts';
import { hidesItsKind, hidesItsPods, isSops, SOPS_REASON } from './sops.ts';

/** More than anybody reads; the last entry then says how many there are. */
const MAX_UNREAD = 10_000;

/** An object as it was written, and where: `FILE#DOCUMENT`. */
interface Written {
  readonly raw: RawObject;
  readonly source: string;
}

/** What the files hold. */
interface Contents {
  readonly written: Written[];
  /** Kustomize files, by the name of each. */
  readonly kustomizations: Kustomization[];
  readonly unread: Unread[];
  /** Symbolic links, whatever they are called. */
  readonly links: string[];
}

/**
 * Reads every manifest below the paths into one snapshot, as kubectl would read each document. What cannot be read
 * ends nothing: it is named in the manifest's `unread`. A directory counts as complete for the kinds that it could
 * hold; node, control-plane and API facts stay unknown.
 * @param shownAs what the first path is called in sources and in what was not read; an upload has a path of its own
 * @throws DrydockError FILE_NOT_FOUND, and where nothing could be read FILE_NOT_READABLE, INVALID_INPUT,
 *   EVIDENCE_UNRECOGNISED, EVIDENCE_EMPTY
 */
export async function readManifests(paths: readonly string[], shownAs?: string): Promise<SnapshotSource> {
  const contents: Contents = { written: [], kustomizations: [], unread: [], links: [] };
  for (const [index, path] of paths.entries())
    await readPath(path, (index === 0 ? shownAs : undefined) ?? path, contents);
  const kinds: Kinds = new Map();
  const patches = patchFiles(contents.kustomizations);
  const scopes = definedScopes(contents.written.map(({ raw }) => raw));
  for (const written of contents.written)
    add(kinds, written, { isPatch: patches.has(fileOf(written.source)), scopes });
  if (kinds.size === 0) throw whyNothing(paths, contents);
  const unread = [...contents.unread, ...fetched(contents.kustomizations)];
  return sourceOf(shownAs ?? nameOf(paths[0] ?? '-'), kinds, bounded(unread));
}

async function readPath(path: string, shown: string, contents: Contents): Promise<void> {
  if (path === '-' || !(await isDirectory(path, shown))) {
    await readFile(path, path === '-' ? 'stdin' : shown, contents);
    return;
  }
  const leftOut = (name: string, reason: string, isLink: boolean) => {
    if (isLink) contents.links.push(`${shown.replace(/\/+$/, '')}/${name}`);
    if (isManifestName(name) || extname(name) === '')
      contents.unread.push(whole(`${shown.replace(/\/+$/, '')}/${name}`, 'unreadable', reason));
  };
  const directory = shown.replace(/\/+$/, '');
  for (const name of await filesBelow(path, leftOut))
    if (isManifestName(name)) await readFile(join(path, name), join(directory, name), contents);
}

async function isDirectory(path: string, shown: string): Promise<boolean> {
  const info = await statOf(path, shown);
  return info.isDirectory();
}

const isManifestName = (name: string): boolean =>
  ['.yaml', '.yml', '.json'].includes(extname(name).toLowerCase());

async function readFile(
  path: string,
  file: string,
  { written, kustomizations, unread }: Contents,
): Promise<void> {
  let text: string;
  try {
    text = await fileText(path, file);
  } catch (error) {
    if (!isDrydockError(error)) throw error;
    unread.push(whole(file, 'unreadable', String(error.data['reason'] ?? 'reading it failed')));
    return;
  }
  for (const { document, line, text: chunk, result } of readDocuments(text)) {
    const tell = (what: Unread['what'], reason: string, at = line) => {
      unread.push({ file, document, line: at, what, reason });
    };
    if ('problem' in result) {
      if (holdsTemplate(chunk)) tell('template', templateWords(chunk, file));
      else tell('not-yaml', result.problem, result.line);
      continue;
    }
    const { value, passedOver } = result;
    if (passedOver !== null)
      tell('not-yaml', 'kubectl ignores everything after the end of a document', passedOver);
    if (value === null) continue;
    if (isObject(value) && (isKustomization(value) || /(^|\/)kustomization\.ya?ml$/i.test(file)))
      kustomizations.push({ file, value });
    if (hidesItsKind(value)) {
      tell('object', SOPS_REASON);
      continue;
    }
    let faults = 0;
    const found = listed(value).flatMap((one) =>
      itemsOf(one, (reason) => {
        faults += 1;
        tell('object', reason);
      }),
    );
    for (const raw of found) {
      if (isTemplateName(raw)) tell('template', templateWords(chunk, file));
      else if (hidesItsPods(raw)) tell('object', SOPS_REASON);
      else written.push({ raw, source: `${file}#${document}` });
    }
    if (found.length === 0 && faults === 0 && !isEmptyList(value)) tell('other', otherTool(value, file));
  }
}

/** Some tools write objects in a plain list. */
const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) && value.every((one) => isObject(one) && 'apiVersion' in one && 'kind' in one)
    ? value
    : [value];

const isEmptyList = (value: unknown): boolean =>
  isObject(value) && 'kind' in value && String(value.kind).endsWith('List') && 'items' in value;

/** No server takes such a name; what else the object says is as little real. */
const isTemplateName = ({ metadata }: RawObject): boolean =>
  holdsTemplate(`${metadata.name} ${String(metadata.namespace)}`);

const whole = (file: string, what: Unread['what'], reason: string): Unread => ({
  file,
  document: null,
  line: null,
  what,
  reason,
});

function bounded(unread: readonly Unread[]): readonly Unread[] {
  if (unread.length <= MAX_UNREAD) return unread;
  const rest = unread.length - MAX_UNREAD;
  return [
    ...unread.slice(0, MAX_UNREAD),
    whole(`${number(rest)} more`, 'unreadable', 'too much was unreadable to list it all'),
  ];
}

/** One line for paths that hold nothing to judge: what they are, and what to give instead. */
function whyNothing(paths: readonly string[], { unread, links }: Contents): DrydockError {
  const path = paths.join(', ');
  const [first] = unread;
  if (links.length > 0 && unread.every(({ file }) => links.includes(file)))
    return new DrydockError('EVIDENCE_UNRECOGNISED', { path, reason: linksAlone(links) });
  if (first === undefined) return new DrydockError('EVIDENCE_EMPTY', { path });
  const alone = unread.length === 1 && (first.file === path || (path === '-' && first.file === 'stdin'));
  const where = alone
    ? ''
    : `${first.file}${first.document === null ? '' : `, document ${first.document}`}: `;
  const template = unread.find(({ what }) => what === 'template');
  if (template !== undefined) {
    const templates = unread.filter(({ what }) => what === 'template').map(({ file }) => file);
    return new DrydockError('EVIDENCE_NOT_RENDERED', { path, templates: some(templates, 1) });
  }
  if (alone && first.reason === 'a kubeconfig') return new DrydockError('EVIDENCE_IS_KUBECONFIG', { path });
  if (unread.every(({ what }) => what === 'other'))
    return new DrydockError('EVIDENCE_UNRECOGNISED', {
      path,
      reason: alone
        ? `it is ${first.reason}`
        : `it contains ${first.reason} (${first.file}) and no Kubernetes objects`,
    });
  const line = first.line === null ? '' : `line ${first.line}, `;
  return new DrydockError('INVALID_INPUT', { what: path, reason: `${where}${line}${first.reason}` });
}

const nameOf = (path: string): string => (path === '-' ? 'stdin' : basename(resolve(path)) || 'manifests');

type Kinds = Map<string, { resource: ResourceRef; objects: KubernetesObject[] }>;

const fileOf = (source: string): string => source.replace(/#[^#]*$/, '');

interface Standing {
  readonly isPatch: boolean;
  readonly scopes: ReadonlyMap<string, Scope>;
}

function add(kinds: Kinds, { raw, source }: Written, { isPatch, scopes }: Standing): void {
  const resource = resourceOf(raw.apiVersion, raw.kind, typeof raw.metadata.namespace === 'string');
  // What the reader notes of an object is no part of a file.
  const { $drydock: _notes, ...written } = { $drydock: undefined, ...raw };
  const redacted = redactObject(written, { ...resource, source });
  if (redacted === null) return;
  const named = inNamespace(redacted, scopes);
  const notes = {
    ...(isPatch ? { patch: true as const } : {}),
    ...(isSops(raw) ? { encrypted: true as const } : {}),
  };
  const object =
    Object.keys(notes).length === 0 ? named : { ...named, $drydock: { ...named.$drydock, ...notes } };
  const key = resourceKey(resource);
  const known = kinds.get(key);
  if (known === undefined) kinds.set(key, { resource, objects: [object] });
  else known.objects.push(object);
}

function sourceOf(name: string, kinds: Kinds, unread: readonly Unread[]): SnapshotSource {
  const sorted = [...kinds].sort(([a], [b]) => compare(a, b)).map(([, kind]) => kind);
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
    notes: [
      'Read from manifests: nodes, the control plane and the API server were not examined.',
      ...encryptedNote(sorted.flatMap(({ objects }) => objects)),
    ],
    ...(unread.length === 0 ? {} : { unread: [...unread] }),
    evidenceSha256: evidenceSha256(outcomes),
  };
  return {
    manifest,
    *objects() {
      for (const { resource, objects } of sorted) for (const object of objects) yield { resource, object };
    },
  };
}

function encryptedNote(objects: readonly KubernetesObject[]): readonly string[] {
  const encrypted = objects.filter((object) => object.$drydock?.encrypted === true).length;
  if (encrypted === 0) return [];
  return [`The values of ${count(encrypted, 'object')} are encrypted with SOPS, so they were not checked.`];
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
