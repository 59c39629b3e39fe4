/** Where a report check points, as a place of the interface. */
import { STEPS, type StepId } from '../../../shared/interview.ts';

export type Jump =
  | { readonly kind: 'step'; readonly step: StepId }
  | { readonly kind: 'question'; readonly id: string; readonly clusterId: string | null }
  | { readonly kind: 'finding'; readonly id: string }
  | { readonly kind: 'contradictions' }
  | { readonly kind: 'scenario'; readonly key: string };

/** Reads `step id`, `question:ID@CLUSTER`, `finding:ID`, `contradiction:ID` or `scenario:ID@CLUSTER`; null for others. */
export function parseJump(jumpTo: string): Jump | null {
  const step = STEPS.find((one) => one.id === jumpTo);
  if (step !== undefined) return { kind: 'step', step: step.id };
  const colon = jumpTo.indexOf(':');
  const rest = jumpTo.slice(colon + 1);
  switch (jumpTo.slice(0, colon)) {
    case 'question': {
      const [id = '', clusterId = ''] = rest.split('@');
      return { kind: 'question', id, clusterId: clusterId === '' ? null : clusterId };
    }
    case 'finding':
      return { kind: 'finding', id: rest };
    case 'contradiction':
      return { kind: 'contradictions' };
    case 'scenario':
      return { kind: 'scenario', key: rest };
    default:
      return null;
  }
}
