/**
 * Everything that Drydock can ask of an API server, as a closed set. What is not here cannot be sent: there is no
 * way to name a single object, a subresource such as `nodes/proxy`, or any verb but these.
 */
import type { ResourceRef } from '../../shared/evidence.ts';
import { RequestFailure } from './failure.ts';

/** Paths outside of resources, exactly these. */
export const PLAIN_PATHS = [
  '/version',
  '/healthz',
  '/readyz',
  '/openid/v1/jwks',
  '/.well-known/openid-configuration',
  '/api',
  '/apis',
] as const;
export type PlainPath = (typeof PLAIN_PATHS)[number];

/**
 * SECURITY: Secrets are only ever asked for as a table of cells: name, type, number of keys. Their metadata would hold
 * values, where `kubectl apply` made them.
 */
export type ListForm = 'objects' | 'table';

export type ReadTarget =
  | { readonly type: 'plain'; readonly path: PlainPath; readonly verbose?: boolean }
  | { readonly type: 'resources'; readonly group: string; readonly version: string }
  | {
      readonly type: 'list';
      readonly resource: Pick<ResourceRef, 'group' | 'version' | 'resource' | 'namespaced'>;
      readonly namespace: string | null;
      readonly form: ListForm;
      readonly limit: number;
      readonly continueToken: string;
    };

/** The only things that are ever posted: questions about the asker. Nothing is stored by the server. */
export type SelfReview = 'selfsubjectaccessreviews' | 'selfsubjectrulesreviews';

export interface WireRequest {
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  /** Path and query for the log: without the opaque continue token. */
  readonly shown: string;
}

/** @throws RequestFailure `unaskable` for names that no API server can have given honestly */
export function wireRequest(target: ReadTarget): WireRequest {
  switch (target.type) {
    case 'plain':
      return request(target.path, target.verbose ? [['verbose', '']] : [], acceptOf(target.path));
    case 'resources':
      return request(groupPath(target.group, target.version), [], JSON_TYPE);
    case 'list':
      return listRequest(target);
  }
}

export function reviewPath(review: SelfReview): string {
  return `/apis/authorization.k8s.io/v1/${review}`;
}

const JSON_TYPE = 'application/json';
const DISCOVERY_TYPES = ['v2', 'v2beta1']
  .map((version) => `${JSON_TYPE};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

function acceptOf(path: PlainPath): string {
  if (path === '/api' || path === '/apis') return `${DISCOVERY_TYPES},${JSON_TYPE}`;
  return path === '/readyz' || path === '/healthz' ? 'text/plain, */*' : JSON_TYPE;
}

type ListTarget = Extract<ReadTarget, { type: 'list' }>;

function listRequest(target: ListTarget): WireRequest {
  const { resource, namespace, limit, continueToken } = target;
  const base = groupPath(resource.group, resource.version);
  const scope = namespace === null ? '' : `/namespaces/${checked(namespace)}`;
  const form = formOf(target);
  const query: [string, string][] = [['limit', String(limit)], ...form.query];
  if (continueToken !== '') query.push(['continue', continueToken]);
  return request(`${base}${scope}/${checked(resource.resource)}`, query, form.accept);
}

/** SECURITY: a Secret is never listed as an object, whatever form the caller named. */
function formOf({ resource, form }: ListTarget): { accept: string; query: [string, string][] } {
  const isSecret = resource.resource === 'secrets' && resource.group === '';
  if (form === 'table' || isSecret) {
    // No plain JSON as a second choice: a server without Tables must refuse, not send the objects.
    return { accept: `${JSON_TYPE};as=Table;v=v1;g=meta.k8s.io`, query: [['includeObject', 'None']] };
  }
  return { accept: JSON_TYPE, query: [] };
}

function groupPath(group: string, version: string): string {
  return group === '' ? `/api/${checked(version)}` : `/apis/${checked(group)}/${checked(version)}`;
}

/** Names from discovery are a stranger's: a slash or dots in one must not lead to another path. */
function checked(name: string): string {
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(name) || name.includes('..')) {
    throw new RequestFailure('unaskable', 'Kubernetes does not allow its name');
  }
  return name;
}

function request(path: string, query: readonly (readonly [string, string])[], accept: string): WireRequest {
  const encode = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, value]) => (value === '' ? name : `${name}=${encodeURIComponent(value)}`)).join('&');
  const text = encode(query);
  const shown = encode(query.map(([name, value]) => [name, name === 'continue' ? '…' : value]));
  return {
    path,
    query: text === '' ? '' : `?${text}`,
    accept,
    shown: shown === '' ? path : `${path}?${shown.replaceAll('%E2%80%A6', '…')}`,
  };
}
