/** Timestamps and durations. Offsets may be `+02:00` or `UTC`; names of zones need a database that differs by machine. */
import type { FunctionSet } from './function-set.ts';
import { floor } from './functions-standard.ts';
import { int } from './operators.ts';
import { CelFailure, Duration, Timestamp, type Value } from './value.ts';

const SECOND = 1_000_000_000n;
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['ms', 1_000_000n],
  ['s', SECOND],
  ['m', 60n * SECOND],
  ['h', 3600n * SECOND],
]);

function duration([value]: readonly Value[]): Duration | undefined {
  if (value instanceof Duration) return value;
  if (typeof value !== 'string') return undefined;
  if (value.length > 100 || !/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.test(value))
    throw new CelFailure('the text is not a duration, such as 90m');
  let nanoseconds = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of value.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|ms|s|m|h)/g,
  )) {
    const size = UNITS.get(unit) ?? 0n;
    nanoseconds += BigInt(whole || '0') * size;
    if (fraction !== '') nanoseconds += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return new Duration(int(value.startsWith('-') ? -nanoseconds : nanoseconds));
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|z|[+-]\d{2}:\d{2})$/;

function timestamp([value]: readonly Value[]): Timestamp | undefined {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return new Timestamp(value * SECOND);
  if (typeof value !== 'string') return undefined;
  const [, clock = '', fraction = '', zone = ''] = RFC3339.exec(value) ?? [];
  const milliseconds = Date.parse(`${clock.toUpperCase()}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds))
    throw new CelFailure('the text is not a time, such as 2026-01-31T12:00:00Z');
  return new Timestamp(BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}

function part(read: (date: Date, milliseconds: number) => number, ofDuration: bigint | null = null) {
  return ([value, zone]: readonly Value[]): bigint | undefined => {
    if (value instanceof Duration)
      return ofDuration === null || zone !== undefined ? undefined : value.nanoseconds / ofDuration;
    if (!(value instanceof Timestamp)) return undefined;
    const local = value.nanoseconds + offsetOf(zone);
    const date = new Date(Number(floor(local, 1_000_000n)));
    return BigInt(read(date, date.getUTCMilliseconds()));
  };
}

function offsetOf(zone: Value | undefined): bigint {
  if (zone === undefined || zone === 'UTC' || zone === '') return 0n;
  const match = typeof zone === 'string' ? /^([+-]?)(\d{2}):(\d{2})$/.exec(zone) : null;
  if (match === null) throw new CelFailure('only UTC and offsets such as +02:00 are known as time zones');
  const seconds = BigInt(match[2] ?? 0) * 3600n + BigInt(match[3] ?? 0) * 60n;
  return (match[1] === '-' ? -seconds : seconds) * SECOND;
}

const dayOfYear = (date: Date): number =>
  Math.floor(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
      Date.UTC(date.getUTCFullYear(), 0, 1)) /
      86_400_000,
  );

export const timeFunctions: FunctionSet = {
  globals: { duration, timestamp },
  members: {
    getFullYear: part((date) => date.getUTCFullYear()),
    getMonth: part((date) => date.getUTCMonth()),
    getDate: part((date) => date.getUTCDate()),
    getDayOfMonth: part((date) => date.getUTCDate() - 1),
    getDayOfWeek: part((date) => date.getUTCDay()),
    getDayOfYear: part(dayOfYear),
    getHours: part((date) => date.getUTCHours(), 3600n * SECOND),
    getMinutes: part((date) => date.getUTCMinutes(), 60n * SECOND),
    getSeconds: part((date) => date.getUTCSeconds(), SECOND),
    getMilliseconds: part((_date, milliseconds) => milliseconds, 1_000_000n),
  },
};
