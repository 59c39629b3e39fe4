/**
 * What is being written, as it stands in the address, so that a reload returns to it: `new:ID`, `edit:FINDING` or
 * `merge:FINDING,FINDING`.
 */
import { compare } from '../../../shared/compare.ts';
import type { UnfinishedForm } from '../../../shared/unfinished.ts';

const PREFIX = 'finding ';

/** A new finding gets an id of its own: two tabs that write one never meet. */
export const newWriting = (): string => `new:${crypto.randomUUID()}`;
export const editWriting = (id: string): string => `edit:${id}`;
export const mergeWriting = (ids: readonly string[]): string => `merge:${ids.toSorted().join(',')}`;

/** The findings that a writing needs before it can begin. */
export function findingsOf(writing: string): readonly string[] {
  const [kind, ids = ''] = split(writing);
  return kind === 'edit' ? [ids] : kind === 'merge' ? ids.split(',') : [];
}

export const isMerge = (writing: string): boolean => split(writing)[0] === 'merge';

/** The key of its unfinished form. */
export const formKey = (writing: string): string => PREFIX + writing;

/** Findings that were begun and not saved, oldest first. */
export function unfinishedFindings(
  forms: readonly UnfinishedForm[],
): readonly { readonly writing: string; readonly title: string; readonly savedAt: string }[] {
  return forms
    .filter(({ key, fields }) => key.startsWith(PREFIX) && Object.keys(fields).length > 0)
    .map(({ key, fields, savedAt }) => ({
      writing: key.slice(PREFIX.length),
      title: typeof fields['title'] === 'string' ? fields['title'] : '',
      savedAt,
    }))
    .toSorted((a, b) => compare(a.savedAt, b.savedAt));
}

function split(writing: string): readonly [kind: string, ids?: string] {
  const at = writing.indexOf(':');
  return [writing.slice(0, at), writing.slice(at + 1)];
}
