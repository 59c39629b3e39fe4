/** Both sides facing each other, and the decision between them. */
import { Button, SegmentedControl } from '@mantine/core';
import { useId, useState } from 'react';
import { z } from 'zod';
import { blankFault } from '../../../shared/form-rules.ts';
import { type Contradiction, isSettled } from '../../../shared/interview.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { plainWords } from '../../components/ConflictBand.tsx';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { dateTime } from '../../format.ts';
import classes from './ContradictionBand.module.css';

interface ContradictionBandProps {
  readonly contradiction: Contradiction;
  /** Leads to the answer, to change it. */
  readonly onCorrect: () => void;
}

export function ContradictionBand({ contradiction, onCorrect }: ContradictionBandProps) {
  const { resolution } = contradiction;
  const settled = isSettled(contradiction);
  const form = useResolveForm(contradiction);
  const [asked, setEditing] = useState<boolean | null>(null);
  const editing = asked ?? form.begun;
  const [shown, setShown] = useState<number | null>(null);
  const title = useId();
  // One proof may support both halves of an objection; it is shown once.
  const proofs = [...new Map(contradiction.evidence.map((one) => [proofKey(one), one])).values()];
  const evidence = shown === null ? undefined : proofs[shown];
  return (
    <section className={classes.band} data-settled={settled} aria-labelledby={title}>
      <h3 id={title} className={classes.title}>
        {settled ? 'Contradiction, resolved' : 'The evidence contradicts this answer'}
      </h3>
      <div className={classes.sides}>
        <p data-chosen={settled && resolution?.inFavourOf === 'interview'}>{contradiction.interviewSays}</p>
        <p data-chosen={settled && resolution?.inFavourOf === 'evidence'}>{contradiction.evidenceSays}</p>
      </div>
      {proofs.length > 0 && (
        <div className={classes.proofs}>
          {proofs.slice(0, 5).map((one, index) => (
            <button
              key={proofKey(one)}
              type="button"
              className={classes.proof}
              aria-expanded={shown === index}
              onClick={() => setShown(shown === index ? null : index)}
            >
              {objectInWords(one.object)}
            </button>
          ))}
        </div>
      )}
      {evidence !== undefined && <EvidenceYaml evidence={evidence} />}
      {resolution !== null && (
        <p className={classes.decided}>
          {resolution.inFavourOf === 'evidence' ? 'In favour of the evidence' : 'In favour of the interview'}:{' '}
          {resolution.reason}{' '}
          <span className="faint">
            {resolution.author}, {dateTime(resolution.at)}
          </span>
          {!resolution.current && (
            <strong> The answer or the evidence has changed since. Review the decision.</strong>
          )}
        </p>
      )}
      {settled && !editing ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setEditing(true)}>
          Change the decision
        </Button>
      ) : (
        <>
          <p className="muted small">
            If the answer was wrong, correct it. That ends the contradiction; the revisions keep the earlier
            answer.
          </p>
          <div>
            <Button variant="default" size="compact-sm" onClick={onCorrect}>
              Correct the answer
            </Button>
          </div>
          <ResolveForm contradiction={contradiction} form={form} onDone={() => setEditing(false)} />
        </>
      )}
    </section>
  );
}

const proofKey = ({ object, path }: Contradiction['evidence'][number]) =>
  `${objectInWords(object)} ${path ?? ''}`;

interface Resolution {
  readonly side: 'interview' | 'evidence';
  readonly reason: string;
}

const SHAPE = { side: z.enum(['interview', 'evidence']), reason: z.string() };

function useResolveForm({ id, questionId, resolution }: Contradiction): FormDraft<Resolution> {
  return useFormDraft<Resolution>({
    key: `resolve ${id}`,
    title: `Contradiction of ${questionId}`,
    address: '/contradictions',
    initial: { side: resolution?.inFavourOf ?? 'evidence', reason: resolution?.reason ?? '' },
    shape: SHAPE,
    changesStored: true,
  });
}

function ResolveForm({
  contradiction,
  form,
  onDone,
}: {
  readonly contradiction: Contradiction;
  readonly form: FormDraft<Resolution>;
  readonly onDone: () => void;
}) {
  const { side, reason } = form.values;
  const resolve = useSubmit<Resolution, Contradiction>(form, {
    ready: (fields) => fields.reason.trim() !== '',
    async send(fields, earlier) {
      try {
        return await client.interview.resolve({
          id: contradiction.id,
          baseRevision: (earlier ?? contradiction).resolution?.revision ?? 0,
          inFavourOf: fields.side,
          reason: fields.reason.trim(),
        });
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await queryClient.invalidateQueries({ queryKey: orpc.interview.key() });
      }
    },
    onDone,
  });
  return (
    <form className={classes.form} onSubmit={resolve.onSubmit}>
      <SegmentedControl
        aria-label="In favour of"
        maw={480}
        value={side}
        onChange={(value) => form.set({ side: value })}
        data={[
          { value: 'interview', label: 'The interview is right' },
          { value: 'evidence', label: 'The evidence is right' },
        ]}
      />
      <AreaField
        label="Reason"
        description="The report shows both sides with this reason."
        field={form.field('reason')}
        maxLength={20_000}
        minRows={2}
        required
        error={blankFault(reason, 'Enter the reason for the decision.')}
      />
      <FormKept
        form={form}
        then="It takes effect when you resolve the contradiction."
        record="The decision"
        words={(field, value) => {
          if (field !== 'side') return plainWords(field, value);
          return value === 'evidence' ? 'The evidence is right' : 'The interview is right';
        }}
      />
      {resolve.error !== null && <ProblemNote error={resolve.error} />}
      <div>
        <Button type="submit" loading={resolve.isPending} disabled={!resolve.ready}>
          Resolve
        </Button>
      </div>
    </form>
  );
}
