/**
 * Marks fails that an exception accepts. A fail stays a fail: facts and proposed risk never look here, for accepting a
 * risk does not make it smaller.
 */
import { compare } from '../../shared/compare.ts';
import type { ObjectRef, SnapshotManifest } from '../../shared/evidence.ts';
import type { Exception } from '../../shared/exception.ts';
import type { ControlSummary, ExceptionMark, Verdict } from '../../shared/verdict.ts';
import type { KubernetesObject, SnapshotIndex } from '../snapshot/index.ts';
import { refOf } from '../snapshot/index.ts';
import { stringMap } from '../snapshot/read.ts';
import { refKey } from '../snapshot/ref-key.ts';
import { matchesSelector } from '../snapshot/selector.ts';
import { isLike } from './custom/match.ts';
import type { ControlResult } from './run.ts';
import { objectKey } from './run.ts';

export interface Judging {
  /** `YYYY-MM-DD`: an exception that expires on it still counts. */
  readonly day: string;
  /** Labels of an object; asked only when an exception selects by them. */
  labels(this: void, object: ObjectRef): ReadonlyMap<string, string>;
}

/**
 * The day on which exceptions are judged: that of the evidence, so that the same evidence always gives the same
 * result; `otherwise` (ISO 8601) for manifests, which carry no time.
 */
export function judgedOn(
  manifest: Pick<SnapshotManifest, 'origin' | 'finishedAt'>,
  otherwise: string | undefined,
): string {
  const at = manifest.origin === 'manifests' && otherwise !== undefined ? otherwise : manifest.finishedAt;
  return at.slice(0, 10);
}

/** Adds to a fail the exception that accepts it, or the one that did until it expired. Earlier marks are dropped. */
export function exceptionMarker(
  exceptions: readonly Exception[],
  judging: Judging,
): (verdict: Verdict) => Verdict {
  // Of several that fit, the one that lasts longest; its id settles the rest.
  const ordered = [...exceptions].sort((a, b) => compare(b.expires, a.expires) || compare(a.id, b.id));
  return (verdict) => {
    const { exception: _before, expiredException: _expired, ...plain } = verdict;
    if (plain.verdict !== 'fail') return plain;
    const fitting = ordered.find((one) => fits(one, plain, judging));
    if (fitting === undefined) return plain;
    const { id, reason, author, expires } = fitting;
    const mark: ExceptionMark = { id, reason, author, expires };
    return expires >= judging.day ? { ...plain, exception: mark } : { ...plain, expiredException: mark };
  };
}

/** Marks the verdicts of a control and counts in its summary the objects whose every fail is accepted. */
export function markResult(result: ControlResult, mark: (verdict: Verdict) => Verdict): ControlResult {
  if (result.summary.counts.fail === 0) return result;
  const verdicts = result.verdicts.map(mark);
  return { ...result, verdicts, summary: countExcepted(result.summary, verdicts) };
}

export function countExcepted(summary: ControlSummary, verdicts: Iterable<Verdict>): ControlSummary {
  const accepted = new Map<string, boolean>();
  for (const verdict of verdicts) {
    if (verdict.verdict !== 'fail') continue;
    const key = objectKey(verdict, refKey);
    accepted.set(key, (accepted.get(key) ?? true) && verdict.exception !== undefined);
  }
  const excepted = [...accepted.values()].filter(Boolean).length;
  const { excepted: _before, ...counts } = summary.counts;
  return { ...summary, counts: excepted === 0 ? counts : { ...counts, excepted } };
}

/** Whether an exception can concern a control at all. */
export function concerns({ control }: Pick<Exception, 'control'>, id: string): boolean {
  return control === id || (control.endsWith('/*') && id.startsWith(control.slice(0, -1)));
}

function fits(exception: Exception, verdict: Verdict, { labels }: Judging): boolean {
  if (!concerns(exception, verdict.control)) return false;
  const { kind, name, namespace, labels: selector, subject } = exception.scope;
  const { object } = verdict;
  if (kind !== undefined && object?.kind !== kind) return false;
  if (name !== undefined && !isLike(name, object?.name ?? '')) return false;
  if (namespace !== undefined && !isIn(verdict, namespace)) return false;
  if (selector !== undefined && (object === null || !matchesSelector(selector, labels(object)))) return false;
  if (subject === undefined) return true;
  const held = verdict.subject;
  return (
    held !== undefined &&
    isLike(subject.name, held.name) &&
    (subject.kind === undefined || subject.kind === held.kind) &&
    (subject.namespace === undefined || subject.namespace === (held.namespace ?? ''))
  );
}

function isIn({ object }: Verdict, namespace: string): boolean {
  if (object === null) return false;
  return isLike(namespace, (object.kind === 'Namespace' ? object.name : object.namespace) ?? '');
}

/** Labels by reference. Built when it is first asked for, and once. */
export function labelsIn(index: SnapshotIndex): Judging['labels'] {
  let known: Map<string, KubernetesObject> | null = null;
  return (ref) => {
    known ??= new Map(
      index.keys.flatMap((key) => index.all(key)).map((object) => [refKey(refOf(object)), object]),
    );
    return stringMap(known.get(refKey(ref)), 'metadata', 'labels');
  };
}
