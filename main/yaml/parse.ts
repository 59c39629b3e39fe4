/** From tokens to a tree, by the grammar of libyaml. Source: go.yaml.in/yaml/v2 parserc.go. */
import { type ScalarStyle, Scanner, type Token, type TokenType, YamlProblem } from './scan.ts';

interface Placed {
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  /** In full, such as `tag:yaml.org,2002:str`; '' without one. */
  readonly tag: string;
  readonly value: string;
  /** Written plainly, so that its form decides its type. */
  readonly implicit: boolean;
  readonly style: ScalarStyle;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: YamlNode[];
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly pairs: (readonly [key: YamlNode, value: YamlNode])[];
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

export interface ParsedDocument {
  /** null for an empty text. */
  readonly root: YamlNode | null;
  /** Where something follows the end of the document; null where nothing does. kubectl passes over it. */
  readonly more: number | null;
}

/** What is nested deeper is made to harm: a recursive reader of the values must not meet it. */
const MAX_DEPTH = 200;

/** A node takes some hundred bytes: text of nothing but values would take far more memory parsed than written. */
const MAX_NODES = 2_000_000;

/** The first document of a text. @throws YamlProblem */
export function parseYaml(text: string, { maxNodes = MAX_NODES } = {}): ParsedDocument {
  return new Parser(text, maxNodes).document();
}

/** An alias without an anchor before it: in a part of a document it may stand in another part. */
export class UnknownAlias extends YamlProblem {}

class Parser {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #handles = new Map<string, string>();
  readonly #maxNodes: number;
  #depth = 0;
  #nodes = 0;

  constructor(text: string, maxNodes: number) {
    this.#scanner = new Scanner(text);
    this.#maxNodes = maxNodes;
  }

  document(): ParsedDocument {
    let token = this.#scanner.peek();
    if (token.type === 'stream-end') return { root: null, more: null };
    const isExplicit =
      token.type === 'version' || token.type === 'tag-directive' || token.type === 'document-start';
    this.#directives();
    if (isExplicit) {
      this.#take('document-start', 'a document begins with --- after its directives');
      token = this.#scanner.peek();
    }
    const root = isExplicit && ENDS_DOCUMENT.has(token.type) ? empty(token.start) : this.#node(true, false);
    return { root, more: this.#more() };
  }

  /** libyaml looks at one token behind the document, and no further; so does this, for its faults count. */
  #more(): number | null {
    let token = this.#scanner.peek();
    while (token.type === 'document-end') {
      this.#scanner.skip();
      try {
        token = this.#scanner.peek();
      } catch (problem) {
        if (problem instanceof YamlProblem) return problem.offset;
        throw problem;
      }
    }
    return token.type === 'stream-end' ? null : token.start;
  }

