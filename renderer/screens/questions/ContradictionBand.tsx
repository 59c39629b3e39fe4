/** Both sides facing each other, and the decision between them. */
import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { Contradiction } from '../../../shared/interview.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { dateTime, objectName } from '../../format.ts';
import classes from './ContradictionBand.module.css';

export function ContradictionBand({ contradiction }: { readonly contradiction: Contradiction }) {
  const { resolution } = contradiction;
  const settled = resolution?.current === true;
  const [editing, setEditing] = useState(false);
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
        <p data-chosen={settled && resolution.inFavourOf === 'interview'}>{contradiction.interviewSays}</p>
        <p data-chosen={settled && resolution.inFavourOf === 'evidence'}>{contradiction.evidenceSays}</p>
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
              {objectName(one.object)}
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
            <strong> The answer or the evidence changed since. Look at it again.</strong>
          )}
        </p>
      )}
      {settled && !editing ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setEditing(true)}>
          Change the decision
        </Button>
      ) : (
        <ResolveForm contradiction={contradiction} onDone={() => setEditing(false)} />
      )}
    </section>
  );
}

const proofKey = ({ object, path }: Contradiction['evidence'][number]) =>
  `${objectName(object)} ${path ?? ''}`;

function ResolveForm({
  contradiction,
  onDone,
}: {
  readonly contradiction: Contradiction;
  readonly onDone: () => void;
}) {
  const [side, setSide] = useState<'interview' | 'evidence'>(
    contradiction.resolution?.inFavourOf ?? 'evidence',
  );
  const [reason, setReason] = useState(contradiction.resolution?.reason ?? '');
  const resolve = useMutation({
    mutationFn: () =>
      client.interview.resolve({ id: contradiction.id, inFavourOf: side, reason: reason.trim() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.interview.key() });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (reason.trim() !== '') resolve.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <SegmentedControl
        aria-label="In favour of"
        maw={480}
        value={side}
        onChange={setSide}
        data={[
          { value: 'interview', label: 'The interview is right' },
          { value: 'evidence', label: 'The evidence is right' },
        ]}
      />
      <Textarea
        label="Reason"
        description="Both sides go into the report, with this reason."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={20_000}
        autosize
        minRows={2}
        required
      />
      {resolve.isError && <ProblemNote error={resolve.error} />}
      <div>
        <Button type="submit" loading={resolve.isPending} disabled={reason.trim() === ''}>
          Resolve
        </Button>
      </div>
    </form>
  );
}
