/** The engagement, its clusters, the estate register and the authorisation record. */
import { z } from 'zod';
import { SnapshotOrigin } from './evidence.ts';

/** Timestamps are ISO 8601 in UTC. */
const Timestamp = z.string();
const Line = z.string().max(500);
const Text = z.string().max(100_000);

export const CurrencyBand = z.strictObject({
  /** 1 to 5 */
  impact: z.int().min(1).max(5),
  /** Lower and upper end in units of the currency; null is open. */
  from: z.number().nonnegative(),
  to: z.number().nonnegative().nullable(),
});

/** Stored: a new field needs a default (CONTRIBUTING.md). */
export const EngagementProfile = z.strictObject({
  /** Shown in lists; often a code name. */
  name: Line.min(1),
  target: Line.min(1),
  client: Line,
  assessor: Line,
  consultancy: Line,
  classification: Line,
  /** ISO 4217 */
  currency: z.string().regex(/^[A-Z]{3}$/),
  bands: z.array(CurrencyBand).length(5),
  dayRates: z.array(z.strictObject({ role: Line, amount: z.number().nonnegative() })).max(50),
  people: z.array(z.strictObject({ name: Line, role: Line, organisation: Line })).max(200),
  /** The decision: go, conditional, no-go; null while it is not made. */
  decision: z.enum(['go', 'conditional', 'no-go']).nullable(),
  decisionReason: Text,
  conditions: z.array(z.string().max(5_000)).max(100),
  executiveNote: Text,
});
export type EngagementProfile = Readonly<z.infer<typeof EngagementProfile>>;

/** Bands that suit a mid-sized deal; set per deal. */
export const DEFAULT_BANDS: EngagementProfile['bands'] = [
  { impact: 1, from: 0, to: 50_000 },
  { impact: 2, from: 50_000, to: 250_000 },
  { impact: 3, from: 250_000, to: 1_000_000 },
  { impact: 4, from: 1_000_000, to: 5_000_000 },
  { impact: 5, from: 5_000_000, to: null },
];

export const EngagementSummary = z.strictObject({
  id: z.string(),
  profile: EngagementProfile,
  createdAt: Timestamp,
  /** Head of the hash-chained journal (hex) and its length. */
  journalHead: z.string(),
  journalLength: z.int(),
  file: z.string(),
  isSample: z.boolean(),
});
export type EngagementSummary = Readonly<z.infer<typeof EngagementSummary>>;

/** A recent engagement file. Only what its path shows: nothing inside is known without the passphrase. */
export const RecentEngagement = z.strictObject({
  file: z.string(),
  fileName: z.string(),
  bytes: z.int().nullable(),
  modifiedAt: Timestamp.nullable(),
  /** The keychain holds its key. */
  keychain: z.boolean(),
  missing: z.boolean(),
});
export type RecentEngagement = Readonly<z.infer<typeof RecentEngagement>>;

/** A record of the engagement file that cannot be read. It stays as it is, and lists and report leave it out. */
export const DamagedRecord = z.strictObject({
  /** To begin a sentence with: "Revision 2 of the answer to access.deploy". */
  what: z.string(),
  /** The end of a sentence: "its text is cut off or garbled". */
  reason: z.string(),
});
export type DamagedRecord = Readonly<z.infer<typeof DamagedRecord>>;

export const Cluster = z.strictObject({
  id: z.string(),
  name: Line,
  /** Latest snapshot, if any. */
  latestSnapshotId: z.string().nullable(),
  createdAt: Timestamp,
});
export type Cluster = Readonly<z.infer<typeof Cluster>>;

/**
 * A cluster (or other orchestrator) heard of. `clusterId` once it is collected.
 * Stored: a new field needs a default (CONTRIBUTING.md).
 */
export const EstateEntry = z.strictObject({
  id: z.string(),
  name: Line.min(1),
  kind: z.enum(['kubernetes', 'nomad', 'mesos', 'ecs', 'swarm', 'other']),
  purpose: Line,
  provider: Line,
  status: z.enum(['collected', 'refused', 'not-offered', 'pending']),
  /** Where it was heard of: interview, bill, kubeconfig, Argo CD, … */
  heardFrom: Line,
  note: Text,
  clusterId: z.string().nullable(),
  /** Suggested by evidence and not yet confirmed by the assessor. */
  suggested: z.boolean(),
  /** Grows with every change; 0 for a suggestion. */
  revision: z.int().min(0).default(1),
});
export type EstateEntry = Readonly<z.infer<typeof EstateEntry>>;

