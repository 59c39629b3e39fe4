/** What a snapshot lacks and which controls that leaves unknown. */

import type { UnknownControl } from '../../../shared/collect.ts';
import { compare } from '../../../shared/compare.ts';
import {
  isMissing,
  type KindOutcome,
  kindName,
  resourceKey,
  type SnapshotManifest,
} from '../../../shared/evidence.ts';
import { bySeverity, type ControlMeta, type ControlSummary } from '../../../shared/verdict.ts';

export interface ControlView {
  readonly meta: ControlMeta;
  readonly summary: ControlSummary | null;
  readonly leansOn: readonly string[];
}

export interface Missing {
  /** Kinds that are not here in full, those on which most controls lean first. */
  readonly kinds: readonly { readonly outcome: KindOutcome; readonly controls: number }[];
  /** Cannot be judged at all, worst first. */
  readonly unknown: readonly UnknownControl[];
  /** Judged by what was seen; what was not may be worse. */
  readonly inPart: readonly UnknownControl[];
  /** Unknown for a reason other than a missing kind: managed by the provider, asked of a person. */
  readonly otherwise: number;
}

/** Joins kinds and controls by the key of a resource. Versions do not count: a kind is read in one. */
export function missingOf(manifest: SnapshotManifest, controls: readonly ControlView[]): Missing {
  const lost = new Map(
    manifest.kinds.filter(isMissing).map((outcome) => [resourceKey(outcome.resource), outcome]),
  );
  const unknown: UnknownControl[] = [];
  const inPart: UnknownControl[] = [];
  const uses = new Map<string, number>();
  let otherwise = 0;
  for (const { meta, summary, leansOn } of controls) {
    if (summary === null || (summary.verdict !== 'unknown' && summary.counts.unknown === 0)) continue;
    const lacks = leansOn.filter((key) => lost.has(key));
    if (lacks.length === 0) {
      otherwise += 1;
      continue;
    }
    for (const key of lacks) uses.set(key, (uses.get(key) ?? 0) + 1);
    const entry = {
      id: meta.id,
      title: meta.title,
      severity: summary.severity,
      lacks: lacks.flatMap((key) => lost.get(key) ?? []).map(({ resource }) => kindName(resource)),
    };
    (summary.verdict === 'unknown' ? unknown : inPart).push(entry);
  }
  return {
    kinds: [...lost]
      .map(([key, outcome]) => ({ outcome, controls: uses.get(key) ?? 0 }))
      .toSorted(
        (a, b) =>
          b.controls - a.controls || compare(kindName(a.outcome.resource), kindName(b.outcome.resource)),
      ),
    unknown: unknown.toSorted(worstFirst),
    inPart: inPart.toSorted(worstFirst),
    otherwise,
  };
}

const worstFirst = (a: UnknownControl, b: UnknownControl): number =>
  bySeverity(a, b) || compare(a.title, b.title);
