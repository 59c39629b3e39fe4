/** CEL tokens into a tree. Source of the grammar: the language definition of CEL. */
import { type Token, tokensOf } from './lexer.ts';
import { CelProblem, type Macro, type Node } from './syntax.ts';
import type { Value } from './value.ts';

/** The API server takes no longer expression either way of counting; nobody writes one by hand. */
const MAX_CHARACTERS = 16_384;
/** As deep as the API server's own parser goes. */
const MAX_DEPTH = 200;

/** @throws CelProblem with the place of the fault */
export function parseCel(text: string): Node {
  if (text.length > MAX_CHARACTERS)
    throw new CelProblem('the expression is longer than 16,384 characters', 0);
  return new Parser(tokensOf(text)).whole();
}

/** Names that CEL keeps for itself; as fields, such as `metadata.namespace`, they are fine. */
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while in'.split(
    ' ',
  ),
);
const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Macros of a member call, by name and number of arguments. */
const MACROS: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ['all/2', 'all'],
  ['all/3', 'all'],
  ['exists/2', 'exists'],
  ['exists/3', 'exists'],
  ['exists_one/2', 'existsOne'],
  ['existsOne/2', 'existsOne'],
  ['existsOne/3', 'existsOne'],
  ['map/2', 'map'],
  ['map/3', 'map'],
  ['filter/2', 'filter'],
  ['transformList/3', 'transformList'],
  ['transformList/4', 'transformList'],
  ['transformMap/3', 'transformMap'],
  ['transformMap/4', 'transformMap'],
  ['transformMapEntry/3', 'transformMapEntry'],
  ['transformMapEntry/4', 'transformMapEntry'],
  ['optMap/2', 'optMap'],
  ['optFlatMap/2', 'optFlatMap'],
]);
/** Macros whose names are two, whatever the number of arguments; of `all`, `exists` and `existsOne` three mean two names. */
const TWO_NAMES: ReadonlySet<Macro> = new Set<Macro>(['transformList', 'transformMap', 'transformMapEntry']);
const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#expression();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new CelProblem(`${spelled(rest)} is one too many here`, rest.at);
    return node;
  }

  #expression(): Node {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new CelProblem('the expression is nested too deeply', this.#peek().at);
    const condition = this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#relation()));
    let node = condition;
    if (this.#accept('?')) {
      const whenTrue = this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#relation()));
      this.#expect(':');
      node = { kind: 'choice', at: condition.at, condition, whenTrue, otherwise: this.#expression() };
    }
    this.#depth -= 1;
    return node;
  }

  #joined(kind: 'and' | 'or', sign: string, term: () => Node): Node {
    const first = term();
    const terms = [first];
    while (this.#accept(sign)) terms.push(term());
    return terms.length === 1 ? first : { kind, at: first.at, terms };
  }

  #relation(): Node {
    return this.#leftToRight(RELATIONS, () =>
      this.#leftToRight(new Set(['+', '-']), () =>
        this.#leftToRight(new Set(['*', '/', '%']), () => this.#unary()),
      ),
    );
  }

  #leftToRight(signs: ReadonlySet<string>, operand: () => Node): Node {
    let left = operand();
    for (let links = 0; ; links += 1) {
      const token = this.#peek();
      if ((token.kind !== 'sign' && token.kind !== 'name') || !signs.has(token.text)) return left;
      if (links >= MAX_DEPTH) throw new CelProblem('too many operators in a row', token.at);
      this.#next += 1;
      left = { kind: 'call', at: token.at, name: `_${token.text}_`, target: null, args: [left, operand()] };
    }
  }

  #unary(): Node {
    const { at } = this.#peek();
    let minuses = 0;
    let nots = 0;
    while (this.#accept('!')) nots += 1;
    if (nots === 0) while (this.#accept('-')) minuses += 1;
    const token = this.#peek();
    if (minuses % 2 === 1 && token.kind === 'value' && typeof token.value !== 'string') {
      if (typeof token.value === 'bigint' || typeof token.value === 'number') {
        this.#next += 1;
        return this.#member({ kind: 'literal', at, value: -token.value });
      }
    }
    const operand = this.#member(this.#primary());
    const name = nots % 2 === 1 ? '!_' : minuses % 2 === 1 ? '-_' : null;
    // An even number does nothing but demand a bool or a number.
    if (nots > 0 && name === null) return unaryCall('!_', at, unaryCall('!_', at, operand));
    if (minuses > 0 && name === null) return unaryCall('-_', at, unaryCall('-_', at, operand));
    return name === null ? operand : unaryCall(name, at, operand);
  }

  #member(start: Node): Node {
    let node = start;
    for (let links = 0; ; links += 1) {
      if (links >= MAX_DEPTH) throw new CelProblem('too many steps in a row', this.#peek().at);
      if (this.#accept('.')) {
        const optional = this.#accept('?');
        const { text: field, at } = this.#name();
        if (!optional && this.#accept('(')) node = memberCall(node, field, this.#list(')'), at);
        else node = { kind: 'select', at, operand: node, field, presence: false, optional };
      } else if (this.#accept('[')) {
        const optional = this.#accept('?');
        const index = this.#expression();
        node = { kind: 'index', at: index.at, operand: node, index, optional };
        this.#expect(']');
      } else {
        const token = this.#peek();
        if (token.kind === 'sign' && token.text === '{' && isPath(node))
          throw new CelProblem('objects of a type, such as Name{…}, are not supported', token.at);
        return node;
      }
    }
  }

  #primary(): Node {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === 'value') {
      if (token.value === 2n ** 63n) throw new CelProblem('the number is larger than any int', token.at);
      return { kind: 'literal', at: token.at, value: token.value };
    }
    if (token.kind === 'end') throw new CelProblem('the expression ends too early', token.at);
    if (token.kind === 'name') return this.#named(token.text, token.at);
    switch (token.text) {
      case '(': {
        const inner = this.#expression();
        this.#expect(')');
        return inner;
      }
      case '[':
        return { kind: 'list', at: token.at, items: this.#items() };
      case '{':
        return { kind: 'map', at: token.at, entries: this.#entries() };
      case '.':
        // A leading dot means the outermost name; there are no containers here.
        return this.#primary();
    }
    throw new CelProblem(`${spelled(token)} cannot stand here`, token.at);
  }

  #named(name: string, at: number): Node {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { kind: 'literal', at, value: constant };
    if (RESERVED.has(name)) throw new CelProblem(`${name} is a word that CEL keeps for itself`, at);
    if (!this.#accept('(')) return { kind: 'name', at, name };
    const args = this.#list(')');
    if (name !== 'has') return { kind: 'call', at, name, target: null, args };
    const [field] = args;
    if (args.length !== 1 || field?.kind !== 'select')
      throw new CelProblem('has() takes one field, such as has(object.spec.replicas)', at);
    return { ...field, presence: true };
  }

  #list(close: string): Node[] {
    const nodes: Node[] = [];
    while (!this.#accept(close)) {
      nodes.push(this.#expression());
      if (!this.#accept(',')) {
        this.#expect(close);
        break;
      }
    }
    return nodes;
  }

  #items() {
    const items: { node: Node; optional: boolean }[] = [];
    while (!this.#accept(']')) {
      const optional = this.#accept('?');
      items.push({ node: this.#expression(), optional });
      if (!this.#accept(',')) {
        this.#expect(']');
        break;
      }
    }
    return items;
  }

  #entries() {
    const entries: { key: Node; value: Node; optional: boolean }[] = [];
    while (!this.#accept('}')) {
      const optional = this.#accept('?');
      const key = this.#expression();
      this.#expect(':');
      entries.push({ key, value: this.#expression(), optional });
      if (!this.#accept(',')) {
        this.#expect('}');
        break;
      }
    }
    return entries;
  }

  #name(): { text: string; at: number } {
    const token = this.#peek();
    if (token.kind !== 'name') throw new CelProblem(`a name belongs here, not ${spelled(token)}`, token.at);
    this.#next += 1;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 };
  }

  #accept(sign: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'sign' || token.text !== sign) return false;
    this.#next += 1;
    return true;
  }

  #expect(sign: string): void {
    const token = this.#peek();
    if (!this.#accept(sign)) throw new CelProblem(`${sign} belongs here, not ${spelled(token)}`, token.at);
  }
}

const unaryCall = (name: string, at: number, operand: Node): Node => ({
  kind: 'call',
  at,
  name,
  target: null,
  args: [operand],
});

function memberCall(target: Node, name: string, args: readonly Node[], at: number): Node {
  const macro = MACROS.get(`${name}/${args.length}`);
  if (macro === undefined) return { kind: 'call', at, name, target, args };
  const many = TWO_NAMES.has(macro) || (args.length === 3 && macro !== 'map') ? 2 : 1;
  const variables = args.slice(0, many).map((node) => {
    if (node.kind !== 'name') throw new CelProblem(`${name}() wants a name first`, node.at);
    return node.name;
  });
  if (new Set(variables).size < variables.length)
    throw new CelProblem(`${name}() wants two different names`, at);
  const body = args.at(-1);
  if (body === undefined) throw new CelProblem(`${name}() wants more`, at);
  const filter = args.length - many === 2 ? (args[many] ?? null) : null;
  return { kind: 'macro', at, name: macro, range: target, variables, filter, body };
}

const isPath = (node: Node): boolean =>
  node.kind === 'name' || (node.kind === 'select' && isPath(node.operand));

function spelled(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'value' ? 'a value' : `"${token.text}"`;
}
