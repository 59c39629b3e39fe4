/** The interview record, what was not answered, and the contradictions. */
import {
  answerInWords,
  isAnswered,
  isAsked,
  type QuestionView,
  STEPS,
  standsAgainst,
} from '../../../shared/interview.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import type { ReportInput } from '../input.ts';
import { evidenceLine } from './evidence-line.ts';

/** The name of a cluster by id; '' for what belongs to the whole engagement. */
export function clusterNames(input: ReportInput): (id: string | null) => string {
  const names = new Map(input.clusters.map((cluster) => [cluster.id, cluster.name]));
  return (id) => (id === null ? '' : (names.get(id) ?? id));
}

const numberOf = (index: number): string => `C-${String(index + 1).padStart(2, '0')}`;

/** Numbers of the contradictions that stand against an answer: nobody settled them, or not in the answer's favour. */
export function standingDisputes(
  input: ReportInput,
): (questionId: string, clusterId: string | null) => readonly string[] {
  const standing = input.contradictions
    .map((each, index) => ({ ...each, number: numberOf(index) }))
    .filter(standsAgainst);
  return (questionId, clusterId) =>
    standing
      .filter(
        (each) => each.questionId === questionId && (clusterId === null || each.clusterId === clusterId),
      )
      .map(({ number }) => number);
}

/** An answer as it is quoted: its state in words, or its value. */
export function quotedAnswer({ meta, answer }: Pick<QuestionView, 'meta' | 'answer'>): string {
  const state = STATE_WORDS[answer?.state ?? 'not-asked'];
  const value = answer === null ? '' : answerInWords(answer.value, meta.type);
  return state === '' || value === '' ? state || value : `${state}: ${value}`;
}

const STATE_WORDS = {
  answered: '',
  'not-asked': 'Not asked',
  unknown: 'Asked, not known',
  'not-applicable': 'Not applicable',
  'alternative-control': 'Another measure replaces it',
} as const;

/** What the model tells of the interview alone. */
export function interviewPartsOf(input: ReportInput) {
  return { interview: interviewOf(input) } satisfies Partial<ReportModel>;
}

/** Every question that has an answer of any state but "not asked", by step. */
function interviewOf(input: ReportInput): ReportModel['interview'] {
  const nameOf = clusterNames(input);
  const disputes = standingDisputes(input);
  return STEPS.map((step) => ({
    number: step.number,
    title: step.title,
    entries: input.questions.flatMap((view) => {
      const { meta, answer, clusterId } = view;
      if (meta.step !== step.id || answer === null || !isAsked(view)) return [];
      return [
        {
          questionId: meta.id,
          question: meta.text,
          clusterName: nameOf(clusterId),
          state: answer.state,
          answer: quotedAnswer({ meta, answer }),
          disputedBy: [...disputes(meta.id, clusterId)],
          noteMarkdown: answer.note,
          askedOf: [answer.askedOf?.name ?? '', answer.askedOf?.role ?? '']
            .filter((part) => part !== '')
            .join(', '),
          askedAt: answer.askedAt,
          basis: answer.basis,
          confidence: answer.confidence,
          confidenceReason: answer.confidenceReason,
          author: answer.author,
          at: answer.at,
          revision: answer.revision,
          markedForReview: answer.markedForReview,
          suggestedBy: answer.suggestedBy,
        },
      ];
    }),
  })).filter((step) => step.entries.length > 0);
}

/** Questions that apply and have no usable answer. */
export function unansweredOf(input: ReportInput): ReportModel['unanswered'] {
  const nameOf = clusterNames(input);
  return input.questions.flatMap((view) => {
    const { meta, answer, applies, clusterId } = view;
    if (!applies || isAnswered(view)) return [];
    return [
      {
        questionId: meta.id,
        question: meta.text,
        clusterName: nameOf(clusterId),
        mandatory: meta.mandatory,
        state: STATE_WORDS[answer?.state ?? 'not-asked'],
      },
    ];
  });
}

/** Both sides stand under their label in the report, so the sentence goes without it. */
function withoutLabel(sentence: string): string {
  const said = sentence.replace(/^(Interview|Evidence): /, '');
  return said === sentence ? said : `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

export function contradictionsOf(input: ReportInput): ReportModel['contradictions'] {
  const nameOf = clusterNames(input);
  const questions = new Map(input.questions.map(({ meta }) => [meta.id, meta.text]));
  return input.contradictions.map((each, index) => ({
    number: numberOf(index),
    id: each.id,
    question: questions.get(each.questionId) ?? each.questionId,
    clusterName: nameOf(each.clusterId),
    interviewSays: withoutLabel(each.interviewSays),
    evidenceSays: withoutLabel(each.evidenceSays),
    evidence: each.evidence.map((ref) => evidenceLine({ ...ref, message: '' })),
    resolution:
      each.resolution === null
        ? null
        : {
            inFavourOf: each.resolution.inFavourOf,
            reasonMarkdown: each.resolution.reason,
            author: each.resolution.author,
            at: each.resolution.at,
            current: each.resolution.current,
          },
  }));
}
