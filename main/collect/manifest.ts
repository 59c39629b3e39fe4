/** The manifest of a collection: what was asked, how it ended, and what a reader must know about it. */
import { createHash } from 'node:crypto';
import { dayInWords } from '../../shared/day-in-words.ts';
import type { ApiFacts, KindOutcome, SnapshotManifest } from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import { evidenceIdentity } from '../snapshot/model.ts';
import type { CarriedOver } from './carry-over.ts';
import { clockNotes } from './clock-difference.ts';
import { stopWords } from './failure.ts';
import type { CollectedKinds } from './kinds.ts';
import { skipReason } from './skipped.ts';
import type { Transport } from './transport.ts';

export interface Collected extends CollectedKinds {
  readonly toolVersion: string;
  readonly clusterName: string;
  readonly server: string;
  readonly context: string;
  readonly identity: SnapshotManifest['identity'];
  /** Chosen ones; empty for all. */
  readonly namespaces: readonly string[];
  readonly resume: CarriedOver | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What discovery could not find out. */
  readonly problems: readonly string[];
  readonly facts: ApiFacts;
  readonly transports: readonly Transport[];
  readonly signal: AbortSignal;
}

export function manifestOf(collected: Collected): SnapshotManifest {
  const { kinds, namespaces, resume, problems } = collected;
  return {
    schemaVersion: 1,
    tool: { name: 'drydock', version: collected.toolVersion },
    origin: 'live',
    clusterName: collected.clusterName,
    server: collected.server,
    context: collected.context,
    identity: collected.identity,
    ...(namespaces.length === 0 ? {} : { scope: { namespaces: [...namespaces] } }),
    ...(resume === null
      ? {}
      : {
          resumed: {
            evidenceSha256: resume.manifest.evidenceSha256,
            startedAt: resume.manifest.startedAt,
            kinds: collected.carried,
          },
        }),
    startedAt: collected.startedAt,
    finishedAt: collected.finishedAt,
    completeness: problems.length === 0 && kinds.every(isWhole) ? 'complete' : 'partial',
    kinds,
    apiFacts: collected.facts,
    requests: requestsOf(collected.transports),
    notes: notesOf(collected),
    evidenceSha256: evidenceHash(kinds),
  };
}

const isWhole = ({ status, resource }: KindOutcome): boolean =>
  status === 'collected' || skipReason(resource) !== null;

function requestsOf(transports: readonly Transport[]): SnapshotManifest['requests'] {
  const byStatus: Record<string, number> = {};
  let total = 0;
  let retries = 0;
  for (const { counts } of transports) {
    total += counts.total;
    retries += counts.retries;
    for (const [status, times] of counts.byStatus) byStatus[status] = (byStatus[status] ?? 0) + times;
  }
  return { total, byStatus, retries };
}

function notesOf({ problems, absent, resume, carried, facts, signal }: Collected): string[] {
  return [
    ...problems,
    ...absent.map((name) => `There is no namespace “${name}”.`),
    ...(resume === null
      ? []
      : [
          `${count(carried, 'kind was', 'kinds were')} taken over from the collection begun on ${dayInWords(resume.manifest.startedAt)}.`,
        ]),
    ...clockNotes(facts.clockAheadMs ?? null),
    ...(signal.aborted ? [`The collection ended early: ${stopWords(signal)}.`] : []),
  ];
}

/** As documented at SnapshotManifest. */
function evidenceHash(kinds: readonly KindOutcome[]): string {
  return createHash('sha256').update(evidenceIdentity(kinds)).digest('hex');
}
