/** Finds the credentials of command lines: what well-known programs take by place or by a flag of one letter. */

import { isFilePath } from './file-path.ts';
import { isNoLiteral, type Marks } from './marks.ts';
import { mayNameCredential, namesByPosition, namesPassword } from './names.ts';
import { holdsParts, isHarmless } from './pairs.ts';
import { commandsOf, placeIn, type ShellCommand, type ShellWord } from './shell-words.ts';
import { type SignIn, signInsOf } from './sign-ins.ts';

/** A word of a command line, in a shell line or in a list of arguments. */
export interface Argument {
  readonly text: string;
  /** Marks it, or the part from a character of its text on. */
  mask(from?: number): void;
}

const MAX_DEPTH = 3;

/** Marks what the commands of a shell text hold, in quotes and substitutions as well. */
export function markCommands(text: string, marks: Marks): void {
  if (!/\s/.test(text)) return;
  markWithin(text, 0, text.length, marks, 0);
  markHereDocuments(text, marks);
}

function markWithin(text: string, from: number, to: number, marks: Marks, depth: number): void {
  const commands = commandsOf(text, from, to);
  commands.forEach((command, at) => {
    markArguments(command.words.map((word) => argumentOf(text, word, marks)));
    markPiped(text, command, commands[at + 1], marks);
    if (depth >= MAX_DEPTH) return;
    for (const word of command.words) {
      if (!word.nested) continue;
      const [start, end] = innerOf(text, word);
      if (end > start) markWithin(text, start, end, marks, depth + 1);
    }
  });
}

/** Between the first quote of a word and its last. */
function innerOf(text: string, { from, to }: ShellWord): readonly [from: number, to: number] {
  let start = from;
  while (start < to && !'"\''.includes(text.charAt(start))) start += 1;
  let end = to;
  while (end > start && !'"\''.includes(text.charAt(end - 1))) end -= 1;
  let close = end - 1;
  while (close > start && text.charAt(close - 1) === '\\') close -= 1;
  return [start + 1, close];
}

const argumentOf = (text: string, word: ShellWord, marks: Marks): Argument => ({
  text: word.text,
  mask(from = 0) {
    if (from === 0) {
      marks.add(word.from, word.to);
      return;
    }
    const start = placeIn(text, word, from);
    const end = endIn(text, word);
    // `-p"X"` loses its quotes with its value.
    const quote = text.charAt(start - 1);
    const isQuoted =
      start - 1 > word.from && (quote === '"' || quote === "'") && text.charAt(end - 1) === quote;
    marks.add(isQuoted ? start - 1 : start, end);
  },
});

/** Before the quote that closes a word which a quote opens. */
function endIn(text: string, { from, to }: ShellWord): number {
  const open = text.charAt(from);
  return (open === '"' || open === "'") && text.charAt(to - 1) === open ? to - 1 : to;
}

interface Active {
  readonly rule: SignIn;
  /** Words seen behind the place that counts; -1 before it. */
  readonly seen: number[];
  armed: boolean;
  assigning: boolean;
}

/** Marks the words of one command. `program` is what runs them when no word says so, such as the name of an image. */
export function markArguments(words: readonly Argument[], program = ''): void {
  const active = new Map<SignIn, Active>();
  const add = (name: string) => {
    for (const rule of signInsOf(name)) {
      if (active.has(rule)) continue;
      const seen = (rule.places ?? []).map(({ after }) => (after === '' ? 0 : -1));
      active.set(rule, { rule, seen, armed: rule.needs === undefined, assigning: false });
    }
  };
  if (program !== '') add(program);
  let sinceSetter = SETTER_REACH;
  words.forEach((word, at) => {
    const before = words[at - 1]?.text ?? '';
    const pair = `${before} ${word.text}`;
    for (const one of active.values()) applyTo(one, word, before, pair);
    markNamed(word, before, words, at, sinceSetter < SETTER_REACH);
    sinceSetter = SETTERS.test(word.text) ? 0 : sinceSetter + 1;
    if (word.text.length < 80) add(baseOf(word.text));
  });
  for (const { rule } of active.values()) {
    if (rule.lastWith === undefined || !words.some(({ text }) => rule.lastWith?.test(text) === true))
      continue;
    const last = words.findLast(({ text }) => !startsFlag(text));
    if (last !== undefined && last !== words[0]) maskUnless(last, 0);
  }
}

