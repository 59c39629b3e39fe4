/** How facts are made: known with a sentence and evidence, or unknown with a reason; never a guess. */
import type { EvidenceRef, ObjectRef } from '../../../shared/evidence.ts';
import type { KnownFact } from '../../../shared/fact-values.ts';
import type { Fact, FactId } from '../../../shared/facts.ts';
import { count, some } from '../../../shared/in-words.ts';
import type { ClusterSize } from '../../../shared/size.ts';
import type { Verdict } from '../../../shared/verdict.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Availability, Reason } from '../../snapshot/availability.ts';
import type { ControlResult } from '../run.ts';

export interface FactSources {
  readonly cluster: Cluster;
  readonly size: ClusterSize;
  readonly results: ReadonlyMap<string, ControlResult>;
}

export type FactRule = (sources: FactSources) => Fact;
/** A family of facts; together the families must hold every id. */
export type FactFamily<Id extends FactId> = Readonly<Record<Id, FactRule>>;

type Value = KnownFact['value'];

const MOST_EVIDENCE = 20;
const MOST_ITEMS = 500;

export function known(value: Value, sentence: string, evidence: readonly EvidenceRef[] = []): Fact {
  const list = Array.isArray(value) ? [...new Set(value)].sort() : null;
  return {
    state: 'known',
    value: list === null ? value : list.slice(0, MOST_ITEMS),
    sentence,
    evidence: evidence.slice(0, MOST_EVIDENCE),
  };
}

export function notKnown(reason: Reason, sentence: string): Fact {
  return { state: 'unknown', reason, sentence };
}

/** The fact, or unknown when one of the kinds it is read from is missing. */
export function ifSeen(keys: readonly string[], rule: FactRule): FactRule {
  return (sources) => {
    const gap = firstGap(keys, sources);
    return gap === null ? rule(sources) : notKnown(gap.reason ?? 'not-collected', gap.message);
  };
}

/** The same for a number or a list that more evidence can only lengthen: what a part shows already is kept. */
export function ifSeenOrMore(keys: readonly string[], rule: FactRule): FactRule {
  return (sources) => {
    const gap = firstGap(keys, sources);
    if (gap === null) return rule(sources);
    return atLeast(notKnown(gap.reason ?? 'not-collected', gap.message), rule(sources));
  };
}

/** What is not known in full, with what a part of the evidence shows already. */
export function atLeast(unknown: Fact, part: Fact): Fact {
  if (unknown.state !== 'unknown' || part.state !== 'known') return unknown;
  const { value, sentence, evidence } = part;
  const some = typeof value === 'number' ? value > 0 : Array.isArray(value) && value.length > 0;
  return some ? { ...unknown, seen: { value, sentence, evidence } } : unknown;
}

export function firstGap(keys: readonly string[], { cluster }: FactSources): Availability | null {
  return keys.map((key) => cluster.index.availability(key)).find(({ reason }) => reason !== null) ?? null;
}

/** A fact about the objects that fail a control. Unknown verdicts make it unknown, for a count would be too low; what fails is kept. */
export function fromControl(
  id: string,
  make: (failing: readonly Verdict[], evidence: readonly EvidenceRef[]) => Fact,
): FactRule {
  return ({ results }) => {
    const result = results.get(id);
    if (result === undefined) return notKnown('not-collected', `The control ${id} was not evaluated.`);
    const gap = result.verdicts.find(({ verdict }) => verdict === 'unknown');
    const failing = result.verdicts.filter(({ verdict }) => verdict === 'fail');
    const made = make(failing, failing.flatMap(evidence));
    return gap === undefined ? made : atLeast(notKnown(gap.reason ?? 'not-collected', gap.message), made);
  };
}

/** The number of objects that fail a control. */
export function countFailing(id: string, one: string, many: string): FactRule {
  return fromControl(id, (failing, refs) => {
    const objects = distinctObjects(failing);
    return known(objects, objects === 0 ? `No ${one}.` : `${count(objects, one, many)}.`, refs);
  });
}

/** The names of the objects that fail a control. */
export function listFailing(id: string, one: string, many: string, name = placeOf): FactRule {
  return fromControl(id, (failing, refs) => {
    const names = [...new Set(failing.map(name))].sort();
    return known(names, sentenceOf(names, one, many), refs);
  });
}

/** "3 workloads do: a, b and c." "No workload does." */
export function sentenceOf(names: readonly string[], one: string, many: string): string {
  if (names.length === 0) return `No ${one}.`;
  return `${count(names.length, one, many)}: ${some(names, 5)}.`;
}

/** `namespace/name` of the judged object. */
export function placeOf({ object }: Verdict): string {
  return object === null ? '' : placeText(object);
}

export function placeText({ namespace, name }: ObjectRef): string {
  return namespace === null ? name : `${namespace}/${name}`;
}

function distinctObjects(verdicts: readonly Verdict[]): number {
  return new Set(
    verdicts.map(({ object }) => `${object?.kind}|${object?.namespace}|${object?.name}|${object?.source}`),
  ).size;
}

function evidence({ object, path, value }: Verdict): readonly EvidenceRef[] {
  if (object === null) return [];
  return [{ object, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) }];
}
