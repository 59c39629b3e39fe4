/** The answer itself: large choices with number keys, or a field for a number, a text or a list. */
import { useMemo } from 'react';
import { numberFault } from '../../../shared/form-rules.ts';
import {
  type AnswerInput,
  type AnswerType,
  type AnswerValue,
  type QuestionMeta,
  statesOffered,
} from '../../../shared/interview.ts';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { NumberField } from '../../components/fields/NumberField.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import classes from './AnswerControl.module.css';
import type { AnswerEditing, AnswerRecord } from './useAnswer.ts';

interface AnswerControlProps {
  readonly meta: QuestionMeta;
  readonly answer: AnswerEditing;
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
const STATE_WORDS: Readonly<Record<AnswerInput['state'], string>> = {
  answered: 'Answered',
  'not-asked': 'Not asked',
  unknown: 'Unknown',
  'not-applicable': 'Not applicable',
  'alternative-control': 'Alternative control',
};

export function AnswerControl({ meta, answer }: AnswerControlProps) {
  const { draft, input } = answer;
  const choices = choicesOf(meta.type);
  const choose = (value: AnswerValue) => answer.choose({ state: 'answered', value });
  useKeys(
    Object.fromEntries(
      choices.slice(0, 9).map((choice, index) => [String(index + 1), () => choose(choice.id)]),
    ),
  );
  const answered = input.state === 'answered';
  const type = meta.type;
  const offered = statesOffered(meta);
  // What was stored stays to be seen, offered or not.
  const states = answered || offered.includes(input.state) ? offered : [...offered, input.state];
  const fault =
    type.kind === 'number' && typeof input.value === 'number' ? numberFault(type, input.value) : null;
  const typed = useMemo(
    () => ({
      number: draft.view(
        ['state', 'value'],
        (record) => (typeof record.value === 'number' ? record.value : null),
        answeredBy,
      ),
      text: draft.view(
        ['state', 'value'],
        (record) => (typeof record.value === 'string' ? record.value : ''),
        (text) => answeredBy(text === '' ? null : text),
      ),
      list: draft.view(
        ['state', 'value'],
        (record) => (Array.isArray(record.value) ? record.value.join('\n') : ''),
        (text) => answeredBy(text === '' ? null : text.split('\n')),
      ),
    }),
    [draft],
  );

  return (
    <div className={classes.answer} data-answer>
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
        <NumberField
          label="Answer"
          suffix={type.unit === '' ? '' : ` ${type.unit}`}
          field={typed.number}
          error={fault}
          size="md"
          styles={{ label: { fontSize: '0.875rem' } }}
          maw={280}
        />
      )}
      {type.kind === 'text' && (
        <AreaField label="Answer" field={typed.text} maxLength={20_000} minRows={2} maxRows={14} />
      )}
      {type.kind === 'list' && (
        <AreaField label="Answer" description="One per line." field={typed.list} minRows={3} maxRows={14} />
      )}
      <div className={classes.states} role="radiogroup" aria-label="State of the answer">
        {states.map((state) => (
          <button
            key={state}
            type="button"
            role="radio"
            className={classes.state}
            aria-checked={input.state === state}
            onClick={() => answer.choose({ state, value: null })}
          >
            {STATE_WORDS[state]}
            {state === 'not-applicable' && meta.notApplicable !== null && (
              <span className={classes.when}>: {lowerFirst(meta.notApplicable)}</span>
            )}
          </button>
        ))}
      </div>
    </div>
  );
}

/** “There is no mesh.” as the end of a sentence; a name such as Argo keeps its capital. */
const lowerFirst = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;

/** An emptied field is a question that was not asked. What is typed is not what the evidence suggested. */
function answeredBy(value: AnswerValue | null): Partial<AnswerRecord> {
  return { state: value === null ? 'not-asked' : 'answered', value, suggestedBy: null };
}

function choicesOf(type: AnswerType): readonly Choice[] {
  if (type.kind === 'yes-partly-no') return YES_PARTLY_NO;
  return type.kind === 'choice' ? type.options : [];
}
