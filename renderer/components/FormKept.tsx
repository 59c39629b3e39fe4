/** Under a form: what is typed is kept, and the way to give it up. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FieldOf } from '../autosave/draft.ts';
import type { FormDraft } from '../autosave/useFormDraft.ts';
import { ChangedElsewhere, ConflictBand } from './ConflictBand.tsx';
import { ProblemNote } from './Problem.tsx';

export function FormKept<F extends object>({
  form,
  then,
  record = 'The record',
  words,
}: {
  readonly form: FormDraft<F>;
  /** What makes of it more than a draft: “It takes effect when you save it.” */
  readonly then: string;
  /** The stored record that the form changes, to begin a sentence with. */
  readonly record?: string;
  /** A stored value of the record in words; null where the field means nothing to a person. */
  readonly words?: (field: FieldOf<F>, value: unknown) => string | null;
}) {
  const clear = useMutation({ mutationFn: form.clear });
  return (
    <>
      <ConflictBand draft={form.draft} save={form.save} what="This form" />
      {Object.keys(form.theirs).length > 0 && (
        <ChangedElsewhere
          what={record}
          theirs={form.theirs}
          onChoice={form.resolve}
          {...(words === undefined ? {} : { words })}
        />
      )}
      {form.save.status === 'failed' && form.save.error !== null && (
        <ProblemNote error={form.save.error} onRetry={() => void form.draft.flush()} />
      )}
      {form.begun && (
        <p className="muted small">
          Kept as you type. {then}{' '}
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            loading={clear.isPending}
            onClick={() => clear.mutate()}
          >
            Discard the draft
          </Button>
        </p>
      )}
      {clear.isError && <ProblemNote error={clear.error} />}
    </>
  );
}
