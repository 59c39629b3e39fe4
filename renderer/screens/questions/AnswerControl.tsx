/** The answer itself: large choices with number keys, or a field for a number, a text or a list. */
import { NumberInput, Textarea } from '@mantine/core';
import type { AnswerInput, AnswerType, AnswerValue, QuestionMeta } from '../../../shared/interview.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import classes from './AnswerControl.module.css';

interface AnswerControlProps {
  readonly meta: QuestionMeta;
  readonly input: AnswerInput;
  readonly onChoose: (change: Partial<AnswerInput>) => void;
  readonly onChange: (change: Partial<AnswerInput>) => void;
  readonly onBlur: () => void;
}

interface Choice {
  readonly id: string;
  readonly label: string;
}

const YES_PARTLY_NO: readonly Choice[] = [
  { id: 'yes', label: 'Yes' },
  { id: 'partly', label: 'Partly' },
  { id: 'no', label: 'No' },
];
const OTHER_STATES: readonly { readonly id: AnswerInput['state']; readonly label: string }[] = [
  { id: 'not-asked', label: 'Not asked' },
  { id: 'unknown', label: 'Unknown' },
  { id: 'not-applicable', label: 'Not applicable' },
  { id: 'alternative-control', label: 'Alternative control' },
];

export function AnswerControl({ meta, input, onChoose, onChange, onBlur }: AnswerControlProps) {
  const choices = choicesOf(meta.type);
  const choose = (value: AnswerValue) => onChoose({ state: 'answered', value });
  useKeys(
    Object.fromEntries(
      choices.slice(0, 9).map((choice, index) => [String(index + 1), () => choose(choice.id)]),
    ),
  );
  const answered = input.state === 'answered';
  const type = meta.type;
  const typed = (value: AnswerValue, empty: boolean) =>
    onChange(empty ? { state: 'not-asked', value: null } : { state: 'answered', value });

  return (
    <div className={classes.answer}>
      {choices.length > 0 && (
        <div className={classes.choices} role="radiogroup" aria-label="Answer" data-many={choices.length > 3}>
          {choices.map((choice, index) => (
            <button
              key={choice.id}
              type="button"
              role="radio"
              className={classes.choice}
              aria-checked={answered && input.value === choice.id}
              onClick={() => choose(choice.id)}
            >
              <span>{choice.label}</span>
              {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
            </button>
          ))}
        </div>
      )}
      {type.kind === 'number' && (
        <NumberInput
          label="Answer"
          suffix={type.unit === '' ? '' : ` ${type.unit}`}
          value={answered && typeof input.value === 'number' ? input.value : ''}
          onChange={(value) => typed(typeof value === 'number' ? value : 0, typeof value !== 'number')}
          onBlur={onBlur}
          size="md"
          styles={{ label: { fontSize: '0.875rem' } }}
          maw={280}
          hideControls
        />
      )}
      {type.kind === 'text' && (
        <Textarea
          label="Answer"
          value={answered && typeof input.value === 'string' ? input.value : ''}
          onChange={(event) => typed(event.currentTarget.value, event.currentTarget.value === '')}
          onBlur={onBlur}
          maxLength={20_000}
          autosize
          minRows={2}
          maxRows={14}
        />
      )}
      {type.kind === 'list' && (
        <Textarea
          label="Answer"
          description="One a line."
          value={answered && Array.isArray(input.value) ? input.value.join('\n') : ''}
          onChange={(event) => typed(event.currentTarget.value.split('\n'), event.currentTarget.value === '')}
          onBlur={onBlur}
          autosize
          minRows={3}
          maxRows={14}
        />
      )}
      <div className={classes.states} role="radiogroup" aria-label="Or there is no answer because it is">
        {OTHER_STATES.map((state) => (
          <button
            key={state.id}
            type="button"
            role="radio"
            className={classes.state}
            aria-checked={input.state === state.id}
            onClick={() => onChoose({ state: state.id, value: null })}
          >
            {state.label}
          </button>
        ))}
      </div>
    </div>
  );
}

function choicesOf(type: AnswerType): readonly Choice[] {
  if (type.kind === 'yes-partly-no') return YES_PARTLY_NO;
  return type.kind === 'choice' ? type.options : [];
}

/** A value as words: the label of a choice, a number with its unit, a list with commas. */
export function valueWords(type: AnswerType, value: AnswerValue | null): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (type.kind === 'number') return `${value} ${type.unit}`.trim();
  return choicesOf(type).find((choice) => choice.id === value)?.label ?? String(value);
}
