/** Puts the story's human half into a freshly collected sample engagement, through the same store as everything else. */
import type { AnswerInput } from '../../shared/interview.ts';
import { findQuestion } from '../interview/catalogue.ts';
import {
  SAMPLE_ANSWERS,
  SAMPLE_ESTATE,
  SAMPLE_FINDINGS,
  SAMPLE_OVERRIDES,
  SAMPLE_PROFILE,
  SAMPLE_RATINGS,
  SAMPLE_RESOLUTIONS,
  type SampleAnswer,
} from '../sample/engagement.ts';
import { contradictions, disputeFingerprint } from './interview-views.ts';
import { scenarioViews } from './scenario-views.ts';
import type { EngagementSession } from './session.ts';

const ASKED_AT = '2026-11-03';

export async function seedSample(session: EngagementSession, clusterId: string): Promise<void> {
  const { store } = session;
  await store.engagement.update(SAMPLE_PROFILE);
  await store.authorisations.record({
    grantedBy: 'M. Okafor',
    role: 'Chief technology officer',
    clusters: ['halcyon-prod'],
    scope: 'Read-only collection through the Kubernetes API. No values of secrets.',
    validFrom: '2026-10-30',
    validUntil: '2027-12-31',
    reference: 'Letter of 30 October 2026',
  });
  for (const [index, entry] of SAMPLE_ESTATE.entries()) {
    const collected = entry.status === 'collected';
    await store.estate.save({
      ...entry,
      id: `sample-estate-${index}`,
      clusterId: collected ? clusterId : null,
    });
  }
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
    await store.findings.create({ ...finding, clusterId, affected: [...finding.affected] });
  for (const { control, ...override } of SAMPLE_OVERRIDES) {
    await store.findings.override({ id: `${clusterId}:${control}`, ...override });
  }
  await rateAndResolve(session, clusterId);
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
    askedAt: ASKED_AT,
    basis: 'interview',
    confidence,
    confidenceReason: '',
    markedForReview: false,
  };
}
