/** Two people changed the same: both texts, and the decision between them. Neither is lost whichever is taken. */
import { Button } from '@mantine/core';
import { type Choice, type Draft, type DraftState, type FieldOf, fieldsOf } from '../autosave/draft.ts';
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
  return (
    <ChangedElsewhere
      what={what}
      theirs={save.theirs}
      words={words}
      onChoice={(choice) => void draft.resolve(choice)}
    />
  );
}

interface ChangedElsewhereProps<R extends object> {
  /** What was changed, to begin a sentence with. */
  readonly what: string;
  /** The stored values that differ from what was typed. */
  readonly theirs: Partial<R>;
  readonly words?: (field: FieldOf<R>, value: unknown) => string | null;
  readonly onChoice: (choice: Choice) => void;
}

export function ChangedElsewhere<R extends object>({
  what,
  theirs,
  words = plainWords,
  onChoice,
}: ChangedElsewhereProps<R>) {
  const stored = fieldsOf(theirs).flatMap((field) => words(field, theirs[field]) ?? []);
  const texts = Object.values(theirs).some((value) => typeof value === 'string' && value.includes(' '));
  return (
    <Band
      tone="amber"
      role="alert"
      title={`${what} was changed elsewhere`}
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={() => onChoice('theirs')}>
            Use the stored version
          </Button>
          {texts && (
            <Button size="compact-sm" variant="default" onClick={() => onChoice('both')}>
              Keep both
            </Button>
          )}
          <Button size="compact-sm" onClick={() => onChoice('mine')}>
            Keep my version
          </Button>
        </>
      }
    >
      <p>Your text is still here. The stored version stays in the history, whichever you choose:</p>
      {stored.map((text) => (
        <blockquote key={text} className={classes.stored}>
          {text}
        </blockquote>
      ))}
    </Band>
  );
}

/** A stored value as it was written; a list a line each. */
export function plainWords(_field: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return 'Nothing';
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const lines = value.map((line: unknown) =>
    Array.isArray(line) ? line.map(String).join(': ') : String(line),
  );
  return lines.length === 0 ? 'Nothing' : lines.join('\n');
}
