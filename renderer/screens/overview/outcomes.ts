/** What each control of a cluster came to, for the strip of the overview; counted as the report counts. */
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { ControlSummary, VerdictState } from '../../../shared/verdict.ts';
import { VERDICT_WORDS } from '../../components/VerdictMark.tsx';

/** A verdict, or that the provider answers by contract for what the cluster cannot show. */
export type Outcome = VerdictState | 'provider';
export const OUTCOMES: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable', 'provider'];
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ...VERDICT_WORDS,
  provider: 'Provider responsibility',
};

export function outcomesOf(cluster: {
  readonly controls: readonly ControlSummary[];
  readonly responsibility: readonly ResponsibilityRow[];
}): (control: ControlSummary) => Outcome {
  const answered = answeredByProvider(cluster);
  return ({ control, verdict }) => (answered.has(control) ? 'provider' : verdict);
}

/** “2 fail, 47 pass”: outcomes without a control are left out. */
export function countsOf(outcomes: readonly Outcome[]): string {
  const times = Map.groupBy(outcomes, (outcome) => outcome);
  return inOrder((outcome) => times.get(outcome)?.length ?? 0);
}

export const objectCounts = ({ fail, unknown, pass, notApplicable }: ControlSummary['counts']): string => {
  const counts = { fail, unknown, pass, 'not-applicable': notApplicable, provider: 0 };
  return inOrder((outcome) => counts[outcome]);
};

const inOrder = (numberOf: (outcome: Outcome) => number): string =>
  OUTCOMES.filter((outcome) => numberOf(outcome) > 0)
    .map((outcome) => `${numberOf(outcome)} ${OUTCOME_WORDS[outcome].toLowerCase()}`)
    .join(', ');
