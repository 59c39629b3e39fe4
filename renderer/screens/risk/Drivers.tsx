/** How the machine came to its proposal: a base level for each axis, and every step with its sentence. */
import { Link } from '@tanstack/react-router';
import type { QuestionView } from '../../../shared/interview.ts';
import type { Driver, Proposal } from '../../../shared/risk.ts';
import { useAllQuestions } from '../../shell/questions.ts';
import classes from './ScenarioInspector.module.css';

const AXIS_WORDS = { likelihood: 'Likelihood', impact: 'Impact' } as const;

export function Drivers({ proposal }: { readonly proposal: Proposal }) {
  const questions = new Map(useAllQuestions(true).map((view) => [view.meta.id, view]));
  return (
    <>
      {(['likelihood', 'impact'] as const).map((axis) => (
        <Axis
          key={axis}
          title={AXIS_WORDS[axis]}
          base={axis === 'likelihood' ? proposal.baseLikelihood : proposal.baseImpact}
          result={proposal[axis]}
          drivers={proposal.drivers.filter((driver) => driver.axis === axis)}
          questions={questions}
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
  questions,
}: {
  readonly title: string;
  readonly base: number;
  readonly result: number;
  readonly drivers: readonly Driver[];
  readonly questions: ReadonlyMap<string, QuestionView>;
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
        {drivers.map((driver, index) => (
          <tr key={driver.id}>
            <td className={classes.step}>{signed(driver.step)}</td>
            <td>
              {driver.sentence}{' '}
              <Source
                driver={driver}
                // Several steps may follow from one answer: the way to its question stands once.
                question={
                  drivers.findIndex(({ sourceId }) => sourceId === driver.sourceId) === index
                    ? questions.get(driver.sourceId)
                    : undefined
                }
              />
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

function Source({
  driver,
  question,
}: {
  readonly driver: Driver;
  readonly question: QuestionView | undefined;
}) {
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
