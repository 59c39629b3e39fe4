/** Runs one control over one cluster and makes unknown what could not be known. */

import type { EvidenceRef, ObjectRef } from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import {
  bySeverity,
  type ControlSummary,
  type Severity,
  severityRank,
  type Verdict,
  type VerdictState,
} from '../../shared/verdict.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Availability } from '../snapshot/availability.ts';
import type { KeyOf } from '../snapshot/ref-key.ts';
import { type Control, type Draft, evidenceOf } from './define.ts';
import { notShownWhole } from './pod-makers.ts';

export interface ControlResult {
  readonly control: Control;
  readonly summary: ControlSummary;
  /** Fails first, then unknowns, then the rest; within each in a stable order. */
  readonly verdicts: readonly Verdict[];
  /** Verdicts that passed, whether they were kept or not. */
  readonly passes: number;
}

/**
 * Evaluates a control. Never throws for what a cluster may contain.
 * @param keepPasses false counts passes, nine in ten of all verdicts, and keeps none; the summary is the same
 */
export function runControl(control: Control, cluster: Cluster, keepPasses = true): ControlResult {
  const { index } = cluster;
  const missingNeeds = missing(control.needs, index.availability);
  // What operators make of objects in files is told for each of them, or is none of what the control is about.
  const missingJudged = missing(control.judges, index.availability).filter(
    ({ onlyMade }) => onlyMade !== true,
  );
  const verdicts: Verdict[] = [];
  const passed: Passed = { verdicts: 0, objects: new Set(), first: null };
  let proven = false;
  const left: LeftOver = { told: false };
  for (const draft of withMakers(control, cluster, left)) {
    proven ||= draft.certain === true && draft.verdict === 'pass';
    const settled = settle(control, inItsPlace(draft, cluster), missingNeeds, missingJudged);
    if (settled === null) continue;
    if (settled.verdict === 'pass') countPass(passed, settled, control, cluster);
    if (keepPasses || settled.verdict !== 'pass') verdicts.push(toVerdict(control, settled));
  }
  // What was looked for is there: where else it might have been does not matter any more.
  const gaps = proven ? missingJudged : [...missingNeeds, ...missingJudged];
  // What may be brought into files is one sentence for all kinds.
  const sentences = new Set<string>();
  for (const gap of gaps) {
    if (left.told && gap.onlyMade === true) continue;
    if (sentences.has(gap.message) && gap.reason === 'not-in-manifests') continue;
    sentences.add(gap.message);
    verdicts.push(toVerdict(control, gapDraft(gap)));
  }
  if (verdicts.length + passed.verdicts === 0) {
    verdicts.push(
      toVerdict(control, {
        verdict: 'not-applicable',
        object: null,
        message: `${cluster.index.manifest.origin === 'manifests' ? 'The files hold' : 'The cluster has'} nothing to which this control applies.`,
      }),
    );
  }
  verdicts.sort(byWeight);
  const summary = summarise(control, verdicts, passed, cluster);
  return { control, verdicts, summary, passes: passed.verdicts };
}

/**
 * What a control says, and one unknown for the objects whose pods it could not look at: what makes pods in a way that
 * only its operator knows is never passed over.
 */
function* withMakers(control: Control, cluster: Cluster, untold: LeftOver): Iterable<Draft> {
  const told = new Set<ObjectRef>();
  for (const draft of control.evaluate(cluster)) {
    if (draft.object !== null) told.add(draft.object);
    yield draft;
  }
  // Controls of single components look at pods alone, and for those of the control plane.
  if (!control.judges.includes('batch/cronjobs')) return;
  const left = notShownWhole(cluster.index.podMakers, told);
  if (left === null) return;
  untold.told = true;
  yield left;
}

/** Whether the unknown for what makes pods was given; then what its pods bring with them is not said again. */
interface LeftOver {
  told: boolean;
}

/** The path as the object has it: some kinds write pods otherwise than a PodSpec. */
function inItsPlace(draft: Draft, { index }: Cluster): Draft {
  if (draft.object === null || draft.path === undefined) return draft;
  return { ...draft, path: index.placeIn(draft.object, draft.path) };
}

interface Passed {
  verdicts: number;
  readonly objects: Set<string>;
  /** The one that a list of them would begin with. */
  first: { readonly severity: Severity; readonly message: string } | null;
}

function countPass(passed: Passed, draft: Draft, control: Control, cluster: Cluster): void {
  const severity = draft.severity ?? control.severity;
  passed.verdicts += 1;
  passed.objects.add(objectKey(draft, cluster.keyOf));
  if (passed.first === null || severityRank(severity) < severityRank(passed.first.severity))
    passed.first = { severity, message: draft.message };
}

function missing(
  keys: readonly string[],
  availability: (key: string) => Availability,
): readonly Availability[] {
  return keys.map(availability).filter(({ reason }) => reason !== null);
}

