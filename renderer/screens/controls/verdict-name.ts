/** What a verdict is about, in words. */
import { objectInWords } from '../../../shared/object-in-words.ts';
import type { Verdict } from '../../../shared/verdict.ts';

export function nameOf({ object, subject }: Pick<Verdict, 'object' | 'subject'>): string {
  if (object !== null) return objectInWords(object);
  return subject === undefined ? 'The cluster' : subjectInWords(subject);
}

export const subjectInWords = ({ namespace, name }: NonNullable<Verdict['subject']>): string =>
  [namespace, name].filter(Boolean).join('/');
