import { Checkbox, Select } from '@mantine/core';
import { useMemo } from 'react';
import { useFieldOf } from '../../autosave/useDraft.ts';
import { LineField } from '../../components/fields/LineField.tsx';
import classes from './AnswerDetails.module.css';
import type { AnswerEditing, AnswerRecord } from './useAnswer.ts';

const BASES = [
  { value: 'interview', label: 'Interview' },
  { value: 'document', label: 'Document' },
  { value: 'observed', label: 'Observed' },
  { value: 'tool', label: 'Tool' },
] as const;
const CONFIDENCES = [
  { value: 'low', label: 'Low' },
  { value: 'medium', label: 'Medium' },
  { value: 'high', label: 'High' },
] as const;

/** Who said it, what it rests on, how sure the assessor is. */
export function AnswerDetails({ answer }: { readonly answer: AnswerEditing }) {
  const { draft, input, choose } = answer;
  const fields = useMemo(() => {
    const asked = (part: 'name' | 'role') =>
      draft.view<string>(
        ['askedOf'],
        (record) => record.askedOf?.[part] ?? '',
        (text) => askedOf({ ...draft.state().value.askedOf, [part]: text }),
      );
    return {
      name: asked('name'),
      role: asked('role'),
      when: draft.view<string>(
        ['askedAt'],
        (record) => record.askedAt ?? '',
        (day) => ({ askedAt: day === '' ? null : day }),
      ),
    };
  }, [draft]);
  const why = useFieldOf(draft, 'confidenceReason');
  return (
    <div className={classes.grid}>
      <LineField label="Asked of" field={fields.name} maxLength={200} />
      <LineField label="Role" field={fields.role} maxLength={200} />
      <LineField label="When" type="date" field={fields.when} />
      <Select
        label="Basis"
        data={BASES}
        value={input.basis}
        allowDeselect={false}
        onChange={(value) => value !== null && choose({ basis: value })}
      />
      <Select
        label="Confidence"
        data={CONFIDENCES}
        value={input.confidence}
        allowDeselect={false}
        onChange={(value) => value !== null && choose({ confidence: value })}
      />
      <LineField label="Why this confidence" field={why} maxLength={5000} />
      <Checkbox
        className={classes.review ?? ''}
        label="Mark for review"
        checked={input.markedForReview}
        onChange={(event) => choose({ markedForReview: event.currentTarget.checked })}
      />
    </div>
  );
}

function askedOf({ name = '', role = '' }: { name?: string; role?: string }): Partial<AnswerRecord> {
  return { askedOf: name === '' && role === '' ? null : { name, role } };
}
