/** The assessor's judgement beside the machine's, with its reason. Neither hides the other. */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import type { FindingDetail } from '../../../shared/finding.ts';
import { blankFault } from '../../../shared/form-rules.ts';
import {
  SEVERITIES,
  type Severity,
  Severity as SeverityName,
  VerdictState,
} from '../../../shared/verdict.ts';
import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { plainWords } from '../../components/ConflictBand.tsx';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SEVERITY_WORDS, SeverityMark } from '../../components/SeverityMark.tsx';
import { VERDICT_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { dateTime } from '../../format.ts';
import classes from './FindingInspector.module.css';

export function OverrideSection({ finding }: { readonly finding: FindingDetail }) {
  const form = useOverrideForm(finding);
  // An override that was begun and not saved stands open again after a reload.
  const [asked, setOpen] = useState<boolean | null>(null);
  const open = asked ?? form.begun;
  return (
    <InspectorSection title="Judgement">
      <dl className={classes.sides}>
        {finding.machineVerdict !== null && finding.machineSeverity !== null && (
          <div>
            <dt>Automated verdict</dt>
            <dd className={classes.marks}>
              <VerdictMark verdict={finding.machineVerdict} />
              <SeverityMark severity={finding.machineSeverity} />
            </dd>
          </div>
        )}
        {finding.overridden && (
          <div>
            <dt>Assessor’s verdict</dt>
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
        <OverrideForm finding={finding} form={form} onClose={() => setOpen(false)} />
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

interface OverrideInput {
  readonly verdict: VerdictState | null;
  readonly severity: Severity | null;
  readonly reason: string;
}

const SHAPE = { verdict: VerdictState.nullable(), severity: SeverityName.nullable(), reason: z.string() };

function useOverrideForm(finding: FindingDetail): FormDraft<OverrideInput> {
  const latest = finding.overrides.at(-1);
  return useFormDraft<OverrideInput>({
    key: `override ${finding.id}`,
    title: `Override of ${finding.number}`,
    address: `/step/findings?finding=${encodeURIComponent(finding.id)}`,
    initial: {
      verdict: latest?.verdict ?? null,
      severity: latest?.severity ?? null,
      reason: latest?.reason ?? '',
    },
    shape: SHAPE,
    changesStored: true,
  });
}

function OverrideForm({
  finding,
  form,
  onClose,
}: {
  readonly finding: FindingDetail;
  readonly form: FormDraft<OverrideInput>;
  readonly onClose: () => void;
}) {
  const { verdict, severity, reason } = form.values;
  const nothing = verdict === null && severity === null && !finding.overridden;

  const kept = finding.machineVerdict === null ? 'Unchanged' : 'As evaluated';
  const override = useSubmit<OverrideInput, FindingDetail>(form, {
    // Without a choice it takes an earlier override back; there must be one.
    ready: (fields) =>
      (fields.verdict !== null || fields.severity !== null || finding.overridden) &&
      fields.reason.trim() !== '',
    async send(fields, earlier) {
      try {
        return await client.findings.override({
          id: finding.id,
          baseRevision: (earlier ?? finding).overrides.length,
          ...fields,
          reason: fields.reason.trim(),
        });
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await queryClient.invalidateQueries({ queryKey: orpc.findings.key() });
      }
    },
    onDone: onClose,
  });
  return (
    <form className={classes.form} onSubmit={override.onSubmit}>
      <Select
        label="Verdict"
        placeholder={kept}
        clearable
        data={VerdictState.options.map((value) => ({ value, label: VERDICT_WORDS[value] }))}
        value={verdict}
        error={nothing && reason !== '' ? 'Choose a verdict or a severity.' : null}
        onChange={(value) => form.set({ verdict: value })}
      />
      <Select
        label="Severity"
        placeholder={kept}
        clearable
        data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
        value={severity}
        onChange={(value) => form.set({ severity: value })}
      />
      <AreaField
        className={classes.wide ?? ''}
        label="Reason"
        description="The report shows it beside the automated verdict."
        field={form.field('reason')}
        maxLength={20_000}
        minRows={2}
        required
        error={blankFault(reason, 'Enter the reason for the override.')}
      />
      <FormKept
        form={form}
        then="It takes effect when you save it."
        record="The override"
        words={(field, value) => {
          const verdictStored =
            field === 'verdict' ? VerdictState.nullable().safeParse(value).data : undefined;
          if (verdictStored !== undefined)
            return verdictStored === null ? 'Verdict kept' : VERDICT_WORDS[verdictStored];
          const severityStored =
            field === 'severity' ? SeverityName.nullable().safeParse(value).data : undefined;
          if (severityStored !== undefined)
            return severityStored === null ? 'Severity kept' : SEVERITY_WORDS[severityStored];
          return plainWords(field, value);
        }}
      />
      {override.error !== null && <ProblemNote error={override.error} />}
      <div className={classes.pages}>
        <Button type="submit" size="compact-sm" loading={override.isPending} disabled={!override.ready}>
          Save the override
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
