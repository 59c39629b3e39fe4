/** What a collection will see and miss, asked of the server before the first list of objects. */
import type { z } from 'zod';
import type { Preflight, PreflightRow } from '../../shared/collect.ts';
import { DrydockError } from '../../shared/errors.ts';
import { type ResourceRef, resourceKey } from '../../shared/evidence.ts';
import { CONTROLS } from '../analysis/controls/catalogue.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { str } from '../snapshot/read.ts';
import { mayList, rulesIn } from './access.ts';
import { discover } from './discovery.ts';
import { RequestFailure } from './failure.ts';
import { itemsOf, readPages } from './pages.ts';
import { identityOf, versionOf } from './probes.ts';
import { requireCluster } from './reach.ts';
import { createTransport, systemClock, type Transport } from './transport.ts';

type Row = z.infer<typeof PreflightRow>;

/** Enough to tell whether rights differ by namespace; the collection itself asks in every one. */
const SAMPLED_NAMESPACES = 20;

/** Nothing is stored. @throws DrydockError as collectCluster does */
export async function preflight(connection: ClusterConnection, signal: AbortSignal): Promise<Preflight> {
  const transport = createTransport({ connection, signal, clock: systemClock(), onLog: () => {} });
  try {
    const version = versionOf(await requireCluster(transport, connection.server));
    const { resources } = await discover(transport);
    const namespaces = await namespacesOf(transport, resources, connection.namespace);
    const identity = await identityOf(transport);
    const rules = new Map<string, Awaited<ReturnType<typeof rulesIn>>>();
    for (const namespace of namespaces) rules.set(namespace, await rulesIn(transport, namespace));
    const rows: Row[] = [];
    for (const resource of resources) rows.push(await rowOf(transport, resource, rules));
    return {
      server: connection.server,
      serverVersion: version?.gitVersion ?? '',
      identity: identity.username,
      rows,
      unknownControls: [],
      sampledNamespaces: namespaces,
      notes: [],
    };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    throw error.kind === 'cancelled'
      ? new DrydockError('CANCELLED')
      : new DrydockError('CLUSTER_PROTOCOL', { server: connection.server, reason: error.message });
  } finally {
    await transport.close();
  }
}

async function rowOf(
  transport: Transport,
  resource: ResourceRef,
  rules: ReadonlyMap<string, Awaited<ReturnType<typeof rulesIn>>>,
): Promise<Row> {
  const everywhere = await mayList(transport, resource, null);
  const key = resourceKey(resource);
  const controls = CONTROLS.filter(({ judges, needs }) => judges.includes(key) || needs.includes(key)).map(
    ({ id }) => id,
  );
  const row = { resource, controls, namespaces: [] };
  if (everywhere === true) return { ...row, access: 'everywhere' };
  if (!resource.namespaced) return { ...row, access: everywhere === null ? 'unknown' : 'nowhere' };
  const namespaces: string[] = [];
  let unsure = everywhere === null;
  for (const [namespace, allows] of rules) {
    const listed = allows?.(resource) ?? null;
    const allowed = listed ?? (await mayList(transport, resource, namespace));
    if (allowed === true) namespaces.push(namespace);
    unsure ||= allowed === null;
  }
  if (namespaces.length > 0) return { ...row, access: 'some-namespaces', namespaces };
  return { ...row, access: unsure ? 'unknown' : 'nowhere' };
}

async function namespacesOf(
  transport: Transport,
  resources: readonly ResourceRef[],
  own: string,
): Promise<string[]> {
  const found = new Set<string>(own === '' ? ['default'] : [own]);
  const resource = resources.find((candidate) => resourceKey(candidate) === '/namespaces');
  if (resource !== undefined) {
    await readPages(transport, { resource, namespace: null, form: 'objects' }, async (body) => {
      for (const item of itemsOf(body)) found.add(str(item, 'metadata', 'name') ?? 'default');
    });
  }
  return [...found].slice(0, SAMPLED_NAMESPACES);
}
