import { describe, expect, test } from 'vitest';
import { mutantsOf } from '../../../../build/mutate/mutants.ts';
import { OPERATORS } from '../../../../build/mutate/operators.ts';

/** The source after each break by one operator. */
const brokenBy = (operator: string, source: string): string[] =>
  mutantsOf(
    'a.ts',
    source,
    OPERATORS.filter(({ name }) => name === operator),
  ).map(({ broken }) => broken);

describe('each operator breaks what it is for', () => {
  test.each([
    ['boundary', 'a(b < c)', ['a(b <= c)', 'a(b >= c)']],
    ['boundary', 'a((b) >= (c))', ['a((b) > (c))', 'a((b) < (c))']],
    ['equality', 'a(b === c)', ['a(b !== c)']],
    ['equality', 'a(b !== c)', ['a(b === c)']],
    ['arithmetic', 'a(b + c)', ['a(b - c)']],
    ['arithmetic', 'a(b % c)', ['a(b * c)']],
    ['assignment', 'a += b', ['a -= b']],
    ['assignment', 'a ??= b', ['a = b']],
    ['assignment', 'a++', ['a--']],
    ['assignment', '--a', ['++a']],
    ['logical', 'a(b && c)', ['a(b || c)']],
    ['logical', 'a(b ?? c)', ['a(c)', 'a(b)']],
    ['negation', 'a(!b)', ['a(b)']],
    ['condition', 'if (a) b()', ['if (true) b()', 'if (false) b()']],
    ['condition', 'while (a) b()', ['while (false) b()']],
    ['condition', 'for (; a;) b()', ['for (; false;) b()']],
    ['branch', 'a(b ? c : d)', ['a((c))', 'a((d))']],
    ['statement', 'a(); throw b;', ['; throw b;', 'a(); ;']],
    [
      'statement',
      'for (;;) { if (a) continue; break; }',
      ['for (;;) { if (a) ; break; }', 'for (;;) { if (a) continue; ; }'],
    ],
    ['statement', 'function a() { return; }', ['function a() { ; }']],
    ['boolean', 'a(true)', ['a(false)']],
    ['text', "a('b', `${c}`)", ["a('', `${c}`)", "a('b', ``)"]],
    ['method', 'a.filter(b).c', ['a.c']],
    ['method', 'a.some(b)', ['a.every(b)']],
    ['method', 'a.startsWith(b)', ['a.endsWith(b)']],
    ['method', 'Math.min(a)', ['Math.max(a)']],
    ['optional', 'a?.b', ['a.b']],
    ['optional', 'a?.[0]', ['a[0]']],
    ['optional', 'a?.()', ['a()']],
    ['spread', 'a({ ...b, c })', ['a({ ...{}, c })']],
    ['spread', 'a([...b])', ['a([...[]])']],
    ['list', 'a([b])', ['a([])']],
  ])('%s: %s', (operator, source, broken) => {
    expect(brokenBy(operator, source)).toEqual(broken);
  });
});

describe('a declared result becomes an empty one', () => {
  test.each([
    ['readonly string[]', '[]'],
    ['ReadonlyMap<string, A>', 'new Map()'],
    ['Set<string>', 'new Set()'],
    ['string', "''"],
    ['number', '0'],
    ['A | null', 'null'],
    ['A | undefined', 'undefined'],
  ])('%s', (type, empty) => {
    expect(brokenBy('result', `function a(): ${type} { return b; }`)).toEqual([
      `function a(): ${type} { return ${empty}; }`,
    ]);
  });

  test('of a promise, of an arrow, and of the innermost function alone', () => {
    expect(brokenBy('result', 'async function a(): Promise<A[]> { return b; }')).toEqual([
      'async function a(): Promise<A[]> { return []; }',
    ]);
    expect(brokenBy('result', 'const a = (): boolean => b(() => { return c; })')).toEqual([
      'const a = (): boolean => true',
      'const a = (): boolean => false',
    ]);
  });

  test('and stays where it is empty, or a type says nothing of emptiness', () => {
    expect(brokenBy('result', 'function a(): A[] { return []; }')).toEqual([]);
    expect(brokenBy('result', 'function a(): A { return b; }')).toEqual([]);
  });
});

describe('what is left alone', () => {
  test.each([
    ['imports', "import a from 'b'; export * from 'c'; export { d } from 'e';"],
    ['types', "type A = 'a' | true; interface B { c: 'd' } const e = f as 'g';"],
    ['names of properties', "a({ 'b': c })"],
    ['comments', '// a < b'],
    ['sentences for people', "a('Not decided', `${b} checks failed.`)"],
    ['joined texts', "a('bb cc' + d)"],
  ])('%s', (_, source) => {
    const found = mutantsOf(
      'a.ts',
      source,
      OPERATORS.filter(({ name }) => name !== 'statement'),
    );
    expect(found.map(({ broken }) => broken)).toEqual([]);
  });

  test('a sentence that decides is no sentence', () => {
    expect(brokenBy('text', "a(b === 'cc dd')")).toEqual(["a(b === '')"]);
    expect(brokenBy('text', "a(b.includes('cc dd'))")).toEqual(["a(b.includes(''))"]);
    expect(brokenBy('text', "new Set(['cc dd'])")).toEqual(["new Set([''])"]);
  });
});

test('a mutant names its line and what stands there', () => {
  expect(mutantsOf('main/a.ts', 'a();\nb(c < d);', OPERATORS.slice(0, 1))[0]).toEqual({
    file: 'main/a.ts',
    line: 2,
    operator: 'boundary',
    start: 9,
    end: 10,
    before: '<',
    after: '<=',
    broken: 'a();\nb(c <= d);',
  });
});

test('two operators that break alike make one mutant', () => {
  const [operator] = OPERATORS;
  expect(mutantsOf('a.ts', 'a(b < c)', operator ? [operator, operator] : [])).toHaveLength(2);
});

test('a file that does not parse is an error', () => {
  expect(() => mutantsOf('a.ts', 'a(')).toThrow('a.ts: ');
});
