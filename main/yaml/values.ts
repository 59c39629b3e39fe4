/**
 * A tree as the JSON that kubectl makes of it: the last of doubled keys wins, merged fields count where `<<` stands,
 * keys become text, aliases are written out. Source: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
 */
import type { MappingNode, ScalarNode, YamlNode } from './parse.ts';
import { isFloat, resolveScalar } from './resolve.ts';
import { YamlProblem } from './scan.ts';

/** Text that aliases may repeat in all: an alias of a long text costs nothing here and much where it is stored. */
const MAX_REPEATED_TEXT = 16 * 1024 * 1024;
/** Go's ints end below; what is larger is no key there. */
const MAX_INT = 2 ** 63;

/** @throws YamlProblem for what JSON cannot hold, and for aliases that would grow without bound */
export function valueOf(root: YamlNode): unknown {
  return new Values().of(root);
}

class Values {
  #made = 0;
  #repeated = 0;
  #repeatedText = 0;
  #aliasDepth = 0;
  readonly #open = new Set<YamlNode>();

  of(node: YamlNode): unknown {
    this.#count(node);
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node);
      case 'sequence':
        return node.items.map((item) => this.of(item));
      case 'mapping':
        return this.#fill({}, node);
      case 'alias':
        return this.#through(node, () => this.of(node.target));
    }
  }

  #scalar(node: ScalarNode): unknown {
    const value = resolveScalar(node);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new YamlProblem('it holds a number that JSON does not have', node.start);
    return value;
  }

  #through<T>(node: YamlNode & { kind: 'alias' }, read: () => T): T {
    if (this.#open.has(node)) throw new YamlProblem('an anchor holds itself', node.start);
    this.#open.add(node);
    this.#aliasDepth += 1;
    const value = read();
    this.#aliasDepth -= 1;
    this.#open.delete(node);
    return value;
  }

  #fill(object: Record<string, unknown>, { pairs }: MappingNode): Record<string, unknown> {
    for (const [key, value] of pairs) {
      if (isMerge(key)) this.#merge(object, value);
      else {
        const name = this.#key(key);
        set(object, name, this.of(value));
      }
    }
    return object;
  }

  #merge(object: Record<string, unknown>, node: YamlNode): void {
    if (node.kind === 'sequence') {
      // The earlier ones take precedence.
      for (const item of node.items.toReversed()) this.#mergeOne(object, item);
    } else this.#mergeOne(object, node);
  }

  #mergeOne(object: Record<string, unknown>, node: YamlNode): void {
    this.#count(node);
    if (node.kind === 'mapping') this.#fill(object, node);
    else if (node.kind === 'alias' && node.target.kind === 'mapping') {
      const { target } = node;
      this.#through(node, () => {
        this.#count(target);
        return this.#fill(object, target);
      });
    } else throw new YamlProblem('<< can only merge groups of fields', node.start);
  }

  #key(node: YamlNode): string {
    this.#count(node);
    const key = node.kind === 'alias' ? node.target : node;
    if (key.kind === 'scalar') {
      const value = resolveScalar(key);
      if (typeof value === 'string') return value;
      if (typeof value === 'boolean') return String(value);
      if (typeof value === 'number') {
        if (isFloat(key)) return Number.isNaN(value) ? '.nan' : floatKey(value);
        if (value < MAX_INT) return intKey(key, value);
      }
    }
    throw new YamlProblem('a key is neither text nor a number', node.start);
  }

  /** The bounds of go-yaml: nearly all of a small document may come from aliases, little of a large one. */
  #count(node: YamlNode): void {
    this.#made += 1;
    if (this.#aliasDepth > 0) {
      this.#repeated += 1;
      if (node.kind === 'scalar') this.#repeatedText += node.value.length;
    }
    const share = this.#repeated / this.#made;
    const isExcessive = this.#repeated > 100 && this.#made > 1000 && share > allowedShare(this.#made);
    if (isExcessive || this.#repeatedText > MAX_REPEATED_TEXT)
      throw new YamlProblem('its aliases repeat too much', node.start);
  }
}

const FEW = 400_000;
const MANY = 4_000_000;

function allowedShare(made: number): number {
  if (made <= FEW) return 0.99;
  if (made >= MANY) return 0.1;
  return 0.99 - 0.89 * ((made - FEW) / (MANY - FEW));
}

const isMerge = (node: YamlNode): boolean =>
  node.kind === 'scalar' && node.value === '<<' && (node.implicit || node.tag === 'tag:yaml.org,2002:merge');

function set(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function intKey(node: ScalarNode, value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  // Larger than a number of JavaScript holds exactly: the digits as they are written.
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(node.value.replaceAll('_', '')) ?? [];
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return String(sign === '-' ? -size : size);
}

/** As `strconv.FormatFloat(value, 'g', -1, 32)`. */
function floatKey(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  let shortest = single.toExponential();
  for (let digits = 0; digits < 9; digits += 1) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) !== single) continue;
    shortest = text;
    break;
  }
  const [mantissa = '0', exponent = '0'] = shortest.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(shortest));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
