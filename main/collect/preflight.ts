/** What a collection will see and miss, asked of the server before the first list of objects. */

import type { z } from 'zod';
import type { Preflight, PreflightRow } from '../../shared/collect.ts';
import { compare } from '../../shared/compare.ts';
import { DrydockError } from '../../shared/errors.ts';
import { type ResourceRef, resourceKey } from '../../shared/evidence.ts';
import { CONTROLS } from '../controls/catalogue.ts';
import { unknownControls } from '../controls/unknown.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { str } from '../snapshot/read.ts';
import { mayList, rulesIn } from './access.ts';
import { systemClock } from './clock.ts';
import { clockNotes } from './clock-difference.ts';
import { clusterRoleFor } from './cluster-role.ts';
import { discover } from './discovery.ts';
import { RequestFailure } from './failure.ts';
import { type CollectorIdentity, identityOf } from './identity.ts';
import { inFlight } from './in-flight.ts';
import { MAX_NAMESPACES } from './kind.ts';
import { itemsOf, readPages } from './pages.ts';
import { versionOf } from './probes.ts';
import { requireCluster } from './reach.ts';
import { skipReason } from './skipped.ts';
import { createTransport, type Transport } from './transport.ts';

type Row = z.infer<typeof PreflightRow>;

/** Enough to tell whether rights differ by namespace; the collection itself asks in every one. */
const SAMPLED_NAMESPACES = 20;
const QUESTIONS_IN_FLIGHT = 8;

export interface PreflightOptions {
  readonly connection: ClusterConnection;
  readonly signal: AbortSignal;
  /** As of the collection: only these, empty for all. */
  readonly namespaces?: readonly string[];
}

/** Nothing is stored; besides namespaces nothing is listed but, to learn a name, what the server refuses. @throws DrydockError as collectCluster does */
export async function preflight({
  connection,
  signal,
  namespaces: chosen = [],
}: PreflightOptions): Promise<Preflight> {
  const transport = createTransport({ connection, signal, clock: systemClock(), onLog: () => {} });
  try {
    const version = versionOf(await requireCluster(transport, connection.server));
    const { resources, problems } = await discover(transport);
    const listed = await namespacesOf(transport, resources, connection.namespace);
    const namespaces = (chosen.length > 0 ? [...chosen] : listed.names).slice(0, SAMPLED_NAMESPACES);
    const rules = new Map<string, Awaited<ReturnType<typeof rulesIn>>>();
    await inFlight(namespaces, QUESTIONS_IN_FLIGHT, async (namespace) => {
      rules.set(namespace, await rulesIn(transport, namespace));
    });
    const asked = resources.filter((resource) => skipReason(resource) === null);
    const rows: Row[] = [];
    await inFlight(asked, QUESTIONS_IN_FLIGHT, async (resource) => {
      rows.push(await rowOf(transport, resource, { rules, limited: chosen.length > 0 }));
    });
    rows.sort((a, b) => compare(resourceKey(a.resource), resourceKey(b.resource)));
    const identity = await tellingIdentity(connection, transport, rows);
    return {
      server: connection.server,
      serverVersion: version?.gitVersion ?? '',
      identity: identity.username,
      rows,
      unknownControls: unknownControls(
        rows.filter(({ access }) => access !== 'everywhere').map(({ resource }) => resource),
      ),
      sampledNamespaces: namespaces,
      clusterRole: clusterRoleFor(asked),
      notes: [
        ...problems,
        ...(listed.whole || chosen.length > 0
          ? []
          : ['Namespaces cannot be listed, so whether all were seen is not known.']),
        ...clockNotes(transport.clockAheadMs),
      ],
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

/** Where the credentials do not tell the name, a list that would be refused anyway does: the refusal names the user. */
async function tellingIdentity(
  connection: ClusterConnection,
  transport: Transport,
  rows: readonly Row[],
): Promise<CollectorIdentity> {
  const identity = await identityOf(connection, transport.refusedAs);
  const refused = rows.find(
    ({ access, resource }) => access === 'nowhere' && resource.resource !== 'secrets',
  );
  if (identity.username !== '' || refused === undefined) return identity;
  await readPages(transport, { resource: refused.resource, namespace: null, form: 'objects' }, async () => 1);
  return identityOf(connection, transport.refusedAs);
}

async function rowOf(
  transport: Transport,
  resource: ResourceRef,
  {
    rules,
    limited,
  }: { readonly rules: ReadonlyMap<string, Awaited<ReturnType<typeof rulesIn>>>; readonly limited: boolean },
): Promise<Row> {
  const everywhere = await mayList(transport, resource, null);
  const key = resourceKey(resource);
  const controls = CONTROLS.filter(({ judges, needs }) => judges.includes(key) || needs.includes(key)).map(
    ({ id }) => id,
  );
  const row = { resource, controls, namespaces: [] };
  if (everywhere === true && !(limited && resource.namespaced)) return { ...row, access: 'everywhere' };
  if (!resource.namespaced) return { ...row, access: everywhere === null ? 'unknown' : 'nowhere' };
  const namespaces: string[] = [];
  let unsure = everywhere === null;
  for (const [namespace, allows] of rules) {
    const listed = everywhere === true ? true : (allows?.(resource) ?? null);
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
): Promise<{ names: string[]; whole: boolean }> {
  const found = new Set<string>(own === '' ? ['default'] : [own]);
  const resource = resources.find((candidate) => resourceKey(candidate) === '/namespaces');
  if (resource === undefined) return { names: [...found], whole: false };
  const ask = { resource, namespace: null, form: 'objects', maxObjects: MAX_NAMESPACES } as const;
  const end = await readPages(transport, ask, async (body) => {
    const before = found.size;
    for (const item of itemsOf(body)) found.add(str(item, 'metadata', 'name') ?? 'default');
    return found.size - before;
  });
  return { names: [...found], whole: end.how === 'complete' };
}
