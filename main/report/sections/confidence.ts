/**
 * Confidence: how much of what could matter was examined, by evidence and by interview. It says nothing of how bad
 * things are, and more work never lowers it: whatever adds an answer, a kind or a snapshot can only add to the sum.
 */
import { isAnswered, type QuestionView } from '../../../shared/interview.ts';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { Proposal } from '../../../shared/risk.ts';
import type { ReportInput } from '../input.ts';

type ConfidenceLevel = Proposal['confidence'];

/** What evidence and interview each add when all of it was examined; either alone stays low. */
const BY_EVIDENCE = 0.6;
const BY_INTERVIEW = 0.4;
const HIGH = 0.8;
/** More than the evidence alone can give, so that no report without an interview is surer than one with it. */
const MEDIUM = 0.62;

/**
 * The share of what could matter that was examined, 0 to 1, over every cluster and scheduler that people named: one
 * that nobody examined counts nothing. What only the evidence speaks of is told beside it and does not count, for
 * finding it is part of the work.
 */
export function examinedShare(input: ReportInput): number {
  const shares = [
    ...input.clusters.map(
      ({ id }) => BY_EVIDENCE * evidenceShare(input, id) + BY_INTERVIEW * interviewShare(input, id),
    ),
    ...input.estate.filter(({ clusterId, suggested }) => clusterId === null && !suggested).map(() => 0),
  ];
  if (shares.length === 0) return BY_INTERVIEW * interviewShare(input, null);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

export function confidenceLevel(input: ReportInput): ConfidenceLevel {
  const share = examinedShare(input);
  return share >= HIGH ? 'high' : share >= MEDIUM ? 'medium' : 'low';
}

/** Controls that any snapshot of the cluster could judge, or that its provider answers for; the assessor's own left out. */
function evidenceShare(input: ReportInput, clusterId: string): number {
  const examined = new Map<string, boolean>();
  for (const snapshot of input.snapshots.filter(({ summary }) => summary.clusterId === clusterId)) {
    const answered = answeredByProvider(snapshot);
    for (const { control, family, verdict } of snapshot.controls) {
      if (family === 'custom') continue;
      const judged = verdict !== 'unknown' || answered.has(control);
      examined.set(control, judged || examined.get(control) === true);
    }
  }
  return examined.size === 0 ? 0 : [...examined.values()].filter(Boolean).length / examined.size;
}

/** Questions of the engagement and of the cluster, mandatory ones twice; what does not apply needs no answer. */
function interviewShare(input: ReportInput, clusterId: string | null): number {
  const asked = input.questions.filter((view) => view.clusterId === null || view.clusterId === clusterId);
  const all = asked.reduce((sum, view) => sum + weight(view), 0);
  const got = asked.reduce((sum, view) => sum + weight(view) * answered(view), 0);
  return all === 0 ? 0 : got / all;
}

const weight = ({ meta }: QuestionView): number => (meta.mandatory ? 2 : 1);

function answered(view: QuestionView): number {
  if (!view.applies) return 1;
  if (!isAnswered(view)) return 0;
  return view.answer?.confidence === 'low' ? 0.5 : 1;
}
