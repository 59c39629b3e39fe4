/** Texts whose reading kubectl decides: as people, tools and attackers write YAML and JSON. */

export interface CorpusText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

const HEAD = 'apiVersion: v1\nkind: Thing\nmetadata:\n  name: a\n';
const JSON_A = '{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"},"spec":1}';
const JSON_B = '{"apiVersion":"v1","kind":"Thing","metadata":{"name":"b"},"spec":2}';

/** A name, and what stands behind `spec:` of an object. */
const SPECS: Readonly<Record<string, string>> = {
  'booleans of YAML 1.1': '[y, Y, yes, Yes, YES, on, On, ON, true, True, TRUE]',
  'false of YAML 1.1': '[n, N, no, No, NO, off, Off, OFF, false, False, FALSE]',
  'words that are no booleans': '[yEs, tRue, oN, nO, "yes", \'on\', !!str no]',
  nulls: '[~, null, Null, NULL, nULL, "", ]',
  'octal numbers': '[0644, 0o644, -017, -0o7, 089, 0O17, +07, 00, 0_7]',
  'hexadecimal and binary numbers': '[0x1F, 0X1f, -0x10, +0x10, 0b11, -0b11, 0B10, 0x, 0b2, 0xg]',
  'decimal numbers':
    '[1_000, +12, 12e3, .5, 1., -1.5, 1.e3, 1_000.5, 0.0.1, 1e400, -0, -0.0, +.5, ._5, ".5"]',
  'sexagesimal numbers are text': '[1:30, 08:30, 190:20:30, 190:20:30.15, "1:30"]',
  'numbers beyond 2^53':
    '[9007199254740993, 9223372036854775807, 9223372036854775808, 18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809]',
  'times are text':
    '[2026-01-01, 2001-12-14t21:59:43.10-05:00, 2001-12-14 21:59:43.10, 2001-12-14T21:59:43Z, 2026-1-2, 2026-13-01, 20260101, 2026-01]',
  'not a number': '.nan',
  infinity: '[-.inf]',
  'signs alone': '[-, +, "-", ".", ..., 1-, +-1]',
  'a mapping in one line': '{a: 1, b: [x, y], "c": {d: e}}',
  'JSON in YAML': '{"a":1,"b":["x","y"],"c":{"d":null}}',
  'a colon without a blank in a flow mapping': '{a:1, "b":2}',
  'flow with comments and trailing commas': '{\n  a: 1, # one\n  b: [1, 2, ],\n  }',
  'an empty entry in a flow list': '[a, , b]',
  'flow without a comma': '[a b, "c" "d"]',
  'single pairs in a flow list': '[a: 1, b: 2, ? c]',
  'a flow mapping of keys alone': '{a, b, c: }',
  'a question mark in flow': '[a?b, {x?: 1}]',
  'quotes indented less': '"one\ntwo"',
  'single quotes indented less': "'one\n two\n\n three'",
  'quotes with breaks and escapes': '"a\\\n    b\\tc \\\n  d\n\n  e  \n  f"',
  'escapes in quotes': '"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\"\\\\\\N\\_\\L\\P\\x41\\u00e9\\U0001F600"',
  'an unknown escape': '"a\\qb"',
  'a slash escape': '"a\\/b"',
  'half a surrogate as an escape': '"\\ud83d\\ude00"',
  'a quote within single quotes': "'it''s'",
  'text behind a quote': '"a" b',
  'a plain text over lines': 'one\n  two\n\n  three # four\n',
  'a plain text indented less': 'one\ntwo',
  'a plain text with a hash and colons': 'a#b c:d http://x:80/y',
  'a plain text with a colon and a blank': 'a: b: c',
  'a tab before a value': '\t"x"',
  'a tab in front of a comment': 'x\t# note',
  'a tab as indentation': '\n\ta: 1',
  'a tab inside a flow list': '\n  args:\n    [\n\t"-x",\n\t\t"y"\n\t]',
  'a tab after a dash': '\n  -\ta\n  -\tb: 1',
  'a tab in an empty line': '\n  a: 1\n\t\n  b: 2',
  'a literal block': '|\n  one\n   two\n\n  three\n',
  'a literal block that is stripped': '|-\n  one\n\n\n',
  'a literal block that keeps its breaks': '|+\n  one\n\n\n',
  'a folded block': '>\n  one\n  two\n\n  three\n   more\n  last\n',
  'a block with its indentation given': '|2\n    one\n   two\n',
  'a block with both indicators': '\n  a: |1-\n    x\n  b: |-2\n      y\n',
  'a block with indentation zero': '|0\n  x\n',
  'a block with a first line that is indented more': '|\n\n    one\n  two\n',
  'a block with blank lines indented more': '|\n     \n  one\n',
  'a block with a tab': '|\n  one\n\ttwo\n',
  'a block with tabs in its lines': '|\n  one\ttwo\n  \tthree\n',
  'a block with a comment on its first line': '| # note\n  one\n',
  'a block with text on its first line': '| one\n  two\n',
  'a block without a last break': '|\n  one',
  'an empty block': '|\n',
  'a list as deep as its key': '\n- a\n- b\n',
  'a list in a list': '\n- - a\n  - b\n-\n  - c\n- \n',
  'mappings in a list': '\n- a: 1\n  b: 2\n-   c: 3\n    d: 4\n',
  'a list entry indented wrongly': '\n  - a\n - b\n',
  'a mapping indented wrongly': '\n    a: 1\n  b: 2\n',
  'a key without a value': '\n  a:\n  b: 1\n  c:\n',
  'a key without a colon': '\n  a: 1\n  b\n  c: 2\n',
  'a doubled key': '\n  a: 1\n  b: 2\n  a: 3\n',
  'a doubled key in flow': '{a: 1, a: {b: 2}, a: [3]}',
  'keys that are no text':
    '{yes: a, 1: b, 1.5: c, 0x10: d, 1e6: e, 0644: f, 2026-01-01: g, 1e-7: h, 123456.5: i, 9007199254740993: j}',
  'a key that is null': '{~: a}',
  'an empty key': '{: a}',
  'a key that is a list': '{[a]: b}',
  'a key that is a mapping': '{{a: 1}: b}',
  'a template that was not rendered': '{{ .Values.spec }}',
  'a template as a list entry': '\n  - {{ .Values.one }}\n',
  'a template in quotes': '"{{ .Values.one }}"',
  'a template between lines': '\n  {{- range .Values.list }}\n  a: 1\n  {{- end }}\n',
  'a complex key': '\n  ? a\n  : b\n  ? |\n    block\n  : c\n',
  'a complex key that is a list': '\n  ? [a]\n  : b\n',
  'a key longer than 1024 characters': `\n  ${'k'.repeat(1100)}: 1\n`,
  'a key over two lines': '\n  "a\n  b": 1\n',
  'an anchor and its alias': '{a: &x [1, 2], b: *x, c: &y text, d: *y}',
  'an anchor used before it is set': '{a: *x, b: &x 1}',
  'an anchor set twice': '[&x 1, *x, &x 2, *x]',
  'an anchor without a value': '[&x , *x]',
  'an anchor that holds itself': '&x [*x]',
  'an alias as a key': '{a: &k key, *k : 1}',
  'a name of an anchor with a dot': '[&a.b 1]',
  'a merge before its key': '{a: &m {x: 1, y: 2}, b: {<<: *m, x: 3}}',
  'a merge after its key': '{a: &m {x: 1, y: 2}, b: {x: 3, <<: *m}}',
  'a merge of a list': '{a: &m {x: 1, y: 2}, b: &n {x: 5, z: 6}, c: {<<: [*m, *n], y: 7}}',
  'a merge of a mapping in place': '{<<: {x: 1}, y: 2}',
  'a merge of a text': '{<<: text}',
  'a merge of a list of texts': '{<<: [a, b]}',
  'two merges': '{a: &m {x: 1}, b: &n {x: 2}, c: {<<: *m, <<: *n}}',
  'a merge key in quotes': '{"<<": {x: 1}}',
  'a merge of null': '{<<: ~}',
  'binary text': '!!binary aGVsbG8=',
  'binary text over lines': '!!binary |\n  aGVs\n  bG8=\n',
  'binary text that is none': '!!binary "a b"',
  'binary bytes that are no text': '!!binary /////w==',
  'tags of types': '[!!str 12, !!int "12", !!float 1, !!bool "yes", !!null "", ! 12, !!str]',
  'a tag that does not fit': '!!int abc',
  'a tag for a fraction that does not fit': '!!int 1.5',
  'a tag of a program': '!ruby/object:Foo {a: 1}',
  'a tag of a program on a text':
    '[!foo 12, !<tag:x,2020:y> z, !!set {a, b}, !!omap [a: 1], !!timestamp 2001-01-01]',
  'a tag handle that is not defined': '!e!x 1',
  'a directive in the text': '\n  "%YAML": 1\n  a: 100%\n',
  'a value that begins with a reserved character': '@x',
  'a value that begins with a back quote': '`x`',
  'a value that begins with a percent sign': '\n  a: %x\n',
  'a dash before a text': '[-a, -1, - b]',
  'a text with a NEL and a line separator': '"a\u0085b\u2028c"',
  'a text with a no-break space and an emoji': 'a\u00a0b 😀',
  'a text with a control character': '"a\u0001b"',
  'a text with a DEL': '"a\u007fb"',
  'a text with NUL': '"a\u0000b"',
  'a long line': `"${'x'.repeat(20_000)}"`,
  'many levels': `${'['.repeat(100)}${']'.repeat(100)}`,
  'brackets that do not match': '[a}',
  'a bracket that is not closed': '[a, b',
  'a quote that is not closed': '"a',
  'a proto key': '{"__proto__": {a: 1}, constructor: 2}',
  'a byte order mark within': '"a\ufeffb"',
};

