/** Operators, conversions, sizes, optionals, regular expressions: CEL's own functions. */
import type { FunctionSet } from './function-set.ts';
import { arithmetic, compare, equal, int, uint } from './operators.ts';
import type { Run } from './run.ts';
import {
  CelFailure,
  Duration,
  isList,
  isMap,
  Optional,
  Special,
  Timestamp,
  TypeName,
  typeName,
  Uint,
  type Value,
} from './value.ts';

type Order = (order: number) => boolean;

const ordered =
  (holds: Order) =>
  ([a = null, b = null]: readonly Value[], run: Run): boolean | undefined => {
    const order = compare(a, b, run);
    return order === null ? false : order === undefined ? undefined : holds(order);
  };

const calculated =
  (operator: string) =>
  ([a = null, b = null]: readonly Value[], run: Run): Value | undefined =>
    arithmetic(operator, a, b, run);

function size([value = null]: readonly Value[], run: Run): bigint | undefined {
  if (typeof value === 'string') {
    run.read(value);
    return BigInt(codePoints(value));
  }
  if (isList(value) || value instanceof Uint8Array) return BigInt(value.length);
  return isMap(value) ? BigInt(value.size) : undefined;
}

/** Length in code points. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
  }
  return count;
}

function matches([text = null, pattern = null]: readonly Value[], run: Run): boolean | undefined {
  if (typeof text !== 'string' || typeof pattern !== 'string') return undefined;
  return run.pattern(pattern, text).matcher(text).find();
}

const isEmpty = (value: Value): boolean =>
  value === null ||
  value === false ||
  value === '' ||
  value === 0n ||
  value === 0 ||
  (value instanceof Uint && value.value === 0n) ||
  (isList(value) && value.length === 0) ||
  (isMap(value) && value.size === 0);

function toInt([value = null]: readonly Value[]): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return int(value.value);
  if (value instanceof Timestamp) return floor(value.nanoseconds, 1_000_000_000n);
  if (typeof value === 'number') {
    if (!(Math.abs(value) < 2 ** 63)) throw new CelFailure('the number is too large for an int');
    return BigInt(Math.trunc(value));
  }
  if (typeof value !== 'string') return undefined;
  if (!/^[+-]?\d{1,30}$/.test(value)) throw new CelFailure('the text is not an int');
  return int(BigInt(value.replace(/^\+/, '')));
}

export const floor = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

function toUint([value = null]: readonly Value[]): Uint | undefined {
  if (value instanceof Uint) return value;
  if (typeof value === 'bigint') return uint(value);
  if (typeof value === 'number') {
    if (!(value >= 0 && value < 2 ** 64)) throw new CelFailure('the number does not fit a uint');
    return uint(BigInt(Math.trunc(value)));
  }
  if (typeof value !== 'string') return undefined;
  if (!/^\d{1,30}$/.test(value)) throw new CelFailure('the text is not a uint');
  return uint(BigInt(value));
}

function toDouble([value = null]: readonly Value[]): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (typeof value !== 'string') return undefined;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(Inf|Infinity|NaN)$/i.test(value))
    throw new CelFailure('the text is not a number');
  return /inf/i.test(value) ? (value.startsWith('-') ? -Infinity : Infinity) : Number(value);
}

function toText([value = null]: readonly Value[], run: Run): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (typeof value === 'number') return doubleText(value);
  if (value instanceof Duration) return `${trimmed(value.nanoseconds, 9)}s`;
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Special && (value.type === 'ip' || value.type === 'cidr')) return value.key;
  if (value instanceof Uint8Array) {
    run.read(value);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(value);
    } catch {
      throw new CelFailure('the bytes are not UTF-8 text');
    }
  }
  return undefined;
}

/** As Go writes a float64 with `%g`: the shortest digits, with an exponent for what is very large or small. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  // JavaScript keeps plain digits between 1e-7 and 1e21, which holds this whole range.
  if (power >= -4 && power < GO_EXPONENT) return Object.is(value, -0) ? '-0' : String(value);
  return `${digits}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}

/** From this power of ten on, Go's `%g` writes an exponent. */
const GO_EXPONENT = 6;

function trimmed(nanoseconds: bigint, places: number): string {
  const negative = nanoseconds < 0n;
  const text = String(negative ? -nanoseconds : nanoseconds).padStart(places + 1, '0');
  const fraction = text.slice(-places).replace(/0+$/, '');
  return `${negative ? '-' : ''}${text.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

function timestampText({ nanoseconds }: Timestamp): string {
  const seconds = floor(nanoseconds, 1_000_000_000n);
  const rest = nanoseconds - seconds * 1_000_000_000n;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction}Z`;
}

export const standardFunctions: FunctionSet = {
  globals: {
    '_==_': ([a = null, b = null], run) => equal(a, b, run),
    '_!=_': ([a = null, b = null], run) => !equal(a, b, run),
    '_<_': ordered((order) => order < 0),
    '_<=_': ordered((order) => order <= 0),
    '_>_': ordered((order) => order > 0),
    '_>=_': ordered((order) => order >= 0),
    '_+_': calculated('+'),
    '_-_': calculated('-'),
    '_*_': calculated('*'),
    '_/_': calculated('/'),
    '_%_': calculated('%'),
    '!_': ([value]) => (typeof value === 'boolean' ? !value : undefined),
    '-_': ([value = null]) =>
      typeof value === 'bigint' ? int(-value) : typeof value === 'number' ? -value : undefined,
    size,
    matches,
    int: toInt,
    uint: toUint,
    double: toDouble,
    string: toText,
    bool: ([value = null]) => {
      if (typeof value === 'boolean') return value;
      if (typeof value !== 'string') return undefined;
      if (/^(1|t|true|TRUE|True)$/.test(value)) return true;
      if (/^(0|f|false|FALSE|False)$/.test(value)) return false;
      throw new CelFailure('the text is not a bool');
    },
    bytes: ([value = null], run) => {
      if (value instanceof Uint8Array) return value;
      if (typeof value !== 'string') return undefined;
      run.read(value);
      return new TextEncoder().encode(value);
    },
    dyn: ([value]) => value,
    type: ([value = null]) => new TypeName(typeName(value)),
    'optional.none': () => new Optional(undefined),
    'optional.of': ([value]) => new Optional(value),
    'optional.ofNonZeroValue': ([value = null]) => new Optional(isEmpty(value) ? undefined : value),
  },
  members: {
    size,
    matches,
    hasValue: ([value]) => (value instanceof Optional ? value.value !== undefined : undefined),
    value: ([value]) => {
      if (!(value instanceof Optional)) return undefined;
      if (value.value === undefined) throw new CelFailure('the optional holds no value');
      return value.value;
    },
    or: ([value, other]) => {
      if (!(value instanceof Optional) || !(other instanceof Optional)) return undefined;
      return value.value === undefined ? other : value;
    },
    orValue: ([value, other]) => {
      if (!(value instanceof Optional)) return undefined;
      return value.value === undefined ? other : value.value;
    },
  },
};
