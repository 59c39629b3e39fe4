/**
 * From YAML text to tokens, as libyaml does it: its scanner is the one inside kubectl, so that what is read here and
 * what is refused is what kubectl reads and refuses. Source: go.yaml.in/yaml/v2 scannerc.go, a port of libyaml by
 * Kirill Simonov (MIT). Line breaks within quotes may be indented less, tabs may stand before a value, and so on.
 */

/** Why a text is no YAML, and where: an offset in UTF-16 units. */
export class YamlProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'YamlProblem';
    this.offset = offset;
  }
}

export type TokenType =
  | 'stream-end'
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | 'flow-sequence'
  | 'flow-sequence-end'
  | 'flow-mapping'
  | 'flow-mapping-end'
  | 'entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** Of a scalar, an anchor, an alias; the handle of a tag. */
  readonly value: string;
  /** Suffix of a tag, prefix of a tag directive, version of a version directive. */
  readonly suffix: string;
  readonly style: ScalarStyle;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  offset: number;
  line: number;
  column: number;
}

/** A key without `?` ends within as many characters, on its line. */
const MAX_KEY = 1024;
const MAX_NESTING = 10_000;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const NEL = 0x85;
const LS = 0x2028;
const PS = 0x2029;

const isBlank = (code: number): boolean => code === SPACE || code === TAB;
const isBreak = (code: number): boolean =>
  code === LF || code === CR || code === NEL || code === LS || code === PS;
const isBreakOrEnd = (code: number): boolean => code === 0 || isBreak(code);
const isBlankOrEnd = (code: number): boolean => code === SPACE || code === TAB || isBreakOrEnd(code);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Letters, digits, `_` and `-`. */
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;

/** What libyaml's reader lets through. A NUL marks the end within the scanner, so it must not come in. */
const NOT_ALLOWED = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const PLAIN_FORBIDDEN = new Set(Array.from('-?:,[]{}#&*!|>\'"%@`', (char) => char.charCodeAt(0)));

/** Tokens of a text, one after the other. @throws YamlProblem at once for control characters, later where it is no YAML */
export class Scanner {
  readonly #text: string;
  #at = 0;
  #line = 0;
  #lineStart = 0;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: SimpleKey[] = [noKey()];
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #ended = false;

  constructor(text: string) {
    const found = NOT_ALLOWED.exec(text);
    if (found !== null) throw new YamlProblem('it contains a control character', found.index);
    this.#text = `${text}\0`;
  }

  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    const token = this.#queue[this.#head];
    if (token === undefined) throw new YamlProblem('it is incomplete', this.#at);
    return token;
  }

  /** Goes on to the next token; the present one must have been peeked at. */
  skip(): void {
    this.#head += 1;
    this.#taken += 1;
    if (this.#head > 64) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #code(ahead = 0): number {
    return this.#text.charCodeAt(this.#at + ahead);
  }

  get #column(): number {
    return this.#at - this.#lineStart;
  }

  /** The first token in the queue may still turn out to be a key, whose token stands before it. */
  #needsMore(): boolean {
    if (this.#ended) return false;
    if (this.#head === this.#queue.length) return true;
    for (const key of this.#keys)
      if (key.possible && key.tokenNumber === this.#taken && this.#isValid(key)) return true;
    return false;
  }

  #push(type: TokenType, start: number, value = '', suffix = '', style: ScalarStyle = 'plain'): void {
    this.#queue.push({ type, start, end: this.#at, value, suffix, style });
  }

  #insert(number: number, type: TokenType, at: number): void {
    const token: Token = { type, start: at, end: at, value: '', suffix: '', style: 'plain' };
    this.#queue.splice(this.#head + number - this.#taken, 0, token);
  }

  #fail(message: string, offset = this.#at): never {
    throw new YamlProblem(message, offset);
  }

