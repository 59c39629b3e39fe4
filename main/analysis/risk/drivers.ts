/** Drivers that several scenarios share. Each takes its axis and how much it may add at worst. */
import type { FactId } from '../../../shared/facts.ts';
import { type Axis, answerDriver, byValue, type DriverRule, factDriver, type KnownFact } from './define.ts';

interface Weight {
  readonly axis: Axis;
  /** The step at worst; 1 unless told. */
  readonly worst?: number;
  /** The step at best; 0 unless told. */
  readonly best?: number;
}

/** The number of a fact; of a list, its length. Null for any other shape. */
export function count(fact: KnownFact | undefined): number | null {
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
    const seen = count(known);
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
      what: 'how many namespaces limit traffic',
    },
    ([effective, withPods, enforced]) => {
      const limited = count(effective);
      const all = count(withPods);
      const enforces = flag(enforced);
      if (limited === null || all === null || enforces === null) return null;
      if (!enforces)
        return [
          worst,
          'The network plugin does not enforce network policies, so every pod can talk to every other.',
        ];
      const seen = `${limited} of ${all} namespaces with pods have a network policy that selects a pod.`;
      if (limited >= all)
        return [best, `${seen} A foothold is held within its namespace, as far as the rules are strict.`];
      if (limited * 2 >= all)
        return [Math.min(worst, 0), `${seen} A foothold in one of the others can talk freely.`];
      return [worst, `${seen} From most footholds an attacker can talk to most of the cluster.`];
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
      what: 'how many namespaces refuse dangerous pods',
    },
    ([enforced, all]) => {
      const guarded = count(enforced);
      const total = count(all);
      if (guarded === null || total === null) return null;
      const seen = `${guarded} of ${total} namespaces refuse dangerous pods.`;
      // System namespaces cannot be strict, so four in five is as good as it gets.
      if (guarded >= total * 0.8) return [best, `${seen} A pod that takes over its node is hard to start.`];
      return [worst, `${seen} In the others, whoever may start a pod can take over a node.`];
    },
  );
}

export const powerfulAccounts = ({ axis, worst, best }: Weight): DriverRule =>
  fewerIsBetter({
    id: 'powerful-accounts',
    fact: 'rbac.mountedPowerfulAccounts',
    what: 'which workloads carry an account that can take over the cluster',
    bad: 'Whoever gets into one of them has its rights at once.',
    good: 'Code that runs in a pod gains no rights over the cluster.',
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
      what: 'which class of data is kept',
    },
    byValue({
      special: [1, 'Payment, health or similarly protected data is kept.'],
      personal: [0, 'Personal data of customers is kept.'],
      internal: [-1, 'Nothing more delicate than internal business data is kept.'],
      public: [-1, 'Only public data is kept.'],
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
    what: 'whether someone reacts to alerts at any hour',
    yes: 'Someone reacts to security alerts at any hour.',
    partly: 'Someone reacts to security alerts in office hours only.',
    no: 'Nobody reacts to security alerts.',
  });