  #directives(): void {
    let version = false;
    for (let token = this.#scanner.peek(); ; token = this.#scanner.peek()) {
      if (token.type === 'version') {
        if (version) throw new YamlProblem('it sets its YAML version twice', token.start);
        if (token.suffix !== '1.1')
          throw new YamlProblem(`it is YAML ${token.suffix}, and Kubernetes reads 1.1`, token.start);
        version = true;
      } else if (token.type === 'tag-directive') {
        if (this.#handles.has(token.value))
          throw new YamlProblem('it defines a tag handle twice', token.start);
        this.#handles.set(token.value, token.suffix);
      } else break;
      this.#scanner.skip();
    }
    for (const [handle, prefix] of DEFAULT_HANDLES) {
      if (!this.#handles.has(handle)) this.#handles.set(handle, prefix);
    }
  }

  #take(type: TokenType, otherwise: string): Token {
    const token = this.#scanner.peek();
    if (token.type !== type) throw new YamlProblem(otherwise, token.start);
    this.#scanner.skip();
    return token;
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new YamlProblem('it is nested too deeply', this.#scanner.peek().start);
    this.#countNode();
    const node = this.#nodeHere(block, indentless);
    this.#depth -= 1;
    return node;
  }

  #countNode(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#maxNodes)
      throw new YamlProblem('it contains too many values', this.#scanner.peek().start);
  }

  #nodeHere(block: boolean, indentless: boolean): YamlNode {
    let token = this.#scanner.peek();
    if (token.type === 'alias') {
      this.#scanner.skip();
      const target = this.#anchors.get(token.value);
      if (target === undefined) throw new UnknownAlias('an alias refers to nothing above it', token.start);
      return { kind: 'alias', name: token.value, target, start: token.start, end: token.end };
    }
    const { start } = token;
    let { end } = token;
    let anchor = '';
    let tag = '';
    let tagged: Token | null = null;
    for (let turn = 0; turn < 2; turn += 1) {
      if (token.type === 'anchor' && anchor === '') anchor = token.value;
      else if (token.type === 'tag' && tagged === null) tagged = token;
      else break;
      ({ end } = token);
      this.#scanner.skip();
      token = this.#scanner.peek();
    }
    if (tagged !== null) tag = this.#tagOf(tagged);
    if (indentless && token.type === 'entry') return this.#indentless(anchor, start);
    switch (token.type) {
      case 'scalar': {
        this.#scanner.skip();
        const { value, style } = token;
        const implicit = (tag === '' && style === 'plain') || tag === '!';
        return this.#anchored(anchor, {
          kind: 'scalar',
          tag,
          value,
          implicit,
          style,
          start: token.start,
          end: token.end,
        });
      }
      case 'flow-sequence':
        return this.#flowSequence(anchor);
      case 'flow-mapping':
        return this.#flowMapping(anchor);
      case 'block-sequence':
        if (block) return this.#blockSequence(anchor);
        break;
      case 'block-mapping':
        if (block) return this.#blockMapping(anchor);
        break;
      default:
    }
    if (anchor !== '' || tag !== '') {
      return this.#anchored(anchor, { ...empty(end), tag, implicit: tag === '', start });
    }
    throw new YamlProblem(EXPECTED[token.type] ?? 'a value is missing', token.start);
  }

  #tagOf(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.#handles.get(token.value);
    if (prefix === undefined)
      throw new YamlProblem('it uses a tag handle that it does not define', token.start);
    return prefix + token.suffix;
  }

  /** An anchor counts from the beginning of its node on, so that a node can hold itself; that is refused later. */
  #anchored<Node extends YamlNode>(anchor: string, node: Node): Node {
    if (anchor !== '') this.#anchors.set(anchor, node);
    return node;
  }

  #sequence(anchor: string, start: number): SequenceNode & { end: number } {
    const node: SequenceNode & { end: number } = { kind: 'sequence', items: [], start, end: start };
    return this.#anchored(anchor, node);
  }

  #mapping(anchor: string, start: number): MappingNode & { end: number } {
    const node: MappingNode & { end: number } = { kind: 'mapping', pairs: [], start, end: start };
    return this.#anchored(anchor, node);
  }

  #blockSequence(anchor: string): SequenceNode {
    const node = this.#sequence(anchor, this.#scanner.peek().start);
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      this.#scanner.skip();
      if (token.type === 'block-end') {
        node.end = token.start;
        return node;
      }
      if (token.type !== 'entry')
        throw new YamlProblem('a - is missing, or the indentation is wrong', token.start);
      node.items.push(this.#valueUnless(ENDS_ENTRY, token.end, true, false));
    }
  }

  /** A list that is indented no deeper than the key that it belongs to. */
  #indentless(anchor: string, start: number): SequenceNode {
    const node = this.#sequence(anchor, start);
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type !== 'entry') {
        node.end = token.start;
        return node;
      }
      this.#scanner.skip();
      node.items.push(this.#valueUnless(ENDS_INDENTLESS, token.end, true, false));
    }
  }

  #blockMapping(anchor: string): MappingNode {
    const node = this.#mapping(anchor, this.#scanner.peek().start);
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      this.#scanner.skip();
      if (token.type === 'block-end') {
        node.end = token.start;
        return node;
      }
      if (token.type !== 'key')
        throw new YamlProblem('a key is missing, or the indentation is wrong', token.start);
      const key = this.#valueUnless(ENDS_PAIR, token.end, true, true);
      node.pairs.push([key, this.#pairValue(ENDS_PAIR, true)]);
    }
  }

  #flowSequence(anchor: string): SequenceNode {
    const node = this.#sequence(anchor, this.#scanner.peek().start);
    node.end = this.#flowItems('flow-sequence-end', 'a comma or ] is missing', ({ type }) => {
      node.items.push(type === 'key' ? this.#singlePair() : this.#node(false, false));
    });
    return node;
  }

  #flowMapping(anchor: string): MappingNode {
    const node = this.#mapping(anchor, this.#scanner.peek().start);
    node.end = this.#flowItems('flow-mapping-end', 'a comma or } is missing', ({ type, end }) => {
      if (type === 'key') {
        this.#scanner.skip();
        const key = this.#valueUnless(ENDS_FLOW_KEY, end, false, false);
        node.pairs.push([key, this.#pairValue(ENDS_FLOW_PAIR, false)]);
      } else {
        const key = this.#node(false, false);
        node.pairs.push([key, empty(key.end)]);
      }
    });
    return node;
  }

  /** From the opening bracket on, with a comma between two items and perhaps behind the last. Gives where it ends. */
  #flowItems(closing: TokenType, otherwise: string, item: (token: Token) => void): number {
    this.#scanner.skip();
    for (let first = true; ; first = false) {
      let token = this.#scanner.peek();
      if (token.type !== closing && !first) {
        this.#take('flow-entry', otherwise);
        token = this.#scanner.peek();
      }
      if (token.type === closing) {
        this.#scanner.skip();
        return token.end;
      }
      item(token);
    }
  }

  /** `[a: b]` holds a mapping of one pair. */
  #singlePair(): MappingNode {
    const node = this.#mapping('', this.#scanner.peek().start);
    this.#scanner.skip();
    const token = this.#scanner.peek();
    let key: YamlNode;
    if (token.type === 'value' || token.type === 'flow-entry' || token.type === 'flow-sequence-end') {
      // As libyaml does, which loses the token.
      this.#scanner.skip();
      key = empty(token.end);
    } else key = this.#node(false, false);
    node.pairs.push([key, this.#pairValue(ENDS_FLOW_ITEM, false)]);
    node.end = this.#scanner.peek().start;
    return node;
  }

  /** What stands behind the colon of a pair; empty where there is none. */
  #pairValue(ends: ReadonlySet<TokenType>, block: boolean): YamlNode {
    const token = this.#scanner.peek();
    if (token.type !== 'value') return empty(token.start);
    this.#scanner.skip();
    return this.#valueUnless(ends, token.end, block, block);
  }

  #valueUnless(ends: ReadonlySet<TokenType>, at: number, block: boolean, indentless: boolean): YamlNode {
    if (!ends.has(this.#scanner.peek().type)) return this.#node(block, indentless);
    this.#countNode();
    return empty(at);
  }
}

