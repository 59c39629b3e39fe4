import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from '../collect/collect.module.css';

const WORDS: Readonly<Record<string, string>> = {
  forbidden: 'Refused',
  failed: 'Failed',
  partial: 'Only in part',
  'not-collected': 'Not collected',
};

/** Every kind that is not here in full, and why. */
export function Refused({ snapshotId }: { readonly snapshotId: string }) {
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  if (manifest.isError) return <ProblemNote error={manifest.error} />;
  if (manifest.data === undefined) return null;
  const missing = manifest.data.kinds.filter((kind) => Object.hasOwn(WORDS, kind.status));
  if (missing.length === 0)
    return <p className="muted">Nothing. Every kind that the server offers was read.</p>;
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <tbody>
          {missing.map((kind) => (
            <tr key={`${kind.resource.group}/${kind.resource.resource}`}>
              <th scope="row" className="mono">
                {[kind.resource.resource, kind.resource.group].filter(Boolean).join('.')}
              </th>
              <td>{WORDS[kind.status]}</td>
              <td className="muted">{kind.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
