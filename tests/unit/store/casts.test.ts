/** Rows of the store are parsed by a schema, never cast: a cast says what a row should be, and a schema what it is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const STORE = join(import.meta.dirname, '..', '..', '..', 'main', 'store');

/** Names in imports and exports may be changed; literals may be frozen. */
const CAST = /\bas\b(?!\s+const\b)/;

test('nothing in main/store is cast', () => {
  const casts = readdirSync(STORE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      codeOf(readFileSync(join(STORE, name), 'utf8'))
        .split('\n')
        .flatMap((line, at) => (CAST.test(line) ? [`${name}:${at + 1}: ${line.trim()}`] : [])),
    );
  expect(casts).toEqual([]);
});

test('a cast is found, and what only looks like one is not', () => {
  const found = (code: string) => CAST.test(codeOf(code));
  expect(found('const row = db.get() as Row;')).toBe(true);
  expect(found('const row = (JSON.parse(`${text as string}`));')).toBe(true);
  for (const other of [
    'const LIST = [1] as const;',
    "const sql = 'SELECT a AS b, c as d FROM e';",
    '/** as a row */',
    '// as it was',
    'import * as answers from "./answers.ts";',
    'import { a as b } from "./c.ts";',
    'export { a as b };',
    'const sql = `SELECT ${a} as b`;',
  ])
    expect(found(other), other).toBe(false);
});

/** Without comments, imports, exports by name, and the text of strings; what stands in `${…}` is code. */
function codeOf(source: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  return source
    .replaceAll(/\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/^(import|export) (type )?(\{[^}]*\}|\* as \w+)/gm, blank)
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, (text) =>
      text.startsWith('`')
        ? blank(text.slice(0, 0)) +
          text.replaceAll(/\$\{[^}]*\}|[^\n]/g, (part) => (part.length > 1 ? part : ' '))
        : blank(text),
    )
    .replaceAll(/\/\/.*$/gm, blank);
}
