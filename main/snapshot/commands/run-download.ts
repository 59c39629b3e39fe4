/**
 * Commands that run what they fetch: a download piped or substituted into a shell or an interpreter, a file that is
 * fetched and then started, hidden text that is decoded and run. A download alone is none.
 */
import { type Command, commandsOfLine, commandsOfScript, isShell, scriptOf } from './shell.ts';

/** What a command line does, ending the sentence "the command …"; null for nothing of the kind. */
export function runsDownload(words: readonly string[]): string | null {
  const commands = commandsOfLine(words);
  const files = new Set<string>();
  for (const command of commands) {
    const found = ofPipeline(command) ?? ofSubstitution(command) ?? ofCode(command);
    if (found !== null) return found;
    for (const file of filesOf(command)) files.add(file);
    if (files.size > 0 && starts(command, files)) return 'starts a file that it downloads';
  }
  return null;
}

/** A source of foreign text somewhere before a program that runs its input. */
function ofPipeline(command: Command): string | null {
  const at = command.pipeline.indexOf(command);
  if (at < 1 || !runsInput(command)) return null;
  const before = command.pipeline.slice(0, at);
  if (before.some(isDownload)) return `pipes a download into ${kindOf(command)}`;
  return before.some(isDecoding) ? `decodes hidden text and runs it in ${kindOf(command)}` : null;
}

/** `sh -c "$(curl …)"`, `eval`, `source <(curl …)`. */
function ofSubstitution(command: Command): string | null {
  const { name } = command;
  const runs =
    name === 'eval' ||
    name === 'source' ||
    name === '.' ||
    isShell(name) ||
    isInterpreter(name) ||
    name === '';
  if (!runs) return null;
  const inner = [...command.substituted, ...scriptParts(command)];
  // `sh -c "x=$(curl …)"` only keeps the answer.
  const printed = inner.flat().filter((one) => one.pipeline.at(-1) === one || one.pipeline.length < 2);
  if (printed.some((one) => isDownload(one) || one.pipeline.some(isDownload)))
    return 'runs what it downloads';
  return inner.flat().some(isDecoding) ? 'decodes hidden text and runs it' : null;
}

