import { describe, expect, test } from 'vitest';
import {
  CelFailure,
  CelProblem,
  compileCel,
  objectValue,
  plainValue,
  Run,
  runCel,
  type Scope,
} from '../../../main/kubernetes/cel.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'shop', labels: { app: 'a', 'a/b': 'c' }, annotations: {} },
  spec: {
    replicas: 3,
    ratio: 1.5,
    nothing: null,
    containers: [
      { name: 'one', image: 'r.example/one:1.2', resources: { limits: { memory: '512Mi' } } },
      {
        name: 'two',
        image: 'two:latest',
        args: ['--token=***', '--verbose'],
        env: [{ name: 'P', value: { $redacted: { length: 3, looksLike: 'plain' } } }],
      },
    ],
  },
};

function run(text: string, given: unknown = pod) {
  const scope: Scope = {
    name: 'object',
    value: () => objectValue(given),
    outer: { name: 'params', value: () => plainValue({ star: '***', list: ['b', 'a'] }), outer: null },
  };
  const known = (name: string) => (['object', 'params'].includes(name) ? null : `there is no ${name}`);
  return runCel(compileCel(text, known), scope, new Run());
}

function failureOf(text: string, given?: unknown): string {
  try {
    return `gives a ${typeof run(text, given)}`;
  } catch (failure) {
    if (failure instanceof CelFailure) return failure.why;
    throw failure;
  }
}

function problemOf(text: string): { message: string; at: number } {
  try {
    run(text);
  } catch (problem) {
    if (problem instanceof CelProblem) return { message: problem.message, at: problem.at };
    throw problem;
  }
  throw new Error(`${text} has no problem`);
}

/** Each of these is true. */
const TRUE = [
  'object.spec.replicas == 3',
  'object.spec.replicas == 3.0',
  'object.spec.ratio > 1',
  'object.spec.replicas + 1 == 4 && 7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1',
  '2.0 * 1.5 == 3.0',
  '1u + 2u == 3u',
  'has(object.spec.replicas) && !has(object.spec.absent) && has(object.spec.nothing)',
  'object.spec.nothing == null',
  "object.metadata.labels['a/b'] == 'c'",
  "'app' in object.metadata.labels && !('b' in object.metadata.labels)",
  "object.metadata.namespace == 'shop'",
  "object.spec.containers.all(c, c.name in ['one', 'two'])",
  "object.spec.containers.exists(c, c.image.endsWith(':latest'))",
  "object.spec.containers.exists_one(c, c.name == 'one')",
  "object.spec.containers.map(c, c.name) == ['one', 'two']",
  "object.spec.containers.map(c, c.name == 'two', c.image) == ['two:latest']",
  'object.spec.containers.filter(c, has(c.resources)).size() == 1',
  'object.spec.containers.all(i, c, i >= 0 && c.name != "")',
  "object.metadata.labels.transformList(k, v, v) == ['a', 'c']",
  "{'a': 1, 'b': 2}.transformMap(k, v, v * 2) == {'a': 2, 'b': 4}",
  "object.metadata.labels.exists(k, k == 'app')",
  'object.spec.absent == 1 || true',
  'true || object.spec.absent == 1',
  '!(object.spec.absent == 1 && false)',
  '[1, 2].exists(x, x / (x - 1) == 2)',
  'true ? true : object.spec.absent',
  "object.?spec.?absent.orValue('x') == 'x'",
  'object.?spec.replicas.hasValue() && object.spec.?replicas.value() == 3',
  "object.metadata.labels[?'zz'].orValue('none') == 'none'",
  'optional.of(3).optMap(x, x + 1).value() == 4',
  '[?optional.none(), 1] == [1]',
  "'r.example/one:1.2'.matches('^r[.]example/') && !'x'.matches('^y')",
  "'abc 123'.find('[0-9]+') == '123' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'abc'.find('x') == ''",
  "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']",
  "['a', 'b'].join('-') == 'a-b'",
  "'ABC'.lowerAscii() == 'abc' && 'abc'.upperAscii() == 'ABC' && ' x '.trim() == 'x'",
  "'hello'.substring(1, 3) == 'el' && 'hello'.charAt(4) == 'o' && 'hello'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3",
  "'aXbX'.replace('X', '-') == 'a-b-' && 'aXbX'.replace('X', '-', 1) == 'a-bX'",
  "'%s has %d'.format(['a', 3]) == 'a has 3'",
  "'%b %x %X %o'.format([5, 255, 255, 8]) == '101 ff FF 10' && '%b'.format([true]) == '1'",
  "'%.2f'.format([1.5]) == '1.50' && '%.1e'.format([1250.0]) == '1.3e+03'",
  "'%s'.format([{'a': 1}]) == '{a: 1}' && '%s'.format([[1, null, true]]) == '[1, null, true]'",
  "quantity('0.0000000001').compareTo(quantity('1n')) == 0 && quantity('0.0000000011').compareTo(quantity('2n')) == 0",
  "quantity('-0.0000000001').compareTo(quantity('-1n')) == 0 && quantity('1.5Ki').asInteger() == 1536",
  "!(double('NaN') < 1.0) && !(double('NaN') > 1.0) && !(1.0 <= double('NaN')) && double('NaN') != double('NaN')",
  '[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(3) == -1',
  "size('añ😀') == 3 && '😀x'.charAt(0) == '😀'",
  '[1, 2, 3].sum() == 6 && [1, 3, 2].max() == 3 && [1, 3, 2].min() == 1 && [1, 2].isSorted() && ![2, 1].isSorted()',
  '[1, 2, 1].distinct() == [1, 2] && [2, 1].sort() == [1, 2] && [1, 2, 3].slice(0, 2) == [1, 2] && [[1], [2]].flatten() == [1, 2]',
  'sets.contains([1, 2, 3], [1, 2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1]) && lists.range(3) == [0, 1, 2]',
  "quantity('512Mi').isLessThan(quantity('1Gi')) && quantity('1500m').compareTo(quantity('1.5')) == 0 && quantity('50k').add(20).asInteger() == 50020",
  "quantity('100M').isGreaterThan(quantity('99Mi')) == false && isQuantity('1e3') && !isQuantity('1K') && quantity('0.5').isInteger() == false",
  "ip('10.0.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('10.0.0.01') && ip('169.254.169.254').isLinkLocalUnicast()",
  "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.1') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
  "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
  "url('https://u:p@h.example:8443/a b?k=v').getPort() == '8443' && url('/x').getHost() == '' && isURL('https://h/') && !isURL('../x')",
  "url('https://[::1]:80/').getHostname() == '::1' && url('https://h/?a=1&a=2').getQuery() == {'a': ['1', '2']}",
  "duration('90m') > duration('1h') && timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') == duration('24h')",
  "timestamp('2026-05-06T07:08:09Z').getFullYear() == 2026 && timestamp('2026-05-06T07:08:09Z').getMonth() == 4 && duration('90s').getMinutes() == 1",
  "int('12') == 12 && string(12) == '12' && double('1.5') == 1.5 && string(1.5) == '1.5' && bool('true') && int(2.9) == 2",
  "string(1000000.0) == '1e+06' && string(100000.5) == '100000.5' && string(0.00001) == '1e-05' && string(-2.0) == '-2'",
  "type(1) == int && type('a') == string && type([]) == list && type(object) == map",
  "1 != 'a' && [1, 'a'] != [1, 2] && {'a': 1} == {'a': 1u}",
  "r'\\d' == '\\\\d' && \"\"\"a\nb\"\"\" == 'a\\nb' && '\\u0041\\x42\\103' == 'ABC' && b'ab' == bytes('ab')",
  '0x1F == 31 && 1e3 == 1000.0 && .5 == 0.5 && -9223372036854775808 < 0',
  "params.star == '***'",
  'object.spec.containers.exists(c, has(c.env) && c.env.exists(e, has(e.value)))',
];

