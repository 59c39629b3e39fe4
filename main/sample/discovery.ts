/** Discovery: aggregated v2 for who asks for it, per-group lists otherwise. */
import type { SampleResource } from './resources.ts';
import type { SampleStore } from './sample-store.ts';

interface DiscoveryAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly type: string;
}

const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** null when the path is not one of discovery. */
export function discoveryAnswer(store: SampleStore, path: string, accept: string): DiscoveryAnswer | null {
  const aggregated = /g=apidiscovery\.k8s\.io;v=v2;as=APIGroupDiscoveryList/.test(accept);
  const core = store.resources.filter(({ group }) => group === '');
  const groups = Map.groupBy(
    store.resources.filter(({ group }) => group !== ''),
    ({ group }) => group,
  );
  if (path === '/api') {
    if (aggregated) return ok(v2([['', core]], []), V2);
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  }
  if (path === '/apis') {
    if (aggregated) return ok(v2([...groups], store.brokenGroups), V2);
    const broken = store.brokenGroups.map(({ group, version }) => apiGroup(group, [version]));
    const listed = [...groups].map(([group, resources]) => apiGroup(group, versionsOf(resources)));
    return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: [...listed, ...broken] });
  }
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path);
  if (match === null) return null;
  const [, group = '', version = ''] = match;
  if (store.brokenGroups.some((broken) => broken.group === group)) {
    const message = 'service unavailable';
    return {
      status: 503,
      type: 'application/json',
      body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: 503 },
    };
  }
  const resources = store.resources.filter(
    (candidate) => candidate.group === group && candidate.version === version,
  );
  if (resources.length === 0) return null;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.map(classic) });
}

const ok = (body: unknown, type = 'application/json'): DiscoveryAnswer => ({ status: 200, body, type });

function v2(
  groups: readonly (readonly [string, readonly SampleResource[]])[],
  broken: SampleStore['brokenGroups'],
) {
  const item = (name: string, versions: unknown[]) => ({ metadata: name === '' ? {} : { name }, versions });
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [
      ...groups.map(([name, resources]) =>
        item(
          name,
          versionsOf(resources).map((version) => ({
            version,
            freshness: 'Current',
            resources: resources.filter((resource) => resource.version === version).map(modern),
          })),
        ),
      ),
      ...broken.map(({ group, version }) => item(group, [{ version, freshness: 'Stale', resources: [] }])),
    ],
  };
}

const modern = (resource: SampleResource) => ({
  resource: resource.resource,
  responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
  scope: resource.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: resource.singular,
  shortNames: resource.shortNames,
  verbs: VERBS,
});

const classic = (resource: SampleResource) => ({
  name: resource.resource,
  singularName: resource.singular,
  namespaced: resource.namespaced,
  kind: resource.kind,
  verbs: VERBS,
  shortNames: resource.shortNames,
});

function apiGroup(name: string, versions: readonly string[]) {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

const versionsOf = (resources: readonly SampleResource[]): string[] => [
  ...new Set(resources.map(({ version }) => version)),
];
