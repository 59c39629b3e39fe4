import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { Hash } from '../../components/Hash.tsx';
import { byteSize, count, counted } from '../../format.ts';
import evidence from '../evidence/evidence.module.css';
import classes from './review.module.css';

/** Every file of the archive, in its order, with the hash that any tool can check. */
export function ArchiveFiles({ files }: { readonly files: ReviewSummary['files'] }) {
  return (
    <div className={classes.column}>
      <p className="muted">
        {counted(files.length, 'file')}. A bundle is an ordinary zip archive; each file in it is text, one
        object or request a line.
      </p>
      <div className={evidence.scroll}>
        <table className={evidence.table} aria-label="Files in the archive">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col" data-align="end">
                Size
              </th>
              <th scope="col" data-align="end">
                Lines
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, bytes, lines, sha256 }) => (
              <tr key={path}>
                <th scope="row">
                  <Dotted>{path}</Dotted>
                </th>
                <td data-align="end">{byteSize(bytes)}</td>
                <td data-align="end">{lines === null ? '' : count(lines)}</td>
                <td className={evidence.nowrap}>
                  <Hash sha256={sha256} of={path} whole />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
