/** What a file or directory is, by its content: a bounded look at its beginning, never its name alone. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { DrydockError } from '../../shared/errors.ts';
import type { EvidenceFormat } from '../../shared/evidence-file.ts';
import { list, str } from '../snapshot/read.ts';
import { decodeText, readDocuments } from '../yaml/documents.ts';
import { bundleHeader } from './bundle-header.ts';
import { mustGatherRoots } from './dump/layout.ts';
import { statOf } from './file-text.ts';
import { filesBelow, linksAlone } from './files-below.ts';
import { createJsonSplitter, JsonProblem } from './json-split.ts';
import { LOG_FILE, MANIFEST_FILE } from './layout.ts';
import { notText } from './not-text.ts';
import { holdsTemplate, isKubeconfig, otherTool } from './other-files.ts';
import { textChunks } from './text-chunks.ts';

export interface Detected {
  readonly format: EvidenceFormat;
  readonly isDirectory: boolean;
  /** As the evidence gives it; '' when it gives none. */
  readonly clusterName: string;
  /** ISO 8601; null when the beginning does not say. */
  readonly collectedAt: string | null;
  /** Of a bundle that is not encrypted. */
  readonly objects: number | null;
}

export const TOOL_FORMATS = ['trivy', 'kubescape', 'kube-bench', 'polaris', 'sarif'] as const;
export type ToolFormat = (typeof TOOL_FORMATS)[number];
export const DUMP_FORMATS = ['kubectl-get', 'cluster-info-dump', 'must-gather'] as const;

export const isToolFormat = (format: EvidenceFormat): format is ToolFormat =>
  (TOOL_FORMATS as readonly string[]).includes(format);
export const isDumpFormat = (format: EvidenceFormat): format is (typeof DUMP_FORMATS)[number] =>
  (DUMP_FORMATS as readonly string[]).includes(format);

/** Beyond this a file is judged by what was seen so far. */
const HEAD_BYTES = 8 * 1024 * 1024;
const TEXT_BYTES = 256 * 1024;
const SAMPLED_FILES = 50;

/** Why a path is no evidence. */
export interface NotEvidence {
  readonly error: DrydockError;
  /** It is text or a directory, of which a reader of manifests can say more. */
  readonly mayBeManifests: boolean;
}

/**
 * @param name what the file is called towards people; the path may be that of an upload
 * @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, EVIDENCE_UNRECOGNISED, EVIDENCE_IS_KUBECONFIG,
 *   EVIDENCE_IS_CHART, BUNDLE_INVALID
 */
export async function detectEvidence(path: string, name = basename(path)): Promise<Detected> {
  const found = await lookAt(path, name);
  if ('error' in found) throw found.error;
  return found;
}

/** The same without throwing for what is no evidence. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE */
export async function lookAt(path: string, name = basename(path)): Promise<Detected | NotEvidence> {
  const info = await statOf(path, name);
  if (info.isDirectory()) return directory(path, name);
  if (!info.isFile()) return refused(unrecognised(name, 'it is neither a file nor a directory'));
  const found = await fileFormat(path, name);
  if (typeof found !== 'string') return found;
  // What its name calls a bundle is a damaged one; a zip of something else is told apart by its content.
  if (/\.(zip|age)$/i.test(name) && !/unpack it/.test(found))
    return refused(new DrydockError('BUNDLE_INVALID', { reason: found }));
  return { error: unrecognised(name, found), mayBeManifests: isTextReason(found) };
}

const refused = (error: DrydockError): NotEvidence => ({ error, mayBeManifests: false });

const NOTHING_KNOWN = { isDirectory: false, clusterName: '', collectedAt: null, objects: null } as const;

const PACKED = 'it is a packed archive: unpack it and choose the directory';

/** What only the bytes say; everything else was said of a text. */
const isTextReason = (reason: string): boolean =>
  !NOT_TEXT.has(reason) && !/^it holds results of |^it is a zip file/.test(reason);
const NOT_TEXT = new Set([
  PACKED,
  'it is a PDF document',
  'it is an image',
  'it is a program',
  'it is an Office document',
  'it is a database',
  'it is a binary file',
]);

