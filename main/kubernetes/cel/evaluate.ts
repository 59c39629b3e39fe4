/** Evaluates a tree: the rules of CEL, every step counted, removed values never compared. */
import { functionOf, GLOBALS, MEMBERS } from './functions.ts';
import { equal, withheldFailure } from './operators.ts';
import type { Run } from './run.ts';
import type { Node } from './syntax.ts';
import {
  CelFailure,
  isList,
  isMap,
  MadeMap,
  Optional,
  TYPE_NAMES,
  TypeName,
  typeName,
  Uint,
  type Value,
  WITHHELD,
} from './value.ts';

/** Names in sight; the innermost wins. */
export interface Scope {
  readonly name: string;
  readonly value: () => Value;
  readonly outer: Scope | null;
}

/** @throws CelFailure: an error of the expression, a removed value that would decide, or too much work */
export function evaluate(node: Node, scope: Scope | null, run: Run): Value {
  run.spend(1);
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return lookUp(node.name, scope);
    case 'select':
      return select(node, scope, run);
    case 'index':
      return index(node, scope, run);
    case 'and':
      return logic(node.terms, false, scope, run);
    case 'or':
      return logic(node.terms, true, scope, run);
    case 'choice':
      return evaluate(
        bool(evaluate(node.condition, scope, run), '?:') ? node.whenTrue : node.otherwise,
        scope,
        run,
      );
    case 'list':
      return node.items.flatMap(({ node: item, optional }) => {
        const value = evaluate(item, scope, run);
        if (!optional) return [value];
        const inner = optionalOf(value, '[?…]').value;
        return inner === undefined ? [] : [inner];
      });
    case 'map': {
      const map = new MadeMap();
      for (const entry of node.entries) {
        const key = evaluate(entry.key, scope, run);
        const value = evaluate(entry.value, scope, run);
        const kept = entry.optional ? optionalOf(value, '{?…}').value : value;
        if (kept !== undefined && !map.put(key, kept)) throw new CelFailure('a map has the same key twice');
      }
      return map;
    }
    case 'call':
      return call(node, scope, run);
    case 'macro':
      return macro(node, scope, run);
  }
}

function lookUp(name: string, scope: Scope | null): Value {
  for (let here = scope; here !== null; here = here.outer) if (here.name === name) return here.value();
  if (TYPE_NAMES.has(name)) return new TypeName(name);
  throw new CelFailure(`there is no ${name}`);
}

export function bool(value: Value, where: string): boolean {
  if (value === WITHHELD) throw withheldFailure();
  if (typeof value !== 'boolean') throw noOverload(where, [value]);
  return value;
}

/** A term that decides wins over terms that fail, wherever it stands. */
function logic(terms: readonly Node[], decisive: boolean, scope: Scope | null, run: Run): boolean {
  const failures: CelFailure[] = [];
  for (const term of terms) {
    const value = attempt(failures, () => bool(evaluate(term, scope, run), decisive ? '||' : '&&'));
    if (value === decisive) return decisive;
  }
  raise(failures);
  return !decisive;
}

/** undefined and the failure noted; too much work is never survived. */
function attempt<T>(failures: CelFailure[], work: () => T): T | undefined {
  try {
    return work();
  } catch (failure) {
    if (!(failure instanceof CelFailure) || failure.why === 'cost') throw failure;
    failures.push(failure);
    return undefined;
  }
}

/** A removed value is the better reason: with it, the result might have been known. */
function raise(failures: readonly CelFailure[]): void {
  const failure = failures.find(({ why }) => why === 'withheld') ?? failures[0];
  if (failure !== undefined) throw failure;
}

function select(node: Node & { kind: 'select' }, scope: Scope | null, run: Run): Value {
  const operand = evaluate(node.operand, scope, run);
  const through = operand instanceof Optional ? operand.value : operand;
  const wrapped = operand instanceof Optional || node.optional;
  if (through === undefined) return node.presence ? false : new Optional(undefined);
  if (through === WITHHELD) throw withheldFailure();
  if (!isMap(through)) {
    throw new CelFailure(`a value of type ${typeName(through)} has no field ${node.field}`);
  }
  const has = through.has(node.field);
  if (has === 'withheld' && (node.presence || wrapped)) throw withheldFailure();
  if (node.presence) return has === true;
  const value = through.get(node.field);
  if (wrapped) return new Optional(value);
  if (value === undefined) throw new CelFailure(`there is no field ${node.field}`);
  return value;
}

function index(node: Node & { kind: 'index' }, scope: Scope | null, run: Run): Value {
  const operand = evaluate(node.operand, scope, run);
  const key = evaluate(node.index, scope, run);
  const through = operand instanceof Optional ? operand.value : operand;
  const wrapped = operand instanceof Optional || node.optional;
  if (through === undefined) return new Optional(undefined);
  if (through === WITHHELD || key === WITHHELD) throw withheldFailure();
  const value = entryOf(through, key, wrapped);
  if (wrapped) return new Optional(value);
  if (value === undefined)
    throw new CelFailure(isList(through) ? 'the index is out of range' : 'there is no such key');
  return value;
}

