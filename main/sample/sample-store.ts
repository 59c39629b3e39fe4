/** The sample's objects by resource, as an API server holds them. */
import { compare } from '../../shared/compare.ts';
import type { SampleObject } from './expand.ts';
import { loadSample } from './load.ts';
import { builtInResources, customResources, type SampleResource } from './resources.ts';

export interface SampleStore {
  /** In the order of discovery. */
  readonly resources: readonly SampleResource[];
  find(group: string, version: string, resource: string): SampleResource | null;
  /** Objects of a resource in a namespace, or in all; ordered by namespace and name. */
  objects(resource: SampleResource, namespace: string | null): readonly SampleObject[];
  /** Groups whose APIService answers 503. */
  readonly brokenGroups: readonly { readonly group: string; readonly version: string }[];
}

export function createSampleStore(variant: 'first' | 'later'): SampleStore {
  const everything = loadSample(variant);
  const definitions = everything.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const resources = [...builtInResources(), ...definitions.flatMap(customResources)];
  const byKind = Map.groupBy(everything, (object) => `${groupOf(object.apiVersion)}/${object.kind}`);
  for (const objects of byKind.values()) {
    objects.sort((a, b) => compare(placeOf(a), placeOf(b)));
  }
  return {
    resources,
    find: (group, version, resource) =>
      resources.find(
        (candidate) =>
          candidate.group === group && candidate.version === version && candidate.resource === resource,
      ) ?? null,
    objects(resource, namespace) {
      const all = byKind.get(`${resource.group}/${resource.kind}`) ?? [];
      return namespace === null ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
    },
    brokenGroups: everything.filter(({ kind }) => kind === 'APIService').flatMap(brokenGroup),
  };
}

export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

function brokenGroup(service: SampleObject): { group: string; version: string }[] {
  const { spec, status } = service as unknown as {
    spec?: { group?: string; version?: string };
    status?: { conditions?: { type: string; status: string }[] };
  };
  const unavailable = status?.conditions?.some(
    ({ type, status }) => type === 'Available' && status === 'False',
  );
  return unavailable && spec?.group && spec.version ? [{ group: spec.group, version: spec.version }] : [];
}

const placeOf = ({ metadata }: SampleObject): string => `${metadata.namespace ?? ''}\0${metadata.name}`;
