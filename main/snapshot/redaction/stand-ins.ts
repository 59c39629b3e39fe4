/**
 * Values that stand for a credential and are none: a reference to a variable or to a secret store, a template that is
 * not filled in, words that ask to be replaced. A literal that stands beside a reference, or that a reference falls back
 * to, is a credential like any other.
 */
import { mayNameCredential } from './names.ts';

/** Longer values are no references. */
const LONGEST = 1_000;
/** A variable may fall back to another one, and that to a third. */
const DEEPEST = 8;

/** True when nothing in `value` is a literal that somebody could sign in with. */
export function standsForAnother(value: string): boolean {
  if (value.length > LONGEST) return false;
  const bare = value
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  return asksToBeReplaced(bare) || STORE.test(bare) || areReferences(bare, 0);
}

/**
 * `<your-token>`, `REPLACE_WITH_TOKEN`, `your-password-here`, `xxxxx`. Every word is one of a closed list, so that nothing
 * that somebody chose as a password passes for one. `changeme` is none: it works until somebody changes it, and is the
 * first that an attacker tries.
 */
function asksToBeReplaced(value: string): boolean {
  if (/^(?:x{3,64}|\.{3,10})$/i.test(value)) return true;
  if (value.length > 100 || !/^[A-Za-z][A-Za-z_. -]*$/.test(value)) return false;
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[_. -]+/)
    .filter((word) => word !== '');
  const asks = (word: string) => ASKS.has(word) || isRunTogether(word);
  return words.some(asks) && words.every((word) => asks(word) || FILLS.has(word));
}

/** `yourpassword`, `inserttoken`. */
const isRunTogether = (word: string): boolean =>
  FILLS.has(/^(?:your|insert|enter|replace)(.+)$/.exec(word)?.[1] ?? '');

const ASKS: ReadonlySet<string> = new Set(
  'replace replaceme replacethis your insert enter fillin fixme todo tbd placeholder xxx'.split(' '),
);
const FILLS: ReadonlySet<string> = new Set(
  `a an the me my it this that with by in here please to be own real actual value string text some before use using for and
  or of on install deploy deployment production prod new strong random secure long own password passwd pass pwd passphrase
  token secret secrets key keys api access client app admin root user db database auth id jwt oauth github gitlab slack aws
  redis postgres postgresql mysql mongodb webhook bot signing encryption private session account service default`.split(
    /\s+/,
  ),
);

