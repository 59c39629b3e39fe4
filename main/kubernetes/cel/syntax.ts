/** The tree of a CEL expression, and what can be wrong with its text. */
import type { Value } from './value.ts';

interface Placed {
  /** Offset of the first character in the expression. */
  readonly at: number;
}

export type Node =
  | (Placed & { readonly kind: 'literal'; readonly value: Value })
  | (Placed & { readonly kind: 'name'; readonly name: string })
  | (Placed & {
      readonly kind: 'select';
      readonly operand: Node;
      readonly field: string;
      /** `has(operand.field)`. */
      readonly presence: boolean;
      /** `operand.?field`. */
      readonly optional: boolean;
    })
  | (Placed & {
      readonly kind: 'index';
      readonly operand: Node;
      readonly index: Node;
      readonly optional: boolean;
    })
  | (Placed & {
      readonly kind: 'call';
      readonly name: string;
      readonly target: Node | null;
      readonly args: readonly Node[];
    })
  | (Placed & { readonly kind: 'and' | 'or'; readonly terms: readonly Node[] })
  | (Placed & {
      readonly kind: 'choice';
      readonly condition: Node;
      readonly whenTrue: Node;
      readonly otherwise: Node;
    })
  | (Placed & { readonly kind: 'list'; readonly items: readonly Item[] })
  | (Placed & { readonly kind: 'map'; readonly entries: readonly Entry[] })
  | (Placed & {
      readonly kind: 'macro';
      readonly name: Macro;
      readonly range: Node;
      /** One or two names. */
      readonly variables: readonly string[];
      /** With three arguments of `map` and of the transforms: what is kept. */
      readonly filter: Node | null;
      readonly body: Node;
    });

interface Item {
  readonly node: Node;
  readonly optional: boolean;
}

interface Entry {
  readonly key: Node;
  readonly value: Node;
  readonly optional: boolean;
}

export type Macro =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
  | 'optMap'
  | 'optFlatMap';

/** A fault of an expression, found before anything is evaluated. `at` is the offset of the character. */
export class CelProblem extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'CelProblem';
    this.at = at;
  }
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'select':
      return [node.operand];
    case 'index':
      return [node.operand, node.index];
    case 'call':
      return node.target === null ? node.args : [node.target, ...node.args];
    case 'and':
    case 'or':
      return node.terms;
    case 'choice':
      return [node.condition, node.whenTrue, node.otherwise];
    case 'list':
      return node.items.map((item) => item.node);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'macro':
      return node.filter === null ? [node.range, node.body] : [node.range, node.filter, node.body];
  }
}
