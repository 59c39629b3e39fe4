/** Pods with the namespaces to try them in: each case aims at one check, at one relaxation, or at several at once. */
import type { Level } from '../../../main/kubernetes/podsecurity/define.ts';
import {
  type Answer,
  evaluatePod,
  type PolicyVersion,
} from '../../../main/kubernetes/podsecurity/evaluate.ts';
import { BREACHES, RELAXATIONS, type Relaxation } from './breaches.ts';
import { compliantPod, type Dice, type DraftPod, makeTakeable, windowsPod } from './pods.ts';

export interface Trial {
  readonly pod: DraftPod;
  readonly version: PolicyVersion;
}

export interface Case {
  /** The upstream id of a check, the name of a relaxation, or `several` and `none`. */
  readonly aim: string;
  readonly trial: Trial;
  /** For a relaxation: what is refused without it, for one reason. */
  readonly without?: Trial;
}

/** Where cases are tried: the level and versions of the namespaces, and the server that answers. */
export interface Ground {
  readonly level: Level;
  readonly versions: readonly PolicyVersion[];
  readonly serverMinor: number;
}

/**
 * At least `count` pods. A case that aims at a check or relaxation is placed in a version where, by the evaluation
 * under test, it alone decides; the server's answer then confirms that or not.
 */
export function casesOf(count: number, dice: Dice, ground: Ground): Case[] {
  const makers = makersOf(dice, ground);
  const cases: Case[] = [];
  for (let pods = 0, at = 0; pods < count; at += 1) {
    const made = makers[at % makers.length]?.() ?? null;
    if (made === null) continue;
    cases.push(made);
    pods += made.without === undefined ? 1 : 2;
  }
  return cases;
}

export function answerTo({ pod, version }: Trial, { level, serverMinor }: Ground): Answer {
  return evaluatePod(
    { metadata: { annotations: pod.annotations }, spec: pod.spec },
    { level, version },
    { serverMinor },
  );
}

function makersOf(dice: Dice, ground: Ground): readonly (() => Case | null)[] {
  const checks = Object.keys(BREACHES);
  return [
    ...checks.map((check) => () => firstOf(() => breaking(check, dice, ground))),
    ...RELAXATIONS.map((relaxation) => () => firstOf(() => excusing(relaxation, dice, ground))),
    ...Array.from({ length: 6 }, () => () => several(checks, dice, ground)),
    () => ({ aim: 'none', trial: { pod: compliantPod(dice), version: dice.pick(ground.versions) } }),
  ];
}

/** Not every shape of a breach can stand alone in some version; another one may. */
function firstOf(make: () => Case | null): Case | null {
  for (let tries = 0; tries < 4; tries += 1) {
    const made = make();
    if (made !== null) return made;
  }
  return null;
}

function breaking(check: string, dice: Dice, ground: Ground): Case | null {
  const pod = compliantPod(dice);
  BREACHES[check]?.(pod, dice);
  const versions = ground.versions.filter((version) => decides(answerTo({ pod, version }, ground), check));
  return versions.length === 0 ? null : { aim: check, trial: { pod, version: dice.pick(versions) } };
}

function excusing({ name, windows, change, without }: Relaxation, dice: Dice, ground: Ground): Case | null {
  const pod = windows === true ? windowsPod(dice) : compliantPod(dice);
  change(pod, dice);
  const bare = structuredClone(pod);
  without?.(bare, dice);
  const allowed = ground.versions.filter((version) => answerTo({ pod, version }, ground).allowed === true);
  if (allowed.length === 0) return null;
  const version = dice.pick(allowed);
  const refusedIn = (without === undefined ? ground.versions : [version]).filter(
    (one) => answerTo({ pod: bare, version: one }, ground).allowed === false,
  );
  return refusedIn.length === 0
    ? null
    : { aim: name, trial: { pod, version }, without: { pod: bare, version: dice.pick(refusedIn) } };
}

function several(checks: readonly string[], dice: Dice, { versions }: Ground): Case {
  const pod = compliantPod(dice);
  for (let at = 0; at < 2 + dice.below(3); at += 1) BREACHES[dice.pick(checks)]?.(pod, dice);
  makeTakeable(pod);
  return { aim: 'several', trial: { pod, version: dice.pick(versions) } };
}

/** True when the check alone is the cause; HostProcess never is, for validation insists on the host network. */
export function decides({ violations }: Pick<Answer, 'violations'>, check: string): boolean {
  const ids = violations.map((one) => one.check);
  const companions = check === 'windowsHostProcess' ? ['hostNamespaces'] : [];
  return ids.includes(check) && ids.every((id) => id === check || companions.includes(id));
}
