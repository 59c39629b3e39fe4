/** The sentences that the interview puts into the report, each with its source. */

import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import type { Answer } from '../../../shared/interview.ts';
import { QUESTIONS } from './catalogue.ts';
import type { Question } from './define.ts';
import type { ReportSection } from './spoken.ts';

export interface ReportSentence {
  readonly section: ReportSection;
  /** Plain text with its source: "No recovery test is on record (interview, CTO)." */
  readonly sentence: string;
  readonly questionId: string;
}

/**
 * Every sentence that the latest answers justify, in the order of the questions. An answer of "unknown" is said
 * as such, so that what nobody could tell does not read as if it were in order.
 */
export function reportSentences(answers: AnswerView, evidence: EvidenceView): readonly ReportSentence[] {
  return QUESTIONS.flatMap((question) => {
    const answer = answers.answer(question.meta.id);
    if (answer === null || (question.appliesWhen?.(evidence, answers) ?? '') !== '') return [];
    const said = sentenceOf(question, answer);
    if (said === null) return [];
    const { section } = question.report;
    return [{ section, sentence: `${said} (${sourceOf(answer)}).`, questionId: question.meta.id }];
  });
}

function sentenceOf(question: Question, answer: Answer): string | null {
  const asked = question.meta.text;
  switch (answer.state) {
    case 'answered':
      return answer.value === null ? null : question.report.say(answer.value, question.meta.type);
    case 'unknown':
      return `Nobody who was asked could answer: “${asked}”`;
    case 'alternative-control':
      return `Another measure is said to replace it: “${asked}”`;
    case 'not-asked':
    case 'not-applicable':
      return null;
  }
}

function sourceOf(answer: Answer): string {
  const who = answer.askedOf?.role.trim() || answer.askedOf?.name.trim() || '';
  const parts: string[] = [answer.basis];
  if (who !== '') parts.push(who);
  if (answer.confidence === 'low') parts.push('low confidence');
  return parts.join(', ');
}
