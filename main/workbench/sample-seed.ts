/** Puts the story's human half into a freshly collected sample engagement, through the same store as everything else. */
import type { EngagementProfile } from '../../shared/engagement.ts';
import type { AnswerInput } from '../../shared/interview.ts';
import { findQuestion } from '../assessment/interview/catalogue.ts';
import { contradictions, disputeFingerprint, scenarioViews } from '../assessment/views.ts';
import {
  SAMPLE_ANSWERS,
  SAMPLE_AUTHORISATION,
  SAMPLE_DAYS,
  SAMPLE_ESTATE,
  SAMPLE_FINDINGS,
  SAMPLE_OVERRIDES,
  SAMPLE_PROFILE,
  SAMPLE_RATINGS,
  SAMPLE_RESOLUTIONS,
  type SampleAnswer,
} from '../sample/engagement.ts';
import type { EngagementSession } from './engagement-session.ts';

/** Who the deal is for, what may be collected, and what was heard of. */
export async function seedEstate(session: EngagementSession, clusterId: string): Promise<void> {
  const { store } = session;
  await store.engagement.update({ ...SAMPLE_PROFILE, ...UNDECIDED });
  await store.authorisations.record(SAMPLE_AUTHORISATION);
  for (const [index, entry] of SAMPLE_ESTATE.entries()) {
    const collected = entry.status === 'collected';
    await store.estate.save({
      ...entry,
      id: `sample-estate-${index}`,
      clusterId: collected ? clusterId : null,
      baseRevision: 0,
    });
  }
}

const UNDECIDED = {
  decision: null,
  decisionReason: '',
  conditions: [],
  executiveNote: '',
} satisfies Partial<EngagementProfile>;

/** What people said, and what the assessor noted. */
export async function seedInterview(session: EngagementSession, clusterId: string): Promise<void> {
  const { store } = session;
  for (const answer of SAMPLE_ANSWERS) {
    const scope = findQuestion(answer.questionId)?.meta.scope;
    await store.answers.save({
      questionId: answer.questionId,
      clusterId: scope === 'cluster' ? clusterId : null,
      baseRevision: 0,
      input: inputOf(answer),
      suggestedBy: null,
    });
  }
  for (const finding of SAMPLE_FINDINGS)
    await store.findings.create({
      ...finding,
      // What names nothing in the cluster is said of the company.
      clusterId: finding.affected.length === 0 ? null : clusterId,
      affected: [...finding.affected],
    });
}

/** What was talked through once the first evidence was there. */
export async function seedOverrides(session: EngagementSession, clusterId: string): Promise<void> {
  for (const { control, ...override } of SAMPLE_OVERRIDES)
    await session.store.findings.override({ id: `${clusterId}:${control}`, baseRevision: 0, ...override });
}

/** What the assessor made of all of it, the later evidence included. */
export async function seedJudgement(session: EngagementSession, clusterId: string): Promise<void> {
  await rateAndResolve(session, clusterId);
  await session.store.engagement.update(SAMPLE_PROFILE);
}

async function rateAndResolve(session: EngagementSession, clusterId: string): Promise<void> {
  const { store } = session;
  const state = await session.interviewState();
  const views = scenarioViews(state, [], clusterId);
  for (const rating of SAMPLE_RATINGS) {
    const proposal = views.find(({ meta }) => meta.id === rating.scenarioId)?.proposal;
    if (proposal === undefined)
      throw new RangeError(`the sample rates ${rating.scenarioId}, which does not exist`);
    await store.ratings.save({
      ...rating,
      baseRevision: 0,
      clusterId,
      decision:
        rating.likelihood === proposal.likelihood && rating.impact === proposal.impact ? 'accepted' : 'moved',
      proposedLikelihood: proposal.likelihood,
      proposedImpact: proposal.impact,
    });
  }
  const disputes = contradictions(state);
  for (const { questionId, inFavourOf, reason } of SAMPLE_RESOLUTIONS) {
    const dispute = disputes.find((candidate) => candidate.questionId === questionId);
    if (dispute === undefined)
      throw new RangeError(`the sample settles ${questionId}, which nobody disputes`);
    await store.contradictions.resolve({
      contradictionId: dispute.id,
      baseRevision: 0,
      inFavourOf,
      reason,
      fingerprint: disputeFingerprint(dispute),
    });
  }
}

function inputOf({
  value,
  askedOf,
  note = '',
  state = 'answered',
  confidence = 'medium',
}: SampleAnswer): AnswerInput {
  return {
    state,
    value,
    note,
    askedOf,
    askedAt: SAMPLE_DAYS.asked.slice(0, 10),
    basis: 'interview',
    confidence,
    confidenceReason: '',
    markedForReview: false,
  };
}
