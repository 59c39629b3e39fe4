/** Collects one cluster into a sink: what it offers, what it says of itself, and every kind that may be listed. */
import type { CollectProgress } from '../../shared/collect.ts';
import { DrydockError } from '../../shared/errors.ts';
import type { CollectionLogEntry, SnapshotManifest } from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import type { EvidenceSink } from '../snapshot/model.ts';
import type { CarriedOver } from './carry-over.ts';
import { systemClock } from './clock.ts';
import { discover } from './discovery.ts';
import { RequestFailure, unlessCancelled } from './failure.ts';
import { identityOf } from './identity.ts';
import { collectKinds } from './kinds.ts';
import { manifestOf } from './manifest.ts';
import { NO_API_FACTS, probeApi } from './probes.ts';
import { createProgress } from './progress.ts';
import { requireCluster } from './reach.ts';
import { watchServer } from './server-back.ts';
import { createTransport, type TransportLimits } from './transport.ts';

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

export const DEFAULT_LIMIT_MS = 2 * 60 * 60_000;

/**
 * Read-only. A cancel after discovery, or the time limit, ends in a valid, partial snapshot; before, in CANCELLED.
 * @throws DrydockError CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED, CLUSTER_UNAUTHENTICATED, CLUSTER_PROTOCOL,
 * CLUSTER_DISCOVERY_REFUSED, RESUME_MISMATCH, CANCELLED and what the credentials throw
 */
export async function collectCluster(options: CollectOptions): Promise<SnapshotManifest> {
  const { connection, sink, clusterName, context, toolVersion, namespaces = [], resume = null } = options;
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
    now: options.now,
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
    const kinds = await collectKinds(resources, {
      transport,
      sink,
      connection,
      signal,
      server,
      progress,
      namespaces,
      resume,
      flushLog,
      stop: () => failed.abort(),
    });
    progress.phase('finishing');
    await flushLog();
    const manifest = manifestOf({
      ...kinds,
      toolVersion,
      clusterName,
      server: connection.server,
      context,
      identity: await identityOf(connection, transport.refusedAs),
      namespaces,
      resume,
      startedAt,
      finishedAt: options.now(),
      problems,
      facts,
      transports: [transport, anonymous],
      signal,
    });
    await sink.finish(manifest);
    progress.phase('done');
    return manifest;
  } finally {
    await Promise.all([transport.close(), anonymous.close()]);
  }
}

function toDrydock(error: unknown, server: string): unknown {
  if (!(error instanceof RequestFailure)) return error;
  if (error.kind === 'cancelled') return new DrydockError('CANCELLED');
  return new DrydockError('CLUSTER_PROTOCOL', { server, reason: error.message });
}
