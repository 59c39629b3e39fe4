/**
 * Objects of files whose pods only a cluster shows, as one unknown: a folder of virtual machines or of database clusters
 * says once what it is, and not once for each of them.
 */
import { compare } from '../../shared/compare.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import { andList, count } from '../../shared/in-words.ts';
import { kindsOf } from '../../shared/plural.ts';
import type { PodMaker } from '../snapshot/index.ts';
import { type Draft, unknown } from './define.ts';

/** More kinds than any repository was seen to hold; the rest is counted. */
const MOST_KINDS = 12;

/**
 * One unknown for all that a control has not told of, which names every kind with its number; null where nothing is left.
 * It is about the object where there is one, else about the files as a whole.
 * @param told objects that have a verdict of their own
 */
export function notShownWhole(makers: readonly PodMaker[], told: ReadonlySet<ObjectRef>): Draft | null {
  const left = makers.filter(({ ref }) => !told.has(ref)).map(({ ref }) => ref);
  const [only] = left;
  if (only === undefined) return null;
  if (left.length === 1)
    return unknown(
      'not-in-manifests',
      `${only.kind} ${only.name} creates pods that its operator completes; the files do not show them completely.`,
      only,
    );
  return unknown(
    'not-in-manifests',
    `${kindsWithCounts(left)} create pods that their operators complete; the files do not show them completely.`,
  );
}

/** "36 VirtualMachines of kubevirt.io/v1 and 1 Kafka of kafka.strimzi.io/v1beta2", most first. */
function kindsWithCounts(refs: readonly ObjectRef[]): string {
  const kinds = [...Map.groupBy(refs, ({ apiVersion, kind }) => `${kind}|${apiVersion}`).values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...first, objects: group.length }];
    })
    .sort((a, b) => b.objects - a.objects || compare(a.kind, b.kind) || compare(a.apiVersion, b.apiVersion));
  const named = kinds
    .slice(0, MOST_KINDS)
    .map(({ kind, apiVersion, objects }) => `${count(objects, kind, kindsOf(kind))} of ${apiVersion}`);
  const rest = kinds.slice(MOST_KINDS);
  if (rest.length > 0)
    named.push(
      `${count(
        rest.reduce((sum, { objects }) => sum + objects, 0),
        'object',
      )} of ${count(rest.length, 'more kind')}`,
    );
  return andList(named);
}