/** The format, or in words why there is none. */
async function fileFormat(path: string, name: string): Promise<Detected | NotEvidence | string> {
  const head = await readAt(path, name, 0, TEXT_BYTES);
  if (head.length === 0) return 'it is empty';
  const start = head.subarray(0, 64).toString('latin1');
  if (start.startsWith('age-encryption.org/v1') || start.startsWith('-----BEGIN AGE ENCRYPTED FILE'))
    return { ...NOTHING_KNOWN, format: 'encrypted-bundle' };
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006')) return zipFormat(path);
  const reason = notText(head.subarray(0, 8192));
  if (reason === 'it is a packed archive') {
    return isPackedChart(head) ? refused(new DrydockError('EVIDENCE_IS_CHART', { path: name })) : PACKED;
  }
  if (reason !== null) return reason;
  const text = decodeText(head);
  return /^\s*[{[]/.test(text) ? jsonFormat(path, name) : yamlFormat(path, name, text);
}

/** A tar of a chart, packed: the first name in it is that of a chart's file. */
function isPackedChart(head: Buffer): boolean {
  try {
    const tar = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 });
    const name = tar.subarray(0, 100).toString('latin1').replace(/\0.*$/s, '');
    return /^[^/]+\/(Chart\.ya?ml|values\.ya?ml|templates\/.*)$/.test(name);
  } catch {
    return false;
  }
}

async function zipFormat(path: string): Promise<Detected | string> {
  const header = await bundleHeader(path);
  if (!('inner' in header)) return { ...NOTHING_KNOWN, format: 'bundle', ...header };
  return header.inner === ''
    ? 'it is a zip file but not an evidence bundle: unpack it and choose the directory'
    : `it is a zip file that contains an evidence bundle (${header.inner}): unpack it and choose that file`;
}

