/** The left rail: the engagement, its clusters, and the assessment's steps with progress. */
import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { StepProgress } from '../../shared/contract/contract.ts';
import type { EngagementSummary } from '../../shared/engagement.ts';
import { count } from '../../shared/in-words.ts';
import { STEPS } from '../../shared/interview.ts';
import { orpc } from '../client/workbench.ts';
import { dateTime } from '../format.ts';
import { SCREENS, STEP_SCREENS } from '../screens.ts';
import classes from './Rail.module.css';
import { selectCluster, useSelection } from './selection.ts';

interface RailProps {
  readonly engagement: EngagementSummary;
  readonly open: boolean;
}

export function Rail({ engagement, open }: RailProps) {
  const progress = useQuery(orpc.interview.progress.queryOptions());
  const bySteps = new Map(progress.data?.map((row) => [row.stepId, row]));
  const disputes = progress.data?.reduce((sum, row) => sum + row.contradictions, 0) ?? 0;
  return (
    <div className={classes.rail} data-open={open}>
      <div className={classes.engagement}>
        <div className={classes.name}>{engagement.profile.name}</div>
        <div className={classes.target}>{engagement.profile.target}</div>
        {engagement.isSample && <div className={classes.sample}>Sample</div>}
      </div>
      <ClusterSwitch />
      <nav aria-label="Evidence" className={classes.group}>
        {Object.values(SCREENS)
          .filter(({ rail }) => rail)
          .map(({ path, title }) => (
            <Link key={path} to={path} className={classes.link} activeProps={{ 'data-active': true }}>
              <span>{title}</span>
              {path === SCREENS.contradictions.path && disputes > 0 && (
                <span className={classes.count}>
                  <span className={classes.disputed} aria-hidden="true" />
                  {disputes}
                </span>
              )}
            </Link>
          ))}
      </nav>
      <nav aria-label="Steps" className={classes.group}>
        <ol className={classes.steps}>
          {STEPS.map((step) => (
            <li key={step.id}>
              <Link
                to="/step/$stepId"
                params={{ stepId: step.id }}
                className={classes.link}
                activeProps={{ 'data-active': true }}
              >
                <span className={classes.number}>{step.number}</span>
                <span className={classes.text} title={step.title}>
                  {STEP_SCREENS[step.id].short}
                </span>
                <Progress row={bySteps.get(step.id)} />
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <Legend />
    </div>
  );
}

function Progress({ row }: { readonly row: StepProgress | undefined }) {
  if (row === undefined || row.questions === 0) return null;
  const done = row.answered >= row.questions;
  return (
    <span className={classes.progress} data-done={done} data-disputed={row.contradictions > 0}>
      {row.contradictions > 0 && <span className={classes.disputed} aria-hidden="true" />}
      <span aria-hidden="true">
        {row.answered}/{row.questions}
      </span>
      <span className="visually-hidden">
        {row.answered} of {row.questions} answered
        {row.contradictions > 0 && `, ${count(row.contradictions, 'contradiction')}`}
      </span>
    </span>
  );
}

/** What the figures and marks beside the names say. Screen readers have it in words at each of them. */
function Legend() {
  return (
    <dl className={classes.legend} aria-hidden="true">
      <dt className={classes.progress}>1/9</dt>
      <dd>answered, of all questions</dd>
      <dt className={classes.progress} data-done="true">
        9/9
      </dt>
      <dd>all answered</dd>
      <dt className={classes.progress} data-disputed="true">
        <span className={classes.disputed} />
      </dt>
      <dd>contradicted by evidence</dd>
    </dl>
  );
}

function ClusterSwitch() {
  const { clusters, snapshots, cluster, snapshot } = useSelection();
  if (cluster === null) return null;
  return (
    <Menu position="bottom-start" width={280} shadow="none" classNames={{ dropdown: classes.menu ?? '' }}>
      <Menu.Target>
        <button type="button" className={classes.switch}>
          <span className={classes.switchWords}>
            <span className={classes.switchName}>{cluster.name}</span>
            <span className={classes.switchDate}>
              {snapshot === null ? 'No evidence yet' : dateTime(snapshot.startedAt)}
            </span>
          </span>
          <IconChevronDown size={16} aria-hidden="true" />
          <span className="visually-hidden">Switch cluster or snapshot</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {clusters.map((one) => {
          const own = snapshots.filter((candidate) => candidate.clusterId === one.id);
          return (
            <div key={one.id}>
              <Menu.Item
                onClick={() => selectCluster(one.id)}
                fw={one.id === cluster.id ? 600 : 400}
                rightSection={<span className="faint small">{own.length === 0 ? 'no evidence' : ''}</span>}
              >
                {one.name}
              </Menu.Item>
              {own.length > 1 &&
                own.map((candidate) => (
                  <Menu.Item
                    key={candidate.id}
                    pl="lg"
                    fw={candidate.id === snapshot?.id ? 600 : 400}
                    onClick={() => selectCluster(one.id, candidate.id)}
                  >
                    {dateTime(candidate.startedAt)}
                    {candidate.completeness === 'partial' && <span className="faint"> · partial</span>}
                  </Menu.Item>
                ))}
            </div>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
