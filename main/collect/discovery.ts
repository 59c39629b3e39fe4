/** Which kinds the server offers: aggregated discovery, else group by group. */
import { DrydockError } from '../../shared/errors.ts';
import type { ResourceRef } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { at, list, str, strings } from '../snapshot/read.ts';
import { RequestFailure } from './failure.ts';
import type { Transport } from './transport.ts';

export interface Discovery {
  /** Listable kinds in the version that the server prefers, by key. */
  readonly resources: readonly ResourceRef[];
  /** Groups that could not be asked, such as those of a broken APIService, in plain sentences. */
  readonly problems: readonly string[];
}

/** Problems of one group are recorded, not fatal. @throws RequestFailure when `/api` itself cannot be asked; DrydockError CLUSTER_DISCOVERY_REFUSED */
export async function discover(transport: Transport): Promise<Discovery> {
  const found = new Map<string, ResourceRef>();
  const problems: string[] = [];
  for (const path of ['/api', '/apis'] as const) {
    const answer = await transport.get({ type: 'plain', path });
    if (answer.status === 403) throw new DrydockError('CLUSTER_DISCOVERY_REFUSED');
    if (answer.status !== 200) {
      throw new RequestFailure('not-json', `${path} answered with status ${answer.status}`);
    }
    const body = answer.json();
    if (str(body, 'kind') === 'APIGroupDiscoveryList') readAggregated(body, found, problems);
    else await readGroups(transport, path, body, found, problems);
  }
  const resources = [...found.values()].sort((a, b) => (resourceKey(a) < resourceKey(b) ? -1 : 1));
  if (resources.length > MAX_KINDS) {
    problems.push(`The server offers ${resources.length} kinds; only the first ${MAX_KINDS} are asked for.`);
  }
  return { resources: resources.slice(0, MAX_KINDS), problems };
}

const MAX_KINDS = 5_000;

function readAggregated(body: unknown, found: Map<string, ResourceRef>, problems: string[]): void {
  for (const item of list(body, 'items')) {
    const group = str(item, 'metadata', 'name') ?? '';
    for (const entry of list(item, 'versions')) {
      const version = str(entry, 'version') ?? '';
      const resources = list(entry, 'resources');
      if (str(entry, 'freshness') === 'Stale') problems.push(unavailable(group, version));
      for (const resource of resources) {
        add(found, problems, {
          group,
          version,
          resource: str(resource, 'resource') ?? '',
          kind: str(resource, 'responseKind', 'kind') ?? '',
          namespaced: str(resource, 'scope') === 'Namespaced',
          verbs: strings(resource, 'verbs'),
        });
      }
    }
  }
}

async function readGroups(
  transport: Transport,
  path: '/api' | '/apis',
  body: unknown,
  found: Map<string, ResourceRef>,
  problems: string[],
): Promise<void> {
  const versions =
    path === '/api'
      ? strings(body, 'versions').map((version) => ({ group: '', version }))
      : groupVersions(body);
  for (const { group, version } of versions) {
    const answer = await quietly(() => transport.get({ type: 'resources', group, version }));
    const resources = answer?.status === 200 ? await quietly(async () => answer.json()) : null;
    if (resources === null) {
      problems.push(unavailable(group, version));
      continue;
    }
    for (const resource of list(resources, 'resources')) {
      add(found, problems, {
        group,
        version,
        resource: str(resource, 'name') ?? '',
        kind: str(resource, 'kind') ?? '',
        namespaced: at(resource, 'namespaced') === true,
        verbs: strings(resource, 'verbs'),
      });
    }
  }
}

/** The preferred version of each group first, so that it wins. */
function groupVersions(body: unknown): { group: string; version: string }[] {
  return list(body, 'groups').flatMap((item) => {
    const group = str(item, 'name') ?? '';
    const preferred = str(item, 'preferredVersion', 'version');
    const versions = list(item, 'versions').flatMap((entry) => str(entry, 'version') ?? []);
    return [...new Set(preferred === undefined ? versions : [preferred, ...versions])].map((version) => ({
      group,
      version,
    }));
  });
}

function add(
  found: Map<string, ResourceRef>,
  problems: string[],
  entry: ResourceRef & { readonly verbs: readonly string[] },
): void {
  const { verbs, ...resource } = entry;
  const { group, version } = resource;
  if (!verbs.includes('list') || resource.resource.includes('/')) return;
  const isAskable =
    resource.kind !== '' && [version, resource.resource].every(isName) && (group === '' || isName(group));
  if (!isAskable) {
    // What is left out silently would be taken for absent.
    if (problems.length < MAX_KINDS) problems.push(unaskable(resource));
    return;
  }
  const key = resourceKey(resource);
  if (!found.has(key)) found.set(key, resource);
}

function isName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) && !text.includes('..');
}

function unavailable(group: string, version: string): string {
  return `The API group ${group === '' ? 'core' : group.slice(0, 253)} (${version.slice(0, 60)}) is announced but does not answer.`;
}

function unaskable({ group, version, resource }: ResourceRef): string {
  const where = `The API group ${group === '' ? 'core' : group.slice(0, 253)} (${version.slice(0, 60)})`;
  return `${where} announces a kind “${resource.slice(0, 253)}” in a form that cannot be asked for.`;
}

async function quietly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure && error.kind !== 'cancelled') return null;
    throw error;
  }
}
