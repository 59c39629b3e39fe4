import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Level, LIKELIHOOD_BINS, worstFirst } from '../../../shared/risk.ts';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './WorstScenarios.module.css';

const LEVEL_WORDS: Record<Level, string> = {
  'very-low': 'Very low',
  low: 'Low',
  moderate: 'Moderate',
  high: 'High',
  'very-high': 'Very high',
};

/** The five that the buyer should hear first. */
export function WorstScenarios({ clusterId }: { readonly clusterId: string }) {
  const scenarios = useQuery(orpc.risk.scenarios.queryOptions({ input: { clusterId } }));
  if (scenarios.isError) return <ProblemNote error={scenarios.error} />;
  const worst = (scenarios.data ?? []).toSorted(worstFirst).slice(0, 5);
  return (
    <ol className={classes.list}>
      {worst.map((view) => (
        <li key={`${view.meta.id}@${view.clusterId}`} className={classes.item}>
          <span className={classes.level} data-level={view.level}>
            {LEVEL_WORDS[view.level]}
          </span>
          <span>
            <Link
              to="/step/$stepId"
              params={{ stepId: 'scenarios' }}
              search={{ scenario: `${view.meta.id}@${view.clusterId}` }}
              className={classes.title}
            >
              {view.meta.title}
            </Link>
            <span className={classes.statement}>{view.meta.statement}</span>
          </span>
          <span className={classes.odds}>
            {LIKELIHOOD_BINS[view.likelihood - 1]}
            <span className="faint">impact {view.impact} of 5</span>
            {!view.confirmed && <span className="faint">proposed</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
