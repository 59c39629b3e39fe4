/** Collects one cluster into a sink: what it offers, what it says of itself, and every kind that may be listed. */
import { createHash } from 'node:crypto';
import type { CollectProgress } from '../../shared/collect.ts';
import { DrydockError } from '../../shared/errors.ts';
import {
  type ApiFacts,
  type CollectionLogEntry,
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { type EvidenceSink, evidenceIdentity } from '../snapshot/model.ts';
import { rulesIn } from './access.ts';
import { discover } from './discovery.ts';
import { RequestFailure } from './failure.ts';
import { collectKind } from './kind.ts';
import { identityOf, NO_API_FACTS, probeApi } from './probes.ts';
import { createProgress } from './progress.ts';
import { requireCluster } from './reach.ts';
import { createTransport, systemClock, type Transport } from './transport.ts';

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
}

const KINDS_IN_FLIGHT = 4;

/**
 * Read-only. A cancel after discovery ends in a valid, partial snapshot; before, in CANCELLED.
 * @throws DrydockError CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED, CLUSTER_UNAUTHENTICATED, CLUSTER_PROTOCOL, CANCELLED
 * and what the credentials throw
 */
export async function collectCluster(options: CollectOptions): Promise<SnapshotManifest> {
  const { connection, sink, signal } = options;
  const startedAt = options.now();
  const clock = systemClock();
  let pending: CollectionLogEntry[] = [];
  const flushLog = async () => {
    const entries = pending;
    pending = [];
    if (entries.length > 0) await sink.writeLog(entries);
  };
  const deps = { connection, signal, clock, onLog: (entry: CollectionLogEntry) => void pending.push(entry) };
  const transport = createTransport(deps);
  const anonymous = createTransport({ ...deps, anonymous: true, limits: { tries: 2 } });
  const progress = createProgress(
    options.onProgress,
    () => transport.counts.retries,
    () => clock.nowMs(),
  );
  try {
    progress.phase('connecting');
    await requireCluster(transport, connection.server);
    progress.phase('discovery');
    const { resources, problems } = await discover(transport).catch((error: unknown) => {
      throw toDrydock(error, connection.server);
    });
    for (const problem of problems) progress.refused(problem);
    progress.phase('probes');
    const { identity, facts } = await unlessCancelled(
      async () => ({
        identity: await identityOf(transport),
        facts: await probeApi(transport, anonymous, connection.server),
      }),
      { identity: { username: '', groups: [] }, facts: NO_API_FACTS },
    );
    await flushLog();
    const kinds = await collectKinds(resources, { ...options, transport, flushLog, progress });
    progress.phase('finishing');
    await flushLog();
    const manifest = manifestOf(options, {
      startedAt,
      kinds,
      problems,
      identity,
      facts,
      transport,
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
  readonly progress: ReturnType<typeof createProgress>;
  readonly flushLog: () => Promise<void>;
}

async function collectKinds(resources: readonly ResourceRef[], work: Work): Promise<KindOutcome[]> {
  const { transport, sink, progress, signal, connection } = work;
  const outcomes: KindOutcome[] = [];
  let namespaces: string[] = [];
  progress.total(resources.length);
  progress.phase('lists');
  const rules = new Map<string, ReturnType<typeof rulesIn>>();
  const mayTry = async (resource: ResourceRef, namespace: string): Promise<boolean> => {
    const known = rules.get(namespace) ?? rulesIn(transport, namespace);
    rules.set(namespace, known);
    return unlessCancelled(async () => (await known)?.(resource) !== false, true);
  };
  // Namespaces first: lists that are refused for the cluster go through them, and so do Secrets.
  const first = resources.find((resource) => resourceKey(resource) === '/namespaces');
  const one = async (resource: ResourceRef): Promise<void> => {
    const done = progress.started(shortName(resource));
    const skip = signal.aborted ? 'The collection was stopped before this kind.' : skipReason(resource);
    const outcome =
      skip === null
        ? await collectKind(resource, {
            transport,
            sink,
            namespaces,
            namespacesComplete: outcomes[0]?.resource === first && outcomes[0]?.status === 'collected',
            mayTry,
            onPage: (written) => progress.page(written),
            ...(resourceKey(resource) === '/namespaces'
              ? {
                  onObjects: (objects) => {
                    for (const { metadata } of objects) namespaces.push(metadata.name);
                  },
                }
              : {}),
          })
        : await notCollected(sink, resource, skip);
    outcomes.push(outcome);
    if (outcome.status === 'forbidden' || outcome.status === 'partial' || outcome.status === 'failed') {
      progress.refused(`${shortName(resource)}: ${outcome.message}`);
    }
    done();
    await work.flushLog();
  };

  if (first !== undefined) await one(first);
  if (namespaces.length === 0) namespaces = [...new Set([connection.namespace || 'default', 'default'])];
  const isSecret = (resource: ResourceRef) => resourceKey(resource) === '/secrets';
  await inFlight(
    resources.filter((resource) => resource !== first && !isSecret(resource)),
    KINDS_IN_FLIGHT,
    one,
  );
  const secrets = resources.find(isSecret);
  if (secrets !== undefined) {
    progress.phase('secrets');
    await one(secrets);
  }
  return outcomes.sort((a, b) => (resourceKey(a.resource) < resourceKey(b.resource) ? -1 : 1));
}

/** Events are many, short-lived and full of text of the target's programs. */
function skipReason({ group, resource }: ResourceRef): string | null {
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

async function inFlight<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function manifestOf(
  options: CollectOptions,
  found: {
    readonly startedAt: string;
    readonly kinds: KindOutcome[];
    readonly problems: readonly string[];
    readonly identity: { username: string; groups: string[] };
    readonly facts: ApiFacts;
    readonly transport: Transport;
    readonly anonymous: Transport;
  },
): SnapshotManifest {
  const { kinds, transport, anonymous } = found;
  const byStatus: Record<string, number> = {};
  for (const { counts } of [transport, anonymous]) {
    for (const [status, count] of counts.byStatus) byStatus[status] = (byStatus[status] ?? 0) + count;
  }
  const stopped = options.signal.aborted;
  const whole = kinds.every(
    ({ status, resource }) => status === 'collected' || skipReason(resource) !== null,
  );
  return {
    schemaVersion: 1,
    tool: { name: 'drydock', version: options.toolVersion },
    origin: 'live',
    clusterName: options.clusterName,
    server: options.connection.server,
    context: options.context,
    identity: found.identity,
    startedAt: found.startedAt,
    finishedAt: options.now(),
    completeness: whole && !stopped && found.problems.length === 0 ? 'complete' : 'partial',
    kinds,
    apiFacts: found.facts,
    requests: {
      total: transport.counts.total + anonymous.counts.total,
      byStatus,
      retries: transport.counts.retries + anonymous.counts.retries,
    },
    notes: [...found.problems, ...(stopped ? ['The collection was stopped before the end.'] : [])],
    evidenceSha256: evidenceHash(kinds),
  };
}

/** As documented at SnapshotManifest. */
function evidenceHash(kinds: readonly KindOutcome[]): string {
  return createHash('sha256').update(evidenceIdentity(kinds)).digest('hex');
}

function shortName({ group, resource }: ResourceRef): string {
  return group === '' ? resource : `${resource}.${group}`;
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
