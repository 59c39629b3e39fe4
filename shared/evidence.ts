/**
 * Evidence vocabulary: what a snapshot holds, and how a single piece of it is pointed at.
 */
import { z } from 'zod';

/** One API resource in one version, as discovery names it. `group` is '' for the core group. */
export const ResourceRef = z.strictObject({
  group: z.string(),
  version: z.string(),
  resource: z.string(),
  kind: z.string(),
  namespaced: z.boolean(),
});
export type ResourceRef = Readonly<z.infer<typeof ResourceRef>>;

/** Stable key of a resource without its version: `group/resource`, core group as `/pods`. */
export function resourceKey(ref: { readonly group: string; readonly resource: string }): string {
  return `${ref.group}/${ref.resource}`;
}

/** A kind as people and kubectl name it: `pods`, `roles.rbac.authorization.k8s.io`. */
export function kindName({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** One object of a snapshot. `source` is `FILE#DOCUMENT` for manifests, `alsoIn` the places of identical copies. */
export const ObjectRef = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
  source: z.string().optional(),
  alsoIn: z.array(z.string()).readonly().optional(),
});
export type ObjectRef = Readonly<z.infer<typeof ObjectRef>>;

/** A place in an object that proves something. `path` is a JSON path such as `spec.containers[0].image`. */
export const EvidenceRef = z.strictObject({
  snapshotId: z.string().optional(),
  object: ObjectRef,
  path: z.string().optional(),
  /** The value found there, already redacted, shortened to 500 characters. */
  value: z.string().optional(),
});
export type EvidenceRef = Readonly<z.infer<typeof EvidenceRef>>;

/** What a redacted string looked like. Never derived from a stored hash or value. */
export const LooksLike = z.enum([
  'empty',
  'plain',
  'boolean-or-number',
  'file-path',
  'url',
  'url-with-credentials',
  'private-key',
  'certificate',
  'jwt',
  'aws-key',
  'gcp-key',
  'azure-key',
  'password-like-name',
  'high-entropy',
]);
export type LooksLike = z.infer<typeof LooksLike>;

/** The classes that a credential check treats as a credential. */
export const CREDENTIAL_CLASSES: ReadonlySet<LooksLike> = new Set<LooksLike>([
  'url-with-credentials',
  'private-key',
  'jwt',
  'aws-key',
  'gcp-key',
  'azure-key',
  'password-like-name',
  'high-entropy',
]);

/** What a removed command or script does that a control must know: gives somebody a shell, or runs what it fetches. */
export const CommandClass = z.enum(['remote-shell', 'runs-download']);
export type CommandClass = z.infer<typeof CommandClass>;

/**
 * Stands in an object where a value was removed: `{"$redacted": {"length": 24, "looksLike": "jwt"}}`. `does` is there
 * where the value was a command or a script of such a kind.
 */
export const RedactedValue = z.strictObject({
  $redacted: z.strictObject({
    length: z.int().nonnegative(),
    looksLike: LooksLike,
    does: CommandClass.optional(),
  }),
});
export type RedactedValue = Readonly<z.infer<typeof RedactedValue>>;

/**
 * How the collection of one resource ended.
 * - `collected`: every object is here.
 * - `partial`: some objects are missing (a namespace refused, a deadline, a cancel); `message` says which.
 * - `forbidden`: the server refused the list everywhere.
 * - `failed`: an error that is not a refusal.
 * - `not-served`: discovery does not offer it. For a live cluster that is knowledge: there are none.
 * - `not-collected`: nobody asked (manifests that cannot hold it, an interrupted collection, an option).
 */
export const KindStatus = z.enum([
  'collected',
  'partial',
  'forbidden',
  'failed',
  'not-served',
  'not-collected',
]);
export type KindStatus = z.infer<typeof KindStatus>;

export const KindOutcome = z.strictObject({
  resource: ResourceRef,
  status: KindStatus,
  objects: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Namespaces in which the list was refused, when it had to go namespace by namespace. */
  refusedNamespaces: z.array(z.string()),
  /** One plain sentence; empty when collected. */
  message: z.string(),
  /** SHA-256 (hex) of the kind's NDJSON bytes; empty when nothing was written. */
  sha256: z.string(),
});
export type KindOutcome = Readonly<z.infer<typeof KindOutcome>>;

/**
 * Leaves something unknown: refused, failed, read in part, or never asked for because the collection ended early. What
 * a server does not offer is known: there are none. Events are never asked for, and no control looks at them.
 */
export function isMissing({ status, resource }: Pick<KindOutcome, 'status' | 'resource'>): boolean {
  if (status === 'collected' || status === 'not-served') return false;
  return status !== 'not-collected' || resource.resource !== 'events';
}

export const CertificateFact = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  subjectAltNames: z.array(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  keyType: z.string(),
  keyBits: z.int().nullable(),
  sha256: z.string(),
});

