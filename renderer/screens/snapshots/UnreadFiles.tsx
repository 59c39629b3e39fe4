import type { Unread } from '../../../shared/evidence.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { count, counted } from '../../format.ts';
import classes from '../evidence/evidence.module.css';

/** As many rows as a person reads; the rest are counted. */
const ROWS = 500;

const WORDS: Readonly<Record<Unread['what'], string>> = {
  template: 'Template that was not rendered',
  'not-yaml': 'Not readable as YAML or JSON',
  object: 'No object that a server takes',
  other: 'File of another tool',
  unreadable: 'File that cannot be read',
};

/** Each file and document that was not read, with its reason: nothing in them was judged. */
export function UnreadFiles({ unread }: { readonly unread: readonly Unread[] }) {
  if (unread.length === 0) return null;
  const shown = unread.slice(0, ROWS);
  return (
    <section aria-label="Files that were not read">
      <p>{counted(unread.length, 'file or document was', 'files and documents were')} not judged.</p>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="Files that were not read">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" data-align="end">
                Document
              </th>
              <th scope="col" data-align="end">
                Line
              </th>
              <th scope="col">What it is</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={`${one.file}#${one.document}:${one.line} ${one.reason}`}>
                <th scope="row">
                  <Dotted>{one.file}</Dotted>
                </th>
                <td data-align="end">{one.document ?? ''}</td>
                <td data-align="end">{one.line ?? ''}</td>
                <td>{WORDS[one.what]}</td>
                <td className="muted">{one.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unread.length > ROWS && (
        <p className="muted">{count(unread.length - ROWS)} more are in the manifest.</p>
      )}
    </section>
  );
}
