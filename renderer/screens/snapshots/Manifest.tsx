import type { KindStatus, SnapshotManifest } from '../../../shared/evidence.ts';
import { byteSize, count, dateTime } from '../../format.ts';
import table from '../collect/collect.module.css';
import classes from './SnapshotScreen.module.css';

const STATUS: Record<KindStatus, string> = {
  collected: 'Collected',
  partial: 'Only in part',
  forbidden: 'Refused',
  failed: 'Failed',
  'not-served': 'Not offered by the server',
  'not-collected': 'Not collected',
};

/** What the snapshot is and how each kind ended. Printed in the report as it stands here. */
export function Manifest({ manifest }: { readonly manifest: SnapshotManifest }) {
  return (
    <>
      <dl className={classes.facts}>
        <dt>Server</dt>
        <dd className="mono">{manifest.server}</dd>
        <dt>Identity</dt>
        <dd className="mono">
          {manifest.identity.username === '' ? 'not said' : manifest.identity.username}
        </dd>
        <dt>Time</dt>
        <dd>
          {dateTime(manifest.startedAt)} to {dateTime(manifest.finishedAt)}
        </dd>
        <dt>Requests</dt>
        <dd>
          {count(manifest.requests.total)}, {count(manifest.requests.retries)} retries
        </dd>
        <dt>Evidence SHA-256</dt>
        <dd className="mono">{manifest.evidenceSha256}</dd>
        {manifest.notes.map((note) => (
          <div key={note} style={{ display: 'contents' }}>
            <dt>Note</dt>
            <dd>{note}</dd>
          </div>
        ))}
      </dl>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">How it ended</th>
              <th scope="col">Objects</th>
              <th scope="col">Size</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {manifest.kinds.map((kind) => (
              <tr key={`${kind.resource.group}/${kind.resource.version}/${kind.resource.resource}`}>
                <th scope="row" className="mono">
                  {[kind.resource.resource, kind.resource.group].filter(Boolean).join('.')}
                </th>
                <td>{STATUS[kind.status]}</td>
                <td>{count(kind.objects)}</td>
                <td>{byteSize(kind.bytes)}</td>
                <td className="muted">{kind.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