/** Where a secret store keeps the value, as injectors and operators write it. */
const STORE =
  /^(?:(?:>>)?vault:[\w./-]{1,300}#[\w.${}-]{1,200}(?:#\d{1,6})?|ref\+[a-z0-9]{1,30}:\/\/[^\s"']{1,300}|op:\/\/[\w./ -]{1,300}|(?:secretref|awssm|gcpsm|sm|azkv|berglas|aws-sm|keyvault):(?:\/\/)?[\w./:#-]{1,300}|arn:aws[\w-]{0,12}:(?:secretsmanager|ssm):[\w:/.+=@-]{1,300}|projects\/[\w-]{1,60}\/secrets\/[\w-]{1,255}(?:\/versions\/\w{1,20})?|@Microsoft\.KeyVault\([\w=:/.;-]{1,300}\))$/i;

/** One reference or several, with nothing between them but marks that join, and a way to sign in before them. */
function areReferences(text: string, depth: number): boolean {
  let at = /^(?:bearer|basic|token)[ \t]+(?=[$<{%#@_([])/i.exec(text)?.[0].length ?? 0;
  let seen = 0;
  while (at < text.length) {
    const end = referenceEnd(text, at, depth);
    if (end > at) {
      seen += 1;
      at = end;
    } else if (JOINS.has(text.charAt(at)) && seen > 0) at += 1;
    else return false;
  }
  return seen > 0;
}

const JOINS: ReadonlySet<string> = new Set(': @/.,;|&+-_ \t');

/** Where the reference that begins here ends; `at` when none does. */
function referenceEnd(text: string, at: number, depth: number): number {
  if (text.startsWith('${', at) && !text.startsWith('${{', at)) return braceEnd(text, at, depth);
  for (const { shape, name } of SHAPES) {
    shape.lastIndex = at;
    const found = shape.exec(text);
    if (found === null) continue;
    if (name && !namesVariable(found[1] ?? '')) continue;
    if (found[0].startsWith('{{') && holdsLiteral(found[0])) continue;
    return at + found[0].length;
  }
  return at;
}

interface Shape {
  readonly shape: RegExp;
  /** What stands within must be the name of a variable, for words stand within such marks too. */
  readonly name: boolean;
}

const SHAPES: readonly Shape[] = [
  // `$(NAME)` of Kubernetes, and of a shell what a file holds. `$$(NAME)` is text.
  { shape: /(?<!\$)\$\([A-Za-z_][\w.-]{0,200}\)/y, name: false },
  { shape: /\$\((?:cat|<)[ \t]{1,4}"?\/[\w./-]{1,300}"?\)/y, name: false },
  { shape: /\$\{\{[ \t]{0,4}[\w.[\]'-]{1,200}[ \t]{0,4}\}\}/y, name: false },
  { shape: /(?<!\$)\$([A-Za-z_]\w{0,200})(?![\w!#^*~])/y, name: true },
  { shape: /\{\{[^{}]{1,500}\}\}/y, name: false },
  { shape: /<%=?[^<>%"']{1,200}(?:\[['"]\w{1,100}['"]\][^<>%"']{0,100})?%>/y, name: false },
  { shape: /<[A-Za-z][^<>="'\n]{0,200}>/y, name: false },
  { shape: /%([A-Za-z_]\w{0,100})%/y, name: true },
  { shape: /%\(([A-Za-z_][\w.-]{0,100})\)s/y, name: false },
  { shape: /[#%]\{([A-Za-z_][\w.-]{0,100})\}#?/y, name: true },
  { shape: /@{1,2}([A-Za-z_][\w.-]{0,100})@{1,2}/y, name: true },
  { shape: /__([A-Za-z][\w.-]{0,100}?)__/y, name: true },
  { shape: /\(\(([A-Za-z_][\w./-]{0,100})\)\)/y, name: true },
  { shape: /\[\[[ \t]?([A-Za-z_.][\w./-]{0,100})[ \t]?\]\]/y, name: true },
];

/** In capitals, or by a name of a credential: `$db_password`, and not `$ecret9`. */
const namesVariable = (name: string): boolean =>
  /^[A-Z_][A-Z0-9_.-]*$/.test(name) || (mayNameCredential(name) && !/\d$/.test(name));

/**
 * `${NAME}`, `${env:NAME}`, `${NAME:?message}`, and `${NAME:-…}` and its like where what stands behind the mark is a
 * reference itself, a stand-in or nothing.
 */
function braceEnd(text: string, at: number, depth: number): number {
  BRACE.lastIndex = at;
  const head = BRACE.exec(text);
  if (head === null) return at;
  const [all, mark = ''] = head;
  if (all.endsWith('}')) return at + all.length;
  const from = at + all.length;
  const close = closingBrace(text, from);
  if (close < 0) return at;
  const rest = text.slice(from, close).trim();
  const bare = rest.replace(/^(["'])(.*)\1$/s, '$2');
  const isNothing = bare === '' || /^(?:null|none|nil|undefined)$/i.test(bare);
  if (mark.endsWith('?') || isNothing) return close + 1;
  return depth < DEEPEST && (asksToBeReplaced(bare) || areReferences(bare, depth + 1)) ? close + 1 : at;
}

const BRACE =
  /(?<!\$)\$\{(?:(?:env|file|sys|vault|ssm|awssm|gcpsm|sm|ENV|FILE)[:.][\w./:#@-]{1,200}\}|[A-Za-z_][\w.]{0,200}(?:\}|(:?[-=+?]|:)))/y;

/** Where the bracket that was opened before `from` closes; -1 when it does not. */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text.charAt(at) === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}

/** Whether a template writes a value down: `{{ .password | default "X" }}`. Functions that take a name do not. */
function holdsLiteral(template: string): boolean {
  const rest = template.replace(
    /\b(?:env|expandenv|required|include|template|lookup|secret|key|index|get|fail|with|hasKey|dig)\b(?:[ \t(]{1,4}(?:[\w.$]{1,100}[ \t]{1,4})?(?:"[^"]{0,200}"|'[^']{0,200}'|`[^`]{0,200}`))+/g,
    '',
  );
  return /"[^"]+"|'[^']+'|`[^`]+`|\bdefault[ \t(]+\d/.test(rest);
}

/**
 * Of a list of settings such as `Server=db;Password=$(PW)`, or an address such as `postgres://app:$(PW)@db`: its
 * credentials are there, and each is a stand-in.
 */
export function credentialsStandIn(text: string): boolean {
  if (text.length > LONGEST) return false;
  let some = false;
  for (const [, name = '', value = ''] of text.matchAll(SETTING)) {
    if (!mayNameCredential(name)) continue;
    if (!standsForAnother(value)) return false;
    some = true;
  }
  for (const [, password = ''] of text.matchAll(USER_INFO)) {
    if (!standsForAnother(password)) return false;
    some = true;
  }
  return some;
}

const USER_INFO = /:\/\/[^\s/:@]{0,200}:([^\s/@]{1,500})@/g;

const SETTING = /(?:^|[;&?\s])([A-Za-z][\w -]{0,60}?)\s?=\s?([^;&\s]*)/g;
