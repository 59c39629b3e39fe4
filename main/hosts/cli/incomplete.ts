/** What every command that reads evidence says on standard error besides its answer. */
import { EXIT } from './exit.ts';
import { plain } from './plain.ts';

/**
 * One line each: notes on how to read the answer, then what is not whole. Returns the exit status that follows.
 * @param incomplete what was refused or failed, or could not be decided
 */
export function reportIncomplete(incomplete: readonly string[], notes: readonly string[] = []): number {
  for (const line of notes) process.stderr.write(`note: ${plain(line)}\n`);
  for (const line of incomplete) process.stderr.write(`incomplete: ${plain(line)}\n`);
  return incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
}
