import { Checkbox, Select, TextInput } from '@mantine/core';
import type { AnswerInput } from '../../../shared/interview.ts';
import classes from './AnswerDetails.module.css';

interface AnswerDetailsProps {
  readonly input: AnswerInput;
  readonly onChange: (change: Partial<AnswerInput>) => void;
  readonly onChoose: (change: Partial<AnswerInput>) => void;
  readonly onBlur: () => void;
}

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
export function AnswerDetails({ input, onChange, onChoose, onBlur }: AnswerDetailsProps) {
  const asked = input.askedOf ?? { name: '', role: '' };
  const askedOf = (part: Partial<typeof asked>) => {
    const next = { ...asked, ...part };
    onChange({ askedOf: next.name === '' && next.role === '' ? null : next });
  };
  return (
    <div className={classes.grid} onBlur={onBlur}>
      <TextInput
        label="Asked of"
        value={asked.name}
        maxLength={200}
        onChange={(event) => askedOf({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Role"
        value={asked.role}
        maxLength={200}
        onChange={(event) => askedOf({ role: event.currentTarget.value })}
      />
      <TextInput
        label="When"
        type="date"
        value={input.askedAt ?? ''}
        onChange={(event) =>
          onChange({ askedAt: event.currentTarget.value === '' ? null : event.currentTarget.value })
        }
      />
      <Select
        label="Basis"
        data={BASES}
        value={input.basis}
        allowDeselect={false}
        onChange={(value) => value !== null && onChoose({ basis: value })}
      />
      <Select
        label="Confidence"
        data={CONFIDENCES}
        value={input.confidence}
        allowDeselect={false}
        onChange={(value) => value !== null && onChoose({ confidence: value })}
      />
      <TextInput
        label="Why this confidence"
        value={input.confidenceReason}
        maxLength={5000}
        onChange={(event) => onChange({ confidenceReason: event.currentTarget.value })}
      />
      <Checkbox
        className={classes.review ?? ''}
        label="Mark for review"
        checked={input.markedForReview}
        onChange={(event) => onChoose({ markedForReview: event.currentTarget.checked })}
      />
    </div>
  );
}
