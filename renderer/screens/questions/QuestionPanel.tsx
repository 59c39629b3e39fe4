/** One question: large, its answer and note right below it, then what disputes it, what it is about and who said it. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import {
  AnswerInput,
  AnswerValue,
  answerInWords,
  type QuestionView,
  STEPS,
  type StepId,
} from '../../../shared/interview.ts';
import type { FieldOf } from '../../autosave/draft.ts';
import { useFieldOf } from '../../autosave/useDraft.ts';
import { Band } from '../../components/Band.tsx';
import { ConflictBand } from '../../components/ConflictBand.tsx';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Inspector } from '../../components/Inspector.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { type MarkdownEditorHandle } from '../../components/markdown-editor-props.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { AboutQuestion } from './AboutQuestion.tsx';
import { AnswerControl } from './AnswerControl.tsx';
import { AnswerDetails } from './AnswerDetails.tsx';
import { ContradictionBand } from './ContradictionBand.tsx';
import classes from './QuestionPanel.module.css';
import { Revisions } from './Revisions.tsx';
import { type AnswerRecord, useAnswer } from './useAnswer.ts';

interface QuestionPanelProps {
  readonly view: QuestionView;
  readonly onNext: () => void;
  readonly last: boolean;
}

export function QuestionPanel({ view, onNext, last }: QuestionPanelProps) {
  const { meta, suggestion, contradiction } = view;
  const answer = useAnswer(view);
  const note = useRef<MarkdownEditorHandle>(null);
  const panel = useRef<HTMLElement>(null);
  const [proof, setProof] = useState<'evidence' | 'revisions' | null>(null);
  const undo = useMutation({ mutationFn: answer.undo });
  const noteField = useFieldOf(answer.draft, 'note');
  const confirm = () => {
    if (suggestion === null) return;
    answer.choose({ state: 'answered', value: suggestion.value, basis: 'tool' }, suggestion.source);
  };
  useKeys({
    n: () => note.current?.focus(),
    c: confirm,
    u: () => undo.mutate(),
    m: () => answer.choose({ markedForReview: !answer.input.markedForReview }),
  });
  const suggested =
    suggestion !== null &&
    answer.input.state === 'answered' &&
    JSON.stringify(answer.input.value) === JSON.stringify(suggestion.value);

  return (
    <article ref={panel} className={classes.panel} aria-labelledby="question">
      <h2 id="question" className={classes.question}>
        {meta.text}
      </h2>
      <AnswerControl meta={meta} answer={answer} />
      <ConflictBand
        draft={answer.draft}
        save={answer.save}
        what="This answer"
        words={(field, value) => storedWords(view, field, value)}
      />
      {answer.save.status === 'failed' && answer.save.error !== null && (
        <ProblemNote error={answer.save.error} onRetry={answer.flush} />
      )}
      {answer.save.status === 'refused' && (
        <Band tone="amber" role="status">
          A field is too long: a line may have 2,000 characters, a list 500 lines. Everything else is saved.
        </Band>
      )}
      {undo.isError && <ProblemNote error={undo.error} />}
      {suggestion !== null && (
        <Band
          title="The evidence suggests"
          actions={
            <>
              {suggestion.evidence.length > 0 && (
                <Button variant="subtle" size="compact-sm" onClick={() => setProof('evidence')}>
                  Show the evidence
                </Button>
              )}
              {suggested ? (
                <span className="faint">Confirmed</span>
              ) : (
                <Button size="compact-sm" onClick={confirm}>
                  Confirm
                </Button>
              )}
            </>
          }
        >
          <p>
            <strong>{answerInWords(suggestion.value, meta.type)}.</strong> {suggestion.sentence}
          </p>
        </Band>
      )}
      <MarkdownEditor
        ref={note}
        label="Note"
        field={noteField}
        placeholder="Statements, their sources and your conclusions. Markdown. The report prints it."
        minRows={4}
      />
      {contradiction !== null && (
        <ContradictionBand contradiction={contradiction} onCorrect={() => focusAnswer(panel.current)} />
      )}
      <AboutQuestion meta={meta} />
      <AnswerDetails answer={answer} />

      <footer className={classes.foot}>
        <output className={classes.saved} aria-live="polite">
          {SAVE_WORDS[answer.save.status]}
        </output>
        <Button
          variant="subtle"
          size="compact-sm"
          color="gray"
          onClick={() => setProof('revisions')}
          disabled={view.answer === null}
        >
          Revisions
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          color="gray"
          loading={undo.isPending}
          disabled={view.answer === null}
          onClick={() => undo.mutate()}
        >
          Undo
        </Button>
        {last ? (
          <NextStep after={meta.step} />
        ) : (
          <Button variant="default" onClick={onNext}>
            Next question
          </Button>
        )}
      </footer>

      {proof === 'evidence' && suggestion !== null && (
        <Inspector title="The evidence" label="Evidence of the suggestion" onClose={() => setProof(null)}>
          {suggestion.evidence.map((evidence) => (
            <EvidenceYaml key={JSON.stringify(evidence)} evidence={evidence} />
          ))}
        </Inspector>
      )}
      {proof === 'revisions' && <Revisions view={view} onClose={() => setProof(null)} />}
    </article>
  );
}

/** The last question of a step leads on to the next step. */
function NextStep({ after }: { readonly after: StepId }) {
  const next = STEPS[STEPS.findIndex(({ id }) => id === after) + 1];
  const navigate = useNavigate();
  if (next === undefined) return null;
  return (
    <Button
      variant="default"
      onClick={() => void navigate({ to: '/step/$stepId', params: { stepId: next.id }, search: {} })}
    >
      Next step: {next.title}
    </Button>
  );
}

/** Puts the focus on the answer: the choice that stands, the first one, or the field. */
function focusAnswer(panel: HTMLElement | null): void {
  const answer = panel?.querySelector<HTMLElement>('[data-answer]');
  const target =
    answer?.querySelector<HTMLElement>('[role="radio"][aria-checked="true"]') ??
    answer?.querySelector<HTMLElement>('[role="radio"], input, textarea');
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}

/** What someone else stored in a field, in words; null for what goes with another field. */
function storedWords({ meta }: QuestionView, field: FieldOf<AnswerRecord>, value: unknown): string | null {
  if (field === 'suggestedBy' || field === 'state') return null;
  if (field === 'value') {
    const answer = AnswerValue.safeParse(value);
    return answer.success ? `Answer: ${answerInWords(answer.data, meta.type)}` : 'No answer';
  }
  if (typeof value === 'string') return value === '' ? 'Nothing' : value;
  if (field === 'markedForReview') return value === true ? 'Marked for review' : 'Not marked for review';
  const asked = AnswerInput.shape.askedOf.safeParse(value).data;
  return asked ? `Asked of: ${asked.name}, ${asked.role}` : 'Nothing';
}

const SAVE_WORDS = {
  clean: '',
  waiting: 'Not saved yet',
  saving: 'Saving',
  saved: 'Saved',
  failed: 'Not saved',
  refused: 'Not saved: one field is too long',
  conflict: 'Waiting for your decision',
} as const;