function entryOf(owner: Value, key: Value, wrapped: boolean): Value | undefined {
  if (isMap(owner)) {
    if (wrapped && owner.has(key) === 'withheld') throw withheldFailure();
    return owner.get(key);
  }
  if (!isList(owner)) throw noOverload('[…]', [owner, key]);
  const at = key instanceof Uint ? key.value : key;
  if (typeof at !== 'bigint' && !(typeof at === 'number' && Number.isInteger(at)))
    throw noOverload('[…]', [owner, key]);
  return at < 0 ? undefined : owner[Number(at)];
}

function call(node: Node & { kind: 'call' }, scope: Scope | null, run: Run): Value {
  const { name, member } = functionOf(node);
  const nodes = member && node.target !== null ? [node.target, ...node.args] : node.args;
  const args = nodes.map((arg) => evaluate(arg, scope, run));
  if (name === '_in_') return isIn(args, run);
  // Equality looks into lists and maps itself; for everything else a removed value is the end.
  if (args.includes(WITHHELD)) throw withheldFailure();
  const work = (member ? MEMBERS : GLOBALS).get(name);
  if (work === undefined) throw new CelFailure(`there is no function ${name}`);
  const result = work(args, run, (value) => optionalOf(value, name));
  if (result !== undefined) return result;
  throw args.some((arg) => isList(arg) && arg.includes(WITHHELD))
    ? withheldFailure()
    : noOverload(name, args);
}

function isIn([wanted = null, among = null]: readonly Value[], run: Run): boolean {
  if (wanted === WITHHELD || among === WITHHELD) throw withheldFailure();
  if (isMap(among)) {
    const has = among.has(wanted);
    if (has === 'withheld') throw withheldFailure();
    return has;
  }
  if (!isList(among)) throw noOverload('in', [wanted, among]);
  const failures: CelFailure[] = [];
  for (const entry of among) if (attempt(failures, () => equal(entry, wanted, run)) === true) return true;
  raise(failures);
  return false;
}

function optionalOf(value: Value, where: string): Optional {
  if (!(value instanceof Optional)) throw noOverload(where, [value]);
  return value;
}

function noOverload(name: string, args: readonly Value[]): CelFailure {
  const types = args.map(typeName).join(', ');
  return new CelFailure(`${name.replaceAll('_', '') || name} cannot be used with ${types}`);
}

function macro(node: Node & { kind: 'macro' }, scope: Scope | null, run: Run): Value {
  const range = evaluate(node.range, scope, run);
  if (range === WITHHELD) throw withheldFailure();
  if (node.name === 'optMap' || node.name === 'optFlatMap') {
    const { value } = optionalOf(range, node.name);
    if (value === undefined) return range;
    const mapped = evaluate(node.body, bind(node.variables, [value], scope), run);
    return node.name === 'optMap' ? new Optional(mapped) : optionalOf(mapped, node.name);
  }
  const rounds = roundsOf(range, node.variables.length, node.name);
  const inner = (values: readonly Value[]) => {
    run.spend(1);
    return bind(node.variables, values, scope);
  };
  switch (node.name) {
    case 'all':
    case 'exists': {
      const decisive = node.name === 'exists';
      const failures: CelFailure[] = [];
      for (const values of rounds) {
        const found = attempt(failures, () => bool(evaluate(node.body, inner(values), run), node.name));
        if (found === decisive) return decisive;
      }
      raise(failures);
      return !decisive;
    }
    case 'existsOne': {
      let found = 0;
      for (const values of rounds)
        if (bool(evaluate(node.body, inner(values), run), 'exists_one')) found += 1;
      return found === 1;
    }
    case 'filter':
      return rounds
        .filter((values) => bool(evaluate(node.body, inner(values), run), 'filter'))
        .map((values) => values[0] ?? null);
    default:
      return transform(node, rounds.map(inner), run);
  }
}

/** `map` and the transforms of lists and maps. */
function transform(node: Node & { kind: 'macro' }, rounds: readonly Scope[], run: Run): Value {
  const kept = rounds.filter(
    (round) => node.filter === null || bool(evaluate(node.filter, round, run), node.name),
  );
  if (node.name === 'map' || node.name === 'transformList')
    return kept.map((round) => evaluate(node.body, round, run));
  const map = new MadeMap();
  for (const round of kept) {
    const made = evaluate(node.body, round, run);
    const pairs: readonly (readonly [Value, Value])[] =
      node.name === 'transformMap' ? [[round.value(), made]] : entriesOf(made);
    for (const [key, value] of pairs)
      if (!map.put(key, value)) throw new CelFailure('a map has the same key twice');
  }
  return map;
}

/** The innermost scope holds the first name: the key or the index. */
function bind(names: readonly string[], values: readonly Value[], outer: Scope | null): Scope {
  let scope = outer;
  for (let at = names.length - 1; at >= 0; at -= 1) {
    const value = values[at] ?? null;
    scope = { name: names[at] ?? '', value: () => value, outer: scope };
  }
  if (scope === null) throw new CelFailure('a macro without a name');
  return scope;
}

function roundsOf(range: Value, names: number, macroName: string): readonly (readonly Value[])[] {
  if (isList(range)) return range.map((value, at) => (names === 2 ? [BigInt(at), value] : [value]));
  if (isMap(range)) return range.keys().map((key) => (names === 2 ? [key, range.get(key) ?? null] : [key]));
  throw noOverload(macroName, [range]);
}

function entriesOf(made: Value): [Value, Value][] {
  if (!isMap(made)) throw noOverload('transformMapEntry', [made]);
  return made.keys().map((key) => [key, made.get(key) ?? null]);
}
