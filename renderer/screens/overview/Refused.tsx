import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isMissing, kindName } from '../../../shared/evidence.ts';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from '../evidence/evidence.module.css';
import { KIND_STATUS_WORDS } from '../evidence/kind-words.ts';

/** Every kind that is not here in full, and why. */
export function Refused({ snapshotId }: { readonly snapshotId: string }) {
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  if (manifest.isError) return <ProblemNote error={manifest.error} />;
  if (manifest.data === undefined) return null;
  const missing = manifest.data.kinds.filter(isMissing);
  if (missing.length === 0)
    return <p className="muted">Nothing. Every kind that the server offers was read.</p>;
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <tbody>
            {missing.map((kind) => (
              <tr key={`${kind.resource.group}/${kind.resource.resource}`}>
                <th scope="row" className="mono">
                  {kindName(kind.resource)}
                </th>
                <td>{KIND_STATUS_WORDS[kind.status]}</td>
                <td className="muted">{kind.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <Link to="/snapshots/$snapshotId" params={{ snapshotId }} search={{ view: 'missing' }}>
          Controls that stay unknown
        </Link>
      </p>
    </>
  );
}
