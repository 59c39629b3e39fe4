import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { count } from '../../../shared/in-words.ts';
import { type Contradiction, isSettled } from '../../../shared/interview.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useAllQuestions } from '../../shell/questions.ts';
import { selectCluster } from '../../shell/selection.ts';
import { ContradictionBand } from '../questions/ContradictionBand.tsx';
import classes from './contradictions.module.css';

/** Every answer that the evidence disputes, open ones first. */
export function ContradictionsScreen() {
  const contradictions = useQuery(orpc.interview.contradictions.queryOptions());
  if (contradictions.isError)
    return <ProblemNote error={contradictions.error} onRetry={() => void contradictions.refetch()} />;
  const all = contradictions.data ?? [];
  const open = all.filter((one) => !isSettled(one));
  const settled = all.filter(isSettled);
  return (
    <Page
      title="Contradictions"
      lead="Answers that disagree with the evidence. Decide which side is right and give a reason; the report shows both."
    >
      {contradictions.data !== undefined && all.length === 0 && (
        <EmptyState title="No contradictions">
          <p>Answers that contradict the evidence will appear here once you have both.</p>
        </EmptyState>
      )}
      {open.length > 0 && (
        <Section title={`${count(open.length, 'contradiction')} to resolve`}>
          {open.map((one) => (
            <OfQuestion key={one.id} contradiction={one} />
          ))}
        </Section>
      )}
      {settled.length > 0 && (
        <Section title="Resolved">
          {settled.map((one) => (
            <OfQuestion key={one.id} contradiction={one} />
          ))}
        </Section>
      )}
    </Page>
  );
}

/** A contradiction under the question that it is about. */
function OfQuestion({ contradiction }: { readonly contradiction: Contradiction }) {
  const navigate = useNavigate();
  const view = useAllQuestions(true).find(({ meta }) => meta.id === contradiction.questionId);
  const toQuestion = () => {
    if (view === undefined) return;
    selectCluster(contradiction.clusterId);
    void navigate({
      to: '/step/$stepId',
      params: { stepId: view.meta.step },
      search: { question: contradiction.questionId },
    });
  };
  return (
    <div className={classes.ofQuestion}>
      <div className={classes.question}>
        <button type="button" className={classes.toQuestion} onClick={toQuestion}>
          {view?.meta.text ?? contradiction.questionId}
        </button>
        <span className="faint small">{contradiction.clusterName}</span>
      </div>
      <ContradictionBand contradiction={contradiction} onCorrect={toQuestion} />
    </div>
  );
}
