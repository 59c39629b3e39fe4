/** What a reader would stumble over: the quality check before a report is handed over. */
import { isAsked, isSettled } from '../../shared/interview.ts';
import type { ReportInput } from './input.ts';
import { clusterNames } from './sections/interview.ts';

export interface ReportCheck {
  readonly code: string;
  readonly message: string;
  /** A step id, `question:ID@CLUSTER`, `finding:ID`, `contradiction:ID` or `scenario:ID@CLUSTER`. */
  readonly jumpTo: string;
}

/** Empty when the report can be final. In the order in which an assessor would work through it. */
export function reportChecks(input: ReportInput): readonly ReportCheck[] {
  const { profile } = input.engagement;
  const nameOf = clusterNames(input);
  const checks: ReportCheck[] = [];
  const add = (code: string, message: string, jumpTo: string): void => {
    checks.push({ code, message, jumpTo });
  };
  for (const { what, reason } of input.damaged)
    add('record-damaged', `The report lacks a damaged record. ${what} cannot be read: ${reason}.`, 'report');
  if (profile.decision === null)
    add('decision-missing', 'The decision is not made: go, conditional or no go.', 'report');
  else if (profile.decisionReason.trim() === '')
    add('decision-reason-missing', 'The decision has no reason. Enter one.', 'report');
  if (profile.decision === 'conditional' && profile.conditions.length === 0)
    add('conditions-missing', 'The decision is conditional, but no condition is written down.', 'report');
  if (input.snapshots.length > 0 && input.authorisations.length === 0)
    add('authorisation-missing', 'Evidence was collected, but no authorisation is on record.', 'scope');
  for (const each of input.contradictions) {
    if (each.resolution === null)
      add(
        'contradiction-unresolved',
        `This contradiction is not resolved. ${each.interviewSays}`,
        `contradiction:${each.id}`,
      );
    else if (!isSettled(each))
      add(
        'contradiction-outdated',
        `Something changed since this contradiction was resolved. ${each.interviewSays}`,
        `contradiction:${each.id}`,
      );
  }
  for (const view of input.questions) {
    const { meta, applies, answer, clusterId } = view;
    const jumpTo = `question:${meta.id}@${clusterId ?? ''}`;
    if (applies && meta.mandatory && !isAsked(view))
      add('question-unanswered', `A mandatory question has no answer: ${meta.text}`, jumpTo);
    if (answer?.markedForReview === true)
      add('answer-for-review', `An answer is marked for review: ${meta.text}`, jumpTo);
  }
  for (const { meta, clusterId, confirmed } of input.scenarios)
    if (!confirmed)
      add(
        'scenario-unrated',
        `The proposal for “${meta.title}” (${nameOf(clusterId)}) is not accepted or adjusted.`,
        `scenario:${meta.id}@${clusterId}`,
      );
  for (const finding of input.findings)
    if (
      finding.mergedInto === null &&
      finding.status === 'open' &&
      finding.severity === 'critical' &&
      finding.recommendation.trim() === ''
    )
      add(
        'recommendation-missing',
        `A critical finding has no recommendation: ${finding.number} ${finding.title}`,
        `finding:${finding.id}`,
      );
  for (const finding of input.findings)
    if (finding.mergedInto === null && finding.status === 'open' && finding.newerEvidence !== null)
      add(
        'finding-outdated',
        `${finding.number} ${finding.title}: ${finding.newerEvidence.sentence}`,
        `finding:${finding.id}`,
      );
  for (const entry of input.estate)
    if (entry.suggested)
      add(
        'estate-unconfirmed',
        `${entry.name} was suggested by evidence and is not confirmed in the estate register.`,
        'where',
      );
  return checks;
}