/** Stored: a new field needs a default (CONTRIBUTING.md). */
export const Authorisation = z.strictObject({
  id: z.string(),
  /** Who allowed it. */
  grantedBy: Line.min(1),
  role: Line,
  /** Names of clusters it covers; `*` covers all. */
  clusters: z.array(Line).min(1).max(200),
  scope: Text,
  /** Inclusive time window. */
  validFrom: Timestamp,
  validUntil: Timestamp,
  reference: Line,
  recordedBy: Line,
  recordedAt: Timestamp,
  /** The entry that this one replaces, and why; entries are never changed or removed. */
  corrects: z.string().nullable().default(null),
  correctionReason: Text.default(''),
});
export type Authorisation = Readonly<z.infer<typeof Authorisation>>;

/** What a person fills in. */
export const AuthorisationInput = Authorisation.omit({
  id: true,
  recordedAt: true,
  recordedBy: true,
  corrects: true,
  correctionReason: true,
});
export type AuthorisationInput = Readonly<z.infer<typeof AuthorisationInput>>;

/** Those that no later entry replaces, each with what it replaced, the newest first. */
export function currentAuthorisations(
  all: readonly Authorisation[],
): { readonly current: Authorisation; readonly earlier: readonly Authorisation[] }[] {
  const byId = new Map(all.map((entry) => [entry.id, entry]));
  const replaced = new Set(all.map(({ corrects }) => corrects));
  return all
    .filter(({ id }) => !replaced.has(id))
    .map((current) => {
      const earlier: Authorisation[] = [];
      const seen = new Set([current.id]);
      let id = current.corrects;
      while (id !== null && !seen.has(id)) {
        seen.add(id);
        const entry = byId.get(id);
        if (entry === undefined) break;
        earlier.push(entry);
        id = entry.corrects;
      }
      return { current, earlier };
    });
}

/**
 * Those that count and cover a cluster at a time (ISO 8601). `*` covers every cluster, names compare without case, and
 * a day without a time lasts until its end in UTC.
 */
export function coveringAuthorisations(
  all: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation[] {
  const name = clusterName.trim().toLowerCase();
  return currentAuthorisations(all)
    .map(({ current }) => current)
    .filter(
      ({ clusters, validFrom, validUntil }) =>
        clusters.some((cluster) => cluster === '*' || cluster.toLowerCase() === name) &&
        Date.parse(validFrom) <= Date.parse(now) &&
        Date.parse(now) <= lastMoment(validUntil),
    );
}

/** The last ms of a window that ends on a day or at a time; NaN when it cannot be read. */
export function lastMoment(until: string): number {
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59.999Z` : until);
}

export const SnapshotSummary = z.strictObject({
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  origin: SnapshotOrigin,
  server: z.string(),
  identity: z.string(),
  startedAt: Timestamp,
  finishedAt: Timestamp,
  completeness: z.enum(['complete', 'partial']),
  objects: z.int(),
  kinds: z.int(),
  /** Kinds of which something is unknown. */
  incompleteKinds: z.int(),
  /** Files and documents that were not read; absent for none. */
  unread: z.int().optional(),
  bytes: z.int(),
  evidenceSha256: z.string(),
  analysed: z.boolean(),
});
export type SnapshotSummary = Readonly<z.infer<typeof SnapshotSummary>>;

/** One entry of the append-only journal; `hash` covers the entry and the previous hash. */
export const JournalEntry = z.strictObject({
  sequence: z.int().min(1),
  at: Timestamp,
  author: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
  previousHash: z.string(),
  hash: z.string(),
});
/** What was found when the whole journal was checked. */
export const JournalCheck = z.strictObject({
  /** Nothing shows a change outside of Drydock. Whoever has the passphrase could still have made one that shows nothing. */
  intact: z.boolean(),
  entries: z.int(),
  /** From this entry on, entries bear a key and the rows that they speak of are checked; null for none. */
  sealedFrom: z.int().nullable(),
  /** Sentences. */
  problems: z.array(z.string()),
});
export type JournalCheck = Readonly<z.infer<typeof JournalCheck>>;

export type JournalEntry = Readonly<z.infer<typeof JournalEntry>>;
