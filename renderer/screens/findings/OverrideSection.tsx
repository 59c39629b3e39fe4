/** The assessor's judgement beside the machine's, with its reason. Neither hides the other. */
import { Button, Select, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { FindingDetail } from '../../../shared/finding.ts';
import { SEVERITIES, type Severity, VerdictState } from '../../../shared/verdict.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SEVERITY_WORDS, SeverityMark } from '../../components/SeverityMark.tsx';
import { VERDICT_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { dateTime } from '../../format.ts';
import classes from './FindingInspector.module.css';

export function OverrideSection({ finding }: { readonly finding: FindingDetail }) {
  const [open, setOpen] = useState(false);
  return (
    <InspectorSection title="Judgement">
      <dl className={classes.sides}>
        {finding.machineVerdict !== null && finding.machineSeverity !== null && (
          <div>
            <dt>The machine says</dt>
            <dd className={classes.marks}>
              <VerdictMark verdict={finding.machineVerdict} />
              <SeverityMark severity={finding.machineSeverity} />
            </dd>
          </div>
        )}
        {finding.overridden && (
          <div>
            <dt>The assessor says</dt>
            <dd className={classes.marks}>
              <VerdictMark verdict={finding.verdict} />
              <SeverityMark severity={finding.severity} />
            </dd>
          </div>
        )}
      </dl>
      {finding.overrides.length > 0 && (
        <ol className={classes.plain} aria-label="Overrides, oldest first">
          {finding.overrides.map((one) => (
            <li key={one.at}>
              {one.reason}{' '}
              <span className="faint small">
                {[
                  one.verdict === null ? 'verdict kept' : VERDICT_WORDS[one.verdict],
                  one.severity === null ? 'severity kept' : SEVERITY_WORDS[one.severity],
                ].join(', ')}
                {' · '}
                {one.author}, {dateTime(one.at)}
              </span>
            </li>
          ))}
        </ol>
      )}
      {open ? (
        <OverrideForm finding={finding} onCancel={() => setOpen(false)} />
      ) : (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
            Override
          </Button>
        </div>
      )}
    </InspectorSection>
  );
}

function OverrideForm({
  finding,
  onCancel,
}: {
  readonly finding: FindingDetail;
  readonly onCancel: () => void;
}) {
  const latest = finding.overrides.at(-1);
  const [verdict, setVerdict] = useState<VerdictState | null>(latest?.verdict ?? null);
  const [severity, setSeverity] = useState<Severity | null>(latest?.severity ?? null);
  const [reason, setReason] = useState('');
  const override = useMutation({
    mutationFn: () => client.findings.override({ id: finding.id, verdict, severity, reason: reason.trim() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.findings.key() }),
  });
  const kept = finding.machineVerdict === null ? 'As it is' : 'As the machine says';
  // Without a choice it takes an earlier override back; there must be one.
  const changes = verdict !== null || severity !== null || finding.overridden;
  const ready = changes && reason.trim() !== '';
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) override.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select
        label="Verdict"
        placeholder={kept}
        clearable
        data={VerdictState.options.map((value) => ({ value, label: VERDICT_WORDS[value] }))}
        value={verdict}
        onChange={setVerdict}
      />
      <Select
        label="Severity"
        placeholder={kept}
        clearable
        data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
        value={severity}
        onChange={setSeverity}
      />
      <Textarea
        className={classes.wide ?? ''}
        label="Reason"
        description="It stands in the report beside the machine’s verdict."
        value={reason}
        maxLength={20_000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
      />
      {override.isError && <ProblemNote error={override.error} />}
      <div className={classes.pages}>
        <Button type="submit" size="compact-sm" loading={override.isPending} disabled={!ready}>
          Save the override
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
