/**
 * What the aggregation controller makes of cluster roles in files (pkg/controller/clusterroleaggregation): an aggregated
 * role holds the rules of all that its selectors match, through other aggregated roles too, and loses what was written
 * into it. In a circle of aggregated roles what was written into one can live on through the others, so there it counts.
 *
 * Files may hold a part in variants, of which a cluster has one. Then an aggregated role is drawn once for each choice of
 * them, so that no rules are put together that never hold at the same time. What stands nearest to the role is chosen
 * first, as everywhere.
 */
import type { KubernetesObject } from '../../snapshot/index.ts';
import { fields, list, stringMap } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import { AGGREGATION, defaultAggregationLabels } from './defaults/defaults.ts';
import type { PlacedRule } from './rules.ts';

/** Objects by name; a role that the API server makes itself and that files do not show has none. */
export type Objects = ReadonlyMap<string, readonly KubernetesObject[]>;

/** For each aggregated role the roles that its selectors match, in order of name; of variants any counts. */
export type Parts = ReadonlyMap<string, readonly string[]>;

/** The document that stands for a name; null for one that the API server makes itself. */
type Chosen = ReadonlyMap<string, KubernetesObject | null>;

/** More choices than this, or of more parts, are drawn as one role with the rules of all. */
const MOST_CHOICES = 64;
const MOST_PARTS = 200;

export function aggregationParts(objects: Objects, names: readonly string[]): Parts {
  const labels = new Map(names.map((name) => [name, labelsOfEach(objects, name)]));
  const byLabel = new Map<string, Set<string>>();
  for (const [name, each] of labels)
    for (const label of each.flatMap((own) => [...own])) {
      const key = JSON.stringify(label);
      const there = byLabel.get(key);
      if (there === undefined) byLabel.set(key, new Set([name]));
      else there.add(name);
    }
  const matched = (selector: unknown): readonly string[] => {
    // Most selectors name a label: only the roles that carry it can match.
    const [label] = fields(selector, 'matchLabels');
    const candidates = label === undefined ? names : [...(byLabel.get(JSON.stringify(label)) ?? [])];
    return candidates.filter((name) => labels.get(name)?.some((own) => matchesSelector(selector, own)));
  };
  const parts = new Map<string, readonly string[]>();
  for (const name of names) {
    const selectors = (objects.get(name) ?? [null]).flatMap((copy) => selectorsOf(name, copy));
    if (selectors.length === 0) continue;
    const found = new Set(selectors.flatMap(matched));
    found.delete(name);
    parts.set(name, [...found].sort());
  }
  return parts;
}

/** For each role all that it draws from, itself too when it stands in a circle; each answer is kept. */
export function reachability(parts: Parts): (name: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const seen = new Set<string>();
    const queue = [...(parts.get(name) ?? [])];
    for (let i = 0; i < queue.length; i += 1) {
      const here = queue[i] ?? '';
      if (seen.has(here)) continue;
      seen.add(here);
      for (const next of parts.get(here) ?? []) if (!seen.has(next)) queue.push(next);
    }
    known.set(name, seen);
    return seen;
  };
}

export interface Drawing {
  readonly objects: Objects;
  readonly parts: Parts;
  /** Of all variants together. */
  readonly reach: (name: string) => ReadonlySet<string>;
  /** What is written into a document, or assumed of a role that has none. */
  written(this: void, name: string, copy: KubernetesObject | null): readonly PlacedRule[];
  /** The documents of a name that may be meant from the place where the role stands. */
  near(this: void, name: string): readonly KubernetesObject[];
}

/**
 * The rules of an aggregated role, once for each choice of variants among its parts.
 * @param own its document; null when the API server makes it
 */
export function drawnRules(
  name: string,
  own: KubernetesObject | null,
  drawing: Drawing,
): readonly (readonly PlacedRule[])[] {
  const involved = [...drawing.reach(name)].filter((one) => one !== name).sort();
  if (involved.length > MOST_PARTS) return [togetherOf(name, own, drawing)];
  let choices: Map<string, KubernetesObject | null>[] = [new Map([[name, own]])];
  for (const part of involved) {
    const candidates = drawing.objects.has(part) ? drawing.near(part) : [null];
    if (choices.length * candidates.length > MOST_CHOICES) return [togetherOf(name, own, drawing)];
    choices = choices.flatMap((choice) => candidates.map((one) => new Map([...choice, [part, one]])));
  }
  const distinct = new Map<string, readonly PlacedRule[]>();
  for (const choice of choices) {
    const rules = rulesOf(name, choice, drawing);
    const key = JSON.stringify(rules.map(({ role, path }) => [role.name, role.source ?? '', path]));
    distinct.set(key, rules);
  }
  return [...distinct.values()];
}

/** Of one choice: as a cluster with these documents has it. */
function rulesOf(name: string, choice: Chosen, { parts, written }: Drawing): readonly PlacedRule[] {
  const labels = (one: string) => labelsOf(one, choice.get(one) ?? null);
  const drawn = new Map<string, readonly string[]>();
  for (const one of choice.keys()) {
    const selectors = selectorsOf(one, choice.get(one) ?? null);
    if (selectors.length === 0) continue;
    const met = (parts.get(one) ?? []).filter(
      (part) => choice.has(part) && selectors.some((selector) => matchesSelector(selector, labels(part))),
    );
    drawn.set(one, met);
  }
  if (!drawn.has(name)) return written(name, choice.get(name) ?? null);
  const reach = reachability(drawn);
  const lasts = (one: string): boolean => !drawn.has(one) || reach(one).has(one);
  return [...reach(name)].filter(lasts).flatMap((one) => written(one, choice.get(one) ?? null));
}

/** Everything that any choice gives; the rules of the role where there is none to make. */
export function togetherOf(
  name: string,
  own: KubernetesObject | null,
  { parts, reach, objects, written, near }: Drawing,
): readonly PlacedRule[] {
  const lasts = (one: string): boolean => !parts.has(one) || reach(one).has(one);
  return [...reach(name)]
    .filter(lasts)
    .flatMap((one) =>
      (one === name ? [own] : objects.has(one) ? near(one) : [null]).flatMap((copy) => written(one, copy)),
    );
}

/** Selectors that a document has, or the API server's own of a role without one. */
function selectorsOf(name: string, copy: KubernetesObject | null): readonly unknown[] {
  if (copy !== null) return list(copy, 'aggregationRule', 'clusterRoleSelectors');
  const label = Object.hasOwn(AGGREGATION, name) ? AGGREGATION[name] : undefined;
  return label === undefined ? [] : [{ matchLabels: { [label]: 'true' } }];
}

const labelsOfEach = (objects: Objects, name: string): readonly ReadonlyMap<string, string>[] =>
  (objects.get(name) ?? [null]).map((copy) => labelsOf(name, copy));

function labelsOf(name: string, copy: KubernetesObject | null): ReadonlyMap<string, string> {
  if (copy !== null) return stringMap(copy, 'metadata', 'labels');
  return new Map([
    ['kubernetes.io/bootstrapping', 'rbac-defaults'],
    ...defaultAggregationLabels(name).map((label): [string, string] => [label, 'true']),
  ]);
}
