/** A cluster into a bundle, without an engagement. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { CollectProgress, UnknownControl } from '../../../../shared/collect.ts';
import type { SnapshotManifest } from '../../../../shared/evidence.ts';
import { readOnlyClusterRoleYaml } from '../../../collect/cluster-role.ts';
import { collectCluster } from '../../../collect/collect.ts';
import { lackingKinds, unknownControls } from '../../../controls/unknown.ts';
import { openBundle } from '../../../evidence/bundle-read.ts';
import { type BundleSink, createBundleSink } from '../../../evidence/bundle-write.ts';
import { identityAt } from '../../../workbench/evidence-files.ts';
import { type ClusterAccess, openCluster } from './cluster-access.ts';
import { incompleteKinds } from './scan.ts';

export interface CollectRequest extends ClusterAccess {
  readonly out: string;
  /** Replace a file that is there. */
  readonly force?: boolean;
  readonly encryptTo?: readonly string[];
  /** Only these; empty for all. */
  readonly namespaces?: readonly string[];
  /** The collection ends after this long, with what it has. */
  readonly limitMs?: number;
  /** A partial bundle of the same cluster to complete, and the age identity file that opens it when it is sealed. */
  readonly resume?: string;
  readonly identity?: string;
  readonly onProgress: (progress: CollectProgress) => void;
  /** Ends the collection; what there is becomes a valid, partial bundle. */
  readonly signal: AbortSignal;
  /** ISO 8601 in UTC: when it is said to happen. Only the sample has dates of its own. */
  readonly at?: string;
}

/** The JSON of `drydock collect`. */
export interface CollectResult {
  readonly schemaVersion: 1;
  readonly out: string;
  readonly bytes: number;
  /** Of the bundle as a file. */
  readonly sha256: string;
  /** Of what is in it; the same however it is packed. */
  readonly evidenceSha256: string;
  readonly clusterName: string;
  readonly server: string;
  readonly identity: string;
  readonly objects: number;
  readonly kinds: number;
  readonly requests: number;
  readonly completeness: 'complete' | 'partial';
  /** The user ended it. */
  readonly stopped: boolean;
  readonly incomplete: readonly string[];
  readonly notes: readonly string[];
  /** Worst first. */
  readonly unknownControls: readonly UnknownControl[];
}

export const clusterRoleYaml = readOnlyClusterRoleYaml;

/** @throws DrydockError for the kubeconfig, the connection, the bundle to resume and the file to write */
export async function collectToBundle(request: CollectRequest): Promise<CollectResult> {
  const out = resolve(request.out);
  // Before anything is asked of the cluster, for a collection can take an hour.
  const sink = await createBundleSink({
    path: out,
    encryptTo: request.encryptTo ?? [],
    replace: request.force ?? false,
  });
  try {
    const manifest = await collectInto(sink, out, request);
    return {
      schemaVersion: 1,
      out,
      ...(await fileFacts(out)),
      evidenceSha256: manifest.evidenceSha256,
      clusterName: manifest.clusterName,
      server: manifest.server,
      identity: manifest.identity.username,
      objects: manifest.kinds.reduce((sum, kind) => sum + kind.objects, 0),
      kinds: manifest.kinds.length,
      requests: manifest.requests.total,
      completeness: manifest.completeness,
      stopped: request.signal.aborted,
      incomplete: incompleteKinds(manifest),
      notes: manifest.notes,
      unknownControls: unknownControls(lackingKinds(manifest.kinds)),
    };
  } catch (error) {
    await sink.abort(error);
    throw error;
  }
}

async function collectInto(
  sink: BundleSink,
  out: string,
  request: CollectRequest,
): Promise<SnapshotManifest> {
  const earlier =
    request.resume === undefined
      ? null
      : await openBundle(resolve(request.resume), { identity: await identityAt(request.identity) });
  try {
    const { connection, context } = await openCluster(request, request.signal);
    try {
      return await collectCluster({
        connection,
        sink,
        clusterName: context.cluster || basename(out),
        context: context.name,
        now: () => request.at ?? new Date().toISOString(),
        toolVersion: packageJson.version,
        onProgress: request.onProgress,
        signal: request.signal,
        namespaces: request.namespaces ?? [],
        resume: earlier,
        ...(request.limitMs === undefined ? {} : { limitMs: request.limitMs }),
      });
    } finally {
      await connection.close();
    }
  } finally {
    await earlier?.close();
  }
}

async function fileFacts(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
