import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { count, number } from '../../../shared/in-words.ts';
import { Hash } from '../../components/Hash.tsx';
import { byteSize } from '../../format.ts';
import evidence from '../evidence/evidence.module.css';
import { type FileColumn, FileTable } from '../evidence/FileTable.tsx';
import classes from './review.module.css';

type ArchiveFile = ReviewSummary['files'][number];

const COLUMNS: readonly FileColumn<ArchiveFile>[] = [
  { header: 'Size', align: 'end', cell: ({ bytes }) => byteSize(bytes) },
  { header: 'Lines', align: 'end', cell: ({ lines }) => (lines === null ? '' : number(lines)) },
  {
    header: 'SHA-256',
    className: evidence.nowrap,
    cell: ({ path, sha256 }) => <Hash sha256={sha256} of={path} whole />,
  },
];

/** Every file of the archive, in its order, with the hash that any tool can check. */
export function ArchiveFiles({ files }: { readonly files: ReviewSummary['files'] }) {
  return (
    <div className={classes.column}>
      <p className="muted">
        {count(files.length, 'file')}. A bundle is an ordinary zip archive; each file in it is text, with one
        object or request per line.
      </p>
      <FileTable
        label="Files in the archive"
        rows={files}
        keyOf={({ path }) => path}
        path={{ header: 'Path', of: ({ path }) => path }}
        columns={COLUMNS}
      />
    </div>
  );
}
