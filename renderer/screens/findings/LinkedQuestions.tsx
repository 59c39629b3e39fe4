/** The questions a finding belongs to, each a jump into the interview. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FindingDetail } from '../../../shared/finding.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useAllQuestions } from '../../shell/questions.ts';
import classes from './FindingInspector.module.css';
import { QuestionPicker } from './QuestionPicker.tsx';

export function LinkedQuestions({ finding }: { readonly finding: FindingDetail }) {
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const known = new Map(useAllQuestions(true).map((view) => [view.meta.id, view.meta]));
  const save = useMutation({
    mutationFn: (questions: readonly string[]) =>
      client.findings.linkQuestions({ id: finding.id, questions: [...questions] }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.findings.key() });
      setPicked(null);
    },
  });
  return (
    <InspectorSection title="Questions">
      {finding.questions.length === 0 && picked === null && <p className="muted">No question is linked.</p>}
      <ul className={classes.plain}>
        {finding.questions.map((id) => {
          const meta = known.get(id);
          return (
            <li key={id}>
              {meta === undefined ? (
                <span className="mono">{id}</span>
              ) : (
                <Link to="/step/$stepId" params={{ stepId: meta.step }} search={{ question: id }}>
                  {meta.text}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {picked === null ? (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setPicked(finding.questions)}>
            Link questions
          </Button>
        </div>
      ) : (
        <>
          <QuestionPicker value={picked} onChange={setPicked} />
          {save.isError && <ProblemNote error={save.error} />}
          <div className={classes.pages}>
            <Button size="compact-sm" loading={save.isPending} onClick={() => save.mutate(picked)}>
              Save the links
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setPicked(null)}>
              Cancel
            </Button>
          </div>
        </>
      )}
    </InspectorSection>
  );
}