/** Probe results beside the lists. `null` means not asked or not answered. */
export const ApiFacts = z.strictObject({
  serverVersion: z
    .strictObject({ major: z.string(), minor: z.string(), gitVersion: z.string(), platform: z.string() })
    .nullable(),
  readyz: z.strictObject({ status: z.int(), failing: z.array(z.string()) }).nullable(),
  openidIssuer: z.string().nullable(),
  jwksReachable: z.boolean().nullable(),
  /** HTTP status of the same path asked without credentials. 401 and 403 are the good answers. */
  anonymous: z.array(z.strictObject({ path: z.string(), status: z.int() })).nullable(),
  certificates: z.array(CertificateFact).nullable(),
  /** Whether the API server's address is public: from the literal or resolved address. */
  publicAddress: z.boolean().nullable(),
  tlsVerified: z.boolean().nullable(),
  /** How far this machine's clock was ahead of the server's, by its Date header; absent in older snapshots. */
  clockAheadMs: z.int().nullable().optional(),
});
export type ApiFacts = Readonly<z.infer<typeof ApiFacts>>;

/**
 * - `live`: collected from an API server by Drydock.
 * - `manifests`: files of a repository. Complete for the kinds that it could hold; node and API facts are unknown.
 * - `dump`: another tool's output of a live cluster (`kubectl get -o json`, `cluster-info dump`, must-gather). Kinds
 *   that it does not hold are unknown, not absent.
 */
export const SnapshotOrigin = z.enum(['live', 'manifests', 'dump']);
export type SnapshotOrigin = z.infer<typeof SnapshotOrigin>;

/**
 * Something in the files of a snapshot that was not read, so that nothing in it was judged.
 * - `template`: a template that was not rendered.
 * - `not-yaml`: text that kubectl would not read either.
 * - `object`: a Kubernetes object that no server would take, such as one whose name is a number.
 * - `other`: a file of another tool, which holds no Kubernetes object.
 * - `unreadable`: a file that cannot be opened, is too large, or is no text.
 */
export const Unread = z.strictObject({
  file: z.string(),
  /** Counted from 1; null for a whole file. */
  document: z.int().positive().nullable(),
  line: z.int().positive().nullable(),
  what: z.enum(['template', 'not-yaml', 'object', 'other', 'unreadable']),
  /** Why, as the end of a sentence: for `other` and `template` what it is, such as `a GitHub workflow`. */
  reason: z.string(),
});
export type Unread = Readonly<z.infer<typeof Unread>>;

/**
 * The immutable description of a snapshot; stored with it and printed in the report.
 * A new field needs a default (CONTRIBUTING.md).
 */
export const SnapshotManifest = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('drydock'), version: z.string() }),
  origin: SnapshotOrigin,
  clusterName: z.string(),
  server: z.string(),
  context: z.string(),
  /** Who the server said the collector was; `username` is '' when it did not say. */
  identity: z.strictObject({
    username: z.string(),
    groups: z.array(z.string()),
    /** Where the name was read, for no request that only asks "who am I" is ever sent. */
    source: z.enum(['client-certificate', 'token', 'impersonation', 'refusal', 'kubeconfig']).optional(),
  }),
  /** Set when only some namespaces were asked, by choice. What lies outside is not known. */
  scope: z.strictObject({ namespaces: z.array(z.string()) }).optional(),
  /** Set when a partial collection was completed: what was taken over from it as it was. */
  resumed: z
    .strictObject({ evidenceSha256: z.string(), startedAt: z.string(), kinds: z.int().nonnegative() })
    .optional(),
  startedAt: z.string(),
  finishedAt: z.string(),
  completeness: z.enum(['complete', 'partial']),
  kinds: z.array(KindOutcome),
  apiFacts: ApiFacts,
  /** Requests made in all, by HTTP status. */
  requests: z.strictObject({ total: z.int(), byStatus: z.record(z.string(), z.int()), retries: z.int() }),
  notes: z.array(z.string()),
  /** Of manifests and dumps: what in the files was not read. Absent when everything was. */
  unread: z.array(Unread).optional(),
  /** SHA-256 (hex) over `kind key + space + kind sha256 + newline` in key order. The identity of the evidence. */
  evidenceSha256: z.string(),
});
export type SnapshotManifest = Readonly<z.infer<typeof SnapshotManifest>>;

/** One request of the collection log. Stored: a new field needs a default (CONTRIBUTING.md). */
export const CollectionLogEntry = z.strictObject({
  at: z.string(),
  verb: z.enum(['GET', 'POST']),
  path: z.string(),
  status: z.int().nullable(),
  bytes: z.int(),
  durationMs: z.number(),
  attempt: z.int(),
  note: z.string().optional(),
});
export type CollectionLogEntry = Readonly<z.infer<typeof CollectionLogEntry>>;

/** How a request ended: 401 and 403 are refusals, other statuses from 400 on failures. */
export const LogOutcome = z.enum(['answered', 'refused', 'failed', 'no-answer']);
export type LogOutcome = z.infer<typeof LogOutcome>;

export function logOutcome({ status }: Pick<CollectionLogEntry, 'status'>): LogOutcome {
  if (status === null) return 'no-answer';
  if (status === 401 || status === 403) return 'refused';
  return status >= 400 ? 'failed' : 'answered';
}
