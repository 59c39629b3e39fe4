/** The profile's fields as its editors show them. */
import { EngagementProfile } from '../../../shared/engagement.ts';
import type { Draft, DraftField, DraftState } from '../../autosave/draft.ts';

export type TextOfProfile =
  | 'name'
  | 'target'
  | 'client'
  | 'assessor'
  | 'consultancy'
  | 'classification'
  | 'currency'
  | 'decisionReason'
  | 'executiveNote'
  | 'conditions';

export const DECISIONS: { value: 'open' | 'go' | 'conditional' | 'no-go'; label: string }[] = [
  { value: 'open', label: 'Not made' },
  { value: 'go', label: 'Go' },
  { value: 'conditional', label: 'Conditional' },
  { value: 'no-go', label: 'No-go' },
];

export const TOO_MANY_CONDITIONS = 'At most 100 lines of 5,000 characters. Not saved.';

export function profileFields(draft: Draft<EngagementProfile>): Record<TextOfProfile, DraftField<string>> {
  const line = (name: Exclude<TextOfProfile, 'conditions'>) =>
    draft.view<string>(
      [name],
      (profile) => profile[name],
      (text) => ({ [name]: name === 'currency' ? text.toUpperCase() : text }),
    );
  return {
    name: line('name'),
    target: line('target'),
    client: line('client'),
    assessor: line('assessor'),
    consultancy: line('consultancy'),
    classification: line('classification'),
    currency: line('currency'),
    decisionReason: line('decisionReason'),
    executiveNote: line('executiveNote'),
    // Lines as typed, so that a line under way is not taken away.
    conditions: draft.view<string>(
      ['conditions'],
      (profile) => profile.conditions.join('\n'),
      (text) => ({ conditions: text === '' ? [] : text.split('\n') }),
    ),
  };
}

/** Both ends of one impact band. An empty lower end changes nothing; an empty upper end is open. */
export function bandFields(draft: Draft<EngagementProfile>, index: number) {
  const change = (part: Partial<EngagementProfile['bands'][number]>) => {
    const { bands } = draft.state().value;
    const band = bands[index];
    return band === undefined ? {} : { bands: bands.with(index, { ...band, ...part }) };
  };
  return {
    from: draft.view<number | null>(
      ['bands'],
      ({ bands }) => bands[index]?.from ?? null,
      (from) => (from === null ? {} : change({ from })),
    ),
    to: draft.view<number | null>(
      ['bands'],
      ({ bands }) => bands[index]?.to ?? null,
      (to) => change({ to }),
    ),
  };
}

/** Whether a field holds what cannot be stored. */
export const refusedIn = (save: DraftState<EngagementProfile>, field: keyof EngagementProfile): boolean =>
  !EngagementProfile.shape[field].safeParse(save.value[field]).success;
