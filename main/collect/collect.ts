/** Collects one cluster into a sink: what it offers, what it says of itself, and every kind that may be listed. */

import { createHash } from 'node:crypto';
import type { CollectProgress } from '../../shared/collect.ts';
import { compare } from '../../shared/compare.ts';
import { DrydockError } from '../../shared/errors.ts';
import {
  type ApiFacts,
  type CollectionLogEntry,
  type KindOutcome,
  kindName,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { BUILT_IN_GROUPS } from '../snapshot/built-in-groups.ts';
import { type EvidenceSink, evidenceIdentity } from '../snapshot/model.ts';
import { mayList, rulesIn } from './access.ts';
import { type CarriedOver, carriedResources, carryOver, sameCluster } from './carry-over.ts';
import { systemClock } from './clock.ts';
import { discover } from './discovery.ts';
import { RequestFailure, stopWords } from './failure.ts';
import { identityOf } from './identity.ts';
import { inFlight } from './in-flight.ts';
import { collectKind, type NamespacesToAsk } from './kind.ts';
import { NO_API_FACTS, probeApi } from './probes.ts';
import { createProgress } from './progress.ts';
import { requireCluster } from './reach.ts';
import { type ServerWatch, watchServer } from './server-back.ts';
import { createTransport, type Transport, type TransportLimits } from './transport.ts';

export interface CollectOptions {
  readonly connection: ClusterConnection;
  readonly sink: EvidenceSink;
  readonly clusterName: string;
  readonly context: string;
  /** ISO 8601. */
  readonly now: () => string;
  readonly toolVersion: string;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly signal: AbortSignal;
  /** Only these namespaces for kinds that live in one; empty for all. Kinds of the whole cluster are read as usual. */
  readonly namespaces?: readonly string[];
  /** The collection ends after this long, with what it has. */
  readonly limitMs?: number;
  /** An earlier, partial collection of the same cluster: its whole kinds are taken over. */
  readonly resume?: CarriedOver | null;
  readonly limits?: Partial<TransportLimits>;
  /** How long a server that went away is waited for. */
  readonly patienceMs?: number;
}

const KINDS_IN_FLIGHT = 4;
export const DEFAULT_LIMIT_MS = 2 * 60 * 60_000;
/** A difference of clocks that makes tokens and certificates look expired, or not valid yet. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Read-only. A cancel after discovery, or the time limit, ends in a valid, partial snapshot; before, in CANCELLED.
 * @throws DrydockError CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED, CLUSTER_UNAUTHENTICATED, CLUSTER_PROTOCOL,
 * CLUSTER_DISCOVERY_REFUSED, RESUME_MISMATCH, CANCELLED and what the credentials throw
 */
export async function collectCluster(options: CollectOptions): Promise<SnapshotManifest> {
  const { connection, sink } = options;
  // A failure of one list, such as a full disk, stops the others.
  const failed = new AbortController();
  const signal = AbortSignal.any([
    options.signal,
    failed.signal,
    AbortSignal.timeout(options.limitMs ?? DEFAULT_LIMIT_MS),
  ]);
  const startedAt = options.now();
  const clock = systemClock();
  let pending: CollectionLogEntry[] = [];
  const flushLog = async () => {
    const entries = pending;
    pending = [];
    if (entries.length > 0) await sink.writeLog(entries);
  };
  const deps = {
    connection,
    signal,
    clock,
    onLog: (entry: CollectionLogEntry) => void pending.push(entry),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  };
  const transport = createTransport(deps);
  const anonymous = createTransport({ ...deps, anonymous: true, limits: { ...options.limits, tries: 2 } });
  const progress = createProgress(
    options.onProgress,
    () => transport.counts.retries,
    () => clock.nowMs(),
  );
  const server = watchServer({
    transport,
    clock,
    signal,
    onWaiting: (waiting) => progress.waiting(waiting),
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
  try {
    progress.phase('connecting');
    await requireCluster(transport, connection.server);
    progress.phase('discovery');
    const { resources, problems } = await discover(transport).catch((error: unknown) => {
      throw toDrydock(error, connection.server);
    });
    for (const problem of problems) progress.refused(problem);
    progress.phase('probes');
    const facts = await unlessCancelled(
      () => probeApi(transport, anonymous, connection.server),
      NO_API_FACTS,
    );
    await flushLog();
    const work = { ...options, signal, transport, flushLog, progress, server, stop: () => failed.abort() };
    const { kinds, carried, absent } = await collectKinds(resources, work);
    progress.phase('finishing');
    await flushLog();
    const manifest = manifestOf(work, {
      startedAt,
      kinds,
      carried,
      problems,
      absent,
      identity: await identityOf(connection, transport.refusedAs),
      facts,
      anonymous,
    });
    await sink.finish(manifest);
    progress.phase('done');
    return manifest;
  } finally {
    await Promise.all([transport.close(), anonymous.close()]);
  }
}

interface Work extends CollectOptions {
  readonly transport: Transport;
  readonly server: ServerWatch;
  readonly progress: ReturnType<typeof createProgress>;
  readonly flushLog: () => Promise<void>;
  /** Ends every list that is under way. */
  readonly stop: () => void;
}

async function collectKinds(
  resources: readonly ResourceRef[],
  work: Work,
): Promise<{ kinds: KindOutcome[]; carried: number; absent: string[] }> {
  const { transport, sink, progress, signal, connection, resume = null } = work;
  const outcomes: KindOutcome[] = [];
  const chosen = work.namespaces ?? [];
  const listed: string[] = [];
  let systemUid: string | null = null;
  let namespaces: NamespacesToAsk = { names: chosen, extent: 'chosen' };
  let carriedKeys: ReadonlySet<string> = new Set();
  progress.total(resources.length);
  progress.phase('lists');
  const mayTry = rightsByNamespace(transport);

  const one = async (resource: ResourceRef): Promise<void> => {
    const kind = progress.started(kindName(resource));
    const skip = signal.aborted
      ? `Not asked: ${stopWords(signal)}.`
      : (skipReason(resource) ?? (work.server.gone ? 'Not asked: the server no longer answers.' : null));
    let outcome: KindOutcome;
    if (skip !== null) outcome = await notCollected(sink, resource, skip);
    else if (resume !== null && carriedKeys.has(resourceKey(resource))) {
      outcome = await carryOver(resume, resource, { sink, onPage: kind.page });
    } else {
      outcome = await collectKind(resource, {
        transport,
        sink,
        namespaces,
        mayTry,
        onPage: kind.page,
        server: work.server,
        ...(resource === first
          ? {
              onObjects: (objects) => {
                for (const { metadata } of objects) {
                  listed.push(metadata.name);
                  if (metadata.name === 'kube-system') systemUid = metadata.uid ?? null;
                }
              },
            }
          : {}),
      });
    }
    outcomes.push(outcome);
    if (outcome.status === 'forbidden' || outcome.status === 'partial' || outcome.status === 'failed') {
      progress.refused(`${kindName(resource)}: ${outcome.message}`);
    }
    kind.done();
    await work.flushLog();
  };

  // Namespaces first: lists that are refused for the cluster go through them, and so do Secrets.
  const first = resources.find((resource) => resourceKey(resource) === '/namespaces');
  if (first !== undefined) await one(first);
  const whole = outcomes[0]?.status === 'collected';
  if (chosen.length === 0) {
    const named = [...new Set([connection.namespace || 'default', 'default'])];
    namespaces = whole
      ? { names: listed, extent: 'all' }
      : { names: [...new Set([...listed, ...named])], extent: 'known' };
  }
  if (resume !== null) {
    if (!(await sameCluster(resume, { systemUid, server: connection.server }))) {
      throw new DrydockError('RESUME_MISMATCH');
    }
    carriedKeys = carriedResources(resume, resources);
    progress.phase('resuming');
    for (const resource of resources) if (carriedKeys.has(resourceKey(resource))) await one(resource);
    progress.phase('lists');
  }
  const isSecret = (resource: ResourceRef) => resourceKey(resource) === '/secrets';
  const isBuiltIn = ({ group }: ResourceRef) => BUILT_IN_GROUPS.has(group);
  const open = resources.filter((resource) => resource !== first && !carriedKeys.has(resourceKey(resource)));
  const all = (kinds: readonly ResourceRef[]) =>
    inFlight(kinds, KINDS_IN_FLIGHT, (resource) =>
      one(resource).catch((error: unknown) => {
        work.stop();
        throw error;
      }),
    );
  // What the controls rest on comes before kinds that anybody may have defined, without end or without an answer.
  await all(open.filter((resource) => isBuiltIn(resource) && !isSecret(resource)));
  const secrets = open.find(isSecret);
  if (secrets !== undefined) {
    progress.phase('secrets');
    await one(secrets);
    progress.phase('lists');
  }
  await all(open.filter((resource) => !isBuiltIn(resource)));
  return {
    kinds: outcomes.sort((a, b) => compare(resourceKey(a.resource), resourceKey(b.resource))),
    carried: carriedKeys.size,
    absent: whole ? chosen.filter((name) => !listed.includes(name)) : [],
  };
}

/**
 * Whether a list in one namespace is worth a request. Where the list is allowed everywhere, one question is enough;
 * else the rules of each namespace are asked once, for all kinds.
 */
function rightsByNamespace(
  transport: Transport,
): (resource: ResourceRef, namespace: string) => Promise<boolean> {
  const everywhere = new Map<string, Promise<boolean | null>>();
  const rules = new Map<string, ReturnType<typeof rulesIn>>();
  const once = <T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> => {
    const answer = known.get(key) ?? ask();
    known.set(key, answer);
    return answer;
  };
  return (resource, namespace) =>
    unlessCancelled(async () => {
      const all = await once(everywhere, resourceKey(resource), () => mayList(transport, resource, null));
      if (all === true) return true;
      const allows = await once(rules, namespace, () => rulesIn(transport, namespace));
      return allows?.(resource) !== false;
    }, true);
}

/** Events are many, short-lived and full of text of the target's programs. */
export function skipReason({ group, resource }: ResourceRef): string | null {
  if (resource === 'events' && (group === '' || group === 'events.k8s.io'))
    return 'Events are not collected.';
  return group === 'metrics.k8s.io' ? 'Measurements are not collected.' : null;
}

async function notCollected(
  sink: EvidenceSink,
  resource: ResourceRef,
  message: string,
): Promise<KindOutcome> {
  const outcome: KindOutcome = {
    resource,
    status: 'not-collected',
    objects: 0,
    bytes: 0,
    refusedNamespaces: [],
    message,
    sha256: '',
  };
  await sink.finishKind(outcome);
  return outcome;
}

function manifestOf(
  work: Work,
  found: {
    readonly startedAt: string;
    readonly kinds: KindOutcome[];
    /** How many of the kinds were taken over from the collection that was resumed. */
    readonly carried: number;
    readonly problems: readonly string[];
    /** Chosen namespaces that do not exist: a slip of the pen would look like an empty one. */
    readonly absent: readonly string[];
    readonly identity: SnapshotManifest['identity'];
    readonly facts: ApiFacts;
    readonly anonymous: Transport;
  },
): SnapshotManifest {
  const { transport, resume = null, namespaces = [], signal } = work;
  const { kinds, anonymous, carried } = found;
  const byStatus: Record<string, number> = {};
  for (const { counts } of [transport, anonymous]) {
    for (const [status, count] of counts.byStatus) byStatus[status] = (byStatus[status] ?? 0) + count;
  }
  const whole = kinds.every(
    ({ status, resource }) => status === 'collected' || skipReason(resource) !== null,
  );
  return {
    schemaVersion: 1,
    tool: { name: 'drydock', version: work.toolVersion },
    origin: 'live',
    clusterName: work.clusterName,
    server: work.connection.server,
    context: work.context,
    identity: found.identity,
    ...(namespaces.length === 0 ? {} : { scope: { namespaces: [...namespaces] } }),
    ...(resume === null
      ? {}
      : {
          resumed: {
            evidenceSha256: resume.manifest.evidenceSha256,
            startedAt: resume.manifest.startedAt,
            kinds: carried,
          },
        }),
    startedAt: found.startedAt,
    finishedAt: work.now(),
    completeness: whole && found.problems.length === 0 ? 'complete' : 'partial',
    kinds,
    apiFacts: found.facts,
    requests: {
      total: transport.counts.total + anonymous.counts.total,
      byStatus,
      retries: transport.counts.retries + anonymous.counts.retries,
    },
    notes: [
      ...found.problems,
      ...found.absent.map((name) => `There is no namespace “${name}”.`),
      ...(resume === null
        ? []
        : [
            `${count(carried, 'kind was', 'kinds were')} taken over from the collection begun at ${resume.manifest.startedAt}.`,
          ]),
      ...clockNotes(found.facts.clockAheadMs ?? null),
      ...(signal.aborted ? [`The collection ended early: ${stopWords(signal)}.`] : []),
    ],
    evidenceSha256: evidenceHash(kinds),
  };
}

export function clockNotes(aheadMs: number | null): string[] {
  if (aheadMs === null || Math.abs(aheadMs) < CLOCK_TOLERANCE_MS) return [];
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const how = aheadMs > 0 ? 'ahead of' : 'behind';
  return [
    `The clock of this machine is ${minutes} minutes ${how} the server’s; certificates and tokens may look expired.`,
  ];
}

/** As documented at SnapshotManifest. */
function evidenceHash(kinds: readonly KindOutcome[]): string {
  return createHash('sha256').update(evidenceIdentity(kinds)).digest('hex');
}

async function unlessCancelled<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure && error.kind === 'cancelled') return otherwise;
    throw error;
  }
}

function toDrydock(error: unknown, server: string): unknown {
  if (!(error instanceof RequestFailure)) return error;
  if (error.kind === 'cancelled') return new DrydockError('CANCELLED');
  return new DrydockError('CLUSTER_PROTOCOL', { server, reason: error.message });
}
