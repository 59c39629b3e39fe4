/** Always open for writing. The editor itself is loaded on first use; its place is kept so that nothing jumps. */
import { lazy, Suspense, useImperativeHandle, useRef } from 'react';
import { awaitField } from '../keyboard/typing-guard.ts';
import classes from './MarkdownEditor.module.css';
import type { MarkdownEditorHandle, MarkdownEditorProps } from './markdown-editor-props.ts';

const load = () => import('./CodeMirrorEditor.tsx');
const CodeMirrorEditor = lazy(load);

/** Fetches the editor before anyone asks for it. */
export const preloadEditor = (): void => void load();

export function MarkdownEditor({ ref, ...props }: MarkdownEditorProps) {
  const { label, minRows = 4 } = props;
  const editor = useRef<MarkdownEditorHandle>(null);
  const wanted = useRef(false);
  useImperativeHandle(
    ref,
    () => ({
      focus() {
        if (editor.current !== null) return editor.current.focus();
        // What is typed from now on is meant for the note, not for shortcuts.
        wanted.current = true;
        awaitField();
      },
    }),
    [],
  );
  const attach = (handle: MarkdownEditorHandle | null) => {
    editor.current = handle;
    if (handle === null || !wanted.current) return;
    wanted.current = false;
    handle.focus();
  };
  return (
    <div className={classes.field} style={{ '--rows': minRows }}>
      <span className={classes.label} aria-hidden="true">
        {label}
      </span>
      <Suspense fallback={<div className={classes.frame} />}>
        <CodeMirrorEditor {...props} ref={attach} className={classes.frame ?? ''} />
      </Suspense>
    </div>
  );
}
