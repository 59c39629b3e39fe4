/** Steps, questions, answers and contradictions of the guided interview. */

import { z } from 'zod';
import { EvidenceRef } from './evidence.ts';
import { count, number } from './in-words.ts';

/** The assessment's steps in order. */
export const STEPS = [
  {
    id: 'scope',
    number: 0,
    title: 'Engagement and scope',
    summary: 'Who is assessed, by whom, and what was authorised.',
  },
  {
    id: 'where',
    number: 1,
    title: 'Where are the clusters?',
    summary: 'Every known cluster, examined or not.',
  },
  { id: 'size', number: 2, title: 'How big are they?', summary: 'Size in numbers, never “pretty big”.' },
  {
    id: 'deployment',
    number: 3,
    title: 'How is Kubernetes deployed?',
    summary: 'Provider, versions, and who is responsible for what.',
  },
  {
    id: 'workloads',
    number: 4,
    title: 'What runs in them?',
    summary: 'Workloads and the business that depends on them.',
  },
  {
    id: 'neighbours',
    number: 5,
    title: 'What runs next to them?',
    summary: 'Other systems that an attacker could reach or come from.',
  },
  {
    id: 'components',
    number: 6,
    title: 'Control plane and components',
    summary: 'API server, etcd, kubelet, DNS, kube-proxy, network plugin, ingress, mesh.',
  },
  {
    id: 'access',
    number: 7,
    title: 'People, access and change',
    summary: 'Who can deploy, and how change reaches production.',
  },
  {
    id: 'data',
    number: 8,
    title: 'Data, secrets and recovery',
    summary: 'What could be lost, and how it would be restored.',
  },
  {
    id: 'detection',
    number: 9,
    title: 'Detection and response',
    summary: 'Would anyone notice, and what would they do?',
  },
  {
    id: 'scenarios',
    number: 10,
    title: 'Compromise scenarios',
    summary: 'Likelihood and impact of concrete attacks.',
  },
  {
    id: 'findings',
    number: 11,
    title: 'What checks and people found',
    summary: 'What was found, by machine and by you.',
  },
  { id: 'plan', number: 12, title: 'Remediation plan', summary: 'What to fix first.' },
  { id: 'report', number: 13, title: 'Report', summary: 'Check, export, hand over.' },
] as const;
export type StepId = (typeof STEPS)[number]['id'];
export const StepId = z.enum(STEPS.map((step) => step.id) as [StepId, ...StepId[]]);

export const AnswerType = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('yes-partly-no') }),
  z.strictObject({
    kind: z.literal('choice'),
    options: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  }),
  z.strictObject({ kind: z.literal('number'), unit: z.string() }),
  z.strictObject({ kind: z.literal('text') }),
  z.strictObject({ kind: z.literal('list') }),
]);
export type AnswerType = Readonly<z.infer<typeof AnswerType>>;

const ONE_OF: Readonly<Record<string, string>> = {
  clusters: 'cluster',
  days: 'day',
  hours: 'hour',
  namespaces: 'namespace',
  nodes: 'node',
  people: 'person',
  'people or groups': 'person or group',
  workloads: 'workload',
  zones: 'zone',
};

/** “1 node”, “3,000 nodes”, “40 % of revenue”. */
export function inUnit(value: number, unit: string): string {
  return count(value, ONE_OF[unit] ?? unit, unit).trim();
}

/** A question's words and wiring; its functions (appliesWhen, prefill, contradicts) stay in main/assessment/interview. */
export const QuestionMeta = z.strictObject({
  id: z.string().regex(/^[a-z]+\.[a-z0-9-]+$/),
  step: StepId,
  /** Asked once for the engagement, or for every cluster. */
  scope: z.enum(['engagement', 'cluster']),
  mandatory: z.boolean(),
  /** As asked to a person. */
  text: z.string(),
  /** For someone new to Kubernetes. */
  why: z.string(),
  good: z.string(),
  evidenceWanted: z.string(),
  type: AnswerType,
  /** The circumstance in which the question does not apply; null where it always does. */
  notApplicable: z.string().nullable(),
  /** Another safeguard can take the place of the one that is asked for. */
  alternative: z.boolean(),
  /** Glossary term ids (shared/glossary.ts). */
  terms: z.array(z.string()),
});
export type QuestionMeta = Readonly<z.infer<typeof QuestionMeta>>;

/** `yes`, `partly`, `no`; an option id; a number; a text; a list. */
export const AnswerValue = z.union([
  z.string().max(20_000),
  z.number(),
  z.array(z.string().max(2_000)).max(500),
]);
export type AnswerValue = z.infer<typeof AnswerValue>;

/** An answer as report and interface write it: the label of a choice, a number with its unit, a list with semicolons. */
export function answerInWords(value: AnswerValue | null, type: AnswerType): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return type.kind === 'number' ? inUnit(value, type.unit) : number(value);
  if (typeof value !== 'string') return value.length === 0 ? 'None' : value.join('; ');
  if (type.kind === 'choice') return type.options.find((option) => option.id === value)?.label ?? value;
  if (type.kind === 'yes-partly-no') return value.charAt(0).toUpperCase() + value.slice(1);
  return value;
}

