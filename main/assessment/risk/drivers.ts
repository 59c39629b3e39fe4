/** Drivers that several scenarios share. Each takes its axis and how much it may add at worst. */

import type { KnownFact } from '../../../shared/fact-values.ts';
import type { FactId } from '../../../shared/facts.ts';
import { agree } from '../../../shared/in-words.ts';
import { type Axis, answerDriver, byValue, type DriverRule, factDriver } from './define.ts';

interface Weight {
  readonly axis: Axis;
  /** The step at worst; 1 unless told. */
  readonly worst?: number;
  /** The step at best; 0 unless told. */
  readonly best?: number;
}

/** The number of a fact; of a list, its length. Null for any other shape. */
export function howMany(fact: KnownFact | undefined): number | null {
  if (typeof fact?.value === 'number') return fact.value;
  return Array.isArray(fact?.value) ? fact.value.length : null;
}

export function flag(fact: KnownFact | undefined): boolean | null {
  return typeof fact?.value === 'boolean' ? fact.value : null;
}

/** The name in a fact such as "falco" or "none"; null for any other shape. */
export function word(fact: KnownFact | undefined): string | null {
  if (typeof fact?.value !== 'string') return null;
  return fact.value === '' ? 'none' : fact.value;
}

/** Best when the count is zero, worst from `from` on (1 unless told). */
export function fewerIsBetter(
  source: { id: string; fact: FactId; what: string; bad: string; good: string; from?: number } & Weight,
): DriverRule {
  const { id, axis, fact, what, worst = 1, best = 0, from = 1 } = source;
  return factDriver({ id, axis, worst, facts: [fact], what }, ([known]) => {
    const seen = howMany(known);
    if (seen === null || known === undefined) return null;
    if (seen >= from) return [worst, `${known.sentence} ${source.bad}`];
    return [seen === 0 ? best : Math.min(0, worst), `${known.sentence} ${source.good}`];
  });
}

/** Best when the flag is true, worst when false. */
export function trueIsBetter(
  source: { id: string; fact: FactId; what: string; bad: string; good: string } & Weight,
): DriverRule {
  const { id, axis, fact, what, worst = 1, best = 0 } = source;
  return factDriver({ id, axis, worst, facts: [fact], what }, ([known]) => {
    const holds = flag(known);
    if (holds === null || known === undefined) return null;
    return holds ? [best, `${known.sentence} ${source.good}`] : [worst, `${known.sentence} ${source.bad}`];
  });
}

/** Best when a name is there, worst when it is "none". */
export function presentIsBetter(
  source: { id: string; fact: FactId; what: string; bad: string; good: string } & Weight,
): DriverRule {
  const { id, axis, fact, what, worst = 1, best = 0 } = source;
  return factDriver({ id, axis, worst, facts: [fact], what }, ([known]) => {
    const name = word(known);
    if (name === null || known === undefined) return null;
    return name === 'none'
      ? [worst, `${known.sentence} ${source.bad}`]
      : [best, `${known.sentence} ${source.good}`];
  });
}

/** A yes, partly or no answer. `good` says which end is the good one. */
export function yesNo(
  source: {
    id: string;
    question: string;
    what: string;
    good?: 'yes' | 'no';
    yes: string;
    partly: string;
    no: string;
  } & Weight,
): DriverRule {
  const { id, axis, question, what, good = 'yes', worst = 1, best = 0 } = source;
  const middle = Math.trunc((worst + best) / 2);
  return answerDriver(
    { id, axis, worst, question, what },
    byValue({
      yes: [good === 'yes' ? best : worst, source.yes],
      partly: [middle, source.partly],
      no: [good === 'no' ? best : worst, source.no],
    }),
  );
}

