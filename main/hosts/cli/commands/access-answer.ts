/** What both questions about permissions say besides their answer. */
import type { Answer } from '../../../workbench/commands/access.ts';
import { EXIT } from '../exit.ts';
import { plain } from '../plain.ts';

/** Says on stderr what is missing and what is to be known, and sets the exit status. */
export function answered({ incomplete, notes }: Pick<Answer<unknown>, 'incomplete' | 'notes'>): void {
  for (const line of notes) process.stderr.write(`note: ${plain(line)}\n`);
  for (const line of incomplete) process.stderr.write(`incomplete: ${plain(line)}\n`);
  process.exitCode = incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
}
