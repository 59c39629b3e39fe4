/** The profile of a new engagement. */
import { DEFAULT_BANDS, type EngagementProfile } from '../../shared/engagement.ts';

type Given = Pick<EngagementProfile, 'name' | 'target'> & {
  readonly [Field in keyof EngagementProfile]?: EngagementProfile[Field] | undefined;
};

/** What was given, and honest defaults for the rest. */
export function newProfile(given: Given): EngagementProfile {
  return {
    name: given.name,
    target: given.target,
    client: given.client ?? '',
    assessor: given.assessor ?? '',
    consultancy: given.consultancy ?? '',
    classification: given.classification ?? 'Confidential',
    currency: given.currency ?? 'EUR',
    bands: given.bands ?? DEFAULT_BANDS,
    dayRates: given.dayRates ?? [],
    people: given.people ?? [],
    decision: given.decision ?? null,
    decisionReason: given.decisionReason ?? '',
    conditions: given.conditions ?? [],
    executiveNote: given.executiveNote ?? '',
  };
}
