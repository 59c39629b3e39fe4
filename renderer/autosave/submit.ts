/**
 * Submitting a form whose fields can still be typed into while the call is out. What stands is sent; when something else
 * stands once it is stored, that is sent as a change of what was stored. Only what was sent leaves the form.
 */
import type { Draft, Stored } from './draft.ts';
import { sameValue } from './same-value.ts';

export interface Submission<F extends object, S> {
  readonly draft: Draft<Partial<F>>;
  /** Every field as it stands now. */
  readonly values: () => F;
  /** Stores the values. `earlier` is what this form has stored already: it is changed, and nothing is made twice. */
  readonly send: (values: F, earlier: S | null) => Promise<S>;
  readonly earlier: S | null;
  /** Told at once of what was stored, for a later round may fail. */
  readonly onStored: (stored: S) => void;
  /** Something else stands already: what is typed from now on grows from what was sent. */
  readonly growFrom: (sent: Partial<F>) => void;
  /** Whether the values can be stored at all. */
  readonly ready: (values: F) => boolean;
  /** Takes what was sent out of the kept form; resolves with what is left there. */
  readonly empty: (sent: Partial<F>) => Promise<Stored<Partial<F>>>;
}

/** Nobody types something new within each of so many calls in a row. */
const MAX_ROUNDS = 20;

/**
 * Resolves with true when all that stands was stored and the form is empty; with false when something is left in it: two
 * people changed the same field, or what was typed meanwhile cannot be stored as it is.
 */
export async function submitForm<F extends object, S>(submission: Submission<F, S>): Promise<boolean> {
  const { draft, values, send, onStored, growFrom, ready, empty } = submission;
  let { earlier } = submission;
  await draft.flush();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (draft.state().status === 'conflict' || !ready(values())) return false;
    const sent = draft.state().value;
    earlier = await send(values(), earlier);
    onStored(earlier);
    await draft.flush();
    if (!sameValue(draft.state().value, sent)) {
      growFrom(sent);
      continue;
    }
    draft.taken(sent, await empty(sent));
    if (Object.keys(draft.state().value).length === 0) return true;
  }
  return false;
}
