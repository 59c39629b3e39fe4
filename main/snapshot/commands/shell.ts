/**
 * Command lines and shell scripts as the commands that they run. Read as sh and bash read them, as far as it matters
 * for who runs what: quotes, pipes, redirections, substitutions, here-documents, and the wrappers that start another
 * program. Hostile text is bounded in length and depth, and what no shell would take is read in some way, never thrown at.
 */

/** One program with its arguments, after its wrappers. */
export interface Command {
  /** Without its folder; '' for a redirection alone. */
  readonly name: string;
  readonly args: readonly string[];
  /** Where it reads from and writes to: files, `&3`, `/dev/tcp/…`. */
  readonly redirects: readonly string[];
  /** Text that it reads: a here-document or a here-string. */
  readonly input: string;
  /** Commands whose output becomes a part of its words, or that it reads as a file. */
  readonly substituted: readonly (readonly Command[])[];
  /** The commands of its pipeline, itself included, in order, and its place among them. */
  readonly pipeline: readonly Command[];
}

/** Every command of a container's `command` and `args`, those of scripts and substitutions included, in order. */
export function commandsOf(words: readonly string[]): readonly Command[] {
  const found: Command[] = [];
  const simple: Simple = {
    words: words.map((text) => ({ text, substitutions: [] })),
    redirects: [],
    input: '',
  };
  collect([[simple]], 0, found);
  return found;
}

/**
 * The same, where an argument with several words may be a script: an image may start a shell by itself, and a program
 * that is not known may be a script that hands its arguments on.
 */
export function commandsOfLine(words: readonly string[]): readonly Command[] {
  const found = commandsOf(words);
  const first = /\s/.test((words[0] ?? '').trim()) ? '' : (found[0]?.name ?? '');
  if (isShell(first) || OF_OTHER_TEXT.test(first)) return found;
  return [...found, ...words.flatMap((word) => (/\s/.test(word.trim()) ? commandsOfScript(word) : []))];
}

/** Programs whose arguments are text or code of another language. */
const OF_OTHER_TEXT =
  /^(echo|printf|cat|grep|sed|g?awk|jq|yq|python[\d.]*|perl|ruby|php|node|lua|pwsh|powershell|psql|mysql|mongo(sh)?|redis-cli|java|tclsh|expect)$/;

/** Every command of a shell script. */
export function commandsOfScript(script: string): readonly Command[] {
  const found: Command[] = [];
  collect(parseScript(script, 0), 0, found);
  return found;
}

/** A name is one of a shell that reads commands. */
export const isShell = (name: string): boolean => /^(ba|z|da|a|k|mk|fi|c|tc)?sh$/.test(name);

const MOST_CHARACTERS = 65_536;
const MOST_COMMANDS = 5_000;
const MOST_DEPTH = 8;

interface Word {
  readonly text: string;
  readonly substitutions: readonly (readonly (readonly Simple[])[])[];
}
interface Simple {
  readonly words: readonly Word[];
  readonly redirects: readonly string[];
  readonly input: string;
}

/** Pipelines in, commands out; what a command starts follows it. */
function collect(pipelines: readonly (readonly Simple[])[], depth: number, found: Command[]): void {
  for (const pipeline of pipelines) {
    if (found.length >= MOST_COMMANDS) return;
    const commands: Command[] = [];
    for (const simple of pipeline) {
      const inner = simple.words.flatMap(({ substitutions }) => substitutions);
      const substituted = inner.map((one) => {
        const all: Command[] = [];
        if (depth < MOST_DEPTH) collect(one, depth + 1, all);
        return all;
      });
      const [name, args] = unwrapped(simple.words.map(({ text }) => text));
      commands.push({
        name,
        args,
        redirects: simple.redirects,
        input: simple.input,
        substituted,
        pipeline: commands,
      });
    }
    for (const command of commands) {
      found.push(command);
      for (const one of command.substituted) found.push(...one);
      const script = scriptOf(command);
      if (script !== null && depth < MOST_DEPTH) collect(parseScript(script, depth + 1), depth + 1, found);
    }
  }
}

/** The script that a command gives to a shell: `sh -c …`, `eval …`, a here-document. */
export function scriptOf({ name, args, input }: Pick<Command, 'name' | 'args' | 'input'>): string | null {
  if (name === 'eval') return args.join(' ');
  if (!isShell(name)) return null;
  const at = args.findIndex((arg) => /^-[A-Za-z]{0,8}c[A-Za-z]{0,4}$/.test(arg) && !arg.startsWith('--'));
  if (at >= 0) return args.slice(at + 1).find((arg) => !/^-[a-z]/i.test(arg)) ?? '';
  return input === '' ? null : input;
}