const ENDS_DOCUMENT = new Set<TokenType>([
  'version',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);
const ENDS_ENTRY = new Set<TokenType>(['entry', 'block-end']);
const ENDS_INDENTLESS = new Set<TokenType>(['entry', 'key', 'value', 'block-end']);
const ENDS_PAIR = new Set<TokenType>(['key', 'value', 'block-end']);
const ENDS_FLOW_ITEM = new Set<TokenType>(['flow-entry', 'flow-sequence-end']);
const ENDS_FLOW_KEY = new Set<TokenType>(['value', 'flow-entry', 'flow-mapping-end']);
const ENDS_FLOW_PAIR = new Set<TokenType>(['flow-entry', 'flow-mapping-end']);

const DEFAULT_HANDLES = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
] as const;

/** Where a value belongs and something else stands. */
const EXPECTED: Readonly<Partial<Record<TokenType, string>>> = {
  'stream-end': 'it is incomplete',
  'document-start': 'it is incomplete',
  'document-end': 'it is incomplete',
  'flow-entry': 'a value is missing before a comma',
  'flow-sequence-end': 'a ] closes nothing',
  'flow-mapping-end': 'a } closes nothing',
  'block-end': 'the indentation is wrong',
  entry: 'a list entry is not allowed here',
};

const empty = (at: number): ScalarNode => ({
  kind: 'scalar',
  tag: '',
  value: '',
  implicit: true,
  style: 'plain',
  start: at,
  end: at,
});
