/** Kubernetes objects in what a parser gave: single objects, Lists, and Lists in Lists. */
import { DrydockError } from '../../shared/errors.ts';

/** An object with what makes it one; everything else about it is still to be checked. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: unknown };
}

/** Nobody nests Lists; what does so deeper than this is made to harm. */
const MAX_LISTS = 5;

/**
 * An object, or the objects of a List. What is no Kubernetes object is left out.
 * @throws DrydockError INVALID_INPUT for Lists in Lists without end, and for a name or namespace that no server takes
 */
export function itemsOf(raw: unknown, depth = 0): RawObject[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
  if (depth > MAX_LISTS)
    throw new DrydockError('INVALID_INPUT', {
      what: 'A List',
      reason: 'it holds Lists in Lists without end',
    });
  const { apiVersion, kind, metadata, items } = raw as Record<string, unknown>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const inherited = itemKind(apiVersion, kind);
    return items.flatMap((item: unknown) =>
      typeof item === 'object' && item !== null ? itemsOf({ ...inherited, ...item }, depth + 1) : [],
    );
  }
  const name = placeIn(metadata, kind, 'name');
  placeIn(metadata, kind, 'namespace');
  return typeof name === 'string' ? [raw as RawObject] : [];
}

/** A name or namespace. `n` without quotes is false in YAML and `1` a number; kubectl refuses both. */
function placeIn(metadata: unknown, kind: string, field: 'name' | 'namespace'): unknown {
  const value: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : null;
  if (typeof value === 'boolean' || typeof value === 'number')
    throw new DrydockError('INVALID_INPUT', {
      what: `A ${kind}`,
      reason: `its ${field} is ${value} and no text, which quotes would make it`,
    });
  return value;
}

/** What items of a typed list, such as `PodList`, leave out. A plain `List` says nothing about its items. */
export function itemKind(apiVersion: string, kind: string): { apiVersion?: string; kind?: string } {
  return kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
}
