import { Textarea, type TextareaProps } from '@mantine/core';
import type { DraftField } from '../../autosave/draft.ts';
import { useBound } from '../../autosave/useDraft.ts';

type AreaFieldProps = Omit<TextareaProps, 'value' | 'onChange' | 'onFocus' | 'onBlur'> & {
  readonly field: DraftField<string>;
};

/** Several lines of a draft. */
export function AreaField({ field, ...props }: AreaFieldProps) {
  const { value, set, focus } = useBound(field);
  return (
    <Textarea
      autosize
      {...props}
      {...focus}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
