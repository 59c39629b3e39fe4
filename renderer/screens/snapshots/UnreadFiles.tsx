import type { Unread } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import { type FileColumn, FileTable } from '../evidence/FileTable.tsx';

/** As many rows as a person reads; the rest are count. */
const ROWS = 500;

const WORDS: Readonly<Record<Unread['what'], string>> = {
  template: 'Unrendered template',
  'not-yaml': 'Not readable as YAML or JSON',
  object: 'Not a Kubernetes object',
  other: 'File of another tool',
  unreadable: 'Unreadable file',
};

const COLUMNS: readonly FileColumn<Unread>[] = [
  { header: 'Document', align: 'end', cell: ({ document }) => document ?? '' },
  { header: 'Line', align: 'end', cell: ({ line }) => line ?? '' },
  { header: 'Type', cell: ({ what }) => WORDS[what] },
  { header: 'Reason', className: 'muted', cell: ({ reason }) => reason },
];

/** Each file and document that was not read, with its reason: nothing in them was judged. */
export function UnreadFiles({ unread }: { readonly unread: readonly Unread[] }) {
  if (unread.length === 0) return null;
  const shown = unread.slice(0, ROWS);
  return (
    <section aria-label="Unread files">
      <p>{count(unread.length, 'file or document was', 'files and documents were')} not judged.</p>
      <FileTable
        label="Unread files"
        rows={shown}
        keyOf={({ file, document, line, reason }) => `${file}#${document}:${line} ${reason}`}
        path={{ header: 'File', of: ({ file }) => file }}
        columns={COLUMNS}
      />
      {unread.length > ROWS && (
        <p className="muted">{count(unread.length - ROWS, 'more is', 'more are')} in the manifest.</p>
      )}
    </section>
  );
}
