/** What the sample API server answers: pure, from the store and the request. */
import { discoveryAnswer } from './discovery.ts';
import type { Identity } from './identities.ts';
import { mayRead } from './identities.ts';
import { asList } from './lists.ts';
import type { SampleResource } from './resources.ts';
import type { SampleStore } from './sample-store.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly accept: string;
  readonly body: string;
  readonly identity: Identity | 'invalid' | null;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const VERSION = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.5-eks-3025e55',
  gitCommit: '3025e55f6a3f5b2f0e0d7c7b7a0f4f1f5d3c2b1a',
  gitTreeState: 'clean',
  buildDate: '2026-09-10T01:02:03Z',
  goVersion: 'go1.24.6',
  compiler: 'gc',
  platform: 'linux/amd64',
};
/** Answered without credentials, as a default API server does. */
const PUBLIC = new Set(['/version', '/healthz', '/livez', '/readyz']);

export function answer(store: SampleStore, asked: Asked): Answer {
  const path = asked.url.pathname.replace(/(.)\/$/, '$1');
  if (asked.identity === 'invalid') return failure(401, 'Unauthorized', 'Unauthorized');
  if (PUBLIC.has(path)) return publicAnswer(path, asked.url);
  if (asked.identity === null) {
    return failure(403, 'Forbidden', `forbidden: User "system:anonymous" cannot get path "${path}"`);
  }
  if (asked.method === 'POST') return reviewAnswer(path, asked, asked.identity);
  if (asked.method !== 'GET')
    return failure(405, 'MethodNotAllowed', `the server does not allow ${asked.method} here`);
  if (path === '/openid/v1/jwks') return text(200, 'application/jwk-set+json', JSON.stringify({ keys: [] }));
  if (path === '/.well-known/openid-configuration') {
    return json(200, {
      issuer: 'https://oidc.eks.eu-central-1.example/id/EXAMPLE0HALCYON',
      jwks_uri: `${asked.url.origin}/openid/v1/jwks`,
    });
  }
  const found = discoveryAnswer(store, path, asked.accept);
  if (found !== null) return json(found.status, found.body, found.type);
  return objectsAnswer(store, path, asked, asked.identity);
}

function objectsAnswer(store: SampleStore, path: string, asked: Asked, identity: Identity): Answer {
  const match =
    /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+))?$/.exec(
      path,
    );
  const { group = '', version = '', namespace, resource = '', name } = match?.groups ?? {};
  const served = store.find(group, version, resource);
  if (served === null) return failure(404, 'NotFound', 'the server could not find the requested resource');
  const place = namespace ?? null;
  const verb = name === undefined ? 'list' : 'get';
  if (!mayRead(identity, { verb, group, resource, namespace: place })) {
    return failure(403, 'Forbidden', forbidden(identity, verb, served, place, name));
  }
  const objects = store.objects(served, place);
  if (name !== undefined) {
    const object = objects.find((candidate) => candidate.metadata.name === name);
    return object ? json(200, object) : failure(404, 'NotFound', `${resource} "${name}" not found`);
  }
  const list = asList(served, objects, asked);
  return list.status === 200 ? json(200, list.body) : failure(list.status, list.reason, list.message);
}

function forbidden(
  identity: Identity,
  verb: string,
  { resource, group }: SampleResource,
  namespace: string | null,
  name = '',
): string {
  const what = name === '' ? '' : ` "${name}"`;
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  return `${qualified}${what} is forbidden: User "${identity.user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

function reviewAnswer(path: string, { body }: Asked, identity: Identity): Answer {
  const kind = path.split('/').at(-1) ?? '';
  let review: { spec?: { resourceAttributes?: Record<string, string>; namespace?: string } } & Record<
    string,
    unknown
  >;
  try {
    review = JSON.parse(body) as typeof review;
  } catch {
    return failure(400, 'BadRequest', 'the body is not JSON');
  }
  if (kind === 'selfsubjectaccessreviews') {
    const {
      verb = 'list',
      group = '',
      resource = '',
      namespace = '',
    } = review.spec?.resourceAttributes ?? {};
    const reads = verb === 'get' || verb === 'list';
    const allowed =
      reads && mayRead(identity, { verb, group, resource, namespace: namespace === '' ? null : namespace });
    return json(201, { ...review, status: { allowed } });
  }
  if (kind === 'selfsubjectrulesreviews') {
    return json(201, {
      ...review,
      status: {
        incomplete: true,
        nonResourceRules: [],
        resourceRules: rulesOf(identity, review.spec?.namespace ?? ''),
      },
    });
  }
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

function rulesOf(identity: Identity, namespace: string): unknown[] {
  const secrets = { verb: 'list', group: '', resource: 'secrets', namespace } as const;
  const pods = { ...secrets, resource: 'pods' };
  return [
    ...(mayRead(identity, secrets)
      ? [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] }]
      : []),
    ...(mayRead(identity, pods) ? [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }] : []),
  ];
}

function publicAnswer(path: string, url: URL): Answer {
  if (path === '/version') return json(200, VERSION);
  if (!url.searchParams.has('verbose')) return text(200, 'text/plain', 'ok');
  return text(
    200,
    'text/plain',
    '[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]informer-sync ok\nreadyz check passed\n',
  );
}

const text = (status: number, type: string, body: string): Answer => ({ status, type, body });
const json = (status: number, body: unknown, type = 'application/json'): Answer =>
  text(status, type, JSON.stringify(body));

function failure(code: number, reason: string, message: string): Answer {
  return json(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}
