/** List functions of Kubernetes and of CEL's extensions, and sets. */
import type { FunctionSet } from './function-set.ts';
import { arithmetic, compare, equal } from './operators.ts';
import type { Run } from './run.ts';
import { CelFailure, Duration, isList, type Value } from './value.ts';

function listed(work: (list: readonly Value[], args: readonly Value[], run: Run) => Value | undefined) {
  return ([list, ...args]: readonly Value[], run: Run): Value | undefined => {
    if (list === undefined || !isList(list)) return undefined;
    run.spend(1 + list.length);
    return work(list, args, run);
  };
}

function extreme(wanted: -1 | 1) {
  return listed((list, _args, run) => {
    if (list.length === 0) throw new CelFailure('min and max need a list that is not empty');
    let best = list[0] ?? null;
    for (const entry of list) {
      const order = compare(entry, best, run);
      if (typeof order !== 'number') return undefined;
      if (order === wanted) best = entry;
    }
    return best;
  });
}

function total(list: readonly Value[], _args: readonly Value[], run: Run): Value | undefined {
  const [first = null] = list;
  if (list.length === 0) return 0n;
  // Texts can be joined with +, but they have no sum.
  if (
    typeof first !== 'bigint' &&
    typeof first !== 'number' &&
    !(first instanceof Duration) &&
    arithmetic('-', first, first, run) === undefined
  )
    return undefined;
  let sum: Value = first;
  for (const entry of list.slice(1)) {
    const next = arithmetic('+', sum, entry, run);
    if (next === undefined) return undefined;
    sum = next;
  }
  return sum;
}

function sorted(list: readonly Value[], run: Run, keys: readonly Value[] = list): Value[] | undefined {
  run.spend(list.length * Math.ceil(Math.log2(list.length + 1)));
  let fits = true;
  const pairs = list.map((value, at) => ({ value, key: keys[at] ?? null }));
  pairs.sort((a, b) => {
    const order = compare(a.key, b.key, run);
    if (typeof order !== 'number') fits = false;
    return order ?? 0;
  });
  return fits ? pairs.map(({ value }) => value) : undefined;
}

function flatten(list: readonly Value[], depth: number, run: Run): Value[] {
  run.spend(list.length);
  return list.flatMap((entry) => (isList(entry) && depth > 0 ? flatten(entry, depth - 1, run) : [entry]));
}

const holds = (list: readonly Value[], wanted: Value, run: Run): boolean =>
  list.some((entry) => equal(entry, wanted, run));

function placeOf(last: boolean) {
  return listed((list, [wanted = null], run) => {
    const places = [...list.keys()];
    if (last) places.reverse();
    return BigInt(places.find((at) => equal(list[at] ?? null, wanted, run)) ?? -1);
  });
}

function pairwise(work: (a: readonly Value[], b: readonly Value[], run: Run) => boolean) {
  return ([a, b]: readonly Value[], run: Run): boolean | undefined =>
    a !== undefined && b !== undefined && isList(a) && isList(b) ? work(a, b, run) : undefined;
}

const containsAll = (list: readonly Value[], wanted: readonly Value[], run: Run): boolean =>
  wanted.every((entry) => holds(list, entry, run));

export const listFunctions: FunctionSet = {
  globals: {
    'sets.contains': pairwise(containsAll),
    'sets.equivalent': pairwise((a, b, run) => containsAll(a, b, run) && containsAll(b, a, run)),
    'sets.intersects': pairwise((a, b, run) => a.some((entry) => holds(b, entry, run))),
    'lists.range': ([end], run) => {
      if (typeof end !== 'bigint') return undefined;
      run.spend(Number(end > 0n ? end : 0n));
      return Array.from({ length: Math.max(0, Number(end)) }, (_, at) => BigInt(at));
    },
  },
  members: {
    isSorted: listed((list, _args, run) => {
      for (const [at, entry] of list.entries()) {
        const next = list[at + 1];
        if (next === undefined) break;
        const order = compare(entry, next, run);
        if (order === undefined) return undefined;
        if (order !== null && order > 0) return false;
      }
      return true;
    }),
    sum: listed(total),
    min: extreme(-1),
    max: extreme(1),
    indexOf: placeOf(false),
    lastIndexOf: placeOf(true),
    slice: listed((list, [from, to]) => {
      if (typeof from !== 'bigint' || typeof to !== 'bigint') return undefined;
      if (from < 0n || to > BigInt(list.length) || from > to)
        throw new CelFailure('the index is out of range');
      return list.slice(Number(from), Number(to));
    }),
    flatten: listed((list, [depth], run) =>
      depth === undefined
        ? flatten(list, 1, run)
        : typeof depth === 'bigint'
          ? flatten(list, Number(depth), run)
          : undefined,
    ),
    distinct: listed((list, _args, run) => {
      const seen: Value[] = [];
      for (const entry of list) if (!holds(seen, entry, run)) seen.push(entry);
      return seen;
    }),
    sort: listed((list, _args, run) => sorted(list, run)),
    reverse: listed((list) => [...list].reverse()),
  },
};
