import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { styleNonce } from '../nonce.ts';
import type { MarkdownEditorProps } from './MarkdownEditor.tsx';

/** CodeMirror with Markdown. Loaded by MarkdownEditor. */
export default function CodeMirrorEditor({
  ref,
  ...props
}: MarkdownEditorProps & { readonly className: string }) {
  const { value, className, label, placeholder = '', maxLength = 100_000 } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          markdown(),
          syntaxHighlighting(HIGHLIGHT),
          EditorView.lineWrapping,
          placeholderOf(placeholder),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
          EditorState.changeFilter.of((change) => change.newDoc.length <= maxLength),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
            if (update.focusChanged && !update.view.hasFocus) latest.current.onBlur?.();
          }),
          THEME,
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label, placeholder, maxLength]);

  useEffect(() => {
    const editor = view.current;
    // Words under the cursor are never replaced by an echo of what was sent.
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);
  return <div ref={host} className={className} />;
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.monospace, fontFamily: 'var(--mono)' },
  { tag: [tags.processingInstruction, tags.url, tags.quote], color: 'var(--ink-3)' },
]);

const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '0.875rem', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--sans)', lineHeight: '1.375rem', maxHeight: '28rem' },
  '.cm-content': {
    padding: '0.5rem 0.75rem',
    caretColor: 'var(--ink)',
    minHeight: 'calc(var(--rows) * 1.375rem + 1rem)',
  },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});