/** Why each of these has no result. */
const FAIL: readonly (readonly [string, 'error' | 'withheld' | 'cost'])[] = [
  ['object.spec.absent', 'error'],
  ['object.spec.replicas.x', 'error'],
  ['has(object.absent.x)', 'error'],
  ['object.spec.containers[5].name', 'error'],
  ["object.spec.replicas > 'a'", 'error'],
  ['object.spec.replicas && true', 'error'],
  ['1 / 0 == 1', 'error'],
  ['9223372036854775807 + 1 > 0', 'error'],
  ['object.spec.absent == 1 || false', 'error'],
  ["quantity('x').isInteger()", 'error'],
  ["'%x'.format([true])", 'error'],
  ["'%d'.format(['3'])", 'error'],
  ["'%f'.format([true])", 'error'],
  ["'x'.matches(object.metadata.name + '(')", 'error'],
  [
    "object.spec.containers.all(c, has(c.resources) && c.resources.limits.memory == '512Mi' || c.args[0] == '--token=abc')",
    'withheld',
  ],
  ["object.spec.containers[1].env[0].value == 'x'", 'withheld'],
  ["object.spec.containers[1].env[0].value != 'x'", 'withheld'],
  ["object.spec.containers[1].env == [{'name': 'P', 'value': 'x'}]", 'withheld'],
  ["object.spec.containers[1].args.exists(a, a == '--insecure')", 'withheld'],
  ["'--insecure' in object.spec.containers[1].args", 'withheld'],
  ["object.spec.containers[1].args.join(' ') == ''", 'withheld'],
  ['!has(object.metadata.managedFields)', 'withheld'],
  ["!('kubectl.kubernetes.io/last-applied-configuration' in object.metadata.annotations)", 'withheld'],
  ['lists.range(100000).all(x, lists.range(100000).all(y, x + y >= 0))', 'cost'],
  [
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') == ''",
    'cost',
  ],
];

