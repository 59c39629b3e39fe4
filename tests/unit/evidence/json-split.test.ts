import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJsonSplitter, type JsonPart, JsonProblem } from '../../../main/evidence/json-split.ts';

interface Options {
  readonly lists?: string[];
  readonly skip?: string[];
  readonly logs?: boolean;
}

function split(text: string | Buffer, chunkBytes = 7, options: Options = {}) {
  const parts: JsonPart[] = [];
  const lists: string[] = [];
  const keys: string[] = [];
  let documents = 0;
  const splitter = createJsonSplitter({
    lists: new Set(options.lists ?? ['items']),
    skip: new Set(options.skip),
    logs: options.logs ?? false,
    onPart: (part) => parts.push(part),
    onKey: (key) => keys.push(key),
    onList: (key) => lists.push(key),
    onDocument: () => {
      documents += 1;
    },
  });
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.push(bytes.subarray(at, at + chunkBytes));
  splitter.end();
  return { parts, lists, keys, documents };
}

const seen = (parts: readonly JsonPart[]) => parts.map(({ key, element, value }) => [key, element, value]);

test('elements of a chosen list come one by one, other members whole', () => {
  const { parts, lists } = split(
    '{"kind":"List","items":[{"a":[1,{"b":"]}"}]}, 2 ,"x"],"metadata":{"items":[9]}}',
  );
  expect(seen(parts)).toEqual([
    ['kind', false, 'List'],
    ['items', true, { a: [1, { b: ']}' }] }],
    ['items', true, 2],
    ['items', true, 'x'],
    ['metadata', false, { items: [9] }],
  ]);
  expect(lists).toEqual(['items']);
});

test('an empty list is known of, and a document that is a list is split', () => {
  expect(split('{"items": [ ] }')).toMatchObject({ parts: [], lists: ['items'], documents: 1 });
  expect(seen(split('\uFEFF [ {"a":1}, [2] ]').parts)).toEqual([
    [null, true, { a: 1 }],
    [null, true, [2]],
  ]);
});

test('a member of that name which is no list comes whole', () => {
  expect(seen(split('{"items":{"a":[1]},"b":"items"}').parts)).toEqual([
    ['items', false, { a: [1] }],
    ['b', false, 'items'],
  ]);
});

test('members that nobody wants are passed over, whatever their size, and only named', () => {
  const long = 'x'.repeat(70 * 1024 * 1024);
  const { parts, keys } = split(`{"a":1,"skip":["${long}",{"a":2}],"b":[3]}`, 1_000_000, { skip: ['skip'] });
  expect(seen(parts)).toEqual([
    ['a', false, 1],
    ['b', false, [3]],
  ]);
  expect(keys).toEqual(['a', 'skip', 'b']);
});

test('only a value that is the list itself is split, however it is cut', () => {
  for (const chunkBytes of [1, 3, 100]) {
    expect(seen(split('{"items" : \n [1] , "a":2}', chunkBytes).parts)).toEqual([
      ['items', true, 1],
      ['a', false, 2],
    ]);
    expect(() => split('{"items":  12 [1]}', chunkBytes)).toThrow(/not JSON/);
    expect(split('{"items" [1]}', chunkBytes).lists).toEqual([]);
  }
});

test('what stands behind a list within its member is not given', () => {
  expect(seen(split('{"items":[1] 2 [3],"a":4}').parts)).toEqual([
    ['items', true, 1],
    ['a', false, 4],
  ]);
});

