/** One exception in full, with its history; it can be changed or withdrawn, and never deleted. */
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { type ExceptionView, scopeInWords } from '../../../shared/exception.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { counted, date, dateTime } from '../../format.ts';
import { controlParams } from '../controls/address.ts';
import { exceptionChanged } from './changed.ts';
import { ExceptionForm } from './ExceptionForm.tsx';
import classes from './exceptions.module.css';
import { STATE_WORDS } from './state.ts';

export function ExceptionInspector({
  exception,
  onClose,
}: {
  readonly exception: ExceptionView;
  readonly onClose: () => void;
}) {
  const [doing, setDoing] = useState<'edit' | 'withdraw' | null>(null);
  const navigate = useNavigate();
  const standing = exception.withdrawn === null;
  return (
    <Inspector
      title={exception.controlTitle ?? exception.control}
      label="Exception"
      onClose={onClose}
      initialWidth={440}
    >
      <section className={classes.standing}>
        <dl className={classes.facts}>
          <dt>State</dt>
          <dd>{STATE_WORDS[exception.state]}</dd>
          <dt>Control</dt>
          <dd className="mono">{exception.control}</dd>
          <dt>For</dt>
          <dd>{scopeInWords(exception.scope)}</dd>
          <dt>Cluster</dt>
          <dd>{exception.clusterName ?? 'every cluster'}</dd>
          <dt>By</dt>
          <dd>{exception.author}</dd>
          <dt>Until</dt>
          <dd>{date(exception.expires)}</dd>
          <dt>Marks</dt>
          <dd>
            {exception.accepts === 0 ? 'nothing' : counted(exception.accepts, 'fail')} in the latest snapshots
            {exception.expiredFor > 0 &&
              `; it had expired when ${counted(exception.expiredFor, 'fail was', 'fails were')} seen`}
          </dd>
        </dl>
      </section>
      <InspectorSection title="Reason">
        <p>{exception.reason}</p>
        {exception.withdrawn !== null && <p className="muted">Withdrawn: {exception.withdrawn}</p>}
      </InspectorSection>
      {!exception.control.endsWith('/*') && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() =>
              void navigate({ to: '/controls/$family/$slug', params: controlParams(exception.control) })
            }
          >
            Show the control
          </Button>
        </div>
      )}
      {standing && (
        <InspectorSection title="Change">
          {doing === 'edit' && (
            <ExceptionForm
              exception={exception}
              control={exception.control}
              clusterId={exception.clusterId}
              choices={[]}
              onDone={() => setDoing(null)}
            />
          )}
          {doing === 'withdraw' && <Withdraw id={exception.id} onDone={() => setDoing(null)} />}
          {doing === null && (
            <div className={classes.buttons}>
              <Button size="compact-sm" variant="default" onClick={() => setDoing('edit')}>
                Edit
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setDoing('withdraw')}>
                Withdraw
              </Button>
            </div>
          )}
        </InspectorSection>
      )}
      <History id={exception.id} revision={exception.revision} />
    </Inspector>
  );
}

function Withdraw({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const [reason, setReason] = useState('');
  const withdraw = useMutation({
    mutationFn: () => client.exceptions.withdraw({ id, reason: reason.trim() }),
    onSuccess: async () => {
      await exceptionChanged();
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (reason.trim() !== '') withdraw.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <Textarea
        label="Why it is withdrawn"
        description="The exception stays in the list and in the report, as withdrawn."
        value={reason}
        maxLength={20_000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
      />
      {withdraw.isError && <ProblemNote error={withdraw.error} />}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" loading={withdraw.isPending} disabled={reason.trim() === ''}>
          Withdraw the exception
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function History({ id, revision }: { readonly id: string; readonly revision: number }) {
  const revisions = useQuery({
    ...orpc.exceptions.revisions.queryOptions({ input: { id } }),
    enabled: revision > 1,
  });
  if (revision <= 1 || revisions.data === undefined) return null;
  return (
    <InspectorSection title="History">
      <ol className={classes.plain}>
        {revisions.data.map((one) => (
          <li key={one.revision}>
            {one.withdrawn === null
              ? `Until ${date(one.expires)}, ${scopeInWords(one.scope)}: ${one.reason}`
              : `Withdrawn: ${one.withdrawn}`}
            <br />
            <span className="faint small">
              {one.savedBy}, {dateTime(one.savedAt)}
            </span>
          </li>
        ))}
      </ol>
    </InspectorSection>
  );
}
