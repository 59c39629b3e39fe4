/** What a removed command does, in words. */
import type { CommandClass } from './evidence.ts';

/** What one of them does, and what several do. */
export const COMMAND_DOES: Readonly<Record<CommandClass, readonly [one: string, many: string]>> = {
  'remote-shell': ['gives somebody else a shell', 'give somebody else a shell'],
  'runs-download': ['runs what it downloads or decodes', 'run what they download or decode'],
};

/** “1 command that gives somebody else a shell”; `digits` is the number as it is written. */
export function commandsThat(does: CommandClass, number: number, digits = String(number)): string {
  const [one, many] = COMMAND_DOES[does];
  return number === 1 ? `${digits} command that ${one}` : `${digits} commands that ${many}`;
}
