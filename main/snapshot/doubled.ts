/**
 * Evidence of a cluster that holds an object more than once. No API server lists a kind, namespace and name twice, so that
 * the evidence was changed or put together by hand: identical copies count once, copies that differ are each judged with
 * their number, and nothing of the kind counts as whole any more.
 */

import { compare } from '../../shared/compare.ts';
import type { KindOutcome } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { number } from '../../shared/in-words.ts';
import { currentKeyOf } from './current-api.ts';
import { contentOf } from './manifest-objects.ts';
import type { KubernetesObject } from './model.ts';
import { str } from './read.ts';

/** What stands where; the first of those that were doubled. */
export interface DoubledName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One sentence about a kind; `names` is how many of its names are doubled. */
export function doubledSentence({ kind, namespace, name }: DoubledName, names: number): string {
  const more = names === 1 ? '' : ` and ${number(names - 1)} more`;
  return `The evidence contains ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}${more} more than once. No API server does that, so the evidence was edited or assembled by hand. Differing copies are each judged.`;
}

export interface Undoubled {
  /** By resource key, in the order of namespace and name. */
  readonly byKey: Map<string, KubernetesObject[]>;
  /** A sentence for each resource key with a doubled name. */
  readonly told: ReadonlyMap<string, string>;
}

/** @param byKey sorted by namespace and name; null where nothing is doubled */
export function undoubled(byKey: ReadonlyMap<string, readonly KubernetesObject[]>): Undoubled | null {
  const told = new Map<string, string>();
  const kept = new Map<string, KubernetesObject[]>();
  for (const [key, objects] of byKey) {
    const groups = sameNames(objects);
    kept.set(
      key,
      groups.flatMap((group) => (group.length === 1 ? group : numbered(group))),
    );
    const doubled = groups.filter((group) => group.length > 1);
    const [[first] = []] = doubled;
    if (first !== undefined) told.set(key, doubledSentence(nameOf(first), doubled.length));
  }
  return told.size === 0 ? null : { byKey: kept, told };
}

/** Outcomes of kinds with a doubled name: in part only. */
export function outcomesWith(
  outcomes: readonly KindOutcome[],
  told: ReadonlyMap<string, string>,
): readonly KindOutcome[] {
  return outcomes.map((outcome) => {
    const message = told.get(currentKeyOf(resourceKey(outcome.resource)));
    return message === undefined || outcome.status !== 'collected'
      ? outcome
      : { ...outcome, status: 'partial', message };
  });
}

export const nameOf = (object: unknown): DoubledName => ({
  kind: str(object, 'kind') ?? '',
  namespace: str(object, 'metadata', 'namespace') ?? '',
  name: str(object, 'metadata', 'name') ?? '',
});

function sameNames(objects: readonly KubernetesObject[]): readonly KubernetesObject[][] {
  const groups: KubernetesObject[][] = [];
  for (const object of objects) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && isSame(nameOf(last[0]), nameOf(object))) last.push(object);
    else groups.push([object]);
  }
  return groups;
}

const isSame = (a: DoubledName, b: DoubledName): boolean => a.namespace === b.namespace && a.name === b.name;

function numbered(group: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const contents = new Map(group.map((object) => [contentOf(object), object]));
  const copies = [...contents].sort(([a], [b]) => compare(a, b)).map(([, object]) => object);
  return copies.length === 1
    ? copies
    : copies.map((object, i) => ({
        ...object,
        $drydock: { ...object.$drydock, source: `copy ${i + 1} of ${copies.length} in the evidence` },
      }));
}