const bomb = (levels: number): string => {
  const lines = ['', '  a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= levels; level += 1)
    lines.push(
      `  a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
};

/** Whole files. */
const FILES: Readonly<Record<string, string>> = {
  'two documents': `${HEAD}spec: 1\n---\n${HEAD}spec: 2\n`,
  'a mark with a comment': `--- # first\n${HEAD}spec: 1\n---   # second\n${HEAD}spec: 2\n`,
  'content on the line of a mark': `--- {apiVersion: v1, kind: Thing, metadata: {name: a}}\n`,
  'content on the line of a second mark': `${HEAD}spec: 1\n--- {apiVersion: v1, kind: Thing, metadata: {name: b}}\n`,
  'a line of many dashes': `${HEAD}spec: 1\n------\n${HEAD}spec: 2\n`,
  'a certificate at the beginning of a line': `${HEAD}spec: |\n-----BEGIN CERTIFICATE-----\n`,
  'empty documents': `---\n---\n\n---\n# nothing\n---\n${HEAD}spec: 1\n---\n`,
  'comments before the first mark': `# a licence\n\n---\n${HEAD}spec: 1\n`,
  'a mark within a block': `${HEAD}spec: |\n  one\n---\n${HEAD}spec: 2\n`,
  'a mark within quotes': `${HEAD}spec: "one\n---\ntwo"\n`,
  'an indented mark': `${HEAD}spec:\n  - |\n    ---\n    x\n`,
  'the end of a document': `${HEAD}spec: 1\n...\n`,
  'a document behind the end of one': `${HEAD}spec: 1\n...\n---\n${HEAD}spec: 2\n`,
  'text behind the end of a document': `${HEAD}spec: 1\n...\n${HEAD}spec: 2\n`,
  'a version directive': `%YAML 1.1\n---\n${HEAD}spec: 1\n`,
  'a directive of version 1.2': `%YAML 1.2\n---\n${HEAD}spec: 1\n`,
  'a directive of a tag': `%TAG !e! tag:x,2020:\n---\n${HEAD}spec: !e!y 1\n`,
  'an unknown directive': `%FOO bar\n---\n${HEAD}spec: 1\n`,
  'CRLF line ends': `${HEAD}spec: |\n  one\n  two\n`.replaceAll('\n', '\r\n'),
  'CRLF between documents': `${HEAD}spec: 1\n---\n${HEAD}spec: 2\n`.replaceAll('\n', '\r\n'),
  'CR line ends': `${HEAD}spec: 1\n`.replaceAll('\n', '\r'),
  'one JSON object': `${JSON_A}\n`,
  'JSON objects in a row': `${JSON_A}\n${JSON_B}\n`,
  'JSON objects without a blank between': `${JSON_A}${JSON_B}${JSON_A}`,
  'JSON objects with a mark between': `${JSON_A}\n---\n${JSON_B}\n`,
  'YAML behind JSON': `${JSON_A}\n---\n${HEAD}spec: 2\n`,
  'JSON with a comma too many': `{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"},}\n`,
  'JSON with a comment': `{"apiVersion":"v1", # note\n"kind":"Thing","metadata":{"name":"a"}}\n`,
  'JSON with doubled keys': `{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"},"spec":1,"spec":2}\n`,
  'JSON with tabs': `{\n\t"apiVersion":"v1",\n\t"kind":"Thing",\n\t"metadata":{"name":"a"}\n}\n`,
  'JSON behind blanks and breaks': `\n\n   ${JSON_A}\n`,
  'JSON that ends in the middle': `${JSON_A.slice(0, -3)}\n`,
  'JSON and then nonsense': `${JSON_A}\n]\n`,
  'three JSON objects and then nonsense': `${JSON_A}\n${JSON_B}\n${JSON_A}\nx: y\n`,
  'a JSON list of objects': `[${JSON_A},${JSON_B}]\n`,
  'a JSON object with large numbers': `{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"},"spec":[9007199254740993,1e3,1.50,-0]}\n`,
  'a text alone': 'hello\n',
  'a list alone': '- a\n- b\n',
  'an empty file': '',
  'nothing but blanks': ' \n\n',
  'nothing but comments': '# nothing\n# at all\n',
  'an object indented as a whole': `${HEAD}spec: 1\n`.replaceAll(/^/gm, '  ').trimEnd(),
  'a doubled key at the top': `${HEAD}data: {x: '1'}\ndata: {y: '2'}\n`,
  'a bomb of aliases': `${HEAD}spec:${bomb(9)}`,
  'aliases of a small file': `${HEAD}spec:${bomb(1)}`,
  'nesting without end': `${HEAD}spec: ${'['.repeat(20_000)}`,
};

const BYTES: Readonly<Record<string, Uint8Array>> = {
  'UTF-8 with a byte order mark': utf8(`\ufeff${HEAD}spec: é\n`),
  'UTF-16 little endian': utf16(`${HEAD}spec: é 😀\n`.replaceAll('\n', '\r\n'), 'le'),
  'UTF-16 big endian': utf16(`${HEAD}spec: é\n`, 'be'),
  'JSON in UTF-16': utf16(`${JSON_A}\r\n`, 'le'),
  'bytes of Latin-1': Buffer.from(`# Müller\n${HEAD}spec: "M\xfcller"\n`, 'latin1'),
};

export const CORPUS: readonly CorpusText[] = [
  ...Object.entries(SPECS).map(([name, spec]) => ({ name, bytes: utf8(`${HEAD}spec: ${spec}`) })),
  ...Object.entries(FILES).map(([name, text]) => ({ name: `file: ${name}`, bytes: utf8(text) })),
  ...Object.entries(BYTES).map(([name, bytes]) => ({ name: `bytes: ${name}`, bytes })),
];
