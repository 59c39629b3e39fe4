/** The assessor's own finding: written, edited, or made of several that are one issue. */
import { Button, Select } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { type FindingDetail, ManualFindingInput } from '../../../shared/finding.ts';
import { blankFault } from '../../../shared/form-rules.ts';
import { SEVERITIES } from '../../../shared/verdict.ts';
import { useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SEVERITY_WORDS } from '../../components/SeverityMark.tsx';
import { useSelection } from '../../shell/selection.ts';
import classes from './FindingForm.module.css';
import { startOf } from './form-start.ts';
import { QuestionPicker } from './QuestionPicker.tsx';
import { DOMAIN_WORDS, DOMAINS } from './words.ts';
import { formKey } from './writing.ts';

interface FindingFormProps {
  /** Names what is written; see writing.ts. */
  readonly writing: string;
  /** null writes a new one. */
  readonly finding: FindingDetail | null;
  /** The findings to merge; empty when none. */
  readonly merge: readonly FindingDetail[];
  readonly onCancel: () => void;
  readonly onDone: (id: string) => void;
}

/** The lines of what is affected stay one text while they are typed. */
type Written = Omit<ManualFindingInput, 'affected'> & { readonly affected: string };

const SHAPE = { ...ManualFindingInput.shape, title: z.string(), affected: z.string() };

export function FindingForm({ writing, finding, merge, onCancel, onDone }: FindingFormProps) {
  const { clusters } = useSelection();
  const start = useMemo(() => startOf(finding, merge), [finding, merge]);
  const [title, verb] =
    merge.length > 0
      ? ['Merge findings', 'Merge']
      : finding === null
        ? ['Write a finding', 'Save the finding']
        : [`Edit ${finding.number}`, 'Save the finding'];
  const form = useFormDraft<Written>({
    key: formKey(writing),
    title,
    address: `/step/findings?write=${encodeURIComponent(writing)}`,
    initial: { ...start, affected: start.affected.join('\n') },
    shape: SHAPE,
    changesStored: finding !== null,
  });
  const input = form.values;
  const { set } = form;
  const link = useCallback((questions: string[]) => set({ questions }), [set]);
  const save = useSubmit<Written, FindingDetail>(form, {
    ready: ({ title: written, affected }) => written.trim() !== '' && !isTooMuch(affected),
    async send(written, earlier) {
      const whole = { ...written, questions: [...written.questions], affected: linesOf(written.affected) };
      const stored = earlier ?? finding;
      try {
        return await (stored !== null
          ? client.findings.update({ id: stored.id, baseRevision: stored.revision, input: whole })
          : merge.length > 0
            ? client.findings.merge({ ids: merge.map((row) => row.id), input: whole })
            : client.findings.create(whole));
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await queryClient.invalidateQueries({ queryKey: orpc.findings.key() });
      }
    },
    onDone: ({ id }) => onDone(id),
  });
  return (
    <Page
      title={title}
      lead="It appears beside the automated findings and in the report, exactly as you write it."
    >
      <form className={classes.form} onSubmit={save.onSubmit}>
        {merge.length > 0 && (
          <ul className={classes.members} aria-label="Findings to merge">
            {merge.map((row) => (
              <li key={row.id}>
                {row.number} {row.title}
              </li>
            ))}
          </ul>
        )}
        <LineField
          label="Title"
          field={form.field('title')}
          maxLength={500}
          data-autofocus
          required
          error={blankFault(input.title, 'Enter a title.')}
        />
        <div className={classes.row}>
          <Select
            label="Severity"
            data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
            value={input.severity}
            allowDeselect={false}
            onChange={(severity) => severity !== null && form.set({ severity })}
          />
          <Select
            label="Domain"
            data={DOMAINS.map((value) => ({ value, label: DOMAIN_WORDS[value] }))}
            value={input.domain}
            allowDeselect={false}
            onChange={(domain) => domain !== null && form.set({ domain })}
          />
          <Select
            label="Cluster"
            placeholder="Every cluster"
            clearable
            data={clusters.map((cluster) => ({ value: cluster.id, label: cluster.name }))}
            value={input.clusterId}
            onChange={(clusterId) => form.set({ clusterId })}
          />
        </div>
        <MarkdownEditor
          label="Fact"
          placeholder="Your observation and its source. Markdown."
          field={form.field('fact')}
          maxLength={100_000}
        />
        <MarkdownEditor
          label="Why it matters"
          placeholder="The possible consequence of an attack or an accident. Markdown."
          field={form.field('whyItMatters')}
          maxLength={100_000}
        />
        <MarkdownEditor
          label="Recommendation"
          placeholder="The action to take. Markdown."
          field={form.field('recommendation')}
          maxLength={100_000}
        />
        <AreaField
          label="Affected"
          description="One per line, in your own words. At most 1,000 lines."
          field={form.field('affected')}
          error={isTooMuch(input.affected) ? 'At most 1,000 lines of 1,000 characters.' : null}
          minRows={3}
          maxRows={12}
        />
        <QuestionPicker value={input.questions} onChange={link} />
        <FormKept form={form} then="It becomes a finding when you save it." record="The finding" />
        {save.error !== null && <ProblemNote error={save.error} />}
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending} disabled={!save.ready}>
            {verb}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </Page>
  );
}

function isTooMuch(text: string): boolean {
  const lines = linesOf(text);
  return lines.length > 1_000 || lines.some((line) => line.length > 1_000);
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
