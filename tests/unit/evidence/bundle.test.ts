import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openBundle } from '../../../main/evidence/bundle-read.ts';
import { readManifests } from '../../../main/evidence/manifests.ts';
import { loadIntoMemory } from '../../../main/evidence/read.ts';
import { writeSample } from '../../../main/sample/write.ts';
import type { SnapshotSource } from '../../../main/snapshot/model.ts';
import { DrydockError } from '../../../shared/errors.ts';
import { bundleBytes } from './bundle-bytes.ts';
import { forged, locked, PODS_FILE, patched, zipOf } from './forge.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-bundle-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LOG = [
  {
    at: '2026-05-01T00:00:00.000Z',
    verb: 'GET',
    path: '/api',
    status: 200,
    bytes: 2,
    durationMs: 1,
    attempt: 1,
  },
] as const;

let sample: SnapshotSource;
beforeAll(async () => {
  writeSample(join(dir, 'sample'), 'first');
  sample = await readManifests([join(dir, 'sample')]);
});

const objectsOf = (source: SnapshotSource) => [...source.objects()].map((each) => JSON.stringify(each));

/** Writes bytes as a bundle and reads everything that is in it. */
async function read(bytes: Uint8Array, name = 'x.evidence.zip') {
  writeFileSync(join(dir, name), bytes);
  const bundle = await openBundle(join(dir, name));
  try {
    const log = [];
    for await (const entries of bundle.log()) log.push(...entries);
    return { manifest: bundle.manifest, objects: objectsOf(await loadIntoMemory(bundle)), log };
  } finally {
    await bundle.close();
  }
}

describe('a bundle', () => {
  test('gives back the same objects, log and evidence hash', async () => {
    const back = await read(await bundleBytes(sample, LOG));
    expect(back.objects.length).toBeGreaterThan(300);
    expect(back.objects).toEqual(objectsOf(sample));
    expect(back.manifest).toEqual(sample.manifest);
    expect(back.log).toEqual(LOG);
  });

  test('of the same evidence is the same bytes, in every time zone', async () => {
    const zone = process.env['TZ'];
    onTestFinished(() => void (process.env['TZ'] = zone ?? ''));
    const all = [];
    for (const tz of ['UTC', 'Pacific/Apia', 'America/St_Johns']) {
      process.env['TZ'] = tz;
      all.push((await bundleBytes(sample, LOG)).toString('base64'));
    }
    expect(new Set(all).size).toBe(1);
  });
});

const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}';
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const extra = (name: string, bytes = Buffer.from('x')) => ({ extra: [[name, bytes] as const] });

