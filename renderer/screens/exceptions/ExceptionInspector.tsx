/** One exception in full, with its history; it can be changed or withdrawn, and never deleted. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { z } from 'zod';
import { type ExceptionView, scopeInWords } from '../../../shared/exception.ts';
import { blankFault } from '../../../shared/form-rules.ts';
import { count } from '../../../shared/in-words.ts';
import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc } from '../../client/workbench.ts';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { date, dateTime } from '../../format.ts';
import { controlParams } from '../controls/address.ts';
import { exceptionChanged } from './changed.ts';
import { ExceptionForm, useExceptionForm } from './ExceptionForm.tsx';
import classes from './exceptions.module.css';
import { STATE_WORDS } from './state.ts';

export function ExceptionInspector({
  exception,
  onClose,
}: {
  readonly exception: ExceptionView;
  readonly onClose: () => void;
}) {
  const address = `/exceptions?exception=${encodeURIComponent(exception.id)}`;
  const edit = useExceptionForm({
    exception,
    control: exception.control,
    clusterId: exception.clusterId,
    choices: [],
    at: '',
    address,
  });
  const withdrawal = useFormDraft<Withdrawal>({
    key: `withdraw ${exception.id}`,
    title: 'Withdraw the exception',
    address,
    initial: { reason: exception.withdrawn ?? '' },
    shape: WITHDRAWAL,
    changesStored: true,
  });
  // What was begun and not saved stands open again after a reload.
  const [asked, setDoing] = useState<'edit' | 'withdraw' | 'nothing' | null>(null);
  const doing = asked ?? (edit.begun ? 'edit' : withdrawal.begun ? 'withdraw' : 'nothing');
  const navigate = useNavigate();
  // What was typed here stays in sight when it is withdrawn elsewhere.
  const begun = (doing === 'edit' && edit.begun) || (doing === 'withdraw' && withdrawal.begun);
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
          <dt>Scope</dt>
          <dd>{scopeInWords(exception.scope)}</dd>
          <dt>Cluster</dt>
          <dd>{exception.clusterName ?? 'every cluster'}</dd>
          <dt>Accepted by</dt>
          <dd>{exception.author}</dd>
          <dt>Until</dt>
          <dd>{date(exception.expires)}</dd>
          <dt>Applies to</dt>
          <dd>
            {exception.accepts === 0 ? 'nothing' : count(exception.accepts, 'fail')} in the latest snapshots
            {exception.expiredFor > 0 &&
              `; it had expired when ${count(exception.expiredFor, 'fail was', 'fails were')} seen`}
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
      {(standing || begun) && (
        <InspectorSection title="Change">
          {doing === 'edit' && (
            <ExceptionForm
              exception={exception}
              control={exception.control}
              choices={[]}
              form={edit}
              onDone={() => setDoing('nothing')}
            />
          )}
          {doing === 'withdraw' && (
            <Withdraw exception={exception} form={withdrawal} onDone={() => setDoing('nothing')} />
          )}
          {doing === 'nothing' && (
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

interface Withdrawal {
  readonly reason: string;
}

const WITHDRAWAL = { reason: z.string() };

function Withdraw({
  exception,
  form,
  onDone,
}: {
  readonly exception: ExceptionView;
  readonly form: FormDraft<Withdrawal>;
  readonly onDone: () => void;
}) {
  const withdraw = useSubmit<Withdrawal, ExceptionView>(form, {
    ready: ({ reason }) => reason.trim() !== '',
    async send({ reason }, earlier) {
      const seen = earlier ?? exception;
      try {
        return await client.exceptions.withdraw({
          id: seen.id,
          reason: reason.trim(),
          baseRevision: seen.revision,
          rewords: seen.withdrawn === null ? null : seen.revision,
        });
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await exceptionChanged();
      }
    },
    onDone,
  });
  return (
    <form className={classes.form} onSubmit={withdraw.onSubmit}>
      <AreaField
        label="Reason for the withdrawal"
        description="The exception stays in the list and in the report, as withdrawn."
        field={form.field('reason')}
        maxLength={20_000}
        minRows={2}
        required
        error={blankFault(form.values.reason, 'Enter the reason for the withdrawal.')}
      />
      <FormKept form={form} then="It takes effect when you withdraw the exception." record="The exception" />
      {withdraw.error !== null && <ProblemNote error={withdraw.error} />}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" loading={withdraw.isPending} disabled={!withdraw.ready}>
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
