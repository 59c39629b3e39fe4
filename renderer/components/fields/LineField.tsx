import { TextInput, type TextInputProps } from '@mantine/core';
import type { DraftField } from '../../autosave/draft.ts';
import { useBound } from '../../autosave/useDraft.ts';

type LineFieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'onFocus' | 'onBlur'> & {
  readonly field: DraftField<string>;
};

/** One line of a draft; a day with `type="date"`. */
export function LineField({ field, ...props }: LineFieldProps) {
  const { value, set, focus } = useBound(field);
  return (
    <TextInput {...props} {...focus} value={value} onChange={(event) => set(event.currentTarget.value)} />
  );
}
