import { agree, count, number } from '../../../shared/in-words.ts';
import type { ClusterSize, TeamSize } from '../../../shared/size.ts';
import { sizeDetails } from '../../../shared/size-words.ts';
import { date } from '../../format.ts';
import classes from './SizeTables.module.css';

const COLUMNS: readonly { readonly key: Exclude<keyof TeamSize, 'team'>; readonly title: string }[] = [
  { key: 'namespaces', title: 'Namespaces' },
  { key: 'workloads', title: 'Workloads' },
  { key: 'pods', title: 'Pods' },
  { key: 'services', title: 'Services' },
];

/** Services by who can address them, the teams, and what else is told of the size. */
export function SizeTables({ size }: { readonly size: ClusterSize }) {
  return (
    <div className={classes.tables}>
      <div>
        <h3>Services by exposure</h3>
        <Services services={size.servicesByExposure} />
        <h3>Teams</h3>
        <Teams byTeam={size.byTeam} />
      </div>
      <div>
        <h3>In detail</h3>
        <dl className={classes.details}>
          {sizeDetails(size, date).map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value ?? <span className={classes.unknown}>unknown</span>}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}

function Services({ services }: { readonly services: ClusterSize['servicesByExposure'] }) {
  if (services === null) return <p className="muted">The Services of this cluster are unknown.</p>;
  return (
    <table className={classes.table}>
      <tbody>
        {services.map((row) => (
          <tr key={row.name} data-none={row.count === 0}>
            <th scope="row">{row.name}</th>
            <td>{number(row.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Teams({ byTeam }: { readonly byTeam: ClusterSize['byTeam'] }) {
  if (byTeam === null) return <p className="muted">Some workloads are unknown, so teams are not counted.</p>;
  if (byTeam.label === null) return <p className="muted">No label identifies teams.</p>;
  return (
    <table className={classes.table}>
      <caption>
        By the label <code>{byTeam.label}</code>, which {count(byTeam.labelled, 'workload')}{' '}
        {agree(byTeam.labelled, 'carries itself or through its', 'carry themselves or through their')}{' '}
        namespace
      </caption>
      <thead>
        <tr>
          <th scope="col">Team</th>
          {COLUMNS.map(({ key, title }) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {byTeam.teams.map((row) => (
          <tr key={row.team ?? ''}>
            <th scope="row">{row.team ?? <span className="muted">without the label</span>}</th>
            {COLUMNS.map(({ key }) => {
              const value = row[key];
              return <td key={key}>{value === null ? 'unknown' : number(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
