/** Whether a container runs nothing but a wait or a shell: what somebody starts to work in by hand, never an agent. */

import { commandsOf, isShell, scriptOf } from '../../snapshot/commands/shell.ts';
import type { Container } from '../../snapshot/index.ts';
import { strings } from '../../snapshot/read.ts';

export function isIdle({ raw }: Pick<Container, 'raw'>): boolean {
  const words = [...strings(raw, 'command'), ...strings(raw, 'args')];
  if (words.length === 0) return false;
  const programs = commandsOf(words).filter((one) => !GLUE.has(one.name) && scriptOf(one) === null);
  return programs.length === 0
    ? isShell(nameOf(words[0] ?? '')) || GLUE.has(nameOf(words[0] ?? ''))
    : programs.every(({ name, args }) => WAITS.has(name) || (isShell(name) && args.every(isSwitch)));
}

const nameOf = (word: string): string => word.slice(word.lastIndexOf('/') + 1);
const isSwitch = (word: string): boolean => word.startsWith('-') || word === '';

const WAITS: ReadonlySet<string> = new Set([
  'sleep',
  'tail',
  'cat',
  'yes',
  'pause',
  'top',
  'watch',
  'read',
  'screen',
  'tmux',
]);
/** Parts of a script that do nothing by themselves. */
const GLUE: ReadonlySet<string> = new Set([
  'true',
  'false',
  ':',
  'wait',
  'trap',
  'set',
  'echo',
  'printf',
  'date',
  'exit',
  'cd',
  'test',
  '[',
  '[[',
  'break',
  'continue',
  'return',
  'done',
  'fi',
  'esac',
  '',
]);
