/**
 * How far a dump speaks for a kind. Only a whole list lets absence mean absence; everything else is partial, which
 * makes the verdicts that would rest on absence unknown.
 *
 * `kubectl get` does not record its arguments. kubectl asks one namespace or all of them, so a list with objects of
 * two namespaces was asked of all, and then every kind of the same answer is whole. A list whose objects lie in one
 * namespace, or an empty one, may have been asked of that namespace alone: partial. Kinds of no namespace are whole
 * when they come as a list. That selectors or names narrowed a list cannot be seen from it; the notes say so.
 */
import type { KindStatus, ResourceRef } from '../../../shared/evidence.ts';
import { agree, some } from '../../../shared/in-words.ts';
import type { DumpFormat } from './layout.ts';

export interface KindCoverage {
  readonly namespaces: Set<string>;
  readonly lists: {
    readonly covers: 'everything' | 'namespace' | 'unsaid' | 'named';
    readonly severalNamespaces: boolean;
    /** As the path of the file names it. */
    readonly namespace: string | null;
  }[];
}

export const newCoverage = (): KindCoverage => ({ namespaces: new Set(), lists: [] });

export function coverageOf(
  coverage: KindCoverage,
  resource: ResourceRef,
  format: DumpFormat,
  filesMissing: boolean,
): { readonly status: KindStatus; readonly message: string } {
  const whole = coverage.lists.some(
    ({ covers, severalNamespaces }) =>
      covers === 'everything' || (covers === 'unsaid' && (!resource.namespaced || severalNamespaces)),
  );
  if (whole && !filesMissing) return { status: 'collected', message: '' };
  return {
    status: 'partial',
    message: whole
      ? 'A file of the dump could not be read and may contain more.'
      : whyPartial(coverage, resource, format),
  };
}

function whyPartial(coverage: KindCoverage, resource: ResourceRef, format: DumpFormat): string {
  const fromPaths = coverage.lists.flatMap(({ namespace }) => (namespace === null ? [] : [namespace]));
  const namespaces = [...new Set([...fromPaths, ...coverage.namespaces])].sort();
  if (
    resource.namespaced &&
    namespaces.length > 0 &&
    coverage.lists.some(({ covers }) => covers !== 'named')
  ) {
    const held = `The dump contains those of ${named(namespaces)}`;
    return `${held} and does not state whether there are other namespaces.`;
  }
  if (coverage.lists.every(({ covers }) => covers === 'named')) {
    return format === 'must-gather'
      ? 'The dump contains the objects that it followed and does not state whether these are all.'
      : 'Only single objects were given; there may be others.';
  }
  return 'The list is empty and does not state which namespaces it covers.';
}

function named(namespaces: readonly string[]): string {
  return `${agree(namespaces.length, 'namespace', 'namespaces')} ${some(namespaces)}`;
}
