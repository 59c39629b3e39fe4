/** Which controls cannot be judged when some kinds could not be read. */

import type { UnknownControl } from '../../shared/collect.ts';
import { compare } from '../../shared/compare.ts';
import {
  isMissing,
  type KindOutcome,
  kindName,
  type ResourceRef,
  resourceKey,
} from '../../shared/evidence.ts';
import { bySeverity } from '../../shared/verdict.ts';
import { CONTROLS } from './catalogue.ts';
import { kindsOf } from './define.ts';

/** Worst first. A kind that was only partly read makes a control unknown too, for the part that is not known. */
export function unknownControls(lacking: readonly ResourceRef[]): UnknownControl[] {
  const names = new Map(lacking.map((resource) => [resourceKey(resource), kindName(resource)]));
  return CONTROLS.map((control) => ({
    id: control.id,
    title: control.title,
    severity: control.severity,
    lacks: kindsOf(control).flatMap((key) =>
      key.endsWith('/*')
        ? [...names].flatMap(([one, name]) => (one.startsWith(key.slice(0, -1)) ? [name] : []))
        : (names.get(key) ?? []),
    ),
  }))
    .filter(({ lacks }) => lacks.length > 0)
    .sort((a, b) => bySeverity(a, b) || compare(a.id, b.id));
}

/** Kinds of a snapshot that are not known whole, also those never asked for, as after a cancel. */
export const lackingKinds = (kinds: readonly KindOutcome[]): ResourceRef[] =>
  kinds.filter(isMissing).map(({ resource }) => resource);
