/** Collects a real control plane into memory, as one of its users. */
import { readFileSync } from 'node:fs';
import { type CollectOptions, collectCluster } from '../../main/collect/collect.ts';
import { openConnection } from '../../main/kubeconfig/connection.ts';
import { MemorySink } from '../../main/snapshot/memory.ts';
import type { KindOutcome, SnapshotManifest } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import type { ControlPlaneAddress } from './start-control-plane.ts';

export interface Collected {
  readonly manifest: SnapshotManifest;
  readonly sink: MemorySink;
  kind(key: string): KindOutcome | undefined;
}

/** The connection of a user; `server` replaces the address, such as by that of a proxy, and `ca` what it is trusted by. */
export function connectAs(
  { kubeconfigs }: ControlPlaneAddress,
  user: string,
  instead: { readonly server?: string; readonly ca?: string } = {},
) {
  const kubeconfig = JSON.parse(readFileSync(kubeconfigs[user] ?? '', 'utf8')) as {
    clusters: { cluster: Record<string, string> }[];
  };
  const cluster = kubeconfig.clusters[0]?.cluster ?? {};
  if (instead.server !== undefined) cluster['server'] = instead.server;
  if (instead.ca !== undefined)
    cluster['certificate-authority-data'] = Buffer.from(instead.ca).toString('base64');
  return openConnection({
    kubeconfigs: [{ path: null, text: JSON.stringify(kubeconfig) }],
    context: user,
    allowExec: [],
    environment: {},
  });
}

export async function collectAs(
  plane: ControlPlaneAddress,
  user: string,
  options: Partial<CollectOptions> & { readonly server?: string; readonly ca?: string } = {},
): Promise<Collected> {
  const sink = new MemorySink();
  const { server, ca, ...rest } = options;
  const manifest = await collectCluster({
    connection: await connectAs(plane, user, {
      ...(server === undefined ? {} : { server }),
      ...(ca === undefined ? {} : { ca }),
    }),
    sink,
    clusterName: 'real',
    context: user,
    now: () => new Date().toISOString(),
    toolVersion: '0.0.0',
    onProgress: () => {},
    signal: new AbortController().signal,
    ...rest,
  });
  return {
    manifest,
    sink,
    kind: (key) => manifest.kinds.find(({ resource }) => resourceKey(resource) === key),
  };
}
