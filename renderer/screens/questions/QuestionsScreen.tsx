/** A step's questions: the list on the left, one large question beside it. */
import { IconChevronDown } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { count } from '../../../shared/in-words.ts';
import { isAsked, isSettled, type QuestionView, STEPS, type StepId } from '../../../shared/interview.ts';
import { orpc } from '../../client/workbench.ts';
import { Band } from '../../components/Band.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { pinCluster, useSelection } from '../../shell/selection.ts';
import { QuestionPanel } from './QuestionPanel.tsx';
import classes from './QuestionsScreen.module.css';

export function QuestionsScreen({ step, bare = false }: { readonly step: StepId; readonly bare?: boolean }) {
  const { cluster, loading } = useSelection();
  const meta = STEPS.find((candidate) => candidate.id === step);
  const questions = useQuery({
    ...orpc.interview.questions.queryOptions({ input: { step, clusterId: cluster?.id ?? null } }),
    enabled: !loading,
    // The question under the cursor stays on the screen while those of another cluster are read.
    placeholderData: keepPreviousData,
  });
  const navigate = useNavigate();
  // In a narrow window the list folds away above the question.
  const [unfolded, setUnfolded] = useState(false);
  const wanted = useSearch({ strict: false }).question;
  const all = questions.data ?? [];
  const list = all.filter((view) => view.applies);
  const skipped = all.filter((view) => !view.applies);
  const { current, open } = useOpenedQuestion(all, wanted);
  const index = current === undefined ? -1 : list.indexOf(current);
  useEffect(() => {
    if (cluster !== null) pinCluster(cluster.id);
  }, [cluster]);

  const moved = useRef(false);
  const show = (view: QuestionView | undefined) => {
    if (view === undefined) return;
    moved.current = true;
    open(view.meta.id);
    void navigate({
      to: '/step/$stepId',
      params: { stepId: step },
      search: (old) => ({ ...old, question: view.meta.id }),
      replace: true,
    });
  };
  const at = current === undefined ? -1 : all.indexOf(current);
  const next = all.slice(at + 1).find((view) => view.applies);
  const before = all.slice(0, Math.max(at, 0)).findLast((view) => view.applies);
  // The address says which question is open, so that a reload finds it again.
  const opened = current?.meta.id;
  useEffect(() => {
    if (wanted !== undefined || opened === undefined) return;
    void navigate({
      to: '/step/$stepId',
      params: { stepId: step },
      search: (old) => ({ ...old, question: opened }),
      replace: true,
    });
  }, [wanted, opened, step, navigate]);
  useKeys({
    j: () => show(next),
    k: () => show(before),
    ArrowDown: () => show(next),
    ArrowUp: () => show(before),
  });

  if (questions.data === undefined) {
    return questions.isError ? (
      <ProblemNote error={questions.error} onRetry={() => void questions.refetch()} />
    ) : (
      <output className="visually-hidden">Reading the questions</output>
    );
  }
  return (
    <div className={classes.screen} data-bare={bare}>
      <nav className={classes.list} aria-label="Questions" data-unfolded={unfolded}>
        {!bare && (
          <header className={classes.listHead}>
            <h1 className={classes.step}>{meta?.title}</h1>
            <p className="faint small">{meta?.summary}</p>
          </header>
        )}
        <button
          type="button"
          className={classes.fold}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {index === -1 ? count(list.length, 'question') : `Question ${index + 1} of ${list.length}`}
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
        <ol>
          {list.map((view) => (
            <QuestionItem
              key={keyOf(view)}
              view={view}
              current={view === current}
              moved={moved}
              onOpen={() => {
                setUnfolded(false);
                show(view);
              }}
            />
          ))}
        </ol>
        <Legend list={list} />
        {cluster === null && !loading && (
          <p className={classes.skipped}>
            Most questions concern one cluster at a time.{' '}
            <Link to="/step/$stepId" params={{ stepId: 'where' }}>
              Add a cluster
            </Link>{' '}
            to see them here, even before its evidence is collected.
          </p>
        )}
        {skipped.length > 0 && (
          <details className={classes.skipped}>
            <summary>{count(skipped.length, 'does not apply', 'do not apply')}</summary>
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
        {questions.isError && (
          <ProblemNote error={questions.error} onRetry={() => void questions.refetch()} />
        )}
        {current !== undefined && index === -1 && (
          <Band tone="amber" role="status">
            This question no longer applies. {current.appliesReason}
          </Band>
        )}
        {current === undefined ? (
          <EmptyState title="No questions in this step">
            <p>
              The questions of this step are about a cluster. They appear once you collect evidence or add a
              cluster under “Where are the clusters?”.
            </p>
          </EmptyState>
        ) : (
          <QuestionPanel
            key={keyOf(current)}
            view={current}
            onNext={() => show(next)}
            last={next === undefined}
          />
        )}
      </div>
    </div>
  );
}

const keyOf = (view: QuestionView) => `${view.meta.id}@${view.clusterId ?? ''}`;

/**
 * The question that was opened: the one of the address, else the first that is open when the screen is. It stays until
 * the person moves; that it is answered, or ceases to apply, moves nobody.
 */
function useOpenedQuestion(all: readonly QuestionView[], wanted: string | undefined) {
  const [opened, open] = useState<string | undefined>(wanted);
  const byId = (id: string | undefined) => all.find((view) => view.meta.id === id);
  const current = byId(wanted) ?? byId(opened) ?? firstOpen(all.filter((view) => view.applies));
  const id = current?.meta.id;
  if (id !== undefined && id !== opened) open(id);
  return { current, open };
}

const firstOpen = (list: readonly QuestionView[]) => list.find((view) => !isAsked(view)) ?? list[0];

function QuestionItem({
  view,
  current,
  moved,
  onOpen,
}: {
  readonly view: QuestionView;
  readonly current: boolean;
  /** Opening the screen leaves it where it is; only a person who moves takes the list along. */
  readonly moved: RefObject<boolean>;
  readonly onOpen: () => void;
}) {
  const item = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current && moved.current) item.current?.scrollIntoView({ block: 'nearest' });
  }, [current, moved]);
  const mark = markOf(view);
  return (
    <li>
      <button ref={item} type="button" className={classes.item} aria-current={current} onClick={onOpen}>
        <span className={classes.mark} data-mark={mark} aria-hidden="true" />
        <span className={classes.text}>{view.meta.text}</span>
        <span className="visually-hidden">{MARKS[mark]}</span>
      </button>
    </li>
  );
}

/** The marks of the list, in the order of the legend. */
const MARKS = {
  open: 'Not asked',
  done: 'Answered',
  unknown: 'Unknown',
  review: 'Marked for review',
  disputed: 'Contradicted by the evidence',
} as const;

function markOf({ answer, contradiction }: QuestionView): keyof typeof MARKS {
  if (contradiction !== null && !isSettled(contradiction)) return 'disputed';
  if (answer === null || !isAsked({ answer })) return 'open';
  if (answer.markedForReview) return 'review';
  return answer.state === 'unknown' ? 'unknown' : 'done';
}

/** Those that stand in the list; screen readers have the words at each question. */
function Legend({ list }: { readonly list: readonly QuestionView[] }) {
  const shown = new Set(list.map(markOf));
  return (
    <ul className={classes.legend} aria-hidden="true">
      {Object.entries(MARKS)
        .filter(([mark]) => [...shown].some((one) => one === mark))
        .map(([mark, words]) => (
          <li key={mark}>
            <span className={classes.mark} data-mark={mark} />
            {words}
          </li>
        ))}
    </ul>
  );
}
