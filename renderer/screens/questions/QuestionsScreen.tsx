/** A step's questions: the list on the left, one large question beside it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type QuestionView, STEPS, type StepId } from '../../../shared/interview.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useSelection } from '../../shell/selection.ts';
import { QuestionPanel } from './QuestionPanel.tsx';
import classes from './QuestionsScreen.module.css';

export function QuestionsScreen({ step, bare = false }: { readonly step: StepId; readonly bare?: boolean }) {
  const { cluster, loading } = useSelection();
  const meta = STEPS.find((candidate) => candidate.id === step);
  const questions = useQuery({
    ...orpc.interview.questions.queryOptions({ input: { step, clusterId: cluster?.id ?? null } }),
    enabled: !loading,
  });
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).question;
  const list = (questions.data ?? []).filter((view) => view.applies);
  const skipped = (questions.data ?? []).filter((view) => !view.applies);
  const current = list.find((view) => view.meta.id === wanted) ?? firstOpen(list);
  const index = current === undefined ? -1 : list.indexOf(current);

  const go = (to: number) => {
    const next = list[to];
    if (next !== undefined) {
      void navigate({
        to: '/step/$stepId',
        params: { stepId: step },
        search: (old) => ({ ...old, question: next.meta.id }),
        replace: true,
      });
    }
  };
  useKeys({
    j: () => go(index + 1),
    k: () => go(index - 1),
    ArrowDown: () => go(index + 1),
    ArrowUp: () => go(index - 1),
  });

  if (questions.isError)
    return <ProblemNote error={questions.error} onRetry={() => void questions.refetch()} />;
  if (questions.data === undefined) return <output className="visually-hidden">Reading the questions</output>;
  return (
    <div className={classes.screen} data-bare={bare}>
      <nav className={classes.list} aria-label="Questions">
        {!bare && (
          <header className={classes.listHead}>
            <h1 className={classes.step}>{meta?.title}</h1>
            <p className="faint small">{meta?.summary}</p>
          </header>
        )}
        <ol>
          {list.map((view, at) => (
            <QuestionItem key={keyOf(view)} view={view} current={at === index} onOpen={() => go(at)} />
          ))}
        </ol>
        {cluster === null && !loading && (
          <p className={classes.skipped}>
            Most questions are asked of one cluster at a time.{' '}
            <Link to="/step/$stepId" params={{ stepId: 'where' }}>
              Add a cluster
            </Link>{' '}
            to see them here, collected or not.
          </p>
        )}
        {skipped.length > 0 && (
          <details className={classes.skipped}>
            <summary>{skipped.length} do not apply</summary>
            <ul>
              {skipped.map((view) => (
                <li key={keyOf(view)}>
                  {view.meta.text} <span className="faint">{view.appliesReason}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </nav>
      <div className={classes.panel}>
        {current === undefined ? (
          <EmptyState title="Nothing to ask in this step">
            <p>
              Its questions are about a cluster. Collect evidence, or add a cluster under “Where are the
              clusters?”, and they appear here.
            </p>
          </EmptyState>
        ) : (
          <QuestionPanel
            key={keyOf(current)}
            view={current}
            onNext={() => go(index + 1)}
            last={index === list.length - 1}
          />
        )}
      </div>
    </div>
  );
}

const keyOf = (view: QuestionView) => `${view.meta.id}@${view.clusterId ?? ''}`;

const firstOpen = (list: readonly QuestionView[]) =>
  list.find((view) => view.answer === null || view.answer.state === 'not-asked') ?? list[0];

function QuestionItem({
  view,
  current,
  onOpen,
}: {
  readonly view: QuestionView;
  readonly current: boolean;
  readonly onOpen: () => void;
}) {
  const item = useRef<HTMLButtonElement>(null);
  const shown = useRef(false);
  useEffect(() => {
    // Opening the screen leaves it where it is; only a moving cursor takes the list along.
    if (current && shown.current) item.current?.scrollIntoView({ block: 'nearest' });
    shown.current = true;
  }, [current]);
  const [mark, words] = standing(view);
  return (
    <li>
      <button ref={item} type="button" className={classes.item} aria-current={current} onClick={onOpen}>
        <span className={classes.mark} data-mark={mark} aria-hidden="true" />
        <span className={classes.text}>{view.meta.text}</span>
        <span className="visually-hidden">{words}</span>
      </button>
    </li>
  );
}

function standing({ answer, contradiction }: QuestionView): readonly [string, string] {
  if (contradiction !== null && contradiction.resolution?.current !== true)
    return ['disputed', 'Contradicted by the evidence'];
  if (answer === null || answer.state === 'not-asked') return ['open', 'Not asked'];
  if (answer.markedForReview) return ['review', 'Marked for review'];
  if (answer.state === 'unknown') return ['unknown', 'Unknown'];
  return ['done', 'Answered'];
}