/** How far a foothold spreads over the pod network. */
export function isolation({ axis, worst = 1, best = 0 }: Weight): DriverRule {
  return factDriver(
    {
      id: 'namespace-isolation',
      axis,
      worst,
      facts: [
        'network.namespacesWithEffectivePolicy',
        'network.namespacesWithPods',
        'platform.cniEnforcesPolicy',
      ],
      what: 'how many namespaces restrict network traffic',
    },
    ([effective, withPods, enforced]) => {
      const limited = howMany(effective);
      const all = howMany(withPods);
      const enforces = flag(enforced);
      if (limited === null || all === null || enforces === null) return null;
      if (!enforces)
        return [
          worst,
          'The network plugin does not enforce network policies, so every pod can talk to every other.',
        ];
      const seen =
        all === 1
          ? `The only namespace with pods has ${limited === 0 ? 'no' : 'a'} network policy that selects a pod.`
          : `${limited} of ${all} namespaces with pods have a network policy that selects a pod.`;
      if (limited >= all)
        return [best, `${seen} An attacker is confined to the namespace, as far as the policies are strict.`];
      if (limited * 2 >= all)
        return [Math.min(worst, 0), `${seen} An attacker in one of the others can connect freely.`];
      return [worst, `${seen} From most namespaces an attacker can connect to most of the cluster.`];
    },
  );
}

/** Whether the cluster refuses pods that take over their node. */
export function admission({ axis, worst = 1, best = 0 }: Weight): DriverRule {
  return factDriver(
    {
      id: 'admission',
      axis,
      worst,
      facts: ['admission.enforcedNamespaces', 'size.namespaces'],
      what: 'how many namespaces enforce a Pod Security level',
    },
    ([enforced, all]) => {
      const guarded = howMany(enforced);
      const total = howMany(all);
      if (guarded === null || total === null) return null;
      const seen =
        total === 1
          ? `The only namespace ${guarded === 0 ? 'enforces no Pod Security level' : 'enforces a Pod Security level'}.`
          : `${guarded === 0 ? 'None' : guarded} of ${total} namespaces ${agree(guarded, 'enforces', 'enforce')} a Pod Security level.`;
      // System namespaces cannot be strict, so four in five is as good as it gets.
      if (guarded >= total * 0.8)
        return [best, `${seen} Pods that can take over their node are rejected there.`];
      return [
        worst,
        `${seen} ${guarded === 0 ? 'Whoever can create a pod there' : 'Elsewhere, whoever can create a pod'} can take over its node.`,
      ];
    },
  );
}

export const powerfulAccounts = ({ axis, worst, best }: Weight): DriverRule =>
  fewerIsBetter({
    id: 'powerful-accounts',
    fact: 'rbac.mountedPowerfulAccounts',
    what: 'which workloads use a service account that can take over the cluster',
    bad: 'Whoever compromises one of them holds its rights.',
    good: 'Code in a pod gains no rights over the cluster.',
    axis,
    ...(worst !== undefined && { worst }),
    ...(best !== undefined && { best }),
  });

/** Impact over the business: share of revenue that stops with the cluster. */
export const revenueShare = (): DriverRule =>
  answerDriver(
    {
      id: 'revenue-share',
      axis: 'impact',
      worst: 1,
      question: 'workloads.revenue-share',
      what: 'what share of the revenue depends on this cluster',
    },
    (value) => {
      if (typeof value !== 'number') return null;
      const said = `${value} % of the revenue depends on this cluster.`;
      if (value >= 50) return [1, said];
      return value >= 10 ? [0, said] : [-1, said];
    },
  );

/** Impact by the most delicate data that is kept. */
export const dataClass = (): DriverRule =>
  answerDriver(
    {
      id: 'data-class',
      axis: 'impact',
      worst: 1,
      question: 'workloads.data-class',
      what: 'which class of data is stored',
    },
    byValue({
      special: [1, 'Payment, health or similarly protected data is stored.'],
      personal: [0, 'Personal data of customers or staff is stored.'],
      internal: [-1, 'The most sensitive data stored is internal business data.'],
      public: [-1, 'Only public data is stored.'],
    }),
  );

/** Whether anyone would see it in time. */
export const watched = ({ axis, worst = 0, best = -1 }: Weight): DriverRule =>
  yesNo({
    id: 'watched',
    axis,
    worst,
    best,
    question: 'detection.on-call',
    what: 'whether security alerts are handled around the clock',
    yes: 'Security alerts are handled around the clock.',
    partly: 'Security alerts are handled in office hours only.',
    no: 'Nobody handles security alerts.',
  });
