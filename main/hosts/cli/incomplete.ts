/** Evidence that is not whole, as every command says it. */
import { EXIT } from './exit.ts';
import { plain } from './plain.ts';

/** One line each on standard error; returns the exit status that follows. */
export function reportIncomplete(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`incomplete: ${plain(line)}\n`);
  return lines.length > 0 ? EXIT.incomplete : EXIT.done;
}
