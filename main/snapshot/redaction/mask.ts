/** Masks the credential-like parts of text that is otherwise kept: command lines, images, messages. */
import { classify, SECRET_ADDRESS, VENDOR_TOKEN } from './classify.ts';
import { namesCredential } from './names.ts';

export const MASK = '***';
const MASKED_CHARACTERS = 65_536;

/** `text` with whatever looks like a credential replaced by `***`. Text beyond 64 Ki characters is cut. */
export function maskText(text: string): string {
  if (text.length <= MASKED_CHARACTERS && !COULD_HOLD_ONE.test(text)) return text;
  const proven = maskAlways(text.slice(0, MASKED_CHARACTERS));
  return (
    (/\s/.test(proven) ? maskLines(proven) : proven)
      .replace(PAIR, maskNamed)
      // Before the rule of `name: value`, which would take `https:` for a name and the rest of the address for its value.
      .replace(/([?&#])([A-Za-z_][\w.[\]-]{0,80})(=)([^\s"'`&;|,)}#]+)/g, maskNamed)
      .replace(/(\bauthorization["']?[^\S\n]*[:=,][^\S\n]*["']?(?:\w+[^\S\n]+)?)[^\s"']+/gi, `$1${MASK}`)
      // Never over the end of a line: what a name stands above is its children, each with a name of its own.
      .replace(
        /(^|[\s"'`;&|({,?])(-{0,2}\$?[A-Za-z_][\w.-]{1,80})(["']?[^\S\n]*(?:[!=]?=|:)[^\S\n]*)("[^"]*"|'[^']*'|[^\s"';&|,)}]+)/g,
        maskNamed,
      )
      .replace(
        /(^|[\s"'`;&|({,?])(--?[A-Za-z_][\w.-]{1,80})(\s+)("[^"]*"|'[^']*'|[^\s"';&|,)}-][^\s"';&|,)}]*)/g,
        maskNamed,
      )
  );
}

/**
 * What every rule below needs at least: something that joins a name to a value, or how a known credential begins. Most
 * text of a cluster has none of it, and one look is enough.
 */
const COULD_HOLD_ONE =
  /[=:@\s$]|eyJ|AKIA|ASIA|AIza|-----BEGIN|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hv[sb]\.|[sr]k_(?:live|test)_|npm_|dop_v1_|AGE-SECRET-KEY|hooks\.slack|discord|webhook\.office|\/v3\/import\//;

/** `name: DB_PASSWORD` with its `value:`, as variables are written in YAML and JSON. */
const PAIR =
  /(\bname["']?[^\S\n]*:[^\S\n]*["']?)([\w.-]{1,80})(["']?[^\S\n]*,?\s*["']?value["']?[^\S\n]*:[^\S\n]*)("[^"]*"|'[^']*'|[^\s"';&|,)}]+)/g;

/** The rules for text of several words. */
function maskLines(text: string): string {
  const masked = text
    .replace(/(\bbearer\s+)[\w.~+/=-]{8,}/gi, `$1${MASK}`)
    .replace(
      /((?:^|\s)(?:-u[ =]?|--(?:proxy-)?user[ =])["']?[^\s:"'/-][^\s:"'/]{0,100}:)[^\s"']+/g,
      `$1${MASK}`,
    )
    .replace(/(\b(?:password|identified\s+by)\s+)'[^'\n]*'/gi, `$1${MASK}`);
  const signedIn = PROGRAMS.test(masked) ? masked.replace(/[^\n;|&]+/g, maskSignIn) : masked;
  return signedIn.includes('\n') ? signedIn.replace(BLOCK, maskBlock) : signedIn;
}

/** A YAML block scalar: all lines that stand further in than its key. */
const BLOCK =
  /^([^\S\n]*)((?:-[^\S\n]+)?["']?)([A-Za-z_][\w.-]{1,80})(["']?:[^\S\n]*)[|>][-+\d]{0,3}[^\S\n]*\n(?:\1[^\S\n]+[^\n]*(?:\n|$)|[^\S\n]*\n)+/gm;

function maskBlock(all: string, indent: string, before: string, name: string, separator: string): string {
  if (!namesCredential(name)) return all;
  return `${indent}${before}${name}${separator}${MASK}${all.endsWith('\n') ? '\n' : ''}`;
}

/** Programs whose one-letter flags carry a password. `-p` means so many other things that it says nothing alone. */
interface SignIn {
  readonly program: RegExp;
  readonly flag: string;
  readonly written: 'attached' | 'apart' | 'either';
}

const SIGN_INS: readonly SignIn[] = [
  { program: /(?:^|[\s/"'(])(?:mysql|mariadb)[\w-]*/, flag: '-p', written: 'attached' },
  { program: /(?:^|[\s/"'(])(?:sshpass|mongo[a-z]*)(?=$|\s)/, flag: '-p', written: 'either' },
  { program: /(?:^|\s)login(?=$|\s)/, flag: '-p', written: 'apart' },
  { program: /(?:^|[\s/"'(])redis-cli(?=$|\s)/, flag: '-a', written: 'apart' },
  { program: /(?:^|[\s/"'(])ldap[a-z]+(?=$|\s)/, flag: '-w', written: 'apart' },
];
const PROGRAMS = /mysql|mariadb|sshpass|mongo|login|redis-cli|ldap/;

/** One command of a shell line. */
function maskSignIn(command: string): string {
  return SIGN_INS.reduce((text, { program, flag, written }) => {
    const found = program.exec(text);
    if (found === null) return text;
    const end = found.index + found[0].length;
    const gap = { attached: '', apart: '\\s+', either: '\\s*' }[written];
    const value = new RegExp(`(\\s${flag}${gap})("[^"]*"|'[^']*'|[^\\s"'-][^\\s"']*)`, 'g');
    return text.slice(0, end) + text.slice(end).replace(value, (_all, before: string) => before + MASK);
  }, command);
}

/**
 * Directives of a web server or of CoreDNS, where names and values stand side by side: what follows a name of a
 * credential is masked to the end of the statement.
 */
export function maskDirectives(text: string): string {
  return maskText(
    text.slice(0, MASKED_CHARACTERS).replace(/[^\n;{}]+/g, (statement) => {
      const words = [...statement.matchAll(/\S+/g)];
      const named = words.find(([word]) => {
        const bare = word.replace(/^[^\w]+|[^\w]+$/g, '');
        return /^[\w.-]+$/.test(bare) && namesCredential(bare);
      });
      if (named === undefined) return statement;
      const head = statement.slice(0, named.index + named[0].length);
      const rest = statement.slice(head.length).trim();
      return rest === '' || isHarmless(rest) ? statement : `${head} ${MASK}`;
    }),
  );
}

function maskNamed(all: string, before: string, name: string, separator: string, value: string): string {
  return !namesCredential(name) || isHarmless(value) ? all : `${before}${name}${separator}${MASK}`;
}

/** A command line, argument by argument; the argument after a flag such as `--password` is masked as well. */
export function maskArguments(parts: readonly string[]): string[] {
  const signIns = new Set<SignIn>();
  return parts.map((part, at) => {
    const before = parts[at - 1] ?? '';
    if (PROGRAMS.test(before)) {
      for (const each of SIGN_INS) if (each.program.test(before)) signIns.add(each);
    }
    for (const { flag, written } of signIns) {
      if (written !== 'attached' && before === flag) return MASK;
      if (written !== 'apart' && part.startsWith(flag) && part.length > flag.length) return flag + MASK;
    }
    const flag = /^--?([A-Za-z][\w.-]*)$/.exec(before)?.[1];
    if (flag !== undefined && namesCredential(flag) && !part.startsWith('-') && !isHarmless(part))
      return MASK;
    const [, user] = /^([^\s:/]{1,100}:)(?!\d+$)./.exec(part) ?? [];
    if (user !== undefined && /^(?:-u|--(?:proxy-)?user)$/.test(before)) return user + MASK;
    const [, prefix = '', value = part] = /^(--?[\w.-]+=)(.+)$/s.exec(part) ?? [];
    if (classify('', value) === 'high-entropy') return `${prefix}${MASK}`;
    return maskText(part);
  });
}

/** A URL without its user part, its query's values and its fragment; anything else as `maskText`. */
export function maskUrl(text: string): string {
  const mark = text.search(/[?#]/);
  return maskText(mark === -1 ? text : `${text.slice(0, mark)}?${MASK}`);
}

/** The credentials that prove themselves wherever they stand. */
function maskAlways(text: string): string {
  return (
    text
      .replace(/-----BEGIN [A-Z ]{0,40}PRIVATE KEY[\s\S]*?(-----END [A-Z ]{0,40}-----|$)/g, MASK)
      // From the two slashes backwards: to look for the scheme first would try at every letter.
      .replace(/(?<=\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@"']{1,500}@/gi, `${MASK}@`)
      .replace(/\beyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]*/g, MASK)
      .replace(/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK)
      .replace(/\bAIza[\w-]{35}/g, MASK)
      .replace(/((?:AccountKey|SharedAccessKey|[?&]sig)=)[^\s;&"']+/g, `$1${MASK}`)
      .replace(/([\w.-]{1,80}:)[^\s@/:"']{1,200}(?=@(?:tcp|unix)\()/g, `$1${MASK}`)
      .replace(VENDOR_TOKENS, MASK)
      .replace(SECRET_ADDRESSES, `$1/${MASK}`)
  );
}

const VENDOR_TOKENS = new RegExp(VENDOR_TOKEN, 'g');
const SECRET_ADDRESSES = new RegExp(SECRET_ADDRESS, 'g');

/** Values that cannot be a credential: a switch, a number, a variable's name. */
function isHarmless(value: string): boolean {
  const bare = value.replace(/^["']|["']$/g, '');
  return (
    bare === '' ||
    bare === MASK ||
    /^(true|false|\d{1,6}[smhd]?|\$\([\w.-]+\)|\$\{[\w.-]+\}|\$[A-Za-z_]\w*)$/i.test(bare) ||
    /^\/[\w./-]+$/.test(bare)
  );
}
