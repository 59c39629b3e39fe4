/**
 * Finds values that a name stands before: `name=value`, `name: value`, `"name": "value"` at any depth of escaping,
 * `<name>value</name>`, `name%3Dvalue`, `{name: NAME, value: VALUE}` in either order, YAML blocks and lists, call
 * arguments `("name", "value")`. What stands behind a name that says nothing is read again for further names, so that
 * `error: token: X` and `env: DB_PASSWORD=X` are found. Linear: every stretch is read once, and each look backwards or
 * at a neighbour is bounded.
 */
import { isFilePath } from './file-path.ts';
import { isDuration, isNoLiteral, isNumber, type Marks } from './marks.ts';
import { mayNameCredential, namesPassword, wordsOf } from './names.ts';
import { standsForAnother } from './stand-ins.ts';

const MAX_NAME = 100;

/** Marks every such value. */
export function markPairs(text: string, marks: Marks): void {
  const quotes = createQuotes(text);
  const neighbours = createNeighbours(text, quotes, marks);
  const children = { readTo: 0 };
  SEPARATOR.lastIndex = 0;
  for (let found = SEPARATOR.exec(text); found !== null; found = SEPARATOR.exec(text)) {
    const at = found.index;
    const sign = found[0];
    const named =
      sign === '>'
        ? tagBefore(text, at)
        : sign === '('
          ? setterBefore(text, at)
          : nameBefore(text, at, sign === ',');
    if (named === null) continue;
    const end = at + sign.length;
    // `${DB_PASSWORD:?must be set}`, `${DB_PASSWORD:-}`: nothing is written down.
    if (text.startsWith('${', named.from - 2)) {
      VARIABLE.lastIndex = named.from - 2;
      if (standsForAnother(VARIABLE.exec(text)?.[0] ?? '')) continue;
    }
    // `key: DB_PASSWORD` announces a value, `key: X` is one.
    const announces = named.name.toLowerCase() === 'key' && neighbours.announces(end);
    const isCredential = named.credential && !announces;
    const next = isCredential
      ? markValue({ text, quotes, marks, end, sign, named, children })
      : neighbours.meet(named, end);
    if (next !== null && next > SEPARATOR.lastIndex) SEPARATOR.lastIndex = next;
    if (isCredential && /^[ \t]*[{\r\n]/.test(text.slice(end, end + 40))) neighbours.credential(named, end);
  }
}

const SEPARATOR = /[=:>,(：＝]|%3[ad]/gi;

interface Named {
  readonly name: string;
  readonly from: number;
  readonly credential: boolean;
  /** The name stands in quotes. */
  readonly quoted: boolean;
}

/** The name that ends before a separator; null when none does. */
function nameBefore(text: string, at: number, inList: boolean): Named | null {
  let i = at - 1;
  if (!inList) {
    while (i >= 0 && at - i < 4 && '=!:+?~'.includes(text.charAt(i))) i -= 1;
    for (let n = 0; n < 6 && isBlank(text.charCodeAt(i)); n += 1) i -= 1;
  }
  const closed = i;
  for (let n = 0; n < 12 && i >= 0 && CLOSERS.includes(text.charAt(i)); n += 1) i -= 1;
  if (text.charAt(i - 2) === '%' && /^%2[27]$/.test(text.slice(i - 2, i + 1))) i -= 3;
  const quoted = i < closed && /["'`”’»]/.test(text.slice(i + 1, closed + 1));
  if (inList && !quoted) return null;
  const end = i + 1;
  while (i >= 0 && end - i <= MAX_NAME && isNameUnit(text.charCodeAt(i))) i -= 1;
  let from = i + 1;
  if (from === end) return null;
  // `-Dpassword`, `-Ppassword`: settings of Java and its build tools.
  let name = text.slice(from, end).replace(/^-[DP](?=[a-z])/, '');
  // `mot de passe`, `connection string`: the word before may belong to it.
  if (!mayNameCredential(name) && text.charCodeAt(i) === 32) {
    let j = i - 1;
    while (j >= 0 && i - j <= 30 && isNameUnit(text.charCodeAt(j))) j -= 1;
    const both = text.slice(j + 1, end);
    if (j + 1 < i && mayNameCredential(both)) {
      name = both;
      from = j + 1;
    }
  }
  return { name, from, credential: mayNameCredential(name) && !(inList && !quoted), quoted };
}

/** `setPassword("X")`: a call that sets or takes it. `getToken("name")` asks for one. */
function setterBefore(text: string, at: number): Named | null {
  if (!/["'`\\]/.test(text.charAt(at + 1))) return null;
  const named = nameBefore(text, at, false);
  if (named === null || !named.credential) return null;
  const [first = ''] = wordsOf(named.name.slice(named.name.lastIndexOf('.') + 1));
  return /^(?:set|with|use|add|put)$/.test(first) || namesPassword(first) ? named : null;
}

/** `<name …>`, and the name that an attribute of it gives: `<entry key="db.password">`. */
function tagBefore(text: string, at: number): Named | null {
  const window = Math.max(0, at - 300);
  const open = window + text.slice(window, at).lastIndexOf('<');
  if (open < window) return /[-=]/.test(text.charAt(at - 1)) ? nameBefore(text, at - 1, false) : null;
  const tag = text.slice(open + 1, at);
  if (tag.startsWith('/') || tag.endsWith('/')) return null;
  const name = /(?:\bkey|\bname|\bid)=["']([^"']{1,100})["']/.exec(tag)?.[1];
  const element = /^[\p{L}_][\p{L}\p{N}_.:-]{0,100}/u.exec(tag)?.[0] ?? '';
  const best = name !== undefined && mayNameCredential(name) ? name : element;
  return { name: best, from: open, credential: mayNameCredential(best), quoted: false };
}

const CLOSERS = '"\'`\\])”’»」';

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 0xa0 || code === 0x3000;

/** Letters of every script, digits, and what joins the words of a name. */
function isNameUnit(code: number): boolean {
  if (code < 128) return NAME_UNITS[code] === 1;
  return !(
    code === 0xa0 ||
    code === 0xab ||
    code === 0xbb ||
    (code >= 0x2000 && code <= 0x206f) ||
    (code >= 0x3000 && code <= 0x303f) ||
    (code >= 0xff00 && code <= 0xff0f) ||
    (code >= 0xff1a && code <= 0xff20)
  );
}

const NAME_UNITS = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_$.-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

interface Reading {
  readonly text: string;
  readonly quotes: Quotes;
  readonly marks: Marks;
  /** Behind the separator. */
  readonly end: number;
  readonly sign: string;
  readonly named: Named;
  /** How far lines below a name were read already: names within need not read them again. */
  readonly children: { readTo: number };
}

/** Marks the value of a credential's name. Returns where to read on; null: right behind the separator. */
function markValue(reading: Reading): number | null {
  const { text, marks, named, sign } = reading;
  if (sign === '>') return markElement(reading);
  if (sign === '(') return markArgument(reading, reading.end);
  const { from, spaced } = valueStart(text, reading.end);
  if (from >= text.length) return null;
  if (sign === ',') return markArgument(reading, from);
  const isColon = sign === ':' || sign === '：';
  const isLine = isColon && startsLine(text, named.from);
  const first = text.charAt(from);
  if (isColon && (first === '\n' || first === '\r')) return markChildren(reading, from);
  if (isColon && (first === '|' || first === '>')) {
    const block = blockEnd(text, named.from, from);
    if (block !== null) {
      marks.add(from, block);
      return block;
    }
  }
  const quoted = reading.quotes.read(from);
  if (quoted !== null) {
    const inner = text.slice(quoted.from, Math.min(quoted.to, quoted.from + 300));
    const scheme = schemeLength(named.name, inner);
    if (scheme > 0 && !isNoLiteral(inner.slice(scheme))) marks.add(quoted.from + scheme, quoted.to);
    else if (scheme === 0 && !isHarmless(named.name, inner)) marks.add(from, quoted.end);
    let end = quoted.end;
    // `"a"b` is one word of a shell.
    if (sign === '=') while (end < text.length && /[\w$\u0080-\uffff]/.test(text.charAt(end))) end += 1;
    marks.add(quoted.end, end);
    return end;
  }
  // `--tls-key= --port=80`: an empty value, and the next flag.
  if (spaced && named.name.startsWith('-') && /^--?[A-Za-z]/.test(text.slice(from, from + 3))) return null;
  if (first === '[') return markList(reading, from);
  if (first === '{') return markMap(reading, from);
  if (first === '<' && /^<[\w -]{1,60}>/.test(text.slice(from, from + 70))) return null;
  // `--dsn a:X@tcp(db)` and `conn=Server=h;Password=X` have a grammar of their own.
  if (holdsParts(named.name, text.slice(from, from + 200))) return null;
  const lead = schemeLength(named.name, text.slice(from, from + 60));
  VARIABLE.lastIndex = from + lead;
  const variable = VARIABLE.exec(text)?.[0] ?? '';
  const known = variable === '' ? 0 : lead + variable.length;
  const to = bareEnd(text, from + known, { sign, spaced, isLine, isColon });
  if (to <= from) return null;
  const value = text.slice(from, to);
  const scheme = schemeLength(named.name, value);
  if (isNoLiteral(value.slice(scheme))) return to;
  if (scheme > 0) marks.add(from + scheme, to);
  else if (!isHarmless(named.name, value)) marks.add(from, to);
  return to;
}

/** `${KEY}`, `${KEY:-X}`, `${KEY:?a message}`: its bracket ends no value. */
const VARIABLE = /\$\{(?:[^\s{}"']{1,200}|\w{1,100}:?\?[^{}"'\n]{0,200})\}/y;

/** Behind `=`, `:` and their like: spaces, a second sign, YAML tags and the letters that may stand before a quote. */
function valueStart(text: string, end: number): { readonly from: number; readonly spaced: boolean } {
  let i = end;
  while (i - end < 3 && '=>:~'.includes(text.charAt(i)) && text.charAt(i) !== '') i += 1;
  const before = i;
  while (isBlank(text.charCodeAt(i))) i += 1;
  const spaced = i > before;
  for (let n = 0; n < 3; n += 1) {
    MARKER.lastIndex = i;
    const marker = MARKER.exec(text);
    if (marker === null) break;
    i += marker[0].length;
  }
  if (/[bruBRU$@]/.test(text.charAt(i)) && /["'`]/.test(text.charAt(i + 1))) i += 1;
  return { from: i, spaced };
}

/** Tags and anchors of YAML; spaces written for an address. */
const MARKER = /(?:!{1,2}[\w/.:-]{0,60}|&\w{1,40})[ \t]{1,20}|%20|\+(?=%)/y;

/** The name stands first in its line, but for indentation, a dash and a quote. */
function startsLine(text: string, from: number): boolean {
  let i = from - 1;
  for (let n = 0; n < 80; n += 1, i -= 1) {
    const unit = text.charAt(i);
    if (i < 0 || unit === '\n') return true;
    if (!' \t-"\''.includes(unit)) return false;
  }
  return false;
}

/** How much of a header's value names how one signs in, which is no secret. */
function schemeLength(name: string, value: string): number {
  if (!/auth(?:orization)?$|header$/i.test(name)) return 0;
  return SCHEME.exec(value)?.[0].length ?? 0;
}

const SCHEME =
  /^(?:basic|bearer|digest|token|apikey|negotiate|ntlm|hmac|splunk|genie-?key|aws4-hmac-sha256)[ \t]+(?=\S)/i;

interface Style {
  readonly sign: string;
  readonly spaced: boolean;
  readonly isLine: boolean;
  readonly isColon: boolean;
}

/** Where a value without quotes ends. */
function bareEnd(text: string, from: number, { sign, spaced, isLine, isColon }: Style): number {
  const phrase = isColon && spaced;
  let i = from;
  for (; i < text.length; i += 1) {
    const unit = text.charAt(i);
    if (unit === '\n' || unit === '\r') break;
    if (unit === '\\' && /[nrt"'`\\]/.test(text.charAt(i + 1))) {
      if (isLine && i === from) continue;
      break;
    }
    if (unit === '#' && isBlank(text.charCodeAt(i - 1))) break;
    if (isLine && phrase && !isInFlow(text, i, unit)) continue;
    if (!phrase && (unit <= ' ' || isBlank(unit.charCodeAt(0)))) break;
    if (sign.startsWith('%') && unit === '%' && /^%2[267c]|^%7d/i.test(text.slice(i, i + 3))) break;
    if ('"`|;<>'.includes(unit) || unit === "'" || unit === '；') break;
    if (')]}'.includes(unit)) break;
    if (unit === '&' && (!phrase || text.charAt(i + 1) === '&')) break;
    if (unit === ',' || unit === '，') {
      if (sign !== '=' && !phrase) break;
      NEXT_PAIR.lastIndex = i;
      if (NEXT_PAIR.test(text)) break;
    }
    if (unit === '?' && text.charAt(i + 1) === '') break;
  }
  while (i > from && isBlank(text.charCodeAt(i - 1))) i -= 1;
  return i;
}

/** In a whole line only what ends a flow mapping or a statement around it ends the value. */
function isInFlow(text: string, at: number, unit: string): boolean {
  if (unit === ';' || unit === '|' || unit === '"' || unit === "'" || unit === '}') return true;
  return unit === '&' && text.charAt(at + 1) === '&';
}

const NEXT_PAIR = /[,，]\s{0,3}["']?[\p{L}_][\p{L}\p{N}_.-]{0,60}["']?\s{0,2}[:=]/uy;

function markElement({ text, marks, named, end }: Reading): number | null {
  let to = text.indexOf('<', end);
  if (to < 0) to = text.length;
  const value = text.slice(end, Math.min(to, end + 300)).trim();
  if (value !== '' && !isHarmless(named.name, value)) marks.add(end, to);
  return to;
}

/** `("name", "value")`. */
function markArgument({ text, quotes, marks, named }: Reading, from: number): number | null {
  const quoted = quotes.read(from);
  if (quoted === null) return null;
  const inner = text.slice(quoted.from, Math.min(quoted.to, quoted.from + 300));
  if (/^\\{0,8}\s{0,3}[:=]/.test(text.slice(quoted.end, quoted.end + 12))) return null;
  // A list of names: the next is one as well, not a value.
  if ((/^[\w.-]+$/.test(inner) && mayNameCredential(inner)) || isHarmless(named.name, inner)) return null;
  const scheme = schemeLength(named.name, inner);
  marks.add(scheme > 0 ? quoted.from + scheme : from, scheme > 0 ? quoted.to : quoted.end);
  return quoted.end;
}

function markList({ text, quotes, marks }: Reading, from: number): number | null {
  const to = quotes.next(']', from + 1);
  if (to < 0) return null;
  const inner = text.slice(from + 1, Math.min(to, from + 2_000));
  if (inner.trim() === '' || isNoLiteral(inner.trim())) return to;
  if (inner.includes('{')) return null;
  marks.add(from + 1, to);
  return to;
}

/** What stands in braces has names of its own, unless the name around them says that all of it is secret. */
function markMap({ text, quotes, marks, named }: Reading, from: number): number | null {
  if (text.charAt(from + 1) === '{') {
    const to = quotes.next('}}', from + 2);
    if (to < 0) return null;
    // `{{ .Values.password | default "X" }}`
    for (const [literal = '', , at] of matches(QUOTED, text.slice(from, to)))
      marks.add(from + at + 1, from + at + literal.length - 1);
    return to;
  }
  if (!holdsOnlySecrets(named.name)) return null;
  const to = quotes.next('}', from + 1);
  if (to < 0) return null;
  if (isReference(text.slice(from, Math.min(to, from + 300)))) return null;
  marks.add(from + 1, to);
  return to;
}

const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;

function* matches(
  pattern: RegExp,
  text: string,
): Generator<readonly [all: string, group: string, index: number]> {
  for (const found of text.matchAll(pattern)) yield [found[0], found[1] ?? '', found.index];
}

const holdsOnlySecrets = (name: string): boolean =>
  namesPassword(name) ||
  /^(?:tokens|secrets|credentials|creds|apikeys|keys)$/.test(wordsOf(name).at(-1) ?? '');

/** `{name: db, key: password}` points at a Secret. */
const isReference = (map: string): boolean =>
  /\b(?:name|secretName|secretKeyRef|valueFrom|secretRef)["']?\s{0,3}:/.test(map);

/** The lines of a YAML block scalar; null when it is none. */
function blockEnd(text: string, nameFrom: number, from: number): number | null {
  BLOCK.lastIndex = from;
  const head = BLOCK.exec(text);
  if (head === null) return null;
  if (head[0].endsWith('n')) {
    // In a string within a string, line ends are written as two characters.
    const quote = text.slice(from).search(/["\n]/);
    return quote < 0 ? text.length : from + quote;
  }
  const indent = indentOf(text, lineStart(text, nameFrom));
  return linesEnd(text, from + head[0].length, (depth, line) => line === '' || depth > indent);
}

const BLOCK = /[|>][-+\d]{0,3}[ \t]{0,20}(?:#[^\n]{0,200})?(?:\r?\n|\\{1,8}n)/y;

/** Entries below a name with nothing behind it: the items of a list, and where all is secret every scalar. */
function markChildren({ text, marks, named, children }: Reading, from: number): number | null {
  const start = text.indexOf('\n', from) + 1;
  if (start === 0 || start < children.readTo) return null;
  const indent = indentOf(text, lineStart(text, named.from));
  const all = holdsOnlySecrets(named.name);
  let dashes: number | null = null;
  children.readTo = linesEnd(text, start, (depth, line, at) => {
    if (line === '') return true;
    const isItem = line.startsWith('- ');
    if (isItem ? depth < indent : depth <= indent) return false;
    if (isItem) dashes ??= depth;
    if (!isItem && !all) return false;
    const item = isItem ? line.slice(2).trimStart() : line;
    const offset = at + line.length - item.length;
    const key = /^["']?[\w.-]{1,100}["']?:(?:[ \t]+|$)/.exec(item)?.[0];
    if (key === undefined) {
      if (!isNoLiteral(item)) marks.add(offset, at + line.length);
    } else if (all && key.length < item.length && !isReference(item) && !isReference(key)) {
      marks.add(offset + key.length, at + line.length);
    }
    return all || isItem;
  });
  return null;
}

/** Calls `keep` with each line's indentation and text until it says no; the end of the last line kept. */
function linesEnd(
  text: string,
  start: number,
  keep: (indent: number, line: string, at: number) => boolean,
): number {
  let end = Math.max(0, start - 1);
  for (let at = start; at < text.length; ) {
    let to = text.indexOf('\n', at);
    if (to < 0) to = text.length;
    const indent = indentOf(text, at);
    if (!keep(indent, text.slice(at + indent, to).trimEnd(), at + indent)) break;
    end = to;
    at = to + 1;
  }
  return end;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function indentOf(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i += 1;
  return i - at;
}

/** Whether a value under a credential's name is none all the same. */
export function isHarmless(name: string, value: string): boolean {
  const bare = value.trim().replace(/^["']|["']$/g, '');
  if (isNoLiteral(bare)) return true;
  if (isFilePath(name, bare)) return true;
  if (namesPassword(name)) return false;
  if (isNumber(bare) && !/(?:token|secret|pin|otp|passphrase|apikey)$/i.test(name)) return true;
  if (NAMES_SECRET.test(name)) return OBJECT_NAME.test(bare);
  return isDuration(bare) || (namesSignIn(name) && WAYS_TO_SIGN_IN.has(bare.toLowerCase()));
}

/** Flags that take the name of a Secret of Kubernetes: `--default-tls-secret=ingress/web`. */
const NAMES_SECRET = /(?:^|[\W_])(?:tls|ca|cert|certificate|kubeconfig|pull)[-_]secrets?$/i;
const OBJECT_NAME = /^(?:[a-z0-9][a-z0-9-]{0,62}\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** `--authorization`, and etcd's `--auth-token`: the value may be a way to sign in. */
const namesSignIn = (name: string): boolean =>
  /(?:^|[\W_])auth(?:orization)?$|^-{0,2}auth-token$/i.test(name);

const WAYS_TO_SIGN_IN: ReadonlySet<string> = new Set(
  `anonymous basic cert certificate client digest form header iam jwt kerberos kubernetes ldap mtls node ntlm oauth
  oauth2 oidc openid openshift optional rbac required saml scram server simple spnego tls token webhook
  x509`.split(/\s+/),
);

/** The address or the list of settings under such a name is read part by part. */
export function holdsParts(name: string, value: string): boolean {
  return /^(?:dsn|conn|connstr)$/.test(wordsOf(name).at(-1) ?? '') && /^\S*[@=:/]/.test(value);
}

interface Quoted {
  /** Of what stands within. */
  readonly from: number;
  readonly to: number;
  /** Behind the closing quote. */
  readonly end: number;
}

interface Quotes {
  /** The quoted text that begins here; null when none does or it is not closed. */
  read(from: number): Quoted | null;
  /** Where `closer` comes next; -1 when it does not. Remembered, so that asking from every place stays linear. */
  next(closer: string, from: number): number;
}

function createQuotes(text: string): Quotes {
  const known = new Map<string, { from: number; at: number }>();
  const next = (closer: string, from: number): number => {
    const last = known.get(closer);
    if (last !== undefined && from >= last.from && (last.at < 0 || from <= last.at)) return last.at;
    const at = text.indexOf(closer, from);
    known.set(closer, { from, at });
    return at;
  };
  return {
    next,
    read(from) {
      OPENER.lastIndex = from;
      const opener = OPENER.exec(text)?.[0];
      if (opener === undefined) return null;
      const closer = PAIRED.get(opener) ?? opener;
      const start = from + opener.length;
      for (let at = next(closer, start); at >= 0; at = next(closer, at + 1)) {
        if (text.charAt(at - 1) === '\\' && at > start) continue;
        if (closer === "'" && at > start && text.charAt(at + 1) === "'") {
          at += 1;
          continue;
        }
        return { from: start, to: at, end: at + closer.length };
      }
      return null;
    },
  };
}

const OPENER = /\\{0,16}["'`]|&quot;|&#3[49];|%2[27]|[“„«「]/y;
const PAIRED: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
]);

/** `{name: DB_PASSWORD, value: X}` and `{value: X, name: DB_PASSWORD}`, in whatever is written around them. */
function createNeighbours(text: string, quotes: Quotes, marks: Marks) {
  /** A name was seen whose value is still to come. */
  let name: { readonly text: string; readonly at: number } | null = null;
  /** A value was seen that no name stood before. */
  let value: { readonly end: number } | null = null;
  const FAR = 500;
  const read = (end: number, limit: number): { readonly from: number; readonly to: number } => {
    const { from } = valueStart(text, end);
    const quoted = quotes.read(from);
    if (quoted !== null) return { from, to: Math.min(quoted.end, limit) };
    // Behind `=` a value is a word, behind a colon it may be several.
    const stop = /[=>]/.test(text.charAt(end - 1)) ? /[\s,;&|{}[\]"'<>]/ : /[\n\r,;&|{}[\]"']/;
    let to = from;
    while (to < limit && !stop.test(text.charAt(to))) to += 1;
    return { from, to };
  };
  const saidAt = (end: number): string => {
    const { from, to } = read(end, Math.min(text.length, end + 200));
    return text.slice(from, to).replace(/^[\\"'\s]+|[\\"'\s]+$/g, '');
  };
  return {
    announces: (end: number): boolean => mayNameCredential(saidAt(end)),
    /** A name of which nothing is known but the word: it may announce another. Returns where to read on. */
    meet(named: Named, end: number): number | null {
      const word = named.name.slice(Math.max(0, named.name.lastIndexOf('.') + 1)).toLowerCase();
      if (NAMES.has(word)) {
        const said = saidAt(end);
        const isCredential = mayNameCredential(said);
        if (isCredential && value !== null && end - value.end < FAR) {
          const earlier = read(value.end, named.from);
          if (!isHarmless(said, text.slice(earlier.from, earlier.to)))
            marks.add(earlier.from, trimmed(text, earlier));
        }
        // Its value may come as well: `value: {name: DB_PASSWORD, value: X}`.
        name = isCredential ? { text: said, at: end } : null;
        value = null;
        return null;
      }
      if (!VALUES.has(word)) return null;
      if (name !== null && end - name.at < FAR) {
        const { from, to } = read(end, text.length);
        if (!isHarmless(name.text, text.slice(from, Math.min(to, from + 300))))
          marks.add(from, trimmed(text, { from, to }));
        name = null;
        return to;
      }
      value = { end };
      return null;
    },
    /** The children of `password:` may be `value: X`. `key: DB_PASSWORD` names what follows, as `name` does. */
    credential(named: Named, at: number): void {
      name = { text: named.name, at };
    },
  };
}

function trimmed(text: string, { from, to }: { readonly from: number; readonly to: number }): number {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

const NAMES: ReadonlySet<string> = new Set([
  'name',
  'key',
  'header',
  'headername',
  'option',
  'property',
  'variable',
  'var',
  'field',
  'param',
  'parameter',
  'path',
  'k',
]);
const VALUES: ReadonlySet<string> = new Set([
  'value',
  'val',
  'v',
  'default',
  'defaultvalue',
  'content',
  'contents',
  'string',
  'stringvalue',
  'plain',
  'plaintext',
  'literal',
  'text',
  'data',
]);
