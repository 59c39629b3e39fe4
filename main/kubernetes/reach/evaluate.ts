/**
 * What policies decide for one direction of one pair. Every step keeps two sets, what may be allowed and what may be
 * denied: a connection in one of them is certain, in both unknown. Order of the tiers, priorities, first match and
 * Pass: as the network-policy-api describes them; NetworkPolicy between the two.
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { PodClass } from './classes.ts';
import {
  ALL_CONNECTIONS,
  type ConnectionSet,
  intersect,
  isNone,
  NO_CONNECTION,
  subtract,
  union,
} from './connections.ts';
import { coversParty, type Party, type Surroundings } from './match.ts';
import type { Certainty } from './matcher.ts';
import type { Direction, Policy, Rule } from './policy.ts';

/** A policy that selects the subject, or may. */
export interface Selecting {
  readonly policy: Policy;
  readonly certainty: Exclude<Certainty, 'no'>;
  /** Set for a variant of a policy in files when every variant selects the pod: which policy it is. */
  readonly variantOf?: string;
}

/** Policies of one direction that select a subject, in the order in which they are asked. */
export interface Stance {
  /** Groups of equal priority, ascending, for each API: between APIs and within a group no order is defined. */
  readonly admin: readonly (readonly (readonly Selecting[])[])[];
  readonly network: readonly Selecting[];
  readonly baseline: readonly (readonly (readonly Selecting[])[])[];
}

export interface Outcome {
  /** Connections that some reading of the policies allows. */
  readonly allow: ConnectionSet;
  /** Connections that some reading of the policies denies. */
  readonly deny: ConnectionSet;
}

/** A step of the evaluation, for explanations. */
export interface Decision {
  readonly direction: Direction;
  /** null: no policy decides, everything is allowed. */
  readonly policy: ObjectRef | null;
  /** JSON path in the policy; null when the policy as a whole decides (it selects the pod and allows nothing else). */
  readonly path: string | null;
  readonly effect: 'allows' | 'denies' | 'passes' | 'unknown' | 'default';
  readonly connections: ConnectionSet;
  /** False where it cannot be decided whether the rule applies. */
  readonly certain: boolean;
}

export interface Question {
  readonly direction: Direction;
  readonly subject: PodClass;
  readonly other: Party;
  readonly surroundings: Surroundings;
  /** Called for every step that touches a connection. */
  readonly note?: (decision: Decision) => void;
}

/** Runs the tiers in their order. */
export function evaluate(stance: Stance, question: Question): Outcome {
  const admin = tier(stance.admin, ALL_CONNECTIONS, question);
  const network = networkPolicies(stance.network, union(admin.rest, admin.pass), question);
  const baseline = tier(stance.baseline, network.rest, question);
  const open = union(baseline.rest, baseline.pass);
  note(question, null, null, 'default', open, true);
  return {
    allow: union(union(admin.allow, network.allow), union(baseline.allow, open)),
    deny: union(union(admin.deny, network.deny), baseline.deny),
  };
}

/** What may become of connections; `rest` goes on to whatever comes next. */
interface Flow extends Outcome {
  readonly pass: ConnectionSet;
  readonly rest: ConnectionSet;
}

/** Several chains whose order among one another is not defined: any of them may come first. */
function tier(chains: Stance['admin'], arriving: ConnectionSet, question: Question): Flow {
  return anyOrder(
    chains.map((groups) => chain(groups, arriving, question)),
    arriving,
  );
}

function chain(groups: readonly (readonly Selecting[])[], arriving: ConnectionSet, question: Question): Flow {
  let flow: Flow = { allow: NO_CONNECTION, deny: NO_CONNECTION, pass: NO_CONNECTION, rest: arriving };
  for (const group of groups) {
    if (isNone(flow.rest)) break;
    const { rest } = flow;
    const next = anyOrder(
      group.map((one) => firstMatch(one, rest, question)),
      rest,
    );
    flow = {
      allow: union(flow.allow, next.allow),
      deny: union(flow.deny, next.deny),
      pass: union(flow.pass, next.pass),
      rest: next.rest,
    };
  }
  return flow;
}

function anyOrder(flows: readonly Flow[], arriving: ConnectionSet): Flow {
  return flows.reduce<Flow>(
    (all, one) => ({
      allow: union(all.allow, one.allow),
      deny: union(all.deny, one.deny),
      pass: union(all.pass, one.pass),
      rest: intersect(all.rest, one.rest),
    }),
    { allow: NO_CONNECTION, deny: NO_CONNECTION, pass: NO_CONNECTION, rest: arriving },
  );
}