test('whatever the document and wherever it is cut, the parts make the document again', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 })),
      fc.array(fc.jsonValue({ maxDepth: 3 })),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(3),
      (members, items, chunkBytes, indent) => {
        const { items: _items, ...others } = members;
        const document = { ...others, items };
        const back: Record<string, unknown> = { items: [] };
        for (const { key, element, value } of split(JSON.stringify(document, null, indent), chunkBytes)
          .parts) {
          if (element) (back['items'] as unknown[]).push(value);
          else Object.defineProperty(back, key ?? '', { value, enumerable: true, configurable: true });
        }
        expect(back).toEqual(JSON.parse(JSON.stringify(document)));
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever bytes come, it is parts or a problem, never a defect', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, logs) => {
      for (const start of ['', '{"items":[', '[{"a":"']) {
        try {
          split(Buffer.concat([Buffer.from(start), bytes]), 16, { logs });
        } catch (error) {
          expect(error).toBeInstanceOf(JsonProblem);
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe('is refused', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['for what is cut off', '{"items":[{"a":1}', /is incomplete/],
    ['for brackets that do not match', '{"items":[{"a":1]]}', /brackets/],
    ['for nesting without end', `{"a":${'['.repeat(100_000)}`, /deeply/],
    ['for text after it', '{"a":1} nonsense', /not JSON/],
    ['for broken JSON in an element', '{"items":[{"a":}]}', /not JSON/],
    [
      'for text that is not UTF-8',
      Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
      /UTF-8/,
    ],
    ['for nothing', '', /empty/],
    ['for a name without end', `{"${'a'.repeat(5000)}":1}`, /name/],
  ])('%s', (_, text, reason) => {
    expect(() => split(text)).toThrow(JsonProblem);
    expect(() => split(text)).toThrow(reason);
  });

  test('for one entry that is larger than memory should be', () => {
    const splitter = createJsonSplitter({ lists: new Set(['items']), onPart() {} });
    splitter.push(Buffer.from('{"items":["'));
    const chunk = Buffer.alloc(8 * 1024 * 1024, 0x61);
    expect(() => {
      for (let count = 0; count < 10; count += 1) splitter.push(chunk);
    }).toThrow(/64 MB/);
  });
});

test('one entry of more values than memory should hold is refused, many entries of a few are not', () => {
  expect(() => split(`{"items":[[${'0,'.repeat(2_100_000)}0]]}`, 1_000_000)).toThrow(/too many values/);
  expect(split(`{"items":[${'[0],'.repeat(900_000)}[0]]}`, 1_000_000).parts).toHaveLength(900_001);
});

test('values of a member that nobody wants are not counted against the next member or document', () => {
  const many = `{"skip":[${'0,'.repeat(2_100_000)}0]`;
  expect(seen(split(`${many},"b":1}`, 1_000_000, { skip: ['skip'] }).parts)).toEqual([['b', false, 1]]);
  expect(seen(split(`${many}}{"b":1}`, 1_000_000, { skip: ['skip'] }).parts)).toEqual([['b', false, 1]]);
});

describe('with logs between documents', () => {
  const log = (text: string, pod = 'n/p') =>
    `==== START logs for container c of pod ${pod} ====\n${text}==== END logs for container c of pod ${pod} ====\n`;

  test('the logs are passed over, JSON in them too', () => {
    const text = `{"a":1}\n${log('{"a":2}\nno newline at the end')}Cluster info dumped\n{"a":3}`;
    for (const chunkBytes of [1, 5, 1000])
      expect(split(text, chunkBytes, { logs: true }).parts.map(({ value }) => value)).toEqual([1, 3]);
  });

  test('of an endless line that is no log only the beginning is looked at', () => {
    const text = `{"a":1}\n${'x'.repeat(200_000)}\n${log('{"a":2}\n')}{"a":3}`;
    for (const chunkBytes of [1000, 70_000])
      expect(split(text, chunkBytes, { logs: true }).parts.map(({ value }) => value)).toEqual([1, 3]);
  });

  test('only the end of the same log ends it', () => {
    const text = `{"a":1}\n${log('==== END logs for container c of pod n/other ====\n{"a":2}\n')}{"a":3}`;
    expect(split(text, 9, { logs: true }).parts.map(({ value }) => value)).toEqual([1, 3]);
  });
});

test('a key such as __proto__ changes no prototype', () => {
  split('{"__proto__":{"polluted":1},"items":[{"__proto__":{"polluted":1}}]}');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
