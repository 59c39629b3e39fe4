/** How the machine came to its proposal: a base level for each axis, and every step with its sentence. */
import { Link } from '@tanstack/react-router';
import type { Driver, Proposal } from '../../../shared/risk.ts';
import { useAllQuestions } from '../../shell/questions.ts';
import classes from './ScenarioInspector.module.css';

const AXIS_WORDS = { likelihood: 'Likelihood', impact: 'Impact' } as const;

export function Drivers({ proposal }: { readonly proposal: Proposal }) {
  return (
    <>
      {(['likelihood', 'impact'] as const).map((axis) => (
        <Axis
          key={axis}
          title={AXIS_WORDS[axis]}
          base={axis === 'likelihood' ? proposal.baseLikelihood : proposal.baseImpact}
          result={proposal[axis]}
          drivers={proposal.drivers.filter((driver) => driver.axis === axis)}
        />
      ))}
    </>
  );
}

function Axis({
  title,
  base,
  result,
  drivers,
}: {
  readonly title: string;
  readonly base: number;
  readonly result: number;
  readonly drivers: readonly Driver[];
}) {
  const sum = drivers.reduce((total, driver) => total + driver.step, base);
  return (
    <table className={classes.drivers}>
      <caption>{title}</caption>
      <tbody>
        <tr>
          <td className={classes.step}>{base}</td>
          <td>Base level of this scenario</td>
        </tr>
        {drivers.map((driver) => (
          <tr key={driver.id}>
            <td className={classes.step}>{signed(driver.step)}</td>
            <td>
              {driver.sentence} <Source driver={driver} />
            </td>
          </tr>
        ))}
        <tr className={classes.sum}>
          <td className={classes.step}>{result}</td>
          <td>Proposed{sum !== result && `, held within 1 and 5 (the sum is ${sum})`}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** With a true minus sign, and a plus. */
function signed(step: number): string {
  if (step === 0) return '0';
  return step > 0 ? `+${step}` : `−${-step}`;
}

const SOURCE_WORDS = { fact: 'Fact', answer: 'Answer', unknown: 'Unknown' } as const;

function Source({ driver }: { readonly driver: Driver }) {
  const question = useAllQuestions(true).find((view) => view.meta.id === driver.sourceId);
  return (
    <span className={classes.source} data-source={driver.source}>
      {question === undefined ? (
        SOURCE_WORDS[driver.source]
      ) : (
        <Link
          to="/step/$stepId"
          params={{ stepId: question.meta.step }}
          search={{ question: driver.sourceId }}
        >
          {SOURCE_WORDS[driver.source]}: open the question
        </Link>
      )}
    </span>
  );
}