const MASKED = /[=:]\*\*\*$/;
const SETTER_REACH = 4;
const SETTERS = /^(?:set|SET|config|CONFIG|configure|put|update|change|machine|login|export)$/;

const baseOf = (word: string): string =>
  word.slice(word.lastIndexOf('/') + 1).replace(/\.(?:exe|sh|bat|py)$/, '');

function applyTo(one: Active, word: Argument, before: string, pair: string): void {
  const { rule, seen } = one;
  if (!one.armed) {
    one.armed = word.text === rule.needs;
    if (!one.armed) return;
  }
  const text = word.text;
  const isFlag = text.startsWith('-') && text.length > 1;
  const flagged = lastLetter(before);
  if (rule.apart?.includes(before) === true && !isFlag) maskUnless(word, 0);
  for (const flag of rule.apart ?? []) if (text.startsWith(`${flag}=`)) maskUnless(word, flag.length + 1);
  for (const flag of rule.attached ?? [])
    if (text.startsWith(flag) && text.length > flag.length) maskUnless(word, flag.length);
  for (const flag of rule.pair ?? [])
    markUser(word, flag, flagged === flag ? flag : before, rule.separator ?? ':');
  for (const flag of rule.header ?? []) {
    if (before === flag || flagged === flag) markHeader(word, 0);
    else if (text.startsWith(flag) && text.length > flag.length + 2)
      markHeader(word, flag.length + (text.charAt(flag.length) === '=' ? 1 : 0));
  }
  rule.places?.forEach(({ after, skip, count }, at) => {
    const last = seen[at] ?? -1;
    if (last >= 0 && !isFlag) {
      seen[at] = last + 1;
      if (last >= skip && last < skip + count && !text.includes('=')) maskUnless(word, 0);
    }
    if (after !== '' && (after === text || after === pair)) seen[at] = 0;
  });
  for (const after of rule.assignments ?? []) {
    const own = after.startsWith('--');
    if (own ? before === after : one.assigning) maskUnless(word, text.indexOf('=') + 1, text.includes('='));
    if (own && text.startsWith(`${after}=`))
      maskUnless(word, text.indexOf('=', after.length + 1) + 1, text.indexOf('=', after.length + 1) > 0);
  }
  if (rule.assignments?.some((after) => after === text || after === pair) === true) one.assigning = true;
}

/** `-u` of `-sSu`. */
const lastLetter = (word: string): string => (/^-[A-Za-z]{2,8}$/.test(word) ? `-${word.slice(-1)}` : '');

function maskUnless(word: Argument, from: number, really = true): void {
  const value = word.text.slice(from);
  if (!really || value === '' || isNoLiteral(value)) return;
  // `jwt=@/var/run/token`: read from a file.
  if (value.startsWith('@') && isFilePath('', value)) return;
  // `pass:X`, `env:NAME`, `file:PATH` of OpenSSL
  const source = /^(env|file|fd|stdin|pass):?/.exec(value)?.[0] ?? '';
  if (source === 'pass:') word.mask(from + source.length);
  else if (source === '' || source.startsWith('pass')) word.mask(from);
}

/** `-u USER:X`, `-uUSER:X`, `--user=USER:X`. A flag '' stands for any word. */
function markUser(word: Argument, flag: string, before: string, separator: string): void {
  const { text } = word;
  let from = -1;
  if (flag === '') from = text.startsWith('-') ? -1 : 0;
  else if (before === flag) from = 0;
  else if (text.startsWith(`${flag}=`)) from = flag.length + 1;
  else if (/^-\w$/.test(flag) && text.startsWith(flag)) from = flag.length;
  if (from < 0) return;
  const at = text.indexOf(separator, from);
  if (at <= from || /\s/.test(text.slice(from, at)) || text.startsWith('://', at)) return;
  if (flag === '' && !/^[^@]*@|^[\w$]+\/[^/]+$/.test(text)) return;
  maskUnless(word, at + 1);
}

