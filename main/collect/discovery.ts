/** Which kinds the server offers: aggregated discovery, else group by group. */
import { compare } from '../../shared/compare.ts';
import { DrydockError } from '../../shared/errors.ts';
import type { ResourceRef } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { BUILT_IN_GROUPS } from '../snapshot/built-in-groups.ts';
import { at, list, str, strings } from '../snapshot/read.ts';
import { RequestFailure } from './failure.ts';
import type { Transport } from './transport.ts';

export interface Discovery {
  /** Listable kinds in the version that the server prefers, by key. */
  readonly resources: readonly ResourceRef[];
  /** Groups that could not be asked, such as those of a broken APIService, in plain sentences. */
  readonly problems: readonly string[];
}

/**
 * Kinds of built-in groups first: whatever a stranger defines beside them must not push them out, nor keep them
 * waiting. Problems of one group are recorded, not fatal.
 * @throws RequestFailure when `/api` itself cannot be asked; DrydockError CLUSTER_DISCOVERY_REFUSED
 */
export async function discover(transport: Transport): Promise<Discovery> {
  const found = createFound();
  for (const path of ['/api', '/apis'] as const) {
    const answer = await transport.get({ type: 'plain', path });
    if (answer.status === 403) throw new DrydockError('CLUSTER_DISCOVERY_REFUSED');
    if (answer.status !== 200) {
      throw new RequestFailure('not-json', `${path} answered with status ${answer.status}`);
    }
    const body = answer.json();
    const kind = str(body, 'kind');
    if (kind === 'APIGroupDiscoveryList' && Array.isArray(at(body, 'items'))) readAggregated(body, found);
    else if (kind === 'APIVersions' && path === '/api' && Array.isArray(at(body, 'versions'))) {
      await readGroups(
        transport,
        strings(body, 'versions').map((version) => ({ group: '', version })),
        found,
      );
    } else if (kind === 'APIGroupList' && path === '/apis' && Array.isArray(at(body, 'groups'))) {
      await readGroups(transport, groupVersions(body), found);
    } else throw new RequestFailure('not-json', `${path} is not a list of API groups`);
  }
  return found.result();
}

/** What a cluster may offer: the largest known have some 600 kinds of 150 groups. */
const MAX_CUSTOM_KINDS = 5_000;
const MAX_BUILT_IN_KINDS = 1_000;
const MAX_VERSIONS = 1_000;
const MAX_PROBLEMS = 200;

interface Found {
  add(entry: ResourceRef & { readonly verbs: readonly string[] }): void;
  problem(sentence: string): void;
  result(): Discovery;
}

function createFound(): Found {
  const builtIn = new Map<string, ResourceRef>();
  const custom = new Map<string, ResourceRef>();
  const problems: string[] = [];
  let unnamed = 0;
  let leftOut = 0;
  const problem = (sentence: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(sentence);
    else unnamed += 1;
  };
  const sorted = (kinds: Map<string, ResourceRef>) =>
    [...kinds.values()].sort((a, b) => compare(resourceKey(a), resourceKey(b)));
  return {
    problem,
    add({ verbs, ...resource }) {
      if (!verbs.includes('list') || resource.resource.includes('/')) return;
      if (!isAskable(resource)) {
        // What is left out silently would be taken for absent.
        problem(unaskable(resource));
        return;
      }
      const key = resourceKey(resource);
      const isBuiltIn = BUILT_IN_GROUPS.has(resource.group);
      const kinds = isBuiltIn ? builtIn : custom;
      if (kinds.has(key)) return;
      if (kinds.size >= (isBuiltIn ? MAX_BUILT_IN_KINDS : MAX_CUSTOM_KINDS)) leftOut += 1;
      else kinds.set(key, resource);
    },
    result() {
      const resources = [...sorted(builtIn), ...sorted(custom)];
      const limits = [
        ...(unnamed === 0 ? [] : [`${unnamed} more groups or kinds could not be requested.`]),
        ...(leftOut === 0
          ? []
          : [
              `The server offers ${resources.length + leftOut} kinds; Drydock requests only ${resources.length}, ` +
                `at most ${MAX_CUSTOM_KINDS} of them custom kinds.`,
            ]),
      ];
      return { resources, problems: [...problems, ...limits] };
    },
  };
}

function readAggregated(body: unknown, found: Found): void {
  for (const item of list(body, 'items')) {
    const group = str(item, 'metadata', 'name') ?? '';
    for (const entry of list(item, 'versions')) {
      const version = str(entry, 'version') ?? '';
      if (str(entry, 'freshness') === 'Stale') found.problem(unavailable(group, version));
      for (const resource of list(entry, 'resources')) {
        found.add({
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

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

async function readGroups(
  transport: Transport,
  versions: readonly GroupVersion[],
  found: Found,
): Promise<void> {
  const isBuiltIn = ({ group }: GroupVersion) => BUILT_IN_GROUPS.has(group);
  const ordered = [...versions.filter(isBuiltIn), ...versions.filter((version) => !isBuiltIn(version))].slice(
    0,
    MAX_VERSIONS,
  );
  if (versions.length > ordered.length) {
    found.problem(
      `The server announces ${versions.length} versions of API groups; Drydock requests only ${ordered.length}.`,
    );
  }
  for (const { group, version } of ordered) {
    const answer = await quietly(() => transport.get({ type: 'resources', group, version }));
    const body = answer?.status === 200 ? await quietly(async () => answer.json()) : null;
    if (str(body, 'kind') !== 'APIResourceList') {
      found.problem(unavailable(group, version));
      continue;
    }
    for (const resource of list(body, 'resources')) {
      found.add({
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
function groupVersions(body: unknown): GroupVersion[] {
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

function isAskable({ group, version, resource, kind }: ResourceRef): boolean {
  return kind !== '' && isName(version) && isName(resource) && (group === '' || isName(group));
}

function isName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) && !text.includes('..');
}

function unavailable(group: string, version: string): string {
  return `The API group ${group === '' ? 'core' : group.slice(0, 253)} (${version.slice(0, 60)}) is announced but does not respond.`;
}

function unaskable({ group, version, resource }: ResourceRef): string {
  const where = `The API group ${group === '' ? 'core' : group.slice(0, 253)} (${version.slice(0, 60)})`;
  return `${where} announces a kind “${resource.slice(0, 253)}” in a form that cannot be requested.`;
}

async function quietly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure && error.kind !== 'cancelled') return null;
    throw error;
  }
}