/** Substitutions at the beginning of what a shell is given to run, where another program would stand. */
function scriptParts(command: Command): readonly (readonly Command[])[] {
  const script = scriptOf(command);
  if (script === null || !/^\s*["']?(\$\(|`)/.test(script)) return [];
  return commandsOfScript(script).flatMap((one) => (one.name === '' ? one.substituted : []));
}

/** An interpreter whose own code fetches and runs. */
function ofCode({ name, args, input }: Command): string | null {
  if (!isInterpreter(name)) return null;
  const code = [...args, input].join('\n').slice(0, 20_000);
  const fetches =
    /urlopen|urlretrieve|requests\.get|httpx\.get|http\.get|https\.get|fetch\(|open-uri|URI\.open|Net::HTTP|LWP::|file_get_contents\(\s*["']https?:|DownloadString|DownloadFile|DownloadData|Invoke-WebRequest|Invoke-RestMethod|\biwr\b|\birm\b|Start-BitsTransfer/i;
  const runs =
    /\bexec\s*\(|\beval\b|\bcompile\s*\(|os\.system|subprocess|child_process|\biex\b|Invoke-Expression|\bsystem\s*\(|Start-Process|&\s*\(\s*\[scriptblock\]/i;
  return fetches.test(code) && runs.test(code) ? `runs what it downloads in ${name}` : null;
}

/** A program that takes its commands from its input: without a script or a file of its own. */
function runsInput({ name, args }: Command): boolean {
  if (isShell(name) || name === 'source' || name === '.')
    return scriptOf({ name, args, input: '' }) === null && firstPlain(args) === undefined;
  if (name === 'eval' || name === 'parallel') return true;
  if (!isInterpreter(name) || /^g?awk|^mawk|^java$|^go$/.test(name)) return false;
  return !args.some((arg) => /^-[A-Za-z]*[cemEr]$|^--?eval$|^-m/.test(arg)) && firstPlain(args) === undefined;
}

/** The first argument that is a file; `-`, `/dev/stdin` and what follows `-s` are input. */
function firstPlain(args: readonly string[]): string | undefined {
  if (args.some((arg) => /^-[a-z]*s[a-z]*$/.test(arg))) return undefined;
  return args.find((arg) => arg !== '-' && arg !== '/dev/stdin' && !arg.startsWith('-') && arg !== '');
}

function isDownload({ name, args }: Command): boolean {
  if (name === 'curl' || name === 'curl.exe')
    return (
      args.some(isAddress) &&
      !args.some(
        (arg) => /^(-[A-Za-z]*[oOI]|--output|--remote-name|--head)/.test(arg) && !/^-[A-Za-z]*o-$/.test(arg),
      )
    );
  if (name === 'wget' || name === 'uclient-fetch') {
    const text = args.join(' ');
    return /(^|\s)-[A-Za-z]*O\s*(-|\/dev\/stdout)(\s|$)|--output-document[= ]-/.test(text);
  }
  if (name === 'fetch') return / -o ?-|^-o ?-/.test(args.join(' '));
  return (
    /^(aria2c|lynx|links|elinks|w3m|http|https|xh|lwp-request|GET|scurl|tftp|ftp)$/.test(name) &&
    args.some(isAddress) &&
    /(^|\s)(-source|-dump|-O-|--body|-b|https?:|ftp:)/.test(args.join(' '))
  );
}

const isAddress = (arg: string): boolean =>
  /^["']?(https?|ftps?|tftp|sftp|file):\/\//i.test(arg) ||
  /\$/.test(arg) ||
  (!arg.startsWith('-') && /[\w-]+\.[\w.-]+(:\d+)?(\/|$)/.test(arg)) ||
  /^[\w-]+(:\d+)?\//.test(arg);

function isDecoding({ name, args }: Command): boolean {
  if (name === 'base64' || name === 'base32')
    return args.some((arg) => /^(-[A-Za-z]*[dD]|--decode)/.test(arg));
  if (name === 'xxd')
    return args.some((arg) => /^-r|^-p$/.test(arg)) && args.some((arg) => arg.startsWith('-r'));
  return name === 'openssl' && /^(enc|base64)$/.test(args[0] ?? '') && args.includes('-d');
}

const isInterpreter = (name: string): boolean =>
  /^(python[\d.]*|pypy[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|node|nodejs|deno|bun|lua[\d.]*|luajit|tclsh|pwsh|powershell(\.exe)?|g?awk|iex|invoke-expression)$/i.test(
    name,
  );

const kindOf = ({ name }: Command): string =>
  isShell(name) || name === 'source' || name === '.' || name === 'eval' ? 'a shell' : 'an interpreter';

/** Files that a download is written to. */
function filesOf({ name, args, redirects, pipeline }: Command): readonly string[] {
  if (!/^(curl|wget|fetch|aria2c|uclient-fetch)$/.test(name)) return [];
  const found: string[] = [];
  for (const [i, arg] of args.entries()) {
    const attached = /^(?:-[A-Za-z]*o|-[A-Za-z]*O|--output=|--output-document=)(\S+)$/.exec(arg)?.[1];
    if (attached !== undefined && attached !== '-') found.push(attached);
    else if (
      /^(-[A-Za-z]*o|--output|--output-document)$/.test(arg) ||
      (name === 'wget' && /^-[A-Za-z]*O$/.test(arg))
    )
      found.push(args[i + 1] ?? '');
    else if (name === 'wget' || /^-[A-Za-z]*O$/.test(args.find((one) => /^-[A-Za-z]*O$/.test(one)) ?? '')) {
      const base = /^https?:\/\/[^/]+\/(?:.*\/)?([^/?#]+)/.exec(arg)?.[1];
      if (base !== undefined) found.push(base);
    }
  }
  if (isDownload({ name, args, redirects, pipeline, input: '', substituted: [] }))
    for (const file of redirects) if (!file.startsWith('&') && file !== '/dev/null') found.push(file);
  return found.filter((file) => file !== '' && file !== '-' && !file.endsWith('/'));
}

/** Whether a command makes one of the files a program, or starts it. */
function starts({ name, args }: Command, files: ReadonlySet<string>): boolean {
  const isOne = (word: string): boolean =>
    [...files].some(
      (file) => word === file || word === `./${file}` || word.endsWith(`/${file.replace(/^.*\//, '')}`),
    );
  if (name === 'chmod')
    return args.some((arg) => /^([ugoa]*\+[rwx]*x|[0-7]{3,4})$/.test(arg)) && args.some(isOne);
  if (isShell(name) || isInterpreter(name) || name === 'source' || name === '.') return args.some(isOne);
  return (
    name !== '' &&
    [...files].some((file) => file.replace(/^.*\//, '') === name && !/^(curl|wget)$/.test(name))
  );
}