describe('a hostile bundle is refused with a reason:', () => {
  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['no zip', async () => Buffer.from('hello'), /not a zip/],
    ['nothing', async () => Buffer.alloc(0), /not a zip/],
    ['half a zip', async () => (await forged()).subarray(0, 700), /not a zip/],
    [
      'a name that climbs',
      async () => patched(await forged(extra('ab/abc')), 'ab/abc', '../abc'),
      /damaged|unsafe/,
    ],
    [
      'an absolute name',
      async () => patched(await forged(extra('ab/abc')), 'ab/abc', '/b/abc'),
      /damaged|unsafe/,
    ],
    [
      'a backslash',
      async () => patched(await forged(extra('ab-abc')), 'ab-abc', '..\\abc'),
      /damaged|unsafe/,
    ],
    ['a NUL in a name', async () => patched(await forged(extra('ab-abc')), 'ab-abc', 'ab\0abc'), /unsafe/],
    ['the same name twice', () => forged(extra(PODS_FILE)), /same name/],
    ['a file beside the manifest', () => forged(extra('other.txt')), /does not list/],
    ['a missing file', () => forged({ leaveOut: PODS_FILE }), /missing/],
    ['no manifest', () => forged({ leaveOut: 'manifest.json' }), /no manifest/],
    ['a manifest that is no JSON', () => forged({ manifest: () => '{' }), /not JSON/],
    ['a manifest of another form', () => forged({ manifest: () => '{"bundleVersion":2}' }), /expected form/],
    ['a deep manifest', () => forged({ manifest: () => deep(100_000) }), /too deeply/],
    [
      'a wrong hash',
      () => forged({ manifest: (text) => text.replaceAll(/"sha256":"../g, '"sha256":"zz') }),
      /hash/,
    ],
    [
      'a wrong evidence hash',
      () => forged({ manifest: (text) => text.replace(/"evidenceSha256":"../, '"evidenceSha256":"zz') }),
      /evidence hash/,
    ],
    ['a kind twice', () => forged({ kinds: (pods) => [pods, pods] }), /twice/],
    ['objects of no kind', () => forged({ kinds: () => [] }), /no kind/],
    ['a bomb', () => forged(extra('bomb', Buffer.alloc(20_000_000))), /expands too much/],
    ['a zip password', async () => locked(await forged()), /password/],
    ['a broken line', () => forged({ pods: `${POD}}\n{"apiVersion"` }), /not JSON/],
    ['a deep object', () => forged({ pods: `${POD},"spec":${deep(50_000)}}\n` }), /too deeply/],
    [
      'an object without a name',
      () => forged({ pods: '{"apiVersion":"v1","kind":"Pod","metadata":{}}\n' }),
      /expected form/,
    ],
    [
      'broken UTF-8',
      () => forged({ pods: Buffer.from([...Buffer.from(`${POD},"a":"`), 0xff, ...Buffer.from('"}\n')]) }),
      /UTF-8/,
    ],
    ['another zip', () => zipOf([['readme.txt', Buffer.from('hi')]]), /no manifest/],
  ])('%s', async (_, make, reason) => {
    const error: unknown = await read(await make()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DrydockError);
    expect(error).toMatchObject({ code: 'BUNDLE_INVALID', message: expect.stringMatching(reason) as string });
  });
});

test('a key such as __proto__ changes no prototype', async () => {
  const { objects } = await read(
    await forged({ pods: `${POD},"__proto__":{"polluted":1},"spec":{"__proto__":{"polluted":1},"a":1}}\n` }),
  );
  expect(objects).toHaveLength(1);
  expect(objects.join('')).not.toContain('polluted');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('values that a hand-made bundle left in clear are redacted before anything sees them', async () => {
  const env = '[{"name":"DB_PASSWORD","value":"summer-in-clear"}]';
  const { objects } = await read(
    await forged({ pods: `${POD},"spec":{"containers":[{"name":"web","env":${env}}]}}\n` }),
  );
  expect(objects.join('')).toContain('password-like-name');
  expect(objects.join('')).not.toContain('summer-in-clear');
});

test('whatever byte is changed or cut, it is refused or it is the same evidence', async () => {
  const bytes = await forged();
  const whole = await read(bytes);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.option(fc.nat(bytes.length)),
      async (at, flip, cut) => {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ flip;
        const outcome = await read(cut === null ? copy : copy.subarray(0, cut)).catch((e: unknown) => e);
        if (outcome instanceof DrydockError) return;
        // Bits that say nothing, such as the time of an entry, may change; the evidence may not.
        expect(outcome).toEqual(whole);
      },
    ),
    { numRuns: 500 },
  );
});

describe('manifests', () => {
  const names = async (text: string, name = 'm.yaml') => {
    writeFileSync(join(dir, name), text);
    const source = await readManifests([join(dir, name)]);
    return [...source.objects()].map(({ object }) => [
      `${object.apiVersion} ${object.kind} ${object.metadata.name}`,
      object.$drydock?.source?.replace(`${dir}/`, ''),
    ]);
  };
  const refused = async (text: string | Buffer, name = 'm.yaml') => {
    writeFileSync(join(dir, name), text);
    return readManifests([join(dir, name)]).catch((error: unknown) => error);
  };

  test('may be many documents, Lists, typed lists and JSON', async () => {
    const pod = (name: string) => `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} } }`;
    expect(
      await names(
        `${pod('a')}\n---\n# nothing\n---\napiVersion: v1\nkind: List\nitems: [${pod('b')}, ${pod('c')}]\n`,
      ),
    ).toEqual([
      ['v1 Pod a', 'm.yaml#1'],
      ['v1 Pod b', 'm.yaml#3'],
      ['v1 Pod c', 'm.yaml#3'],
    ]);
    const list = { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'd' } }] };
    expect(await names(JSON.stringify(list), 'm.json')).toEqual([['v1 Pod d', 'm.json#1']]);
  });

  test('of a folder are the YAML and JSON in it, in the order of their names', async () => {
    const folder = join(dir, 'folder');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    for (const name of ['b.yml', 'inner/a.json', 'a.txt']) {
      writeFileSync(join(folder, name), '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}');
    }
    const source = await readManifests([folder]);
    expect([...source.objects()].map(({ object }) => object.$drydock?.source)).toEqual([
      `${folder}/b.yml#1`,
      `${folder}/inner/a.json#1`,
    ]);
  });

  test('take 20,000 objects of one JSON list in moments', async () => {
    const items = Array.from({ length: 20_000 }, (_, at) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${at}` },
    }));
    expect(await names(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'big.json')).toHaveLength(
      20_000,
    );
  });

  const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
    .split('')
    .map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]}, `.repeat(9)}]\n`)
    .join('')}`;

  test.each<[string, string | Buffer, RegExp]>([
    ['an alias bomb', BOMB, /alias/],
    ['broken YAML', 'a: [1', /m\.yaml cannot be used/],
    ['nesting without end', deep(100_000), /deep/],
    [
      'nesting without end, as a block',
      Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      /m\.yaml|No Kubernetes/,
    ],
    // kubectl reads U+FFFD in its place; what is left is no object.
    ['text that is not UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff]), /m\.yaml|No Kubernetes/],
    ['a file that is too large', Buffer.alloc(64 * 1024 * 1024 + 1, 0x20), /larger than 64 MB/],
  ])('are refused for %s', async (_, text, reason) => {
    const error = await refused(text);
    expect(error).toBeInstanceOf(DrydockError);
    expect((error as DrydockError).message).toMatch(reason);
  });

  test('with keys such as __proto__ change no prototype', async () => {
    await names(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\n__proto__: { polluted: 1 }\nspec: { __proto__: { polluted: 1 } }\n',
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
