/**
 * What a scalar is, as in YAML 1.1 and Go: `yes` is true, `0644` octal, a time stays text. Source: go.yaml.in/yaml/v2
 * resolve.go and decode.go, with what JSON makes of it afterwards.
 */
import type { ScalarNode } from './parse.ts';
import { YamlProblem } from './scan.ts';

export type Scalar = string | number | boolean | null;

const PREFIX = 'tag:yaml.org,2002:';
const STR = `${PREFIX}str`;
const BINARY = `${PREFIX}binary`;

/** @throws YamlProblem for a tag that the value does not fit */
export function resolveScalar(node: ScalarNode): Scalar {
  const { tag, value } = node;
  if (tag === '') return node.implicit ? plain(value, true).value : value;
  if (tag === STR) return value;
  if (tag === BINARY) return binary(node);
  if (!RESOLVABLE.has(tag)) return value;
  const found = plain(value, tag === `${PREFIX}timestamp`);
  const type = found.value === null ? 'null' : found.type;
  if (tag === PREFIX + type) return found.value;
  if (tag === `${PREFIX}float` && type === 'int') return found.value;
  throw new YamlProblem(`it is tagged !!${tag.slice(PREFIX.length)} but is not one`, node.start);
}

/** A number with a point or an exponent: as a key, Go writes it in a form of its own. */
export function isFloat({ tag, value, implicit }: ScalarNode): boolean {
  return tag === `${PREFIX}float` || (tag === '' && implicit && plain(value, true).type === 'float');
}

const RESOLVABLE = new Set(['bool', 'int', 'float', 'null', 'timestamp'].map((name) => PREFIX + name));

interface Resolved {
  readonly type: 'str' | 'bool' | 'int' | 'float' | 'null' | 'timestamp';
  readonly value: Scalar;
}

const WORDS: ReadonlyMap<string, Resolved> = new Map([
  ...words({ type: 'bool', value: true }, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words({ type: 'bool', value: false }, 'n N no No NO false False FALSE off Off OFF'),
  ...words({ type: 'null', value: null }, '~ null Null NULL'),
  ...words({ type: 'float', value: Number.NaN }, '.nan .NaN .NAN'),
  ...words({ type: 'float', value: Number.POSITIVE_INFINITY }, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...words({ type: 'float', value: Number.NEGATIVE_INFINITY }, '-.inf -.Inf -.INF'),
  ['', { type: 'null', value: null }],
]);

function words(resolved: Resolved, list: string): [string, Resolved][] {
  return list.split(' ').map((word) => [word, resolved]);
}

/** By the first character: most texts are settled by it. */
const MAY_BE_MORE = /^[-+.~0-9yYnNtTfFoO]/;

function plain(text: string, times: boolean): Resolved {
  if (text !== '' && !MAY_BE_MORE.test(text)) return { type: 'str', value: text };
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return float(text, /^\.\d+(?:[eE][-+]?\d+)?$/) ?? { type: 'str', value: text };
  if (!/^[-+0-9]/.test(text)) return { type: 'str', value: text };
  if (times && isTime(text)) return { type: 'timestamp', value: text };
  const digits = text.replaceAll('_', '');
  return (
    integer(digits) ??
    float(digits, /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/) ?? { type: 'str', value: text }
  );
}

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** As `strconv.ParseInt(text, 0, 64)`, or `ParseUint` for what is too large for that. */
function integer(text: string): Resolved | null {
  const match = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|(0|[1-9]\d*))$/.exec(text);
  if (match === null) return null;
  const [, sign = '', , hex, , bits, , octal, decimal] = match;
  const written =
    hex !== undefined
      ? `0x${hex}`
      : bits !== undefined
        ? `0b${bits}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal;
  const size = BigInt(written ?? '0');
  if (sign === '-' ? size > MAX_INT64 + 1n : size > (sign === '+' ? MAX_INT64 : MAX_UINT64)) return null;
  const value = Number(sign === '-' ? -size : size);
  return { type: 'int', value: value === 0 ? 0 : value };
}

function float(text: string, form: RegExp): Resolved | null {
  if (!form.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value: value === 0 ? 0 : value } : null;
}

/** The four layouts that go-yaml tries. A text of none of them may still be a number. */
function isTime(text: string): boolean {
  const match =
    /^\d{4}-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [, month, day, divider, hours = '0', minutes = '0', seconds = '0', zone] = match;
  if (divider === ' ' ? zone !== undefined : divider !== undefined && zone === undefined) return false;
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hours) < 24 &&
    Number(minutes) < 60 &&
    Number(seconds) < 60
  );
}

/** Text in base64, as Go decodes it: breaks are passed over, and padding is required. */
function binary({ value, start }: ScalarNode): string {
  const base64 = value.replace(/[\r\n]/g, '');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw new YamlProblem('it contains !!binary that is not base64', start);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
  );
}
