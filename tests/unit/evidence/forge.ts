/** Bundles that nobody honest would write: every hash is right unless a test makes it wrong. */
import { createHash } from 'node:crypto';
import yazl from 'yazl';
import { evidenceSha256 } from '../../../main/evidence/bundle-read.ts';
import { LOG_FILE, MANIFEST_FILE, objectsFile } from '../../../main/evidence/layout.ts';
import type { KindOutcome, SnapshotManifest } from '../../../shared/evidence.ts';

export const PODS = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
export const PODS_FILE = objectsFile(PODS);

export const hex = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

export interface Forgery {
  /** The lines of its pods. */
  readonly pods?: Buffer | string;
  readonly log?: string;
  readonly kinds?: (pods: KindOutcome) => readonly KindOutcome[];
  readonly manifest?: (text: string) => string;
  readonly extra?: readonly (readonly [name: string, bytes: Buffer])[];
  readonly leaveOut?: string;
}

export async function forged(forgery: Forgery = {}): Promise<Buffer> {
  return zipOf(forgedContents(forgery));
}

/** The files of a bundle, before they become a zip. */
export function forgedContents(forgery: Forgery = {}): (readonly [string, Buffer])[] {
  const pods = Buffer.from(forgery.pods ?? '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}}\n');
  const log = Buffer.from(forgery.log ?? '');
  const outcome: KindOutcome = {
    resource: PODS,
    status: 'collected',
    objects: linesIn(pods),
    bytes: pods.length,
    refusedNamespaces: [],
    message: '',
    sha256: hex(pods),
  };
  const kinds = [...(forgery.kinds?.(outcome) ?? [outcome])];
  const snapshot: SnapshotManifest = { ...EMPTY_MANIFEST, kinds, evidenceSha256: evidenceSha256(kinds) };
  const contents = [
    [LOG_FILE, log],
    [PODS_FILE, pods],
  ] as const;
  const files = contents.map(([path, bytes]) => ({ path, sha256: hex(bytes), lines: linesIn(bytes) }));
  const manifest = JSON.stringify({ bundleVersion: 1, snapshot, files });
  const entries = [
    [MANIFEST_FILE, Buffer.from(forgery.manifest?.(manifest) ?? manifest)] as const,
    ...contents,
    ...(forgery.extra ?? []),
  ];
  return entries.filter(([name]) => name !== forgery.leaveOut);
}

/** As our reader counts: a last line without its newline is one as well. */
const linesIn = (bytes: Buffer) =>
  bytes.toString('latin1').split('\n').length - (bytes.length === 0 || bytes.at(-1) === 10 ? 1 : 0);

export async function zipOf(entries: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [name, bytes] of entries) archive.addBuffer(bytes, name, { mtime: new Date(0) });
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Every occurrence of a text replaced by another of the same length. */
export function patched(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

/** The same zip with the "encrypted" bit set in each of its headers. */
export function locked(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const [signature, flags] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const) {
    for (let at = copy.indexOf(signature); at !== -1; at = copy.indexOf(signature, at + 1)) {
      copy[at + flags] = (copy[at + flags] ?? 0) | 1;
    }
  }
  return copy;
}

export const EMPTY_MANIFEST: SnapshotManifest = {
  schemaVersion: 1,
  tool: { name: 'drydock', version: '0.1.0' },
  origin: 'live',
  clusterName: 'halcyon',
  server: 'https://192.0.2.1',
  context: 'halcyon',
  identity: { username: 'reader', groups: [] },
  startedAt: '2026-05-01T00:00:00.000Z',
  finishedAt: '2026-05-01T00:00:00.000Z',
  completeness: 'complete',
  apiFacts: {
    serverVersion: null,
    readyz: null,
    openidIssuer: null,
    jwksReachable: null,
    anonymous: null,
    certificates: null,
    publicAddress: null,
    tlsVerified: null,
  },
  requests: { total: 0, byStatus: {}, retries: 0 },
  notes: [],
  kinds: [],
  evidenceSha256: evidenceSha256([]),
};
