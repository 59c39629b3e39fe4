/** Kubernetes quantities, exactly: as a count of billionths, which is the finest that Kubernetes keeps. */
import type { FunctionSet } from './function-set.ts';
import { CelFailure, Special, type Value } from './value.ts';

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,3})|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E))?$/;
const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const BILLION = 1_000_000_000n;

/** Billionths, or null when the text is not a quantity. Finer parts are rounded up, away from zero. */
function billionths(text: string): bigint | null {
  const match = text.length > 100 ? null : QUANTITY.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(`${whole}${fraction}` || '0');
  let numerator = digits;
  let power = -fraction.length + 9;
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) numerator *= 1024n ** BigInt(binary + 1);
  else power += exponent === undefined ? (DECIMAL.get(suffix) ?? 0) : Number(exponent.slice(1));
  if (power > 400) return null;
  const size =
    power >= 0
      ? numerator * 10n ** BigInt(power)
      : (numerator + 10n ** BigInt(-power) - 1n) / 10n ** BigInt(-power);
  return sign === '-' ? -size : size;
}

const made = (size: bigint): Special<bigint> => new Special('quantity', String(size), size);

function quantity([text]: readonly Value[]): Special | undefined {
  if (typeof text !== 'string') return undefined;
  const size = billionths(text);
  if (size === null) throw new CelFailure('the text is not a quantity, such as 500m or 2Gi');
  return made(size);
}

const sizeOf = (value: Value | undefined): bigint | null =>
  value instanceof Special && value.type === 'quantity' && typeof value.inner === 'bigint'
    ? value.inner
    : null;

const combined =
  (work: (a: bigint, b: bigint) => Value) =>
  ([receiver, other]: readonly Value[]): Value | undefined => {
    const a = sizeOf(receiver);
    const b = typeof other === 'bigint' ? other * BILLION : sizeOf(other);
    return a === null || b === null ? undefined : work(a, b);
  };

const compared = (work: (a: bigint, b: bigint) => Value) => {
  const both = combined(work);
  return (args: readonly Value[]): Value | undefined =>
    typeof args[1] === 'bigint' ? undefined : both(args);
};

const single =
  (work: (size: bigint) => Value) =>
  ([receiver]: readonly Value[]): Value | undefined => {
    const size = sizeOf(receiver);
    return size === null ? undefined : work(size);
  };

const order = (a: bigint, b: bigint): bigint => (a < b ? -1n : a > b ? 1n : 0n);
const isWhole = (size: bigint): boolean =>
  size % BILLION === 0n && size / BILLION >= -(2n ** 63n) && size / BILLION < 2n ** 63n;

export const quantityFunctions: FunctionSet = {
  globals: {
    quantity,
    isQuantity: ([text]) => (typeof text === 'string' ? billionths(text) !== null : undefined),
  },
  members: {
    sign: single((size) => order(size, 0n)),
    add: combined((a, b) => made(a + b)),
    sub: combined((a, b) => made(a - b)),
    isGreaterThan: compared((a, b) => a > b),
    isLessThan: compared((a, b) => a < b),
    compareTo: compared(order),
    isInteger: single(isWhole),
    asInteger: single((size) => {
      if (!isWhole(size)) throw new CelFailure('the quantity is not an int');
      return size / BILLION;
    }),
    asApproximateFloat: single((size) => Number(size) / 1e9),
  },
};
