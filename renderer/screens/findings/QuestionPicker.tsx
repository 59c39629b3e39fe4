import { MultiSelect } from '@mantine/core';
import { memo } from 'react';
import { STEPS } from '../../../shared/interview.ts';
import { useAllQuestions } from '../../shell/questions.ts';

/** The interview questions that a finding belongs to, searched by their words. Drawn anew only when they change. */
export const QuestionPicker = memo(function QuestionPicker({
  value,
  onChange,
}: {
  readonly value: readonly string[];
  readonly onChange: (questions: string[]) => void;
}) {
  const questions = useAllQuestions(true);
  const groups = STEPS.map((step) => ({
    group: step.title,
    items: questions
      .filter(({ meta }) => meta.step === step.id)
      .map(({ meta }) => ({ value: meta.id, label: meta.text })),
  })).filter((group) => group.items.length > 0);
  return (
    <MultiSelect
      label="Linked questions"
      description="The interview questions that this finding answers or contradicts."
      data={groups}
      value={[...value]}
      onChange={onChange}
      maxValues={100}
      limit={200}
      searchable
    />
  );
});
