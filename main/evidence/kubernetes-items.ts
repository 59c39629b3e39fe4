/** Kubernetes objects in what a parser gave: single objects, Lists, and Lists in Lists. */

/** An object with what makes it one; everything else about it is still to be checked. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Without a name it has a `generateName`, from which the server would make one. */
  readonly metadata: { readonly name: string; readonly namespace?: unknown };
}

/** Why something that looks like an object is none that a server takes, as the end of a sentence. */
export type OnFault = (reason: string) => void;

/** Nobody nests Lists; what does so deeper than this is made to harm. */
const MAX_LISTS = 5;

/** An object, or the objects of a List. What has neither kind nor apiVersion is left out without a word. */
export function itemsOf(raw: unknown, onFault: OnFault, depth = 0): RawObject[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
  if (depth > MAX_LISTS) {
    onFault('it contains Lists nested in Lists without end');
    return [];
  }
  const { apiVersion, kind, metadata, items } = raw as Record<string, unknown>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    if (depth > 0) onFault('an item of the List has no apiVersion or no kind');
    return [];
  }
  if (kind.endsWith('List') && Array.isArray(items)) {
    const inherited = itemKind(apiVersion, kind);
    return items.flatMap((item: unknown) => {
      if (typeof item === 'object' && item !== null)
        return itemsOf({ ...inherited, ...item }, onFault, depth + 1);
      onFault('an item of the List is not an object');
      return [];
    });
  }
  const problem = nameProblem(metadata, kind);
  if (problem === null) return [raw as RawObject];
  if (problem !== '' || depth > 0) onFault(problem || `a ${shown(kind)} in the List has no name`);
  return [];
}

/** null for an object that can be told by its name, '' for one without a name, else why a server refuses it. */
function nameProblem(metadata: unknown, kind: string): string | null {
  if (typeof metadata !== 'object' || metadata === null) return '';
  const { name, generateName, namespace } = metadata as Record<string, unknown>;
  for (const [field, value] of Object.entries({ name, namespace })) {
    // `n` without quotes is false in YAML, and `1` a number; kubectl refuses both.
    if (typeof value === 'boolean' || typeof value === 'number')
      return `the ${field} of this ${shown(kind)} is ${value}, which is not text; put it in quotes`;
    if (typeof value === 'object' && value !== null)
      return `the ${field} of this ${shown(kind)} is ${Array.isArray(value) ? 'a list' : 'a group of fields'}, which is not text`;
  }
  if (typeof name === 'string' && name !== '') return null;
  return typeof generateName === 'string' && generateName !== '' ? null : '';
}

const shown = (kind: string): string => kind.slice(0, 60);

/** What items of a typed list, such as `PodList`, leave out. A plain `List` says nothing about its items. */
export function itemKind(apiVersion: string, kind: string): { apiVersion?: string; kind?: string } {
  return kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
}
