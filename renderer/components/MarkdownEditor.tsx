/** Always open for writing. The editor itself is loaded on first use; its place is kept so that nothing jumps. */
import { lazy, type Ref, Suspense } from 'react';
import classes from './MarkdownEditor.module.css';

export interface MarkdownEditorHandle {
  focus(): void;
}

export interface MarkdownEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A good moment to save at once. */
  readonly onBlur?: () => void;
  readonly placeholder?: string;
  readonly minRows?: number;
  readonly maxLength?: number;
  readonly ref?: Ref<MarkdownEditorHandle>;
}

const CodeMirrorEditor = lazy(() => import('./CodeMirrorEditor.tsx'));

export function MarkdownEditor(props: MarkdownEditorProps) {
  const { label, minRows = 4 } = props;
  return (
    <div className={classes.field} style={{ '--rows': minRows }}>
      <span className={classes.label} aria-hidden="true">
        {label}
      </span>
      <Suspense fallback={<div className={classes.frame} />}>
        <CodeMirrorEditor {...props} className={classes.frame ?? ''} />
      </Suspense>
    </div>
  );
}