export const AnswerState = z.enum([
  'answered',
  'not-asked',
  'unknown',
  'not-applicable',
  'alternative-control',
]);
export const Basis = z.enum(['interview', 'document', 'observed', 'tool']);
export const Confidence = z.enum(['low', 'medium', 'high']);

/** The states that a question offers beside an answer, in the order of its buttons. */
export function statesOffered({ notApplicable, alternative }: QuestionMeta): z.infer<typeof AnswerState>[] {
  return [
    'not-asked',
    'unknown',
    ...(notApplicable === null ? [] : (['not-applicable'] as const)),
    ...(alternative ? (['alternative-control'] as const) : []),
  ];
}

/**
 * What an assessor can set of an answer. Every field is precious: stored exactly as typed.
 * A new field needs a default (CONTRIBUTING.md).
 */
export const AnswerInput = z.strictObject({
  state: AnswerState,
  value: AnswerValue.nullable(),
  /** Markdown. Reaches the report. */
  note: z.string().max(100_000),
  askedOf: z.strictObject({ name: z.string().max(200), role: z.string().max(200) }).nullable(),
  askedAt: z.string().nullable(),
  basis: Basis,
  confidence: Confidence,
  confidenceReason: z.string().max(5_000),
  markedForReview: z.boolean(),
});
export type AnswerInput = Readonly<z.infer<typeof AnswerInput>>;

/** One revision of an answer. Revisions are never changed or removed. */
export const Answer = AnswerInput.extend({
  questionId: z.string(),
  /** null for questions of engagement scope. */
  clusterId: z.string().nullable(),
  revision: z.int().min(1),
  author: z.string(),
  at: z.string(),
  /** Set when the value came from confirming a suggestion; keeps its source. */
  suggestedBy: z.string().nullable(),
});
export type Answer = Readonly<z.infer<typeof Answer>>;

/** "The evidence suggests …" */
export const Suggestion = z.strictObject({
  value: AnswerValue,
  sentence: z.string(),
  evidence: z.array(EvidenceRef),
  /** Fact or control id it was read from. */
  source: z.string(),
});
export type Suggestion = Readonly<z.infer<typeof Suggestion>>;

/** An answer that the evidence disputes. `id` is stable: `questionId@clusterId`. */
export const Contradiction = z.strictObject({
  id: z.string(),
  questionId: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  /** "Interview: …" */
  interviewSays: z.string(),
  /** "Evidence: …" */
  evidenceSays: z.string(),
  evidence: z.array(EvidenceRef),
  resolution: z
    .strictObject({
      inFavourOf: z.enum(['interview', 'evidence']),
      reason: z.string(),
      /** Counts the decisions on this contradiction. */
      revision: z.int().min(1),
      author: z.string(),
      at: z.string(),
      /** False when the answer or the evidence changed after the resolution: it must be looked at again. */
      current: z.boolean(),
    })
    .nullable(),
});
export type Contradiction = Readonly<z.infer<typeof Contradiction>>;

/** `fingerprint` is of both sides' sentences: when either changes, it must be looked at again. */
export const StoredResolution = z.strictObject({
  contradictionId: z.string(),
  inFavourOf: z.enum(['interview', 'evidence']),
  reason: z.string(),
  /** One that was stored before decisions were counted is the first. */
  revision: z.int().min(1).default(1),
  author: z.string(),
  at: z.string(),
  fingerprint: z.string(),
});
export type StoredResolution = Readonly<z.infer<typeof StoredResolution>>;

/** Whether somebody settled it, and neither side changed since. */
export function isSettled({ resolution }: Pick<Contradiction, 'resolution'>): boolean {
  return resolution?.current === true;
}

/** Whether it still stands against the answer: nobody settled it, or not in the answer's favour. */
export function standsAgainst({ resolution }: Pick<Contradiction, 'resolution'>): boolean {
  return resolution?.current !== true || resolution.inFavourOf !== 'interview';
}

/** A question as shown: meta, latest answer, suggestion, contradiction. */
export const QuestionView = z.strictObject({
  meta: QuestionMeta,
  clusterId: z.string().nullable(),
  applies: z.boolean(),
  /** Why it does not apply; empty when it does. */
  appliesReason: z.string(),
  answer: Answer.nullable(),
  suggestion: Suggestion.nullable(),
  contradiction: Contradiction.nullable(),
});
export type QuestionView = Readonly<z.infer<typeof QuestionView>>;

/** Whether somebody was asked, whatever came of it. */
export function isAsked({ answer }: Pick<QuestionView, 'answer'>): boolean {
  return answer !== null && answer.state !== 'not-asked';
}

/** Whether somebody was asked and could tell: "unknown" is no answer. */
export function isAnswered(view: Pick<QuestionView, 'answer'>): boolean {
  return isAsked(view) && view.answer?.state !== 'unknown';
}
