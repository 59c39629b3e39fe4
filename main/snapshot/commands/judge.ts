/** What a command or a script does that matters when its text is not kept: judged before the text is removed. */
import type { CommandClass } from '../../../shared/evidence.ts';
import { remoteShell } from './remote-shell.ts';
import { runsDownload } from './run-download.ts';

/** The graver of what a command line does; null for nothing that is looked for. */
export function commandClass(words: readonly string[]): CommandClass | null {
  if (remoteShell(words) !== null) return 'remote-shell';
  return runsDownload(words) === null ? null : 'runs-download';
}

/**
 * The same of a value of a config map that is a script by its first line or by its name; null for every other text,
 * for documentation shows commands that nobody runs. Looks at the first 64 KiB.
 */
export function scriptClass(name: string, text: string): CommandClass | null {
  const interpreter = interpreterOf(name, text.slice(0, 200));
  if (interpreter === null || !COULD_BE.test(text)) return null;
  return commandClass([interpreter, interpreter === 'powershell' ? '-Command' : '-c', text.slice(0, 65_536)]);
}

function interpreterOf(name: string, beginning: string): string | null {
  const [, program] = /^#!\s*\/\S*?([\w.-]+)(?:[ \t]+(?:-S[ \t]+)?([\w.-]+))?/.exec(beginning) ?? [];
  if (program !== undefined) {
    const inner = program === 'env' ? /^#!\s*\S+[ \t]+(?:-S[ \t]+)?(\S+)/.exec(beginning)?.[1] : program;
    return (inner ?? 'sh').slice(-40);
  }
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return INTERPRETERS.get(extension) ?? null;
}

const INTERPRETERS: ReadonlyMap<string, string> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['ksh', 'ksh'],
  ['py', 'python3'],
  ['pl', 'perl'],
  ['rb', 'ruby'],
  ['php', 'php'],
  ['js', 'node'],
  ['ps1', 'powershell'],
]);

/** What each of them cannot be without: a connection, a program that makes one, or hidden text. */
const COULD_BE =
  /\/dev\/(?:tcp|udp)\/|\/inet|\bn(?:c|cat|etcat)|socat|telnet|openssl|mkfifo|socket|curl|wget|fetch|https?:|urlopen|requests|base(?:64|32)|xxd|Invoke|Download|Net\.|aria2c|lynx|tftp|ftp|child_process|websocketd|ttyd|gotty/i;
