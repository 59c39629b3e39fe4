/** What the editor of notes is given, before and after it is loaded. */
import type { Ref } from 'react';
import type { DraftField } from '../autosave/draft.ts';

export interface MarkdownEditorHandle {
  focus(): void;
}

export interface MarkdownEditorProps {
  readonly label: string;
  readonly field: DraftField<string>;
  readonly placeholder?: string;
  readonly minRows?: number;
  readonly maxLength?: number;
  readonly ref?: Ref<MarkdownEditorHandle>;
}
