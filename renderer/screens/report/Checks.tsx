/** The quality check before a report is handed over; each line leads to the place that settles it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReportCheck } from '../../../shared/contract/contract.ts';
import { count } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useAllQuestions } from '../../shell/questions.ts';
import { selectCluster } from '../../shell/selection.ts';
import { type Jump, parseJump } from './jump.ts';
import classes from './report.module.css';

const SHOWN = 12;

export function Checks() {
  const checks = useQuery(orpc.report.checks.queryOptions());
  const all = checks.data ?? [];
  return (
    <Section
      title="Before you hand it over"
      note={
        checks.data === undefined
          ? 'Reading the engagement'
          : all.length === 0
            ? 'No open points. The report can be final.'
            : `${count(all.length, 'open point')}. You can build a draft at any time.`
      }
    >
      {checks.isError && <ProblemNote error={checks.error} onRetry={() => void checks.refetch()} />}
      <CheckList checks={all.slice(0, SHOWN)} />
      {all.length > SHOWN && (
        <details>
          <summary>Show the other {all.length - SHOWN}</summary>
          <CheckList checks={all.slice(SHOWN)} />
        </details>
      )}
    </Section>
  );
}

function CheckList({ checks }: { readonly checks: readonly ReportCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className={classes.checks}>
      {checks.map((check) => (
        <li key={`${check.code} ${check.jumpTo}`}>
          <span>{check.message}</span>
          <JumpLink jump={parseJump(check.jumpTo)} about={check.message} />
        </li>
      ))}
    </ul>
  );
}

function JumpLink({ jump, about }: { readonly jump: Jump | null; readonly about: string }) {
  const questions = useAllQuestions(jump?.kind === 'question');
  if (jump === null) return null;
  // Many links read alike: each says what it settles to those who hear it.
  const words = (
    <>
      Go there<span className="visually-hidden">: {about}</span>
    </>
  );
  switch (jump.kind) {
    case 'step':
      return jump.step === 'report' ? (
        <span className="faint">below</span>
      ) : (
        <Link to="/step/$stepId" params={{ stepId: jump.step }}>
          {words}
        </Link>
      );
    case 'question': {
      const { id, clusterId } = jump;
      const step = questions.find((view) => view.meta.id === id)?.meta.step;
      return step === undefined ? null : (
        <Link
          to="/step/$stepId"
          params={{ stepId: step }}
          search={{ question: id }}
          onClick={() => {
            if (clusterId !== null) selectCluster(clusterId);
          }}
        >
          {words}
        </Link>
      );
    }
    case 'finding':
      return (
        <Link to="/step/$stepId" params={{ stepId: 'findings' }} search={{ finding: jump.id }}>
          {words}
        </Link>
      );
    case 'scenario':
      return (
        <Link to="/step/$stepId" params={{ stepId: 'scenarios' }} search={{ scenario: jump.key }}>
          {words}
        </Link>
      );
    default:
      return <Link to="/contradictions">{words}</Link>;
  }
}
