/** Where in an object a validation points: the path given, or the one that its expression names. */

import { childrenOf, type Node } from '../../kubernetes/cel/syntax.ts';
import { at, jsonPath, type Step } from '../../snapshot/read.ts';

/** The steps of `spec.containers[0].image` or `metadata.labels["a/b"]`; null when it is written otherwise. */
export function stepsOf(path: string): readonly Step[] | null {
  const steps: Step[] = [];
  let rest = path.startsWith('.') ? path.slice(1) : path;
  for (let first = true; rest !== ''; first = false) {
    const match =
      /^(?:\[(\d{1,9})\]|\["((?:[^"\\]|\\.){0,300})"\]|\['([^']{0,300})'\]|(\.?)([A-Za-z_$][\w$-]*))/.exec(
        rest,
      );
    if (match === null) return null;
    const [all, number, quoted, single, dot, name] = match;
    if (name !== undefined && !first && dot === '') return null;
    steps.push(number === undefined ? (name ?? single ?? unquoted(quoted ?? '')) : Number(number));
    rest = rest.slice(all.length);
  }
  return steps;
}

const unquoted = (text: string): string => text.replace(/\\(.)/g, '$1');

/** The one path below `object`, or below another name, that an expression names, or null. Of a path and its beginning, the longer counts. */
export function namedPath(node: Node, root = 'object'): readonly Step[] | null {
  const paths = [...pathsIn(node, root)];
  const longest = paths.reduce<readonly Step[] | null>(
    (best, path) => (best === null || path.length > best.length ? path : best),
    null,
  );
  if (longest === null || longest.length === 0) return null;
  return paths.every((path) => path.every((step, place) => step === longest[place])) ? longest : null;
}

function* pathsIn(node: Node, root: string): Generator<readonly Step[]> {
  const path = pathBelow(node, root);
  if (path !== null) {
    yield path;
    return;
  }
  for (const child of childrenOf(node)) yield* pathsIn(child, root);
}

/** The steps from a name, when the node is nothing but fields and constant indices below it. */
export function pathBelow(node: Node, name: string): readonly Step[] | null {
  if (node.kind === 'name') return node.name === name ? [] : null;
  if (node.kind === 'select') {
    const owner = pathBelow(node.operand, name);
    return owner === null ? null : [...owner, node.field];
  }
  if (node.kind !== 'index' || node.index.kind !== 'literal') return null;
  const owner = pathBelow(node.operand, name);
  const { value } = node.index;
  if (owner === null) return null;
  if (typeof value === 'string') return [...owner, value];
  return typeof value === 'bigint' ? [...owner, Number(value)] : null;
}

/** The path in the notation of evidence and what is there; nothing when the place holds nothing. */
export function placed(
  object: unknown,
  steps: readonly Step[],
): { readonly path: string; readonly value?: unknown } {
  const value = at(object, ...steps);
  return value === undefined ? { path: jsonPath(...steps) } : { path: jsonPath(...steps), value };
}
