import type { ResponsibilityRow } from '../../../shared/size.ts';
import classes from '../collect/collect.module.css';
import own from './Responsibility.module.css';

const OWNERS: Record<ResponsibilityRow['owner'], string> = {
  provider: 'The provider',
  customer: 'The target',
  shared: 'Both',
  unknown: 'Unknown',
};

/** Who runs which part of Kubernetes on this platform. */
export function Responsibility({ rows }: { readonly rows: readonly ResponsibilityRow[] }) {
  return (
    <div className={classes.scroll}>
      <table className={`${classes.table} ${own.table}`}>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Managed by</th>
            <th scope="col">Meaning for this cluster</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.component}>
              <th scope="row">{row.component}</th>
              <td>{OWNERS[row.owner]}</td>
              <td className="muted">{row.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
