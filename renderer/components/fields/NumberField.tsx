import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import type { DraftField } from '../../autosave/draft.ts';
import { useBound } from '../../autosave/useDraft.ts';

type NumberFieldProps = Omit<NumberInputProps, 'value' | 'onChange' | 'onFocus' | 'onBlur'> & {
  /** null while it is empty. */
  readonly field: DraftField<number | null>;
};

/** A number of a draft. What is typed on the way to one, such as “1.”, stays as it is while the cursor is there. */
export function NumberField({ field, ...props }: NumberFieldProps) {
  const { value, set, focus } = useBound(field);
  /** As it was typed, and the number that became of it: any other number came from elsewhere. */
  const [typed, setTyped] = useState<{
    readonly text: string | number;
    readonly number: number | null;
  } | null>(null);
  const shown = typed !== null && typed.number === value ? typed.text : (value ?? '');
  return (
    <NumberInput
      hideControls
      {...props}
      value={shown}
      onFocus={focus.onFocus}
      onBlur={() => {
        setTyped(null);
        focus.onBlur();
      }}
      onChange={(next) => {
        set(numberOf(next));
        setTyped({ text: next, number: field.get() });
      }}
    />
  );
}

/** “-” and “” are no numbers yet. */
function numberOf(typed: string | number): number | null {
  if (typed === '' || typed === '-') return null;
  const number = Number(typed);
  return Number.isFinite(number) ? number : null;
}
