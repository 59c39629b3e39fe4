/** The assessor's own finding: written, edited, or made of several that are one issue. */
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { FindingDetail, ManualFindingInput } from '../../../shared/finding.ts';
import { SEVERITIES } from '../../../shared/verdict.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SEVERITY_WORDS } from '../../components/SeverityMark.tsx';
import { useSelection } from '../../shell/selection.ts';
import classes from './FindingForm.module.css';
import { startOf } from './form-start.ts';
import { QuestionPicker } from './QuestionPicker.tsx';
import { DOMAIN_WORDS, DOMAINS } from './words.ts';

interface FindingFormProps {
  /** null writes a new one. */
  readonly finding: FindingDetail | null;
  /** The findings to merge; empty when none. */
  readonly merge: readonly FindingDetail[];
  readonly onCancel: () => void;
  readonly onDone: (id: string) => void;
}

export function FindingForm({ finding, merge, onCancel, onDone }: FindingFormProps) {
  const { clusters } = useSelection();
  const [input, setInput] = useState<ManualFindingInput>(() => startOf(finding, merge));
  const [affected, setAffected] = useState(input.affected.join('\n'));
  const change = (part: Partial<ManualFindingInput>) => setInput((old) => ({ ...old, ...part }));
  const save = useMutation({
    mutationFn: () => {
      const whole = { ...input, questions: [...input.questions], affected: linesOf(affected) };
      if (merge.length > 0) return client.findings.merge({ ids: merge.map((row) => row.id), input: whole });
      return finding === null
        ? client.findings.create(whole)
        : client.findings.update({ id: finding.id, input: whole });
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: orpc.findings.key() });
      onDone(saved.id);
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (input.title.trim() !== '') save.mutate();
  }
  const [title, verb] =
    merge.length > 0
      ? ['Merge findings', 'Merge']
      : finding === null
        ? ['Write a finding', 'Save the finding']
        : [`Edit ${finding.number}`, 'Save the finding'];
  return (
    <Page
      title={title}
      lead="It stands beside the automated findings and reaches the report as you write it."
    >
      <form className={classes.form} onSubmit={submit}>
        {merge.length > 0 && (
          <ul className={classes.members} aria-label="Findings to merge">
            {merge.map((row) => (
              <li key={row.id}>
                {row.number} {row.title}
              </li>
            ))}
          </ul>
        )}
        <TextInput
          label="Title"
          value={input.title}
          maxLength={500}
          onChange={(event) => change({ title: event.currentTarget.value })}
          data-autofocus
          required
        />
        <div className={classes.row}>
          <Select
            label="Severity"
            data={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
            value={input.severity}
            allowDeselect={false}
            onChange={(severity) => severity !== null && change({ severity })}
          />
          <Select
            label="Domain"
            data={DOMAINS.map((value) => ({ value, label: DOMAIN_WORDS[value] }))}
            value={input.domain}
            allowDeselect={false}
            onChange={(domain) => domain !== null && change({ domain })}
          />
          <Select
            label="Cluster"
            placeholder="Every cluster"
            clearable
            data={clusters.map((cluster) => ({ value: cluster.id, label: cluster.name }))}
            value={input.clusterId}
            onChange={(clusterId) => change({ clusterId })}
          />
        </div>
        <MarkdownEditor
          label="The fact"
          placeholder="What is so, and how you know it. Markdown."
          value={input.fact}
          maxLength={100_000}
          onChange={(fact) => change({ fact })}
        />
        <MarkdownEditor
          label="Why it matters"
          placeholder="What an attacker or an accident could make of it. Markdown."
          value={input.whyItMatters}
          maxLength={100_000}
          onChange={(whyItMatters) => change({ whyItMatters })}
        />
        <MarkdownEditor
          label="Recommendation"
          placeholder="What to do about it. Markdown."
          value={input.recommendation}
          maxLength={100_000}
          onChange={(recommendation) => change({ recommendation })}
        />
        <Textarea
          label="Affected"
          description="One a line, in your words. At most 1,000 lines."
          value={affected}
          autosize
          minRows={3}
          maxRows={12}
          onChange={(event) => setAffected(event.currentTarget.value)}
        />
        <QuestionPicker value={input.questions} onChange={(questions) => change({ questions })} />
        {save.isError && <ProblemNote error={save.error} />}
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending} disabled={input.title.trim() === ''}>
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

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
