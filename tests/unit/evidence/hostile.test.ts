/** Bundles that somebody made to do harm. Each is refused with a code and a reason, and nothing is written anywhere. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readEvidence } from '../../../main/evidence/read.ts';
import { type ReadOutcome, readToTheEnd } from '../../fixtures/read-to-the-end.ts';
import { writeSampleBundle } from '../../fixtures/sample-bundle.ts';
import { forged, forgedContents, PODS_FILE } from './forge.ts';
import { FUZZERS } from './fuzz.ts';
import { extraField, type RawEnd, type RawEntry, rawZip } from './raw-zip.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-hostile-'));
/** The bundle lies in a folder of its own; what is around it and in its place of temporaries is watched. */
const folder = join(root, 'a', 'b');
const bundle = join(folder, 'x.evidence.zip');
const temporary = join(root, 'tmp');
let tmpdirBefore: string | undefined;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  mkdirSync(temporary);
  tmpdirBefore = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
});
afterAll(() => {
  if (tmpdirBefore === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = tmpdirBefore;
  rmSync(root, { recursive: true, force: true });
});

/** Reads it to the last object, as an import does, and sees that nothing was written. */
async function outcomeOf(bytes: Uint8Array, identity: string | null = null): Promise<ReadOutcome> {
  writeFileSync(bundle, bytes);
  const outcome = await readToTheEnd(bundle, identity);
  expect(readdirSync(root, { recursive: true }).map(String).toSorted()).toEqual([
    'a',
    'a/b',
    'a/b/x.evidence.zip',
    'tmp',
  ]);
  return outcome;
}

const honest = (): RawEntry[] => forgedContents().map(([name, data]) => ({ name, data }));
const plus = (entry: RawEntry, end?: RawEnd) => rawZip([...honest(), entry], end);
const changed = (name: string, change: (entry: RawEntry) => Partial<RawEntry>) =>
  rawZip(honest().map((entry) => (entry.name === name ? { ...entry, ...change(entry) } : entry)));
const data = Buffer.from('x');

/** A deflate stream of a gigabyte in a megabyte: the same compressed megabyte, a thousand times. */
const bomb = (megabytes: number): Buffer => {
  const one = deflateRawSync(Buffer.alloc(1024 ** 2), { finishFlush: 2 });
  return Buffer.concat([...Array<Buffer>(megabytes).fill(one), deflateRawSync(Buffer.alloc(0))]);
};

const zip64Of = (bytes: bigint, compressed: bigint) => {
  const sizes = Buffer.alloc(16);
  sizes.writeBigUInt64LE(bytes, 0);
  sizes.writeBigUInt64LE(compressed, 8);
  return extraField(1, sizes);
};
const MAX_32 = 0xffffffff;

test('the same forge without a lie makes a bundle that is read', async () => {
  expect(await outcomeOf(rawZip(honest()))).toEqual({ code: null, objects: 1, log: 0 });
});

const inFolder = (folder: string): RawEntry[] =>
  honest().map((entry) => ({ ...entry, name: `${folder}${String(entry.name)}` }));

test.each<[string, () => RawEntry[]]>([
  ['with an entry for its folder', () => [{ name: 'objects/', method: 0, mode: 0o040755 }, ...honest()]],
  [
    'in a folder, as a file manager packs it',
    () => [
      { name: 'prod.evidence/', method: 0, mode: 0o040755 },
      { name: 'prod.evidence/objects/', mode: 0o040755 },
      ...inFolder('prod.evidence/'),
    ],
  ],
  [
    'in a folder, as macOS packs it',
    () => [
      { name: 'prod/', method: 0, mode: 0o040755 },
      { name: 'prod/.DS_Store', data },
      { name: '__MACOSX/prod/._.DS_Store', data },
      { name: '__MACOSX/._prod', data },
      ...inFolder('prod/'),
    ],
  ],
])('a bundle that was packed again %s is read', async (_, entries) => {
  expect(await outcomeOf(rawZip(entries()))).toEqual({ code: null, objects: 1, log: 0 });
});

const CORPUS: Record<string, readonly [() => Buffer | Promise<Buffer>, RegExp]> = {
  'a name that climbs': [() => plus({ name: '../x', data }), /damaged|unsafe/],
  'a name that climbs from within': [() => plus({ name: 'objects/../../x', data }), /damaged|unsafe/],
  'an absolute name': [() => plus({ name: '/etc/passwd', data }), /damaged|unsafe/],
  'a name with a drive': [() => plus({ name: 'C:x', data }), /damaged|unsafe/],
  'a backslash': [() => plus({ name: '..\\x', data }), /damaged|unsafe/],
  'a NUL': [() => plus({ name: 'objects/a\0.ndjson', data }), /unsafe/],
  'a control character': [() => plus({ name: 'a\u001b[2Jb', data }), /unsafe/],
  'an empty name': [() => plus({ name: '', data }), /unsafe/],
  'a folder that holds something': [() => plus({ name: 'objects/', data }), /unsafe/],
  'a folder with an unsafe name': [() => plus({ name: '../', data: Buffer.alloc(0) }), /damaged|unsafe/],
  'a folder that is a link': [
    () => plus({ name: 'objects/', data: Buffer.alloc(0), mode: 0o120777 }),
    /link/,
  ],
  'a file in a folder that only looks like what a file manager leaves': [
    () => plus({ name: '__MACOSX/objects/core_v1_pods.ndjson', data }),
    /does not list/,
  ],
  'a bundle in a folder, with a file beside the folder': [
    () => rawZip([...inFolder('prod/'), { name: 'other.txt', data }]),
    /packed again/,
  ],
  'a bundle in a folder, of which a file was changed': [
    () =>
      rawZip(
        inFolder('prod/').map((entry) =>
          entry.name === `prod/${PODS_FILE}` ? { ...entry, data: Buffer.from('{}\n') } : entry,
        ),
      ),
    /hash|lines|object/,
  ],
  'two bundles in two folders': [() => rawZip([...inFolder('a/'), ...inFolder('b/')]), /packed again/],
  'a folder in a folder': [() => rawZip(inFolder('a/b/')), /packed again/],
  'a dot': [() => plus({ name: './manifest.json', data }), /unsafe/],
  'a name of 60,000 characters': [() => plus({ name: 'x'.repeat(60_000), data }), /unsafe/],
  'a name that is not UTF-8': [() => plus({ name: Buffer.from([0x61, 0xff, 0xfe]), data }), /two names/],
  'a symbolic link': [
    () => plus({ name: 'objects/link', data: Buffer.from('/etc/passwd'), mode: 0o120777 }),
    /link/,
  ],
  'a device': [() => plus({ name: 'objects/dev', data, mode: 0o20666 }), /device/],
  'the same name twice': [() => plus({ name: PODS_FILE, data }), /same name/],
  'a name that differs in case': [() => plus({ name: 'MANIFEST.json', data }), /same name/],
  'names that differ in Unicode form': [
    () => rawZip([...honest(), { name: 'caf\u00e9', data }, { name: 'cafe\u0301', data }]),
    /same name/,
  ],
  'two manifests': [() => plus({ name: 'manifest.json', data: Buffer.from('{}') }), /same name/],
  'another name in front of the data': [
    () => changed(PODS_FILE, () => ({ localName: 'objects/core_v1_nods.ndjson' })),
    /two names/,
  ],
  'a third name in an extra field': [
    () => {
      const name = Buffer.from('evil.ndjson');
      const head = Buffer.alloc(5);
      head.writeUInt8(1, 0);
      head.writeUInt32LE(crc32(Buffer.from(PODS_FILE)), 1);
      return changed(PODS_FILE, () => ({ extra: extraField(0x7075, Buffer.concat([head, name])) }));
    },
    /two names/,
  ],
  'an extra field that is longer than it is': [
    () => changed(PODS_FILE, () => ({ extra: Buffer.from([1, 0, 0xff, 0xff]) })),
    /damaged/,
  ],
  'a bomb': [() => plus({ name: 'bomb', data: Buffer.alloc(20_000_000) }), /expands too much/],
  'a bomb that says it is small': [
    () => changed(PODS_FILE, () => ({ raw: bomb(1000), bytes: 60, compressedBytes: bomb(1000).length })),
    /larger than declared/,
  ],
  'a bomb that hides in the manifest': [
    () =>
      changed('manifest.json', () => ({ raw: bomb(400), bytes: 1000, compressedBytes: bomb(400).length })),
    /larger than declared/,
  ],
  'a manifest that says it is huge': [
    () =>
      changed('manifest.json', () => ({
        bytes: 40_000_000,
        raw: Buffer.alloc(400_000),
        compressedBytes: 400_000,
      })),
    /far too large/,
  ],
  'a zip in a zip': [
    () => plus({ name: 'inner.zip', data: rawZip([{ name: 'b', data: Buffer.alloc(100_000) }]) }),
    /does not list/,
  ],
  'an entry that says it is larger': [
    () => changed(PODS_FILE, () => ({ bytes: 100 })),
    /smaller than declared/,
  ],
  'an entry that says it is smaller': [
    () => changed(PODS_FILE, () => ({ bytes: 10 })),
    /larger than declared/,
  ],
  'a wrong checksum': [() => changed(PODS_FILE, () => ({ crc: 1 })), /damaged/],
  'a wrong checksum of the manifest': [() => changed('manifest.json', () => ({ crc: 1 })), /damaged/],
  'data that is no deflate stream': [
    () => changed(PODS_FILE, () => ({ raw: Buffer.alloc(30, 0xff), compressedBytes: 30 })),
    /damaged/,
  ],
  'a way of compression that nobody knows': [
    () => changed(PODS_FILE, () => ({ method: 99 })),
    /unknown compression/,
  ],
  'a zip password': [() => changed(PODS_FILE, () => ({ flags: (1 << 11) | 1 })), /password/],
  'strong encryption': [() => changed(PODS_FILE, () => ({ flags: (1 << 11) | 0x41 })), /damaged/],
  'entries that share their data': [
    () => rawZip([...honest(), { name: 'a', data }, { name: 'a2', localName: 'a', data, sharesDataOf: 3 }]),
    /two names/,
  ],
  'an entry inside another': [
    () => {
      const inner = rawZip([{ name: 'inner', data, method: 0 }]);
      const start = rawZip(honest()).indexOf('PK\u0001\u0002') + 30 + 'outer'.length;
      return rawZip([
        ...honest(),
        { name: 'outer', data: inner, method: 0 },
        { name: 'inner', data, method: 0, headerStart: start, sharesDataOf: 3 },
      ]);
    },
    /overlap/,
  ],
  'an entry beyond the end': [() => changed(PODS_FILE, () => ({ headerStart: 0x7fffffff })), /damaged/],
  'bytes behind the end of a stream': [
    () =>
      changed(PODS_FILE, (entry) => {
        const raw = Buffer.concat([deflateRawSync(entry.data ?? data), Buffer.from('hidden')]);
        return { raw, compressedBytes: raw.length };
      }),
    /hides bytes/,
  ],
  'an entry in its own listing': [
    () => changed(PODS_FILE, () => ({ compressedBytes: 200 })),
    /damaged|cut off|overlap/,
  ],
  'zip64 sizes beyond all measure': [
    () =>
      changed(PODS_FILE, () => ({
        bytes: MAX_32,
        compressedBytes: MAX_32,
        extra: zip64Of(2n ** 63n, 2n ** 62n),
      })),
    /expands too much|damaged/,
  ],
  'zip64 sizes that are missing': [
    () => changed(PODS_FILE, () => ({ bytes: MAX_32, extra: extraField(1, Buffer.alloc(0)) })),
    /damaged/,
  ],
  'more entries than there are': [() => rawZip(honest(), { count: 4 }), /damaged/],
  'fewer entries than there are': [() => rawZip(honest(), { count: 2 }), /missing/],
  'a zip64 count of a billion': [() => rawZip(honest(), { zip64: { count: 10n ** 9n } }), /too many entries/],
  'a zip64 count of 2^64 - 1': [
    () => rawZip(honest(), { zip64: { count: 2n ** 64n - 1n } }),
    /too many entries/,
  ],
  'a zip64 listing beyond the end': [
    () => rawZip(honest(), { zip64: { listingStart: 2n ** 60n } }),
    /damaged/,
  ],
  'a listing beyond the end': [() => rawZip(honest(), { listingStart: 0x7fffffff }), /damaged/],
  'a comment': [() => rawZip(honest(), { comment: Buffer.from('hello') }), /comment/],
  'another archive in the comment': [
    () => rawZip(honest(), { comment: rawZip([{ name: 'manifest.json', data: Buffer.from('{}') }]) }),
    /damaged|comment/,
  ],
  'bytes behind the end': [() => Buffer.concat([rawZip(honest()), Buffer.from('more')]), /not a zip/],
  'a wrong hash': [
    () => forged({ manifest: (text) => text.replaceAll(/"sha256":"../g, '"sha256":"zz') }),
    /hash/,
  ],
  'a missing file': [() => forged({ leaveOut: PODS_FILE }), /missing/],
  'an extra file': [() => forged({ extra: [['notes.txt', data]] }), /does not list/],
  'fewer lines than said': [
    () => forged({ manifest: (text) => text.replaceAll('"lines":1', '"lines":2') }),
    /number of objects/,
  ],
  'a negative count of lines': [
    () => forged({ manifest: (text) => text.replaceAll('"lines":1', '"lines":-1') }),
    /number of objects/,
  ],
  'a manifest of deep JSON': [() => forged({ manifest: () => '{"a":'.repeat(5_000) }), /too deeply/],
  'a manifest of a million empty lists': [
    () => forged({ manifest: () => `[${'[],'.repeat(1_500_000)}[]]` }),
    /too many values|expands too much/,
  ],
  'a manifest that is an array': [() => forged({ manifest: () => '[]' }), /expected form/],
  'a manifest of another prototype': [
    () => forged({ manifest: () => '{"__proto__":{"bundleVersion":1}}' }),
    /expected form/,
  ],
  'an object nested deeply': [
    () => forged({ pods: `${POD},"spec":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n` }),
    /too deeply/,
  ],
  'an object of two million values': [
    () => forged({ pods: `${POD},"spec":[${noisy(2_100_000)}]}\n` }),
    /too many values/,
  ],
  'a line that is a string': [() => forged({ pods: '"pod"\n' }), /expected form/],
  'a line that is an array': [() => forged({ pods: '[{}]\n' }), /expected form/],
  'an empty line': [() => forged({ pods: `${POD}}\n\n` }), /not JSON/],
  'two objects in a line': [() => forged({ pods: `${POD}}${POD}}\n` }), /not JSON/],
  'a name that is an object': [
    () => forged({ pods: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":{}}}\n' }),
    /expected form/,
  ],
  'a byte order mark': [
    () => forged({ pods: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(`${POD}}\n`)]) }),
    /not JSON/,
  ],
  'invalid UTF-8': [
    () =>
      forged({
        pods: Buffer.concat([Buffer.from(`${POD},"a":"`), Buffer.from([0xc0, 0x80]), Buffer.from('"}\n')]),
      }),
    /UTF-8/,
  ],
  'a log entry of another form': [() => forged({ log: '{"verb":"DELETE"}\n' }), /expected form/],
};

const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}';
/** Numbers that do not shrink two hundredfold. */
const noisy = (count: number) => Array.from({ length: count }, (_, at) => (at * 7919) % 997).join(',');

describe('refused with a reason:', () => {
  test.each(Object.entries(CORPUS))('%s', async (_, [make, reason]) => {
    const outcome = await outcomeOf(await make());
    expect(outcome).toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(reason) as string,
    });
    // Said in plain words: nothing of the file's own text, nothing of a program's insides.
    expect(outcome.message).not.toMatch(/\p{Cc}|undefined|signature|eocd/u);
  });

  test('a bundle cut off at every sixteenth', async () => {
    writeFileSync(bundle, '');
    rmSync(bundle);
    await writeSampleBundle(bundle);
    const whole = readFileSync(bundle);
    for (let part = 0; part < 16; part += 1) {
      const outcome = await outcomeOf(whole.subarray(0, Math.floor((whole.length * part) / 16)));
      expect(outcome).toMatchObject({ code: 'BUNDLE_INVALID' });
    }
  });

  test('a zip that holds nothing is no bundle', async () => {
    expect(await outcomeOf(rawZip([]))).toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      message: expect.stringContaining('a zip file but not an evidence bundle') as string,
    });
  });

  test('a folder that is named like a bundle, and a link that leads nowhere', async () => {
    const other = mkdtempSync(join(tmpdir(), 'drydock-hostile-other-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    mkdirSync(join(other, 'folder.zip'));
    symlinkSync(join(other, 'nowhere'), join(other, 'link.zip'));
    // Whatever its name, a folder is read as one.
    await expect(readEvidence([join(other, 'folder.zip')])).rejects.toMatchObject({ code: 'EVIDENCE_EMPTY' });
    await expect(readEvidence([join(other, 'link.zip')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
  'a key named %s, also escaped, reaches no prototype',
  async (key) => {
    const escaped = key.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    for (const name of [key, escaped]) {
      const spec = `{"${name}":{"polluted":"yes"},"a":[{"${name}":"yes"}]}`;
      const outcome = await outcomeOf(
        await forged({ pods: `${POD},"${name}":{"polluted":"yes"},"spec":${spec}}\n` }),
      );
      expect(outcome).toEqual({ code: null, objects: 1, log: 0 });
      expect([Reflect.get({}, 'polluted'), Reflect.get([], 'polluted'), typeof {}.toString]).toEqual([
        undefined,
        undefined,
        'function',
      ]);
    }
  },
);

describe('whatever is done to a bundle', () => {
  test.each(Object.entries(FUZZERS))(
    '%s, it is refused with a code or it is what it was',
    async (_, { run, inSeconds }) => {
      await run(outcomeOf, inSeconds);
    },
  );
});
