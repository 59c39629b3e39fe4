import { useQuery } from '@tanstack/react-query';
import { answerInWords, type QuestionView } from '../../../shared/interview.ts';
import { orpc } from '../../client/workbench.ts';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { MarkdownView } from '../../components/MarkdownView.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { dateTime } from '../../format.ts';

/** Every answer that was ever stored for a question, newest first. None is ever changed or removed. */
export function Revisions({ view, onClose }: { readonly view: QuestionView; readonly onClose: () => void }) {
  const revisions = useQuery(
    orpc.interview.revisions.queryOptions({ input: { questionId: view.meta.id, clusterId: view.clusterId } }),
  );
  return (
    <Inspector title="Revisions" label="Revisions of this answer" onClose={onClose}>
      {revisions.isError && <ProblemNote error={revisions.error} />}
      {revisions.data
        ?.toSorted((a, b) => b.revision - a.revision)
        .map((answer) => (
          <InspectorSection
            key={answer.revision}
            title={`Revision ${answer.revision}, ${dateTime(answer.at)}, ${answer.author}`}
          >
            <p>
              <strong>
                {answer.state === 'answered'
                  ? answerInWords(answer.value, view.meta.type)
                  : answer.state.replace('-', ' ')}
              </strong>
              {answer.suggestedBy !== null && <span className="faint"> confirmed from the evidence</span>}
            </p>
            {answer.note !== '' && <MarkdownView text={answer.note} />}
          </InspectorSection>
        ))}
    </Inspector>
  );
}