describe('CEL', () => {
  test.each(TRUE)('%s', (text) => {
    expect(run(text)).toBe(true);
  });

  test.each(FAIL)('%s has no result', (text, why) => {
    expect(failureOf(text)).toBe(why);
  });

  test('reading a text costs by its length', () => {
    const work = new Run();
    work.begin();
    work.read({ length: 1000 });
    expect(() => work.read({ length: 1e12 })).toThrow('used up its work');
  });

  test('what decides wins over a removed value, wherever it stands', () => {
    expect(run("object.spec.containers[1].args[0] == 'x' || object.spec.replicas == 3")).toBe(true);
    expect(run("object.spec.containers[1].args.exists(a, a == '--verbose')")).toBe(true);
    expect(run("'--verbose' in object.spec.containers[1].args")).toBe(true);
    expect(run("object.spec.containers[1].args == ['x']")).toBe(false);
  });

  test('of a Secret only the name, the type and the kind are known', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'n' },
      type: 'Opaque',
      $drydock: { secretKeys: 1 },
    };
    expect(run("object.type == 'Opaque' && object.metadata.name == 's' ", secret)).toBe(true);
    for (const text of [
      'has(object.data)',
      '!has(object.metadata.labels)',
      'size(object) == 4',
      'object.?data.hasValue()',
    ])
      expect([text, failureOf(text, secret)]).toEqual([text, 'withheld']);
  });

  test("Drydock's own notes are no part of an object", () => {
    expect(
      run("!('$drydock' in object)", {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        $drydock: {},
      }),
    ).toBe(true);
  });

  test('hostile names of fields are fields and nothing more', () => {
    const hostile = JSON.parse(
      '{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"__proto__":{"x":1},"constructor":2}',
    ) as unknown;
    expect(
      run("object['constructor'] == 2 && object['__proto__'].x == 1 && !has(object.toString)", hostile),
    ).toBe(true);
    expect(run("!has(object.toString) && !('hasOwnProperty' in object)", pod)).toBe(true);
  });

  test('patterns that make other engines backtrack for ever end', () => {
    expect(run(`'${'a'.repeat(5_000)}!'.matches('^(a+)+$')`)).toBe(false);
    expect(run(`'${'a'.repeat(5_000)}!'.matches('(a|aa)+$')`)).toBe(false);
  });

  test('a great product of lists is stopped before it is made', () => {
    expect(failureOf('lists.range(500000).map(x, lists.range(500000))')).toBe('cost');
    expect(
      failureOf(
        "lists.range(1000).map(x, '.'.replace('.', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')).map(y, lists.range(1000)).size() > 0",
      ),
    ).toBe('cost');
  });

  test.each([
    ['object.spec.', 'a name belongs here, not the end', 12],
    ['object.spec.replicas >', 'the expression ends too early', 22],
    ['object.spec ==== 1', '"==" cannot stand here', 14],
    ["'abc", 'the text that begins here does not end', 0],
    ['foo.bar == 1', 'there is no foo', 0],
    ['object.spec.frobnicate()', 'there is no function frobnicate()', 12],
    [
      "authorizer.path('/x').check('get').allowed()",
      'allowed() is not supported: it belongs to authorizer, which asks the server; write the check with who-can instead',
      35,
    ],
    [
      "semver('1.2.3').major() == 1",
      'major() is not supported: Drydock does not have the semver library',
      16,
    ],
    ["object.metadata.name.matches('(')", 'the regular expression is not valid in the syntax of RE2', 29],
    ['Foo{a: 1}', 'objects of a type, such as Name{…}, are not supported', 3],
    ['has(object)', 'has() takes one field, such as has(object.spec.replicas)', 0],
    ['#', 'the character "#" has no meaning here', 0],
    ['namespace == 1', 'namespace is a word that CEL keeps for itself', 0],
    ['[1].all(1, true)', 'all() wants a name first', 8],
  ])('%s is refused with its place', (text, message, at) => {
    expect(problemOf(text)).toEqual({ message, at });
  });

  test.each([
    ['parentheses', '('.repeat(5_000)],
    ['brackets', '['.repeat(5_000)],
    ['minuses', `${'-'.repeat(5_000)}1`],
    ['fields', `object${'.a'.repeat(5_000)}`],
    ['operators', Array.from({ length: 5_000 }, () => '1').join('+')],
    ['choices', Array.from({ length: 2_000 }, () => 'true?1').join(':')],
  ])('endless %s end in an answer', (_name, text) => {
    expect(() => {
      try {
        run(text);
      } catch (problem) {
        if (!(problem instanceof CelProblem || problem instanceof CelFailure)) throw problem;
      }
    }).not.toThrow();
  });

  test('long lists of many terms are read', () => {
    expect(run(Array.from({ length: 1_500 }, () => 'false').join('||') + '||true')).toBe(true);
  });
});
