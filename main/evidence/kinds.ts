/** Resource names of the kinds that manifests hold, by Kubernetes' usual plural; every kind counts as namespaced unless a table says otherwise. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { pluralOf } from '../../shared/plural.ts';
import { type Scope, scopeOf } from '../snapshot/scope.ts';

const NONE_DEFINED: ReadonlyMap<string, Scope> = new Map();

export function resourceOf(apiVersion: string, kind: string, hasNamespace: boolean): ResourceRef {
  const [group, version] = apiVersion.includes('/')
    ? [apiVersion.slice(0, apiVersion.indexOf('/')), apiVersion.slice(apiVersion.indexOf('/') + 1)]
    : ['', apiVersion];
  const namespaced = hasNamespace || scopeOf(group, kind, NONE_DEFINED) !== 'cluster';
  return { group, version, resource: pluralOf(kind), kind, namespaced };
}
