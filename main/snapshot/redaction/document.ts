/**
 * Whether a file inside of a value holds a credential: properties, .env, ini, YAML, JSON, XML and scripts, as they lie
 * in the keys of config maps. Line by line, and never by understanding the format: what counts is a name of a
 * credential with a literal beside it. References, paths, templates and placeholders are no literals.
 */
import { MASK } from './mask.ts';
import { namesCredential, wordsOf } from './names.ts';
import { standsForAnother } from './stand-ins.ts';

/** Longer files are judged by their beginning. */
const JUDGED_CHARACTERS = 262_144;
const JUDGED_LINE = 2_000;

/** True for a text of several assignments of which one gives a credential. A bare value is none. */
export function documentHoldsCredential(text: string): boolean {
  if (!/[\n{<;]/.test(text) || !/[=:>]/.test(text)) return false;
  let before: string | null = null;
  for (const line of text.slice(0, JUDGED_CHARACTERS).split('\n')) {
    const clear = line.slice(0, JUDGED_LINE);
    if (COMMENT.test(clear)) continue;
    if (pairsOf(clear).some(([name, value]) => isCredential(name, value))) return true;
    // `- name: DB_PASSWORD` with its `value: …` on the next line.
    const value = VALUE_LINE.exec(clear)?.[1];
    if (before !== null && value !== undefined && isCredential(before, value)) return true;
    before = NAME_LINE.exec(clear)?.[1] ?? null;
  }
  return false;
}

const COMMENT = /^\s*(#|;|\/\/|<!--)/;
const NAME_LINE = /^\s*(?:-\s*)?["']?(?:name|key)["']?\s*:\s*["']?([\w.-]{1,80})["']?,?\s*$/;
const VALUE_LINE = /^\s*["']?value["']?\s*:\s*(.*)$/;

/** Names with their values, as all the formats write them on one line. */
function pairsOf(line: string): readonly (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  const whole = /^\s*(?:-\s+)?(?:export\s+)?["']?([A-Za-z_$][\w.$-]{0,100})["']?\s*[=:]\s*(\S.*)$/.exec(line);
  if (whole !== null) pairs.push([whole[1] ?? '', whole[2] ?? '']);
  for (const { index, 1: name = '', 2: separator = '', 3: value = '' } of line.matchAll(INLINE)) {
    // `${DB_PASSWORD:-X}`: what the variable falls back to; a message behind `?` says what to do.
    if (line.startsWith('${', index - 2) && /^[-+?]/.test(value)) {
      if (!value.startsWith('?')) pairs.push([name, value.slice(1)]);
      continue;
    }
    if (name === whole?.[1] && standsForAnother(whole[2] ?? '')) continue;
    // After a colon the rest of the line is one value; after `=`, as in a command, only a word is.
    const isFirstWord = separator.includes(':') && !/^["']/.test(value) && name === whole?.[1];
    if (!isFirstWord) pairs.push([name, value]);
  }
  for (const [, name = '', value = ''] of line.matchAll(ELEMENT)) pairs.push([name, value]);
  for (const [, name = '', value = ''] of line.matchAll(KEYED)) pairs.push([name, value]);
  return pairs;
}

/** `"password": "x"`, `password="x"`, `Password=x;` anywhere in a line. */
const INLINE =
  /([A-Za-z_][\w.-]{1,100})["']?(\s{0,5}[=:]\s{0,5})("[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s"'<>;&,{}[\]]{1,500})/g;
/** `<password>x</password>`. */
const ELEMENT = /<([A-Za-z_][\w.-]{1,100})>([^<>]{1,500})<\//g;
/** `<entry key="db.password">x<`, `<property name="password" value="x"`. */
const KEYED = /\b(?:key|name)="([A-Za-z_][\w.-]{1,100})"(?:\s+value="([^"]{1,500})"|>([^<>]{1,500})<)/g;

function isCredential(name: string, raw: string): boolean {
  if (!namesCredential(name)) return false;
  const value = raw
    .trim()
    // `a == b`, `a => b`: the second half of the sign.
    .replace(/^[=>~]{1,2}\s*/, '')
    .replace(/\s+#.*$/, '')
    .replace(/[,;]$/, '')
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  if (!isLiteral(value)) return false;
  // `secret: db-credentials` and `auth: kubernetes` name a thing; `password: winter` is one.
  return isPassword(name) || !/^[A-Za-z]+$|^[a-z0-9]+([./:-][a-z0-9]+)*$/.test(value);
}

/** Names under which every word is a credential. `passwordSecret` names the Secret. */
function isPassword(name: string): boolean {
  return /(?:password|passwd|passphrase|passcode|^pass|^pwd|^pw|requirepass)s?$/.test(
    wordsOf(name).findLast((word) => !/^(\d+|old|new|prod|dev|test)$/.test(word)) ?? '',
  );
}

function isLiteral(value: string): boolean {
  // What a variable falls back to is written down.
  if (/^\$\{[A-Za-z_][\w.]{0,200}(?::?[-=+]|:)/.test(value)) return !standsForAnother(value);
  if (/^\{\{.*\}\}$/.test(value)) return !standsForAnother(value);
  if (standsForAnother(value)) return false;
  return value.length >= 3 && value !== MASK && !NO_LITERAL.some((pattern) => pattern.test(value));
}

const NO_LITERAL: readonly RegExp[] = [
  // Templates, variables, calls, nested values, YAML tags and blocks.
  /^[$%#@!&*({[|>\\`]|^<[^>]*>$|\{\{|\$\{|\$\(|^__.*__$|\($/,
  // Switches, numbers, nothing.
  /^(true|false|yes|no|on|off|null|nil|none|undefined|~|-?\d{1,6}([.:]\d{1,6})?[a-z%]{0,3})$/i,
  // Files and references to where the value lies.
  /^(\.{0,2}\/|~\/|[A-Za-z]:\\)|^[\w.+-]{1,30}:\/\/[^\s:@]{0,300}$|^(file|env|vault|ref|ref\+\w+|secret|ssm|op|awssm|arn|projects|keyvault|kms|sops|ENC|enc|cipher)[:/([{]/,
  /^\{cipher\}/,
  // What stands in an example, and the names of types.
  /^(replace[_-]?(me|this)?|your[\w -]*|my[_-]?(password|secret|token)|example\w*|placeholder|redacted|hidden|todo|tbd|xxx+|\*+|\.{3}|dummy|sample|insert[\w -]*|set[_-]?me|n\/a|empty|unset)$/i,
  /^(string|str|text|bytes?|boolean|bool|int(eger)?|number|any|object|optional|required|varchar\S*|char\S*|function\b.*|os\.|process\.env|getenv|System\.)/i,
  // Prose: several words are a sentence of a description, not a password.
  /^\S+\s+\S+\s+\S+/,
];