/** The program that really runs, behind `env`, `nsenter`, `timeout` and their like. */
function unwrapped(words: readonly string[]): readonly [name: string, args: readonly string[]] {
  let rest = words;
  for (let i = 0; i < 12; i += 1) {
    while (rest.length > 1 && (/^[A-Za-z_]\w*\+?=/.test(rest[0] ?? '') || KEYWORDS.has(rest[0] ?? '')))
      rest = rest.slice(1);
    const name = baseName(rest[0] ?? '');
    const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    if (wrapper === undefined) return [name, rest.slice(1)];
    const next = afterWrapper(rest.slice(1), wrapper);
    if (next.length === 0) return [name, rest.slice(1)];
    rest = next;
  }
  return [baseName(rest[0] ?? ''), rest.slice(1)];
}

interface Wrapper {
  /** Options that take the next word. */
  readonly valued?: string;
  /** Words of its own before the program, such as the time of `timeout`. */
  readonly own?: number;
  /** The option whose value is a command line. */
  readonly line?: string;
}

/** What stands behind the options of a wrapper; a command line of its own becomes a script. */
function afterWrapper(args: readonly string[], { valued = '', own = 0, line }: Wrapper): readonly string[] {
  let left = own;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (line !== undefined && (arg === line || /^--command$/.test(arg)))
      return ['sh', '-c', args[i + 1] ?? ''];
    if (arg === '--') return args.slice(i + 1 + left);
    if (arg.startsWith('-') && arg.length > 1) {
      if (valued.split(' ').includes(arg)) i += 1;
      continue;
    }
    if (/^[A-Za-z_]\w*=/.test(arg)) continue;
    if (left > 0) {
      left -= 1;
      continue;
    }
    return args.slice(i);
  }
  return [];
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  '(',
  'time',
  'coproc',
]);

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  env: { valued: '-u -C -S --unset --chdir' },
  nsenter: { valued: '-t --target -S -G --setuid --setgid' },
  chroot: { own: 1 },
  unshare: { valued: '-R -w -S -G' },
  timeout: { own: 1, valued: '-s -k --signal --kill-after' },
  setsid: {},
  nohup: {},
  exec: { valued: '-a' },
  command: {},
  builtin: {},
  sudo: { valued: '-u -g -h -p -C -D -R -T --user --group' },
  doas: { valued: '-u -C' },
  su: { line: '-c', valued: '-s -g -G', own: 1 },
  runuser: { line: '-c', valued: '-u -s -g -G' },
  'su-exec': { own: 1 },
  gosu: { own: 1 },
  setpriv: { valued: '--reuid --regid --groups' },
  capsh: {},
  busybox: {},
  toybox: {},
  nice: { valued: '-n' },
  ionice: { valued: '-c -n -p' },
  stdbuf: { valued: '-i -o -e' },
  chrt: { own: 1 },
  taskset: { own: 1 },
  xargs: { valued: '-n -P -I -L -s -d -a -E' },
  tini: { valued: '-p -e' },
  'dumb-init': { valued: '-r' },
  catatonit: {},
  flock: { own: 1, line: '-c', valued: '-w -E' },
  script: { line: '-c' },
  strace: { valued: '-o -e -p -s -u' },
  proxychains: { valued: '-f' },
  proxychains4: { valued: '-f' },
  torsocks: {},
  winpty: {},
  start_stop_daemon: {},
};

const baseName = (word: string): string =>
  word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);

