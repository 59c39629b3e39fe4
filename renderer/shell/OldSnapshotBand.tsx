import { Button } from '@mantine/core';
import { Band } from '../components/Band.tsx';
import { dateTime } from '../format.ts';
import { selectCluster, useSelection } from './selection.ts';

/** Says on every screen that what is looked at is not the newest evidence of the cluster. */
export function OldSnapshotBand() {
  const { cluster, snapshot, newest } = useSelection();
  if (cluster === null || snapshot === null || newest === null || newest.id === snapshot.id) return null;
  return (
    <Band
      tone="amber"
      role="status"
      actions={
        <Button variant="default" size="compact-sm" onClick={() => selectCluster(cluster.id)}>
          Show the newest evidence
        </Button>
      }
    >
      You see the evidence of {cluster.name} from {dateTime(snapshot.startedAt)}. The newest is from{' '}
      {dateTime(newest.startedAt)}.
    </Band>
  );
}
