import { Autocomplete, Button } from '@mantine/core';
import { compare } from '../../../shared/compare.ts';
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { Caution } from '../../components/Caution.tsx';
import { dateTime } from '../../format.ts';
import { useSelection } from '../../shell/selection.ts';
import classes from './collect.module.css';
import { nameContext } from './draft.ts';
import { nameProblem, otherServer, sameName } from './names.ts';

/** What a chosen context's cluster is called in this engagement: a new name, or one that is there. */
export function ClusterName({
  context,
  names,
  snapshots,
}: {
  readonly context: KubeconfigContext;
  readonly names: ReadonlyMap<string, string>;
  readonly snapshots: readonly SnapshotSummary[];
}) {
  const { clusters } = useSelection();
  const name = names.get(context.name) ?? '';
  const known = clusters.find((one) => sameName(one.name, name));
  const other = otherServer(name, context.server, snapshots);
  const last = snapshots
    .filter((one) => one.clusterId === known?.id)
    .toSorted((a, b) => compare(b.startedAt, a.startedAt))[0];
  const own = context.cluster.trim();
  const ownServer = sameName(own, name) ? null : otherServer(own, context.server, snapshots);
  return (
    <div className={classes.naming}>
      <Autocomplete
        label="Name in this engagement"
        aria-label={`Name in this engagement, for ${context.name}`}
        data={clusters.map((one) => one.name)}
        value={name}
        maxLength={200}
        w={300}
        error={nameProblem(context.name, names)}
        onChange={(next) => nameContext(context.name, next)}
      />
      {other !== null ? (
        <Caution tone="caution">
          {name} was previously collected from {other}. Choose another name unless it is the same cluster at
          another address.
        </Caution>
      ) : ownServer !== null ? (
        <p className="muted small">
          A new cluster: {own} was previously collected from {ownServer}.{' '}
          <Button variant="subtle" size="compact-xs" onClick={() => nameContext(context.name, own)}>
            It is the same cluster
          </Button>
        </p>
      ) : (
        <p className="muted small">
          {known === undefined
            ? 'A new cluster. The report uses this name.'
            : last === undefined
              ? 'Known from the interview. This is its first evidence.'
              : `Adds a snapshot; the last one is from ${dateTime(last.startedAt)}.`}
        </p>
      )}
    </div>
  );
}
