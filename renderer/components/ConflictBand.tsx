/** Two people changed the same: both texts, and the decision between them. Neither is lost whichever is taken. */
import { Button } from '@mantine/core';
import { type Draft, type DraftState, type FieldOf, fieldsOf } from '../autosave/draft.ts';
import { Band } from './Band.tsx';
import classes from './ConflictBand.module.css';

interface ConflictBandProps<R extends object> {
  readonly draft: Draft<R>;
  readonly save: DraftState<R>;
  /** What was changed, to begin a sentence with. */
  readonly what: string;
  /** A stored value in words; null where the field means nothing to a person. */
  readonly words?: (field: FieldOf<R>, value: unknown) => string | null;
}

export function ConflictBand<R extends object>({
  draft,
  save,
  what,
  words = plainWords,
}: ConflictBandProps<R>) {
  if (save.status !== 'conflict') return null;
  const theirs = fieldsOf(save.theirs).flatMap((field) => words(field, save.theirs[field]) ?? []);
  const texts = Object.values(save.theirs).some((value) => typeof value === 'string' && value.includes(' '));
  return (
    <Band
      tone="amber"
      role="alert"
      title={`${what} was changed elsewhere`}
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={() => void draft.resolve('theirs')}>
            Take the stored one
          </Button>
          {texts && (
            <Button size="compact-sm" variant="default" onClick={() => void draft.resolve('both')}>
              Keep both
            </Button>
          )}
          <Button size="compact-sm" onClick={() => void draft.resolve('mine')}>
            Keep mine
          </Button>
        </>
      }
    >
      <p>Your words are still here. What is stored stays in the history, whichever you take:</p>
      {theirs.map((text) => (
        <blockquote key={text} className={classes.stored}>
          {text}
        </blockquote>
      ))}
    </Band>
  );
}

function plainWords(_field: string, value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'Nothing' : value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string')
    ? value.join('\n')
    : JSON.stringify(value);
}