/** Of a header all but its name, unless everybody sends it. What signs in keeps its scheme. */
function markHeader(word: Argument, from: number): void {
  const at = word.text.indexOf(':', from);
  if (at < 0) return;
  const name = word.text.slice(from, at).trim().replace(/^["']/, '');
  if (/^(?:proxy-)?authorization$/i.test(name) || OPEN_HEADERS.test(name)) return;
  let value = at + 1;
  while (word.text.charAt(value) === ' ') value += 1;
  maskUnless(word, value);
}

const OPEN_HEADERS =
  /^(?:accept(?:-[a-z]+)?|cache-control|connection|content-(?:type|length|encoding|disposition)|date|expect|host|if-[a-z-]+|origin|range|referer|te|transfer-encoding|upgrade|user-agent|via|x-forwarded-(?:for|proto|host|port)|x-request-id|metadata-flavor|x-aws-ec2-metadata-token-ttl-seconds)$/i;

/** The word behind a flag or a word that names a credential. */
function markNamed(
  word: Argument,
  before: string,
  words: readonly Argument[],
  at: number,
  isSet: boolean,
): void {
  const flag = /^--?([\p{L}_][\p{L}\p{N}\p{M}_.-]{0,100})$/u.exec(before)?.[1];
  if (flag !== undefined) {
    // `-p X` of whatever program says nothing; `-pass X` does.
    if (
      flag.length > 1 &&
      mayNameCredential(flag) &&
      !SWITCH.test(flag) &&
      !startsFlag(word.text) &&
      !isHarmless(flag, word.text) &&
      !holdsParts(flag, word.text)
    )
      word.mask();
    if (flag === 'H' || flag === 'header') markHeader(word, 0);
    if (flag === 'from-literal') maskUnless(word, word.text.indexOf('=') + 1, word.text.includes('='));
    // `USER:X` behind the commonest flags for a user; of numbers it is user and group.
    if (/^(?:u|user|proxy-user)$/.test(flag)) {
      const [, user] = /^([^\s:/]{1,100}:)(?!\d+$)./.exec(word.text) ?? [];
      if (user !== undefined && !isNoLiteral(word.text.slice(user.length))) word.mask(user.length);
    }
    return;
  }
  const literal = /^--from-literal=[^=]{0,300}=/.exec(word.text)?.[0];
  if (literal !== undefined) maskUnless(word, literal.length);
  // A name and its value as two words: `Authorization:`, `Bearer`, `X`.
  const name = /^["']?([\p{L}_][\p{L}\p{N}\p{M}_.-]{0,100})["']?[:=]$/u.exec(before)?.[1];
  if ((name !== undefined && mayNameCredential(name)) || /^bearer:?$/i.test(before)) {
    if (
      !isHarmless(name ?? 'token', bareOf(word.text)) &&
      !isNoLiteral(word.text) &&
      !/^(?:basic|bearer|token|auth\w*)$/i.test(word.text)
    )
      word.mask();
    return;
  }
  // What stands behind a masked value is no second one: masking again changes nothing.
  if (MASKED.test(before)) return;
  // An assignment has its value, and the program follows: `PGPASSWORD=$DB_PASSWORD psql`.
  if (/^[A-Za-z_]\w{0,100}=./.test(before)) return;
  // What stands behind a variable is no value of its name: `-a "$REDIS_PASSWORD" ping`.
  if (before.length > 100 || before.startsWith('$') || !namesByPosition(before) || startsFlag(word.text))
    return;
  // A word that is a password's name and no word of a language, such as `requirepass`, needs nothing else.
  const coined = namesPassword(before) && !/^(?:pass|pw|psw)[a-z]*$/i.test(before);
  const directive = coined || (words.length === 2 && at === 1);
  const compound = namesPassword(before)
    ? isSet || directive || /^(?:re)?set|^change|^update/i.test(before)
    : isSet || directive;
  if (
    compound &&
    !PROSE.test(word.text) &&
    !/[:=]$/.test(word.text) &&
    !isHarmless(before, bareOf(word.text))
  )
    word.mask();
}

/** `--skip-auth serve`: a flag that takes no word behind it. */
const SWITCH = /^(?:enable|disable|skip|no|allow|anonymous)-/;

/** Without the brackets that close around it: `{"key": "/tls.key"}`. */
const bareOf = (word: string): string => word.replace(/[)\]},;]{1,8}$/, '');

const startsFlag = (word: string): boolean => /^-{1,2}[A-Za-z]/.test(word);

