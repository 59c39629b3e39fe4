/** Equality, order and arithmetic of CEL. `undefined` means that there is no such overload. */
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
  Uint,
  type Value,
  WITHHELD,
} from './value.ts';

/**
 * Whether two values are equal; numbers of any type compare by value, and different types are not equal.
 * @throws CelFailure when a removed value decides
 */
export function equal(a: Value, b: Value, run: Run): boolean {
  run.spend(1);
  if (a === WITHHELD || b === WITHHELD) throw withheldFailure();
  if (typeof a === 'string') {
    if (typeof b !== 'string') return false;
    run.read(a);
    return a === b;
  }
  const left = numeric(a);
  const right = numeric(b);
  // A bigint and a number compare exactly.
  // biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is the exact one here
  if (left !== null && right !== null) return left == right;
  if (isList(a)) return isList(b) && equalLists(a, b, run);
  if (a instanceof Uint8Array) {
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, at) => byte === b[at]);
  }
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    let removed = false;
    for (const key of a.keys()) {
      const other = b.get(key);
      if (other === undefined) return false;
      const same = equalOrRemoved(a.get(key) ?? null, other, run);
      if (same === false) return false;
      removed ||= same === null;
    }
    if (removed) throw withheldFailure();
    return true;
  }
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanoseconds === b.nanoseconds;
  if (a instanceof TypeName) return b instanceof TypeName && a.name === b.name;
  if (a instanceof Special) return b instanceof Special && a.type === b.type && a.key === b.key;
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false;
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return equal(a.value, b.value, run);
  }
  return a === b;
}

function equalLists(a: readonly Value[], b: readonly Value[], run: Run): boolean {
  if (a.length !== b.length) return false;
  let removed = false;
  for (const [at, entry] of a.entries()) {
    const same = equalOrRemoved(entry, b[at] ?? null, run);
    if (same === false) return false;
    removed ||= same === null;
  }
  if (removed) throw withheldFailure();
  return true;
}

/** null when a removed value would decide: another entry may still settle it. */
function equalOrRemoved(a: Value, b: Value, run: Run): boolean | null {
  try {
    return equal(a, b, run);
  } catch (failure) {
    if (failure instanceof CelFailure && failure.why === 'withheld') return null;
    throw failure;
  }
}

export const withheldFailure = (): CelFailure =>
  new CelFailure('it looks at a value that the collection removed', 'withheld');

/** -1, 0 or 1; null for NaN; undefined when the two cannot be ordered. */
export function compare(a: Value, b: Value, run: Run): number | null | undefined {
  run.spend(1);
  const left = numeric(a);
  const right = numeric(b);
  if (left !== null && right !== null) {
    if (Number.isNaN(left) || Number.isNaN(right)) return null;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    run.read(a);
    return compareText(a, b);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Math.sign(Buffered.compare(a, b));
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(a.nanoseconds - b.nanoseconds);
  return undefined;
}

/** By code points, as Go compares bytes of UTF-8; JavaScript compares halves of pairs. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  // A pair that differs in its second half begins one earlier.
  if (at > 0 && /[\udc00-\udfff]/.test((a[at] ?? '') + (b[at] ?? ''))) at -= 1;
  return Math.sign((a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1));
}

const Buffered = {
  compare(a: Uint8Array, b: Uint8Array): number {
    for (let at = 0; at < a.length && at < b.length; at += 1) {
      const difference = (a[at] ?? 0) - (b[at] ?? 0);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  },
};

const sign = (number: bigint): number => (number < 0n ? -1 : number > 0n ? 1 : 0);

function numeric(value: Value): bigint | number | null {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : null;
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/** @throws CelFailure when it does not fit 64 bits */
export function int(value: bigint): bigint {
  if (value < MIN_INT || value > MAX_INT) throw new CelFailure('the result is too large for an int');
  return value;
}

/** @throws CelFailure when it does not fit 64 bits without a sign */
export function uint(value: bigint): Uint {
  if (value < 0n || value > MAX_UINT) throw new CelFailure('the result is too large for a uint');
  return new Uint(value);
}

/** `_+_` and its like. */
export function arithmetic(operator: string, a: Value, b: Value, run: Run): Value | undefined {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(integer(operator, a, b));
  if (a instanceof Uint && b instanceof Uint) return uint(integer(operator, a.value, b.value));
  if (typeof a === 'number' && typeof b === 'number') {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return a / b;
    }
    return undefined;
  }
  if (operator === '+') return sum(a, b, run);
  if (operator !== '-') return undefined;
  if (a instanceof Duration && b instanceof Duration) return new Duration(int(a.nanoseconds - b.nanoseconds));
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Timestamp)
    return new Duration(int(a.nanoseconds - b.nanoseconds));
  return undefined;
}

function sum(a: Value, b: Value, run: Run): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    run.read({ length: a.length + b.length });
    return a + b;
  }
  if (isList(a) && isList(b)) {
    run.spend(1 + a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    run.read({ length: a.length + b.length });
    return Uint8Array.from([...a, ...b]);
  }
  if (a instanceof Duration && b instanceof Duration) return new Duration(int(a.nanoseconds + b.nanoseconds));
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanoseconds + b.nanoseconds);
  if (a instanceof Duration && b instanceof Timestamp) return new Timestamp(a.nanoseconds + b.nanoseconds);
  return undefined;
}

function integer(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
  }
  if (b === 0n) throw new CelFailure(operator === '/' ? 'it divides by zero' : 'it takes a modulus by zero');
  return operator === '/' ? a / b : a % b;
}