/** What the beginning of a JSON file shows. */
interface JsonHead {
  /** Members of the first document; empty when it is a list. */
  readonly keys: ReadonlySet<string>;
  /** Values of the first document that were read whole; of lists the first element. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly firstElement: unknown;
  readonly documents: number;
}

async function jsonFormat(path: string, name: string): Promise<Detected | NotEvidence | string> {
  const keys = new Set<string>();
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let firstElement: unknown;
  let documents = 1;
  const splitter = createJsonSplitter({
    lists: LISTS,
    logs: true,
    onKey(key) {
      if (documents === 1 && keys.size < 1000) keys.add(key);
    },
    onPart({ document, key, value }) {
      documents = document;
      if (document > 1) return;
      if (key === null) firstElement ??= value;
      else values[key] ??= value;
    },
  });
  let read = 0;
  try {
    for await (const chunk of textChunks(path, HEAD_BYTES - 1)) {
      read += chunk.length;
      splitter.push(chunk);
      documents = splitter.documents;
      const sure = toolOf({ keys, values, firstElement, documents });
      if (sure !== null) return sure;
    }
    if (read < HEAD_BYTES) splitter.end();
  } catch (error) {
    // Of damaged results the reader says more than that they are damaged.
    if (error instanceof JsonProblem)
      return toolOf({ keys, values, firstElement, documents }) ?? error.message;
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: 'permission was denied' });
  }
  return kubernetesJson(path, name, { keys, values, firstElement, documents });
}

/** Members whose list may be long, in any of the formats. */
const LISTS: ReadonlySet<string> = new Set([
  'items',
  'Resources',
  'Findings',
  'Results',
  'results',
  'resources',
  'Controls',
  'runs',
  'Vulnerabilities',
  'Misconfigurations',
]);

/** Results of another tool by the members that only it writes. */
function toolOf({ keys, values, firstElement }: JsonHead): Detected | null {
  const has = (...names: readonly string[]) => names.every((name) => keys.has(name));
  if (
    has('runs') &&
    (/sarif/i.test(str(values, '$schema') ?? '') || str(values, 'version')?.startsWith('2.1'))
  )
    return tool('sarif');
  if (has('PolarisOutputVersion', 'Results'))
    return tool('polaris', str(values, 'DisplayName') ?? '', values['AuditTime']);
  if (has('summaryDetails', 'results')) {
    return tool(
      'kubescape',
      str(values, 'clusterName') ||
        str(values, 'metadata', 'contextMetadata', 'clusterContextMetadata', 'contextName') ||
        '',
      values['generationTime'],
    );
  }
  if (has('Controls') && list(values['Controls'], 'tests').length > 0) return tool('kube-bench');
  if (
    has('node_type', 'tests') ||
    (str(firstElement, 'node_type') !== undefined && 'tests' in Object(firstElement))
  )
    return tool('kube-bench');
  if (
    has('ClusterName') &&
    ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'].some((key) => keys.has(key))
  )
    return tool('trivy', str(values, 'ClusterName') ?? '');
  if (has('SchemaVersion', 'ArtifactName')) return tool('trivy', '', values['CreatedAt']);
  const target = str(firstElement, 'Target');
  if (
    target !== undefined &&
    ['Misconfigurations', 'Vulnerabilities'].some((key) => key in Object(firstElement))
  )
    return tool('trivy');
  return null;
}

/** Layouts that are known and were given up by their tools. */
function tooOld({ keys, firstElement }: JsonHead): string | null {
  const isReport = (key: string) => keys.has(key) || key in Object(firstElement);
  if (isReport('controlReports') || isReport('controlsReports')) return 'Kubescape before version 2';
  if (keys.has('NamespacedResults') || keys.has('ClusterSummary')) return 'Polaris before version 1';
  return null;
}

const tool = (format: ToolFormat, clusterName = '', collectedAt?: unknown): Detected => ({
  ...NOTHING_KNOWN,
  format,
  clusterName: clusterName.slice(0, 200),
  collectedAt: isoTime(collectedAt),
});

async function kubernetesJson(
  path: string,
  name: string,
  head: JsonHead,
): Promise<Detected | NotEvidence | string> {
  const { keys, values, firstElement, documents } = head;
  if (keys.has('Controls') && keys.has('Totals')) return { ...NOTHING_KNOWN, format: 'kube-bench' };
  if (keys.has('runs') && keys.has('version')) return { ...NOTHING_KNOWN, format: 'sarif' };
  const old = tooOld(head);
  if (old !== null) return `it contains results of ${old}, which is too old: scan again with a newer version`;
  const isObject = keys.has('kind') || keys.has('apiVersion') || keys.has('items');
  const isListOfObjects = str(firstElement, 'apiVersion') !== undefined;
  if (!isObject && !isListOfObjects) return 'its JSON has no known format';
  const kind = str(values, 'kind') ?? '';
  if (isKubeconfig(values)) return refused(new DrydockError('EVIDENCE_IS_KUBECONFIG', { path: name }));
  if ((kind === 'NodeList' || kind === '') && (documents > 1 || (await endsWithLogs(path, name))))
    return { ...NOTHING_KNOWN, format: 'cluster-info-dump' };
  const first = isListOfObjects ? firstElement : values['items'];
  const isAnswer = kind.endsWith('List') && 'resourceVersion' in Object(values['metadata']);
  return { ...NOTHING_KNOWN, format: isAnswer || isLive(first) ? 'kubectl-get' : 'manifests' };
}

/**
 * A list whose objects have the uid that a server gives is an answer of kubectl; lists that people write have none.
 * Single objects are manifests whatever they carry: that is how repositories keep what was exported to them.
 */
const isLive = (object: unknown): boolean =>
  str(object, 'metadata', 'uid') !== undefined && str(object, 'metadata', 'creationTimestamp') !== undefined;

async function endsWithLogs(path: string, name: string): Promise<boolean> {
  const { size } = await stat(path);
  const tail = await readAt(path, name, Math.max(0, size - TEXT_BYTES), TEXT_BYTES);
  return tail.includes('==== END logs for container ');
}

/** By its lines: a large list is not parsed to know that it is one. */
async function yamlFormat(
  path: string,
  name: string,
  text: string,
): Promise<Detected | NotEvidence | string> {
  const lines = text.split(/\r?\n/, 20_000);
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  if (has(/^kind: *["']?Config["']?\s*$/) && has(/^(clusters|contexts|users):/))
    return refused(new DrydockError('EVIDENCE_IS_KUBECONFIG', { path: name }));
  if (!has(/^(- )?["']?(apiVersion|kind|items)["']?:/)) return otherYaml(text, name);
  if (has(/^kind: NodeList\s*$/) && (has(/^---\s*$/) || has(LOGS) || (await endsWithLogs(path, name))))
    return { ...NOTHING_KNOWN, format: 'cluster-info-dump' };
  const live = has(/^ +uid: ["']?[0-9a-f]{8}-/) && has(/^ +creationTimestamp: ["']?\d{4}-/);
  const answer = has(/^ {2}resourceVersion: /) && has(/^kind: \w*List$/);
  return { ...NOTHING_KNOWN, format: has(/^items:/) && (live || answer) ? 'kubectl-get' : 'manifests' };
}

const LOGS = /^==== START logs for container /;

/** YAML in another layout than usual, or of another tool. */
function otherYaml(text: string, name: string): Detected | NotEvidence | string {
  let first: unknown = null;
  for (const { result, text: chunk } of readDocuments(text)) {
    if ('problem' in result) {
      if (holdsTemplate(chunk))
        return refused(new DrydockError('EVIDENCE_NOT_RENDERED', { path: name, templates: name }));
      continue;
    }
    if (str(result.value, 'apiVersion') !== undefined && str(result.value, 'kind') !== undefined)
      return { ...NOTHING_KNOWN, format: 'manifests' };
    first ??= result.value;
  }
  if (isKubeconfig(first)) return refused(new DrydockError('EVIDENCE_IS_KUBECONFIG', { path: name }));
  const words = typeof first === 'object' && first !== null ? otherTool(first, name) : '';
  return words.startsWith('a') || words.startsWith('the ')
    ? `it is ${words}`
    : 'it is neither JSON nor YAML of Kubernetes objects';
}

async function directory(path: string, name: string): Promise<Detected | NotEvidence> {
  const at = { ...NOTHING_KNOWN, isDirectory: true };
  if (await isClusterInfo(path)) return { ...at, format: 'cluster-info-dump' };
  if (await isMustGather(path)) return { ...at, format: 'must-gather' };
  const links: string[] = [];
  const every = await filesBelow(path, (file, _reason, isLink) => {
    if (isLink) links.push(file);
  });
  if (every.some((file) => isUnpacked(file, every))) return refused(unrecognised(name, UNPACKED));
  const files = every.filter((file) => /\.(json|ya?ml)$/i.test(file));
  if (files.length === 0) {
    const reason = links.length === 0 ? 'the directory contains no JSON or YAML' : linksAlone(links);
    return { error: unrecognised(name, reason), mayBeManifests: true };
  }
  const step = Math.max(1, Math.floor(files.length / SAMPLED_FILES));
  let live = 0;
  let written = 0;
  let results: string | null = null;
  for (let at = 0; at < files.length; at += step) {
    const file = files[at] ?? '';
    const found = await fileFormat(join(path, file), file).catch(() => 'it cannot be read');
    if (typeof found === 'string' || 'error' in found) continue;
    if (found.format === 'manifests') written += 1;
    else if (isDumpFormat(found.format)) live += 1;
    else results ??= file;
  }
  if (live + written === 0) {
    return results === null
      ? { error: unrecognised(name, 'none of its files contains Kubernetes objects'), mayBeManifests: true }
      : refused(unrecognised(name, `choose ${results} itself, not its directory`));
  }
  // Lists of a live cluster beside files that people wrote are a repository with exports in it.
  return { ...at, format: written === 0 ? 'kubectl-get' : 'manifests' };
}

const UNPACKED = 'it contains an unpacked evidence bundle: choose the zip file itself';

/** The log of a collection with the manifest of the bundle beside it. */
const isUnpacked = (file: string, every: readonly string[]): boolean =>
  basename(file) === LOG_FILE && every.includes(file.slice(0, -LOG_FILE.length) + MANIFEST_FILE);

const IN_NAMESPACE =
  /^(pods|events|services|replication-controllers|daemonsets|deployments|replicasets)\.(json|ya?ml)$/;

async function isClusterInfo(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  if (!entries.some((entry) => entry.isFile() && /^nodes\.(json|ya?ml)$/.test(entry.name))) return false;
  for (const entry of entries.filter((each) => each.isDirectory()).slice(0, SAMPLED_FILES)) {
    const inside = await readdir(join(path, entry.name)).catch(() => []);
    if (inside.filter((file) => IN_NAMESPACE.test(file)).length >= 2) return true;
  }
  return false;
}

/** Repositories of manifests have directories called `namespaces` too; a must-gather has more than that. */
async function isMustGather(path: string): Promise<boolean> {
  for (const root of await mustGatherRoots(path)) {
    const names: string[] = await readdir(root).catch(() => []);
    if (names.includes('cluster-scoped-resources') && names.includes('namespaces')) return true;
    const beside = [...names, ...(await readdir(path).catch(() => []))];
    if (beside.some((file) => ['timestamp', 'event-filter.html', 'must-gather.logs'].includes(file)))
      return true;
    if (names.includes('cluster-scoped-resources')) return true;
  }
  return false;
}

async function readAt(path: string, name: string, from: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => {
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: 'permission was denied' });
  });
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isoTime(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const time = Date.parse(value);
  return Number.isNaN(time) || time <= 0 ? null : new Date(time).toISOString();
}

const unrecognised = (path: string, reason: string): DrydockError =>
  new DrydockError('EVIDENCE_UNRECOGNISED', { path, reason });
