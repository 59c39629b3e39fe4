import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { styleNonce } from '../nonce.ts';
import type { MarkdownEditorProps } from './markdown-editor-props.ts';

/** Marks what came from elsewhere, so that it is not taken for typed. */
const fromElsewhere = Annotation.define<true>();

/**
 * CodeMirror with Markdown. Loaded by MarkdownEditor. It listens to the draft itself and not to React, whose renderings
 * may be older than the last key: the document and the draft are never out of step.
 */
export default function CodeMirrorEditor({
  ref,
  field,
  className,
  label,
  placeholder = '',
  maxLength = 100_000,
}: MarkdownEditorProps & { readonly className: string }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);

  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: field.get(),
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          markdown(),
          syntaxHighlighting(HIGHLIGHT),
          EditorView.lineWrapping,
          placeholderOf(placeholder),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
          EditorState.changeFilter.of(
            (change) => change.newDoc.length <= maxLength || change.annotation(fromElsewhere) === true,
          ),
          EditorView.updateListener.of((update) => {
            const typed = update.transactions.some(
              (change) => change.docChanged && change.annotation(fromElsewhere) !== true,
            );
            if (typed) field.set(update.state.doc.toString());
            if (update.focusChanged) {
              if (update.view.hasFocus) field.hold();
              else field.release();
            }
          }),
          THEME,
        ],
      }),
    });
    const stop = field.subscribe(() => follow(editor, field.get()));
    view.current = editor;
    return () => {
      stop();
      view.current = null;
      editor.destroy();
      field.release();
    };
  }, [field, label, placeholder, maxLength]);

  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);
  return <div ref={host} className={className} />;
}

/** Changes only what differs, so that the cursor stays where it is. */
function follow(editor: EditorView, value: string): void {
  const shown = editor.state.doc.toString();
  const text = value.replaceAll(/\r\n?/g, '\n');
  if (shown === text) return;
  const most = Math.min(shown.length, text.length);
  let from = 0;
  while (from < most && shown[from] === text[from]) from += 1;
  let tail = 0;
  while (tail < most - from && shown.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  editor.dispatch({
    changes: { from, to: shown.length - tail, insert: text.slice(from, text.length - tail) },
    annotations: [fromElsewhere.of(true), Transaction.addToHistory.of(false)],
  });
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