/** A script as its pipelines, those of groups and loops included. */
function parseScript(source: string, depth: number): readonly (readonly Simple[])[] {
  const text = source.slice(0, MOST_CHARACTERS);
  const pipelines: Simple[][] = [];
  let pipeline: Simple[] = [];
  let words: Word[] = [];
  let redirects: string[] = [];
  let input = '';
  let word = '';
  let open = false;
  let substitutions: (readonly (readonly Simple[])[])[] = [];
  /** What the next word is for: an argument, a file to redirect to, the end of a here-document, a here-string. */
  let next: 'word' | 'redirect' | 'here' | 'string' = 'word';
  const heres: string[] = [];
  let i = 0;

  const endWord = (): void => {
    if (!open) return;
    if (next === 'redirect') {
      redirects.push(word);
      if (substitutions.length > 0) words.push({ text: '', substitutions });
    } else if (next === 'here') heres.push(word);
    else if (next === 'string') {
      input += word;
      if (substitutions.length > 0) words.push({ text: '', substitutions });
    } else words.push({ text: word, substitutions });
    next = 'word';
    word = '';
    open = false;
    substitutions = [];
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0 || redirects.length > 0) pipeline.push({ words, redirects, input });
    words = [];
    redirects = [];
    input = '';
  };
  const endPipeline = (): void => {
    endCommand();
    if (pipeline.length > 0) pipelines.push(pipeline);
    pipeline = [];
  };
  const substitute = (from: number, close: string): number => {
    const end = closing(text, from, close);
    if (depth < MOST_DEPTH) substitutions.push(parseScript(text.slice(from, end), depth + 1));
    open = true;
    return end + 1;
  };

  while (i < text.length) {
    const char = text[i] ?? '';
    const two = text.slice(i, i + 2);
    if (char === '\\') {
      if (text[i + 1] !== '\n') {
        word += text[i + 1] ?? '';
        open = true;
      }
      i += 2;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      word += text.slice(i + 1, end < 0 ? text.length : end);
      open = true;
      i = end < 0 ? text.length : end + 1;
    } else if (two === "$'") {
      const end = unescapedQuote(text, i + 2);
      word += unescaped(text.slice(i + 2, end));
      open = true;
      i = end + 1;
    } else if (char === '"') {
      open = true;
      i += 1;
      while (i < text.length && text[i] !== '"') {
        if (text[i] === '\\') {
          word += text[i + 1] ?? '';
          i += 2;
        } else if (text.startsWith('$(', i) && text[i + 2] !== '(') i = substitute(i + 2, ')');
        else if (text[i] === '`') i = substitute(i + 1, '`');
        else {
          word += text[i];
          i += 1;
        }
      }
      i += 1;
    } else if (two === '$(' && text[i + 2] !== '(') i = substitute(i + 2, ')');
    else if (char === '`') i = substitute(i + 1, '`');
    else if ((two === '<(' || two === '>(') && !open) i = substitute(i + 2, ')');
    else if (/^\$(IFS\b|\{IFS\})/.test(text.slice(i, i + 6))) {
      endWord();
      i += text[i + 1] === '{' ? 6 : 4;
    } else if (char === '#' && !open) {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (char === '\n') {
      endPipeline();
      i += 1;
      for (const mark of heres.splice(0)) {
        const lines = text.slice(i).split('\n');
        const last = lines.findIndex((line) => line.replace(/^\t+/, '') === mark);
        const body = last < 0 ? lines : lines.slice(0, last);
        const owner = pipelines.at(-1)?.at(0);
        if (owner !== undefined) pipelines.at(-1)?.splice(0, 1, { ...owner, input: body.join('\n') });
        i += (last < 0 ? lines : lines.slice(0, last + 1)).join('\n').length + 1;
      }
    } else if (/\s/.test(char)) {
      endWord();
      i += 1;
    } else if (two === '&&' || two === '||' || two === ';;') {
      endPipeline();
      i += 2;
    } else if (two === '|&') {
      endCommand();
      i += 2;
    } else if (char === '|') {
      endCommand();
      i += 1;
    } else if (two === '&>' || char === '>' || char === '<') {
      // A number before it is the file that is redirected, not a word.
      if (next === 'word' && /^\d+$/.test(word)) {
        word = '';
        open = false;
      }
      endWord();
      const operator = /^(?:&>>?|<<<|<<-?|<>|>>|>\||<&|>&|>|<)/.exec(text.slice(i, i + 3))?.[0] ?? char;
      i += operator.length;
      next = operator === '<<<' ? 'string' : operator.startsWith('<<') ? 'here' : 'redirect';
      if (operator === '<&' || operator === '>&') {
        const target = /^\s*(\d+|-)/.exec(text.slice(i, i + 20));
        if (target !== null) {
          redirects.push(`&${target[1] ?? ''}`);
          i += target[0].length;
          next = 'word';
        }
      }
    } else if (char === ';' || char === '&' || char === '(' || char === ')') {
      endPipeline();
      i += 1;
    } else if ((char === '{' || char === '}') && !open && /[\s;]/.test(text[i + 1] ?? ' ')) {
      endPipeline();
      i += 1;
    } else {
      word += char;
      open = true;
      i += 1;
    }
  }
  endPipeline();
  return pipelines;
}

/** The place of the bracket or backtick that ends a substitution. */
function closing(text: string, from: number, close: string): number {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (close === '`') {
      if (char === '`') return i;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      i = end < 0 ? text.length : end;
    } else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return text.length;
}

function unescapedQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === "'") return i;
  }
  return text.length;
}

/** `$'…'`, in which letters may hide as numbers. */
function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|.)/gs, (_all, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code;
  });
}
