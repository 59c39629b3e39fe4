/**
 * Unknowns that many objects share, for a person who reads them: one for all, which counts and names them. Where a document
 * was not read, or a list was refused, each absence is unknown for each object, and a thousand equal lines hide the rest.
 * The JSON keeps each verdict.
 */

import type { ObjectRef } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import type { UnknownReason, Verdict } from '../../../shared/verdict.ts';

/** A verdict as it is listed. With `objects` it stands for one unknown on each of them, in the order of the evidence. */
export type FoldedVerdict = Verdict & { readonly objects?: readonly ObjectRef[] };

export interface Folded {
  readonly verdicts: readonly FoldedVerdict[];
  /** How many verdicts stand for others, and for how many. */
  readonly into: number;
  readonly unknowns: number;
}

/**
 * Folds the verdicts that differ by their object alone. The first of a group keeps the place; the same
 * unknown for whatever else there may be is part of it; everything else stays as it is.
 */
export function foldUnknowns(verdicts: readonly Verdict[]): Folded {
  const groups = new Map<string, ObjectRef[]>();
  for (const one of verdicts) {
    if (one.object === null || !mayFold(one)) continue;
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one.object]);
    else group.push(one.object);
  }
  const told = new Set<string>();
  let unknowns = 0;
  const folded = verdicts.flatMap((one): readonly FoldedVerdict[] => {
    const key = mayFold(one) ? keyOf(one) : '';
    const objects = groups.get(key) ?? [];
    if (objects.length < 2) return [one];
    unknowns += 1;
    if (told.has(key)) return [];
    told.add(key);
    const message = `Not established for ${count(objects.length, 'object')}. ${one.message}`;
    return [{ ...one, object: null, message, objects }];
  });
  return { verdicts: folded, into: told.size, unknowns };
}

/** What could not be read, and not what a control says of one object. */
const REASONS: ReadonlySet<UnknownReason | undefined> = new Set([
  'not-in-manifests',
  'forbidden',
  'not-collected',
  'partial',
]);

const mayFold = ({ verdict, reason, path, subject }: Verdict): boolean =>
  verdict === 'unknown' && REASONS.has(reason) && path === undefined && subject === undefined;

const keyOf = ({ control, severity, reason, message }: Verdict): string =>
  JSON.stringify([control, severity, reason, message]);
