/** What a removed command does, in words. */

import type { CommandClass } from './evidence.ts';
import { count } from './in-words.ts';

/** What one of them does, and what several do. */
export const COMMAND_DOES: Readonly<Record<CommandClass, readonly [one: string, many: string]>> = {
  'remote-shell': ['gives a remote party a shell', 'give a remote party a shell'],
  'runs-download': ['runs what it downloads or decodes', 'run what they download or decode'],
};

/** “1 command that gives a remote party a shell”. */
export function commandsThat(does: CommandClass, commands: number): string {
  const [one, many] = COMMAND_DOES[does];
  return count(commands, `command that ${one}`, `commands that ${many}`);
}