/** null drops the draft: the unknown that the framework adds says it all. */
function settle(
  { acrossNamespaces, showsWhatIsThere }: Control,
  draft: Draft,
  needs: readonly Availability[],
  judged: readonly Availability[],
): Draft | null {
  if (draft.certain === true || draft.verdict === 'unknown') return draft;
  const gap = needs.find(
    (need) =>
      ((acrossNamespaces && draft.about === undefined) || covers(need, draft)) &&
      !(need.reason === 'not-in-manifests' && isBeyond(need, draft, showsWhatIsThere)),
  );
  if (gap !== undefined) {
    if (draft.object === null) return null;
    return {
      verdict: 'unknown',
      object: draft.object,
      reason: gap.reason ?? 'not-collected',
      message: gap.message,
    };
  }
  return draft.verdict !== 'fail' && draft.object === null && judged.length > 0 ? null : draft;
}

/** Whether what files may bring of a kind changes nothing about a verdict. */
function isBeyond({ key }: Availability, draft: Draft, showsWhatIsThere: boolean): boolean {
  if (draft.verdict !== 'fail') return draft.seen === true;
  return showsWhatIsThere || (draft.about !== undefined && draft.about.key !== key);
}

/** A list refused in some namespaces says nothing against the others. */
function covers(gap: Availability, draft: Draft): boolean {
  if (gap.status !== 'partial' || gap.refusedNamespaces.length === 0) return true;
  if (draft.about !== undefined) return gap.refusedNamespaces.includes(draft.about.namespace);
  if (draft.object === null) return true;
  const namespace = draft.object.kind === 'Namespace' ? draft.object.name : draft.object.namespace;
  return namespace === null || gap.refusedNamespaces.includes(namespace);
}

function gapDraft(gap: Availability): Draft {
  return { verdict: 'unknown', object: null, reason: gap.reason ?? 'not-collected', message: gap.message };
}

function toVerdict(control: Control, draft: Draft): Verdict {
  return {
    control: control.id,
    severity: draft.severity ?? control.severity,
    verdict: draft.verdict,
    ...(draft.reason === undefined ? {} : { reason: draft.reason }),
    object: draft.object,
    ...(draft.path === undefined ? {} : { path: draft.path }),
    ...(draft.value === undefined ? {} : { value: draft.value }),
    ...(draft.subject === undefined ? {} : { subject: draft.subject }),
    message: draft.message,
  };
}

function summarise(
  control: Control,
  verdicts: readonly Verdict[],
  passed: Passed,
  cluster: Cluster,
): ControlSummary {
  const objects: Record<VerdictState, Set<string>> = {
    fail: new Set(),
    unknown: new Set(),
    pass: passed.objects,
    'not-applicable': new Set(),
  };
  for (const verdict of verdicts)
    if (verdict.verdict !== 'pass') objects[verdict.verdict].add(objectKey(verdict, cluster.keyOf));
  const order: readonly VerdictState[] = ['fail', 'unknown', 'pass'];
  const state = order.find((one) => objects[one].size > 0) ?? 'not-applicable';
  // They are sorted, so the first of a state is the worst of it.
  const first = verdicts.find((one) => one.verdict === state);
  const message = state === 'pass' ? passed.first?.message : first?.message;
  return {
    control: control.id,
    family: control.family,
    severity: state === 'fail' ? (first?.severity ?? control.severity) : control.severity,
    verdict: state,
    ...(state === 'unknown' && first?.reason !== undefined ? { reason: first.reason } : {}),
    counts: {
      fail: objects.fail.size,
      pass: objects.pass.size,
      notApplicable: objects['not-applicable'].size,
      unknown: objects.unknown.size,
    },
    evidence: evidenceFor(verdicts),
    message: roundUp(state, message ?? '', objects[state].size),
  };
}

const MOST_EVIDENCE = 5;

function evidenceFor(verdicts: readonly Verdict[]): EvidenceRef[] {
  const evidence: EvidenceRef[] = [];
  for (const one of verdicts) {
    if (evidence.length === MOST_EVIDENCE) break;
    const ref = one.verdict === 'fail' || one.verdict === 'unknown' ? evidenceOf(one) : null;
    if (ref !== null) evidence.push(ref);
  }
  return evidence;
}

function roundUp(state: VerdictState, first: string, objects: number): string {
  if (objects <= 1) return first;
  switch (state) {
    case 'fail':
      return `${count(objects, 'object fails', 'objects fail')}. First: ${first}`;
    case 'unknown':
      return `Not established. ${first}`;
    case 'pass':
      return `${count(objects, 'object passes', 'objects pass')}. First: ${first}`;
    case 'not-applicable':
      return first;
  }
}

/** The same for verdicts about one thing: counts are of things. */
export function objectKey(
  { object, subject }: Pick<Draft | Verdict, 'object' | 'subject'>,
  keyOf: KeyOf,
): string {
  if (object !== null) return keyOf(object);
  return subject === undefined ? '' : `${subject.kind}|${subject.namespace}|${subject.name}`;
}

const WEIGHT: Readonly<Record<VerdictState, number>> = { fail: 0, unknown: 1, pass: 2, 'not-applicable': 3 };

function byWeight(a: Verdict, b: Verdict): number {
  return WEIGHT[a.verdict] - WEIGHT[b.verdict] || bySeverity(a, b);
}