const PROSE =
  /^(?:for|of|is|was|the|to|in|and|or|from|with|has|must|should|file|not|please|reset|policy|change|expired|required|set|be|a|an|as|at|by|on|incorrect|invalid|failed|=|:)$/i;

/** What is echoed into a program that reads a credential, or into a file of credentials. */
function markPiped(text: string, command: ShellCommand, next: ShellCommand | undefined, marks: Marks): void {
  for (const given of command.hereStrings) {
    const program = command.words.map((word) => baseOf(word.text)).find((word) => !WRAPPERS.test(word)) ?? '';
    if (!FILTERS.has(program) && !isNoLiteral(given.text)) marks.add(given.from, given.to);
  }
  const at = command.words.findIndex((word) => /^(?:echo|printf|print)$/.test(baseOf(word.text)));
  if (at < 0) return;
  const sink =
    command.pipe === '|'
      ? (next?.words.map((word) => baseOf(word.text)).find((word) => !WRAPPERS.test(word)) ?? '')
      : '';
  const encodes =
    sink === 'base64' &&
    next?.words.some((word) => /^(?:-[a-zA-Z]*[dD]|--decode)$/.test(word.text)) === false;
  const takes = sink !== '' && (encodes || !FILTERS.has(sink));
  if (!takes && !command.targets.some(isCredentialFile)) return;
  for (const word of command.words.slice(at + 1)) {
    if (/^-[neE]+$/.test(word.text) || isNoLiteral(word.text) || /^(?:%[\w.]+|\\?n)+$/.test(word.text))
      continue;
    marks.add(word.from, word.to);
  }
}

const WRAPPERS = /^(?:sudo|env|exec|time|nohup|command|nice|\w+=.*)$/;

/** Programs that read data, not a credential. `tee` writes on, and what is piped into a shell is looked at by controls. */
const FILTERS: ReadonlySet<string> = new Set(
  `sh bash ash dash zsh ksh busybox base64 xxd hexdump od tee grep egrep fgrep sed awk gawk cat jq yq wc tr cut sort uniq
  head tail xargs nc ncat netcat socat python python2 python3 perl node ruby php tar gzip gunzip zcat bzip2 xz bc dc rev
  fold fmt column paste nl tac less more crontab dd kubectl oc helm git mysql mariadb psql sqlite3 mongosh mongo redis-cli
  cqlsh clickhouse-client logger mail sendmail curl at read while mkfifo envsubst ts`.split(/\s+/),
);

function isCredentialFile(path: string): boolean {
  const name = baseOf(path);
  return (
    /^\.?(?:pgpass|netrc|my\.cnf|git-credentials|vault-token|dockercfg|npmrc|pypirc|htpasswd|s3cfg|boto|id_[a-z0-9]+|.*\.pem|.*\.key|.*\.jks|.*\.p12)$/i.test(
      name,
    ) || mayNameCredential(name.replace(/\.[a-z]{1,5}$/i, ''))
  );
}

/** Bodies of here-documents that are written to a file of credentials or given to a program that reads one. */
function markHereDocuments(text: string, marks: Marks): void {
  if (!text.includes('<<')) return;
  let done = 0;
  for (const found of text.matchAll(/<<-?\s{0,3}\\?["']?([A-Za-z_]\w{0,60})["']?([^\n]{0,500})\n/g)) {
    // What stands in the body of one begins none.
    if (found.index < done) continue;
    const start = found.index + found[0].length;
    const lineFrom = Math.max(text.lastIndexOf('\n', found.index) + 1, found.index - 500);
    const line = text.slice(lineFrom, start);
    const targets = [
      ...line.matchAll(
        />{1,2}\s{0,3}["']?([^\s"'|;&<>]{1,200})|\btee\s{1,3}(?:-a\s{1,3})?([^\s"'|;&<>]{1,200})/g,
      ),
    ];
    const reads = /\b(?:chpasswd|passwd|kinit|cryptsetup|smbpasswd)\b/.test(line);
    if (!reads && !targets.some((one) => isCredentialFile(one[1] ?? one[2] ?? ''))) continue;
    const closing = new RegExp(`\\n[ \\t]*${found[1] ?? ''}[ \\t]*(?:\\n|$)`, 'g');
    closing.lastIndex = start - 1;
    done = closing.exec(text)?.index ?? text.length;
    marks.add(start, done);
  }
}