/** The rules of one admin policy in their order: the first that matches decides. */
function firstMatch({ policy, certainty }: Selecting, arriving: ConnectionSet, question: Question): Flow {
  let allow = NO_CONNECTION;
  let deny = NO_CONNECTION;
  let pass = NO_CONNECTION;
  let rest = arriving;
  for (const rule of policy[question.direction] ?? []) {
    if (isNone(rest)) break;
    const reached = reach(rule, question);
    const hit = intersect(rest, union(reached.sure, reached.maybe));
    if (isNone(hit)) continue;
    const { action } = rule;
    const sure = action === 'unknown' ? NO_CONNECTION : intersect(rest, reached.sure);
    if (action === 'allow' || action === 'unknown') allow = union(allow, hit);
    if (action === 'deny' || action === 'unknown') deny = union(deny, hit);
    if (action === 'pass' || action === 'unknown') pass = union(pass, hit);
    rest = subtract(rest, sure);
    if (question.note === undefined) continue;
    note(question, policy, rule.path, EFFECTS[action], sure, certainty === 'yes');
    note(question, policy, rule.path, EFFECTS[action], subtract(hit, sure), false);
  }
  // A policy that may not select the pod may leave everything as it came.
  return { allow, deny, pass, rest: certainty === 'yes' ? rest : arriving };
}

const EFFECTS = { allow: 'allows', deny: 'denies', pass: 'passes', unknown: 'unknown' } as const;

/**
 * NetworkPolicies add up; a pod that one selects is closed for everything that none allows. Their subjects are of
 * their own namespace, so whether one selects a pod is in doubt only where files hold it in variants: then what all of
 * them allow is sure, and the pod is surely closed when all of them select it.
 */
function networkPolicies(
  selecting: readonly Selecting[],
  arriving: ConnectionSet,
  question: Question,
): Omit<Flow, 'pass'> {
  if (selecting.length === 0 || isNone(arriving)) {
    return { allow: NO_CONNECTION, deny: NO_CONNECTION, rest: arriving };
  }
  let sure = NO_CONNECTION;
  let maybe = NO_CONNECTION;
  const ofVariants = new Map<string, ConnectionSet>();
  for (const { policy, certainty, variantOf } of selecting) {
    let own = NO_CONNECTION;
    for (const rule of policy[question.direction] ?? []) {
      const reached = reach(rule, question);
      const certain = intersect(arriving, reached.sure);
      const possible = intersect(arriving, union(reached.sure, reached.maybe));
      own = union(own, certain);
      maybe = union(maybe, possible);
      if (question.note === undefined) continue;
      note(question, policy, rule.path, 'allows', certain, certainty === 'yes');
      note(question, policy, rule.path, 'allows', subtract(possible, certain), false);
    }
    if (certainty === 'yes') sure = union(sure, own);
    else if (variantOf !== undefined)
      ofVariants.set(variantOf, intersect(ofVariants.get(variantOf) ?? own, own));
  }
  for (const shared of ofVariants.values()) sure = union(sure, shared);
  const closed = subtract(arriving, sure);
  if (!selecting.some(({ certainty, variantOf }) => certainty === 'yes' || variantOf !== undefined))
    return { allow: maybe, deny: closed, rest: arriving };
  if (question.note !== undefined) {
    for (const { policy } of selecting) note(question, policy, null, 'denies', subtract(closed, maybe), true);
  }
  return { allow: maybe, deny: closed, rest: NO_CONNECTION };
}

function reach(
  rule: Rule,
  { direction, subject, other, surroundings }: Question,
): { readonly sure: ConnectionSet; readonly maybe: ConnectionSet } {
  const covers = coversParty(rule.peers, subject, other, surroundings);
  if (covers === 'no') return { sure: NO_CONNECTION, maybe: NO_CONNECTION };
  const ports = surroundings.ports(
    rule.ports,
    direction === 'egress' ? other : { kind: 'pods', pods: subject },
  );
  return covers === 'yes' ? ports : { sure: NO_CONNECTION, maybe: union(ports.sure, ports.maybe) };
}

function note(
  { note: tell, direction }: Question,
  policy: Policy | null,
  path: string | null,
  effect: Decision['effect'],
  connections: ConnectionSet,
  certain: boolean,
): void {
  if (tell === undefined || isNone(connections)) return;
  tell({ direction, policy: policy?.ref ?? null, path, effect, connections, certain });
}
