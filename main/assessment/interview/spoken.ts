/** What an answer says in the report. */
import { number } from '../../../shared/in-words.ts';
import { type AnswerType, type AnswerValue, inUnit } from '../../../shared/interview.ts';

/** The parts of the report that interview sentences go to. */
export const REPORT_SECTIONS = [
  'scope',
  'estate',
  'environment',
  'business',
  'exposure',
  'control-plane',
  'access',
  'supply-chain',
  'data',
  'detection',
  'integration',
  'deal',
] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];

export interface Spoken {
  readonly section: ReportSection;
  /** The sentence for a value without its full stop, or null when there is nothing worth saying. */
  say(value: AnswerValue, type: AnswerType): string | null;
}

/** One fixed sentence for each value that deserves one: `said('data', { no: 'No restore test is on record' })`. */
export function said(section: ReportSection, sentences: Readonly<Record<string, string>>): Spoken {
  const byValue = new Map(Object.entries(sentences));
  return { section, say: (value) => (typeof value === 'string' ? (byValue.get(value) ?? null) : null) };
}

/** A sentence around the answer itself: `quoted('environment', (value) => `Products: ${value}`)`. */
export function quoted(section: ReportSection, sentence: (value: string) => string): Spoken {
  return {
    section,
    say(value, type) {
      const words = valueInWords(value, type);
      return words === '' ? null : sentence(words);
    },
  };
}

/** The value as a reader wants it: the label of a choice, a number with its unit, a list with commas. */
export function valueInWords(value: AnswerValue, type: AnswerType): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'number') {
    return type.kind === 'number' ? inUnit(value, type.unit) : number(value);
  }
  if (type.kind === 'choice') return type.options.find((option) => option.id === value)?.label ?? value;
  // A text ends without its full stop, because the sentence around it brings one.
  return value.trim().replace(/\.+$/, '');
}