  #skipLine(): void {
    const code = this.#code();
    if (!isBreak(code)) return;
    this.#at += code === CR && this.#code(1) === LF ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  /** The break as it counts in a text: LF for all but LS and PS. */
  #readLine(): string {
    const code = this.#code();
    if (!isBreak(code)) return '';
    this.#skipLine();
    return code === LS ? '\u2028' : code === PS ? '\u2029' : '\n';
  }

  #skipBlanks(): void {
    while (isBlank(this.#code())) this.#at += 1;
  }

  #skipComment(): void {
    if (this.#code() !== 35) return;
    while (!isBreakOrEnd(this.#code())) this.#at += 1;
  }

  #fetch(): void {
    this.#toNextToken();
    this.#unroll(this.#column);
    const code = this.#code();
    const next = this.#code(1);
    const inFlow = this.#flowLevel > 0;
    if (code === 0) return this.#streamEnd();
    if (this.#column === 0) {
      if (code === 37) return this.#directive();
      if (this.#isMark()) return this.#documentMark(code === 45 ? 'document-start' : 'document-end');
    }
    switch (code) {
      case 91:
        return this.#flowStart('flow-sequence');
      case 123:
        return this.#flowStart('flow-mapping');
      case 93:
        return this.#flowEnd('flow-sequence-end');
      case 125:
        return this.#flowEnd('flow-mapping-end');
      case 44:
        return this.#indicator('flow-entry', true);
      case 45:
        if (isBlankOrEnd(next)) return this.#entry();
        break;
      case 63:
        if (inFlow || isBlankOrEnd(next)) return this.#key();
        break;
      case 58:
        if (inFlow || isBlankOrEnd(next)) return this.#value();
        break;
      case 42:
        return this.#anchor('alias');
      case 38:
        return this.#anchor('anchor');
      case 33:
        return this.#tag();
      case 124:
        if (!inFlow) return this.#block('literal');
        break;
      case 62:
        if (!inFlow) return this.#block('folded');
        break;
      case 39:
        return this.#quoted('single');
      case 34:
        return this.#quoted('double');
      default:
    }
    const startsPlain =
      !PLAIN_FORBIDDEN.has(code) ||
      (code === 45 && !isBlank(next)) ||
      (!inFlow && (code === 63 || code === 58) && !isBlankOrEnd(next));
    if (startsPlain && !isBlankOrEnd(code)) return this.#plain();
    this.#fail(
      code === TAB
        ? 'a tab is used where only spaces may indent'
        : `a value may not begin with ${this.#text.charAt(this.#at)}`,
    );
  }

  /** `---` or `...` alone, or followed by a blank. */
  #isMark(): boolean {
    const code = this.#code();
    return (
      (code === 45 || code === 46) &&
      this.#code(1) === code &&
      this.#code(2) === code &&
      isBlankOrEnd(this.#code(3))
    );
  }

  #toNextToken(): void {
    for (;;) {
      let code = this.#code();
      while (code === SPACE || (code === TAB && (this.#flowLevel > 0 || !this.#keyAllowed))) {
        this.#at += 1;
        code = this.#code();
      }
      this.#skipComment();
      if (!isBreak(this.#code())) return;
      this.#skipLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  get #lastKey(): SimpleKey {
    return this.#keys.at(-1) ?? noKey();
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line >= this.#line && key.offset + MAX_KEY >= this.#at) return true;
    if (key.required) this.#fail('a : is missing after this key', key.offset);
    key.possible = false;
    return false;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = {
      possible: true,
      required: this.#flowLevel === 0 && this.#indent === this.#column,
      tokenNumber: this.#taken + this.#queue.length - this.#head,
      offset: this.#at,
      line: this.#line,
      column: this.#column,
    };
  }

  #removeKey(): void {
    const key = this.#lastKey;
    if (key.possible && key.required) this.#fail('a : is missing after this key', key.offset);
    key.possible = false;
  }

  #roll(column: number, number: number | null, type: TokenType, offset: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    if (this.#indents.length > MAX_NESTING) this.#fail('it is nested too deeply', offset);
    this.#indent = column;
    this.#insert(number ?? this.#taken + this.#queue.length - this.#head, type, offset);
  }

  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#at);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #streamEnd(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#push('stream-end', this.#at);
    this.#ended = true;
  }

  #documentMark(type: 'document-start' | 'document-end'): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const start = this.#at;
    this.#at += 3;
    this.#push(type, start);
  }

  #flowStart(type: 'flow-sequence' | 'flow-mapping'): void {
    this.#saveKey();
    this.#keys.push(noKey());
    this.#flowLevel += 1;
    if (this.#flowLevel > MAX_NESTING) this.#fail('it is nested too deeply');
    this.#keyAllowed = true;
    this.#at += 1;
    this.#push(type, this.#at - 1);
  }

  #flowEnd(type: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#at += 1;
    this.#push(type, this.#at - 1);
  }

  #indicator(type: TokenType, keyAllowed: boolean): void {
    this.#removeKey();
    this.#keyAllowed = keyAllowed;
    this.#at += 1;
    this.#push(type, this.#at - 1);
  }

  #entry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#fail('a list entry is not allowed here');
      this.#roll(this.#column, null, 'block-sequence', this.#at);
    }
    this.#indicator('entry', true);
  }

  #key(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#fail('a key is not allowed here');
      this.#roll(this.#column, null, 'block-mapping', this.#at);
    }
    this.#indicator('key', this.#flowLevel === 0);
  }

  #value(): void {
    const key = this.#lastKey;
    if (this.#isValid(key)) {
      this.#insert(key.tokenNumber, 'key', key.offset);
      this.#roll(key.column, key.tokenNumber, 'block-mapping', key.offset);
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#fail('a second : is not allowed here');
        this.#roll(this.#column, null, 'block-mapping', this.#at);
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#at += 1;
    this.#push('value', this.#at - 1);
  }

  #anchor(type: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    this.#at += 1;
    while (isWord(this.#code())) this.#at += 1;
    const value = this.#text.slice(start + 1, this.#at);
    if (value === '' || !(isBlankOrEnd(this.#code()) || '?:,]}%@`'.includes(this.#text.charAt(this.#at))))
      this.#fail(`an ${type} needs a name of letters and digits`, start);
    this.#push(type, start, value);
  }

  #tag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    let handle = '';
    let suffix: string;
    if (this.#code(1) === 60) {
      this.#at += 2;
      suffix = this.#tagUri('', start);
      if (this.#code() !== 62) this.#fail('a tag has no closing >', start);
      this.#at += 1;
    } else {
      handle = this.#tagHandle(false, start);
      if (handle.length > 1 && handle.endsWith('!')) suffix = this.#tagUri('', start);
      else {
        suffix = this.#tagUri(handle, start);
        handle = '!';
        // The tag `!` alone.
        if (suffix === '') [handle, suffix] = [suffix, handle];
      }
    }
    if (!isBlankOrEnd(this.#code())) this.#fail('a blank is missing after a tag', start);
    this.#push('tag', start, handle, suffix);
  }

  #tagHandle(isDirective: boolean, start: number): string {
    const from = this.#at;
    if (this.#code() !== 33) this.#fail('a tag begins with !', start);
    this.#at += 1;
    while (isWord(this.#code())) this.#at += 1;
    if (this.#code() === 33) this.#at += 1;
    else if (isDirective && this.#at - from !== 1) this.#fail('a tag handle ends with !', start);
    return this.#text.slice(from, this.#at);
  }

  #tagUri(head: string, start: number): string {
    const from = this.#at;
    while (isWord(this.#code()) || ";/?:@&=+$,.!~*'()[]%".includes(this.#text.charAt(this.#at)))
      this.#at += 1;
    const written = this.#text.slice(from, this.#at);
    if (written === '' && head === '') this.#fail('a tag has no name', start);
    const text = head.slice(1) + written;
    if (!text.includes('%')) return text;
    try {
      return decodeURIComponent(text);
    } catch {
      return this.#fail('a tag holds a broken escape', start);
    }
  }

  #directive(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const start = this.#at;
    this.#at += 1;
    while (isWord(this.#code())) this.#at += 1;
    const name = this.#text.slice(start + 1, this.#at);
    if (name === '' || !isBlankOrEnd(this.#code())) this.#fail('a directive has no name', start);
    this.#skipBlanks();
    let value = '';
    let suffix = '';
    if (name === 'YAML') {
      const version = /^\d{1,2}\.\d{1,2}/.exec(this.#text.slice(this.#at, this.#at + 8))?.[0];
      if (version === undefined) this.#fail('the %YAML directive names no version', start);
      this.#at += version.length;
      suffix = version;
    } else if (name === 'TAG') {
      value = this.#tagHandle(true, start);
      if (!isBlank(this.#code())) this.#fail('a blank is missing in the %TAG directive', start);
      this.#skipBlanks();
      suffix = this.#tagUri('', start);
      if (!isBlankOrEnd(this.#code())) this.#fail('a blank is missing in the %TAG directive', start);
    } else this.#fail('it has a directive that YAML 1.1 does not know', start);
    const end = this.#at;
    this.#skipBlanks();
    this.#skipComment();
    if (!isBreakOrEnd(this.#code())) this.#fail('more follows a directive on its line', start);
    this.#skipLine();
    const type = name === 'YAML' ? 'version' : 'tag-directive';
    this.#queue.push({ type, start, end, value, suffix, style: 'plain' });
  }

  #block(style: 'literal' | 'folded'): void {
    this.#removeKey();
    this.#keyAllowed = true;
    const start = this.#at;
    this.#at += 1;
    let chomping = this.#chomping();
    const increment = this.#increment(start);
    if (chomping === '') chomping = this.#chomping();
    this.#skipBlanks();
    this.#skipComment();
    if (!isBreakOrEnd(this.#code())) this.#fail('more follows | or > on its line', start);
    this.#skipLine();
    const given = increment === 0 ? 0 : Math.max(this.#indent, 0) + increment;
    const scanned = this.#blockLines(style, given, start);
    const value =
      scanned.text + (chomping === '-' ? '' : scanned.lastBreak) + (chomping === '+' ? scanned.trailing : '');
    this.#queue.push({ type: 'scalar', start, end: scanned.end, value, suffix: '', style });
  }

  #chomping(): string {
    const char = this.#text.charAt(this.#at);
    if (char !== '+' && char !== '-') return '';
    this.#at += 1;
    return char;
  }

  #increment(start: number): number {
    if (!isDigit(this.#code())) return 0;
    const increment = this.#code() - 48;
    if (increment === 0) this.#fail('a block text is indented by at least 1', start);
    this.#at += 1;
    return increment;
  }

  #blockLines(
    style: 'literal' | 'folded',
    given: number,
    start: number,
  ): { readonly text: string; readonly lastBreak: string; readonly trailing: string; readonly end: number } {
    const parts: string[] = [];
    let { breaks, indent, end } = this.#blockBreaks(given, start);
    let lastBreak = '';
    let wasBlank = false;
    while (this.#column === indent && this.#code() !== 0) {
      const blank = isBlank(this.#code());
      if (style === 'folded' && !wasBlank && !blank && lastBreak === '\n') {
        if (breaks === '') parts.push(' ');
      } else parts.push(lastBreak);
      parts.push(breaks);
      wasBlank = blank;
      const from = this.#at;
      while (!isBreakOrEnd(this.#code())) this.#at += 1;
      parts.push(this.#text.slice(from, this.#at));
      lastBreak = this.#readLine();
      ({ breaks, end } = this.#blockBreaks(indent, start));
    }
    return { text: parts.join(''), lastBreak, trailing: breaks, end };
  }

  /** Empty lines and indentation before a line of a block; finds the indentation where it is not known (0) yet. */
  #blockBreaks(
    known: number,
    start: number,
  ): { readonly breaks: string; readonly indent: number; readonly end: number } {
    let indent = known;
    let breaks = '';
    let deepest = 0;
    let end = this.#at;
    for (;;) {
      while ((indent === 0 || this.#column < indent) && this.#code() === SPACE) this.#at += 1;
      deepest = Math.max(deepest, this.#column);
      if ((indent === 0 || this.#column < indent) && this.#code() === TAB)
        this.#fail('a tab stands where a block text needs spaces', start);
      if (!isBreak(this.#code())) break;
      breaks += this.#readLine();
      end = this.#at;
    }
    if (indent === 0) indent = Math.max(deepest, this.#indent + 1, 1);
    return { breaks, indent, end };
  }

  #quoted(style: 'single' | 'double'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    const quote = style === 'single' ? 39 : 34;
    const parts: string[] = [];
    this.#at += 1;
    for (;;) {
      if (this.#column === 0 && this.#isMark())
        this.#fail('a quote is not closed before the document ends', start);
      if (this.#code() === 0) this.#fail('a quote is not closed', start);
      let folded = false;
      let from = this.#at;
      for (;;) {
        const code = this.#code();
        if (isBlankOrEnd(code)) break;
        if (code === quote) {
          if (style === 'double' || this.#code(1) !== 39) break;
          parts.push(this.#text.slice(from, this.#at + 1));
          this.#at += 2;
          from = this.#at;
        } else if (style === 'double' && code === 92) {
          parts.push(this.#text.slice(from, this.#at));
          if (isBreak(this.#code(1))) {
            this.#at += 1;
            this.#skipLine();
            folded = true;
            from = this.#at;
            break;
          }
          parts.push(this.#escape(start));
          from = this.#at;
        } else this.#at += 1;
      }
      parts.push(this.#text.slice(from, this.#at));
      if (this.#code() === quote) break;
      const blanks = this.#foldBlanks(folded, null, start);
      parts.push(blanks.text);
    }
    this.#at += 1;
    this.#push('scalar', start, parts.join(''), '', style);
  }

  /**
   * Blanks and breaks within a text that may span lines, folded.
   * @param indent a tab before this column is refused in a plain text; null in quotes
   */
  #foldBlanks(
    afterBreak: boolean,
    indent: number | null,
    start: number,
  ): { readonly text: string; readonly broke: boolean } {
    const from = this.#at;
    let to = this.#at;
    let broke = afterBreak;
    let first = '';
    let more = '';
    for (let code = this.#code(); isBlank(code) || isBreak(code); code = this.#code()) {
      if (isBlank(code)) {
        if (indent !== null && broke && this.#column < indent && code === TAB)
          this.#fail('a tab stands where only spaces may indent', start);
        this.#at += 1;
        if (!broke) to = this.#at;
      } else if (!broke) {
        first = this.#readLine();
        broke = true;
      } else more += this.#readLine();
    }
    if (!broke) return { text: this.#text.slice(from, to), broke };
    return { text: first === '\n' ? more || ' ' : first + more, broke };
  }

  #escape(start: number): string {
    const char = this.#text.charAt(this.#at + 1);
    const simple = ESCAPES.get(char);
    this.#at += 2;
    if (simple !== undefined) return simple;
    const length = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
    const digits = this.#text.slice(this.#at, this.#at + length);
    if (length === 0)
      this.#fail('a backslash in double quotes is followed by an invalid escape', this.#at - 2);
    if (!/^[0-9A-Fa-f]+$/.test(digits) || digits.length < length)
      this.#fail('an escape in a quoted text has too few digits', start);
    const value = Number.parseInt(digits, 16);
    if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
      this.#fail('an escape in a quoted text names no character', start);
    this.#at += length;
    return String.fromCodePoint(value);
  }

  #plain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    const indent = this.#indent + 1;
    const inFlow = this.#flowLevel > 0;
    let text = '';
    let end = this.#at;
    let blanks = '';
    let broke = false;
    for (;;) {
      if ((this.#column === 0 && this.#isMark()) || this.#code() === 35) break;
      const from = this.#at;
      for (let code = this.#code(); !isBlankOrEnd(code); code = this.#code()) {
        if (code === 58 && isBlankOrEnd(this.#code(1))) break;
        if (
          inFlow &&
          (code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125)
        )
          break;
        this.#at += 1;
      }
      if (this.#at > from) {
        text += blanks + this.#text.slice(from, this.#at);
        end = this.#at;
        blanks = '';
        broke = false;
      }
      const code = this.#code();
      if (!isBlank(code) && !isBreak(code)) break;
      // What was folded before a comment, or before the end, is dropped with it.
      const folded = this.#foldBlanks(broke, indent, start);
      blanks = folded.text;
      broke = folded.broke;
      if (!inFlow && this.#column < indent) break;
    }
    if (broke) this.#keyAllowed = true;
    this.#queue.push({ type: 'scalar', start, end, value: text, suffix: '', style: 'plain' });
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const noKey = (): SimpleKey => ({
  possible: false,
  required: false,
  tokenNumber: -1,
  offset: 0,
  line: 0,
  column: 0,
});
