import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { kindName } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { duration } from '../../format.ts';
import { selectCluster } from '../../shell/selection.ts';
import { KIND_STATUS_WORDS } from '../evidence/kind-words.ts';
import { missingOf } from '../snapshots/missing.ts';
import classes from './collect.module.css';
import { canComplete, useComplete } from './complete.ts';

interface CollectionResultProps {
  readonly clusterId: string;
  readonly snapshotId: string;
  readonly cancelled: boolean;
}

/** Kinds named before the rest is left to the snapshot's own page. */
const NAMED = 6;

/** How a collection ended: complete or partial, what is missing, what that makes unknown, and the ways on. */
export function CollectionResult({ clusterId, snapshotId, cancelled }: CollectionResultProps) {
  const navigate = useNavigate();
  const complete = useComplete();
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  const controls = useQuery(orpc.analysis.controls.queryOptions({ input: { snapshotId } }));
  if (manifest.isError) return <ProblemNote error={manifest.error} />;
  if (manifest.data === undefined) return null;
  const { kinds, startedAt, finishedAt } = manifest.data;
  const missing = missingOf(manifest.data, controls.data ?? []);
  const held = kinds.filter((kind) => kind.objects > 0);
  const objects = held.reduce((sum, kind) => sum + kind.objects, 0);
  const tookMs = new Date(finishedAt).getTime() - new Date(startedAt).getTime();
  const open = (view: string) =>
    void navigate({ to: '/snapshots/$snapshotId', params: { snapshotId }, search: { view } });
  return (
    <div className={classes.stack}>
      <p>
        <strong>
          {missing.kinds.length === 0 ? 'Complete.' : cancelled ? 'Cancelled. Partial.' : 'Partial.'}
        </strong>{' '}
        {count(objects, 'object')} of {count(held.length, 'kind')} in {duration(Math.max(0, tookMs))}
        {missing.kinds.length > 0 && `; ${count(missing.kinds.length, 'kind')} missing fully or partly`}.
      </p>
      {missing.kinds.length > 0 && (
        <>
          <ul className={classes.missing}>
            {missing.kinds.slice(0, NAMED).map(({ outcome }) => (
              <li key={`${outcome.resource.group}/${outcome.resource.resource}`}>
                <span className="mono">{kindName(outcome.resource)}</span>{' '}
                <span className="muted">
                  {outcome.message === '' ? KIND_STATUS_WORDS[outcome.status] : outcome.message}
                </span>
              </li>
            ))}
            {missing.kinds.length > NAMED && (
              <li className="muted">and {count(missing.kinds.length - NAMED, 'more kind')}</li>
            )}
          </ul>
          <p>
            <Link to="/snapshots/$snapshotId" params={{ snapshotId }} search={{ view: 'missing' }}>
              {unknownWords(missing.unknown.length, missing.inPart.length)}
            </Link>
          </p>
        </>
      )}
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            selectCluster(clusterId, snapshotId);
            void navigate({ to: '/overview' });
          }}
        >
          Open the overview
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => open('objects')}>
          Open the snapshot
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => open('log')}>
          Show the log
        </Button>
        {canComplete(manifest.data) && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => complete(snapshotId, clusterId, manifest.data)}
          >
            Complete this collection
          </Button>
        )}
      </div>
    </div>
  );
}

function unknownWords(unknown: number, inPart: number): string {
  const partly = `${count(inPart, 'control is', 'controls are')} judged only partly`;
  if (unknown === 0) return inPart === 0 ? 'No control is unknown because of it' : `${partly} because of it`;
  return `${count(unknown, 'control is', 'controls are')} unknown because of it${inPart === 0 ? '' : `, ${partly}`}`;
}
