import type { Unread } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import { type FileColumn, FileTable } from '../evidence/FileTable.tsx';

/** As many rows as a person reads; the rest are count. */
const ROWS = 500;

const WORDS: Readonly<Record<Unread['what'], string>> = {
  template: 'Template that was not rendered',
  'not-yaml': 'Not readable as YAML or JSON',
  object: 'No object that a server takes',
  other: 'File of another tool',
  unreadable: 'File that cannot be read',
};

const COLUMNS: readonly FileColumn<Unread>[] = [
  { header: 'Document', align: 'end', cell: ({ document }) => document ?? '' },
  { header: 'Line', align: 'end', cell: ({ line }) => line ?? '' },
  { header: 'What it is', cell: ({ what }) => WORDS[what] },
  { header: 'Why', className: 'muted', cell: ({ reason }) => reason },
];

/** Each file and document that was not read, with its reason: nothing in them was judged. */
export function UnreadFiles({ unread }: { readonly unread: readonly Unread[] }) {
  if (unread.length === 0) return null;
  const shown = unread.slice(0, ROWS);
  return (
    <section aria-label="Files that were not read">
      <p>{count(unread.length, 'file or document was', 'files and documents were')} not judged.</p>
      <FileTable
        label="Files that were not read"
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
