/** The string functions of CEL's extension library as Kubernetes has them, and find and findAll. Places count code points. */
import type { FunctionSet } from './function-set.ts';
import { codePoints } from './functions-standard.ts';
import { compare } from './operators.ts';
import type { Run } from './run.ts';
import { CelFailure, Duration, isList, isMap, Timestamp, TypeName, Uint, type Value } from './value.ts';

const upTo = (value: Value | undefined): number | null => (typeof value === 'bigint' ? Number(value) : null);

/** The text as its code points; ASCII stays cheap. */
const pointsOf = (text: string): string[] => Array.from(text);

function textual(work: (text: string, args: readonly Value[], run: Run) => Value | undefined) {
  return ([text, ...args]: readonly Value[], run: Run): Value | undefined => {
    if (typeof text !== 'string') return undefined;
    run.read(text);
    return work(text, args, run);
  };
}

const twoTexts = (work: (text: string, other: string) => Value) =>
  textual((text, [other], run) => {
    if (typeof other !== 'string') return undefined;
    run.read(other);
    return work(text, other);
  });

function indexOf(last: boolean) {
  return textual((text, [wanted, from], run) => {
    if (typeof wanted !== 'string') return undefined;
    const length = codePoints(text);
    const start = from === undefined ? (last ? length : 0) : upTo(from);
    if (start === null) return undefined;
    if (start < 0 || start > length) throw new CelFailure('the index is out of range');
    run.read(wanted);
    const at = unitOf(text, start);
    const found = last ? text.lastIndexOf(wanted, at) : text.indexOf(wanted, at);
    return BigInt(found === -1 ? -1 : codePoints(text.slice(0, found)));
  });
}

/** The index in UTF-16 of a code point. */
function unitOf(text: string, point: number): number {
  return codePoints(text) === text.length ? point : pointsOf(text).slice(0, point).join('').length;
}

function replaced(text: string, [from, to, most]: readonly Value[], run: Run): string | undefined {
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  let left = most === undefined ? -1 : upTo(most);
  if (left === null) return undefined;
  const parts = from === '' ? ['', ...pointsOf(text), ''] : text.split(from);
  run.spend(1 + parts.length * Math.ceil((to.length + 10) / 10));
  let out = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    out += (left === 0 ? from : to) + part;
    if (left > 0) left -= 1;
  }
  return out;
}

function split(text: string, [separator, most]: readonly Value[], run: Run): Value[] | undefined {
  if (typeof separator !== 'string') return undefined;
  const limit = most === undefined ? -1 : upTo(most);
  if (limit === null) return undefined;
  if (limit === 0) return [];
  const parts = separator === '' ? pointsOf(text) : text.split(separator);
  run.spend(1 + parts.length);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function substring(text: string, [from, to]: readonly Value[]): string | undefined {
  const points = pointsOf(text);
  const start = upTo(from);
  const end = to === undefined ? points.length : upTo(to);
  if (start === null || end === null) return undefined;
  if (start < 0 || end > points.length || start > end) throw new CelFailure('the index is out of range');
  return points.slice(start, end).join('');
}

function findAll(text: string, [pattern, most]: readonly Value[], run: Run): Value[] | undefined {
  if (typeof pattern !== 'string') return undefined;
  const limit = most === undefined ? -1 : upTo(most);
  if (limit === null) return undefined;
  const matcher = run.pattern(pattern, text).matcher(text);
  const found: string[] = [];
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    run.spend(1);
    found.push(matcher.group() ?? '');
  }
  return found;
}

function joinTexts([texts, separator]: readonly Value[], run: Run): string | undefined {
  if (texts === undefined || !isList(texts) || !texts.every((text) => typeof text === 'string'))
    return undefined;
  if (separator !== undefined && typeof separator !== 'string') return undefined;
  const joined = texts.join(separator ?? '');
  run.read(joined);
  return joined;
}

/** `%s %d %f %e %x %X %o %b %%`, with a precision for `%f` and `%e`. */
function format(template: string, [args]: readonly Value[], run: Run): string | undefined {
  if (args === undefined || !isList(args)) return undefined;
  let next = 0;
  const out = template.replace(
    /%(?:\.(\d{1,2}))?(.?)/g,
    (_all, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = args[next];
      next += 1;
      if (value === undefined) throw new CelFailure('format() has fewer values than places');
      return formatted(verb, value, precision === undefined ? 6 : Number(precision));
    },
  );
  run.read(out);
  return out;
}

function formatted(verb: string, value: Value, precision: number): string {
  const whole = typeof value === 'bigint' ? value : value instanceof Uint ? value.value : null;
  switch (verb) {
    case 's':
      return plainText(value);
    case 'd':
      if (whole !== null) return String(whole);
      break;
    case 'f':
      if (typeof value === 'number' || whole !== null) return Number(value).toFixed(precision);
      break;
    case 'e':
      if (typeof value === 'number' || whole !== null)
        return Number(value)
          .toExponential(precision)
          .replace(/e([+-])(\d)$/, 'e$10$2');
      break;
    case 'x':
    case 'X':
    case 'o':
    case 'b': {
      const radix = { x: 16, X: 16, o: 8, b: 2 }[verb];
      const text =
        whole?.toString(radix) ?? (typeof value === 'boolean' && verb === 'b' ? String(Number(value)) : null);
      if (text !== null) return verb === 'X' ? text.toUpperCase() : text;
    }
  }
  throw new CelFailure(`format() cannot write such a value as %${verb}`);
}

function plainText(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number')
    return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof TypeName) return value.name;
  if (isList(value)) return `[${value.map(plainText).join(', ')}]`;
  if (isMap(value)) {
    const parts = value.keys().map((key) => `${plainText(key)}: ${plainText(value.get(key) ?? null)}`);
    return `{${parts.sort().join(', ')}}`;
  }
  if (value instanceof Timestamp || value instanceof Duration) return String(value.nanoseconds);
  throw new CelFailure('format() cannot write such a value');
}

/** Go's idea of white space, which trim() removes. */
const SPACES = /^[\s\u0085]+|[\s\u0085]+$/g;

export const stringFunctions: FunctionSet = {
  globals: {
    'strings.quote': textual((text) => JSON.stringify(text)),
  },
  members: {
    startsWith: twoTexts((text, other) => text.startsWith(other)),
    endsWith: twoTexts((text, other) => text.endsWith(other)),
    contains: twoTexts((text, other) => text.includes(other)),
    charAt: textual((text, [at]) => {
      const place = upTo(at);
      const points = pointsOf(text);
      if (place === null) return undefined;
      if (place < 0 || place > points.length) throw new CelFailure('the index is out of range');
      return points[place] ?? '';
    }),
    indexOf: indexOf(false),
    lastIndexOf: indexOf(true),
    lowerAscii: textual((text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
    upperAscii: textual((text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())),
    replace: textual(replaced),
    split: textual(split),
    substring: textual(substring),
    trim: textual((text) => text.replace(SPACES, '')),
    reverse: textual((text) => pointsOf(text).reverse().join('')),
    join: joinTexts,
    format: textual(format),
    find: textual(
      (text, args, run) =>
        findAll(text, [args[0] ?? null, 1n], run)?.[0] ?? (typeof args[0] === 'string' ? '' : undefined),
    ),
    findAll: textual(findAll),
    compareTo: textual((text, [other = null], run) => {
      const order = typeof other === 'string' ? compare(text, other, run) : undefined;
      return typeof order === 'number' ? BigInt(order) : undefined;
    }),
  },
};
