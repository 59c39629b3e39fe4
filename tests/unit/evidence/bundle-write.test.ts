import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { evidenceSha256, openBundle } from '../../../main/evidence/bundle-read.ts';
import { type BundleSink, createBundleSink } from '../../../main/evidence/bundle-write.ts';
import { type KubernetesObject, ndjsonLine } from '../../../main/snapshot/model.ts';
import {
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../../shared/evidence.ts';
import { EMPTY_MANIFEST } from './forge.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-bundle-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(root, 'one-'));
});

const kindOf = (resource: string): ResourceRef => ({
  group: '',
  version: 'v1',
  resource,
  kind: `${resource[0]?.toUpperCase()}${resource.slice(1, -1)}`,
  namespaced: true,
});
const PODS = kindOf('pods');
const NODES = kindOf('nodes');

const object = ({ kind }: ResourceRef, name: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...more,
});

/** Text that does not shrink, so that a few objects fill the memory that may be held. */
const noise = (seed: string, times = 300) =>
  Array.from({ length: times }, (_, at) => createHash('sha256').update(`${seed}${at}`).digest('base64')).join(
    ' ',
  );

/** Writes as a collector does, keeping what the manifest must say. */
function collector(sink: BundleSink) {
  const kinds = new Map<string, { resource: ResourceRef; lines: string[] }>();
  return {
    async write(resource: ResourceRef, objects: readonly KubernetesObject[]) {
      const key = resourceKey(resource);
      const kind = kinds.get(key) ?? { resource, lines: [] };
      kinds.set(key, kind);
      kind.lines.push(...objects.map(ndjsonLine));
      await sink.writeObjects(resource, objects);
    },
    finishKind: (resource: ResourceRef) =>
      sink.finishKind(outcome(resource, kinds.get(resourceKey(resource))?.lines)),
    async finish(): Promise<SnapshotManifest> {
      const outcomes = [...kinds.values()].map(({ resource, lines }) => outcome(resource, lines));
      const manifest = { ...EMPTY_MANIFEST, kinds: outcomes, evidenceSha256: evidenceSha256(outcomes) };
      await sink.finish(manifest);
      return manifest;
    },
  };
}

function outcome(resource: ResourceRef, lines: readonly string[] = []): KindOutcome {
  const text = lines.join('');
  return {
    resource,
    status: 'collected',
    objects: lines.length,
    bytes: Buffer.byteLength(text),
    refusedNamespaces: [],
    message: '',
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

async function namesIn(path: string, resource: ResourceRef, identity?: string): Promise<string[]> {
  const bundle = await openBundle(path, { identity: identity ?? null });
  try {
    const names = [];
    for await (const batch of bundle.objectsOf(resource))
      names.push(...batch.map(({ metadata }) => metadata.name));
    return names;
  } finally {
    await bundle.close();
  }
}

async function smallBundle(path: string, encryptTo: readonly string[] = []): Promise<void> {
  const to = collector(
    await createBundleSink({ path, encryptTo, now: () => new Date('2026-05-01T08:30:20Z') }),
  );
  await to.write(PODS, [object(PODS, 'halcyon-web'), object(PODS, 'b')]);
  await to.write(NODES, [object(NODES, 'n')]);
  await to.finishKind(PODS);
  await to.finishKind(NODES);
  await to.finish();
}

describe('a bundle being written', () => {
  test('has its own name and mode only when it is whole', async () => {
    const path = join(dir, 'x.evidence.zip');
    const sink = await createBundleSink({ path });
    const to = collector(sink);
    await to.write(PODS, [object(PODS, 'a', { spec: noise('a') })]);
    expect(readdirSync(dir)).toEqual(['x.evidence.zip.partial']);
    expect(statSync(`${path}.partial`).mode & 0o777).toBe(0o600);
    await to.finish();
    expect(readdirSync(dir)).toEqual(['x.evidence.zip']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await namesIn(path, PODS)).toEqual(['a']);
  });

  test('leaves nothing when it is given up, and tells whoever waits', async () => {
    const path = join(dir, 'x.evidence.zip');
    const sink = await createBundleSink({ path, maxHeldBytes: 1 });
    await sink.writeObjects(PODS, [object(PODS, 'a', { spec: noise('a', 20_000) })]);
    const waiting = sink.writeObjects(NODES, [object(NODES, 'm', { spec: noise('m', 20_000) })]);
    const told = expect(waiting).rejects.toThrow('given up');
    await turn();
    await sink.abort(new Error('given up'));
    await told;
    expect(readdirSync(dir)).toEqual([]);
  });

  test('never replaces a file, also not one that appeared meanwhile', async () => {
    const path = join(dir, 'x.evidence.zip');
    writeFileSync(path, 'mine');
    await expect(createBundleSink({ path })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    rmSync(path);
    const to = collector(await createBundleSink({ path }));
    await to.write(PODS, [object(PODS, 'a')]);
    writeFileSync(path, 'mine');
    await expect(to.finish()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(dir)).toEqual(['x.evidence.zip']);
  });

  test('is refused when it would not match its manifest', async () => {
    const path = join(dir, 'x.evidence.zip');
    const sink = await createBundleSink({ path });
    await sink.writeObjects(PODS, [object(PODS, 'a')]);
    await expect(sink.finish(EMPTY_MANIFEST)).rejects.toThrow('manifest');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('in a folder that is not there is an error in words', async () => {
    await expect(createBundleSink({ path: join(dir, 'no', 'x.zip') })).rejects.toMatchObject({
      code: 'FILE_NOT_WRITABLE',
    });
  });
});

describe('kinds that interleave', () => {
  test('wait for memory, not for ever: a second kind goes on when the first is done', async () => {
    const path = join(dir, 'x.evidence.zip');
    const to = collector(await createBundleSink({ path, maxHeldBytes: 1000 }));
    await to.write(PODS, [object(PODS, 'a', { spec: noise('a', 20_000) })]);
    let gone = false;
    const second = to
      .write(NODES, [object(NODES, 'm', { spec: noise('m', 20_000) })])
      .then(() => (gone = true));
    for (let at = 0; at < 20; at += 1) {
      await to.write(PODS, [object(PODS, `a${at}`, { spec: noise(`a${at}`, 5_000) })]);
      expect(gone).toBe(false);
    }
    await to.finishKind(PODS);
    await second;
    await to.finishKind(NODES);
    await to.finish();
    expect(await namesIn(path, NODES)).toEqual(['m']);
    expect(await namesIn(path, PODS)).toHaveLength(21);
  });

  test('in any order and with any memory end in a whole bundle', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(400), { maxLength: 6 }), { minLength: 1, maxLength: 6 }),
        fc.nat(60_000),
        async (lanes, maxHeldBytes) => {
          const path = join(dir, `${(count += 1)}.zip`);
          const sink = await createBundleSink({ path, maxHeldBytes });
          const to = collector(sink);
          const queue = lanes.entries();
          const lane = async () => {
            for (const [index, pages] of queue) {
              const resource = kindOf(`kind${index}s`);
              for (const [page, size] of pages.entries()) {
                await to.write(resource, [
                  object(resource, `${index}-${page}`, { spec: noise(`${index}${page}`, size) }),
                ]);
                await sink.writeLog([LOG_ENTRY]);
              }
              await to.finishKind(resource);
            }
          };
          await Promise.all([lane(), lane(), lane(), lane()]);
          const manifest = await to.finish();
          for (const { resource, objects } of manifest.kinds)
            expect(await namesIn(path, resource)).toHaveLength(objects);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const LOG_ENTRY = {
  at: '2026-05-01T00:00:00.000Z',
  verb: 'GET',
  path: '/api',
  status: 200,
  bytes: 2,
  durationMs: 1,
  attempt: 1,
} as const;

test('text of one letter, which shrinks like a bomb, is written so that it can be read, and always alike', async () => {
  const written = [];
  for (const name of ['x.zip', 'y.zip']) {
    const path = join(dir, name);
    const to = collector(await createBundleSink({ path, now: () => new Date('2026-05-01T08:30:20Z') }));
    await to.write(PODS, [object(PODS, 'a', { spec: 'x'.repeat(20_000_000) }), object(PODS, 'b')]);
    await to.write(PODS, [
      object(PODS, 'c', { spec: noise('c') }),
      object(PODS, 'd', { spec: 'ü'.repeat(500_001) }),
    ]);
    await to.finish();
    expect(await namesIn(path, PODS)).toEqual(['a', 'b', 'c', 'd']);
    written.push(readFileSync(path).toString('base64'));
  }
  expect(new Set(written).size).toBe(1);
});

/** A viewer that is not installed is a failure, not a silence: this is what the target's administrator sees. */
describe('in the viewers that people have', () => {
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });

  test('unzip lists it in reading order with sizes and times, and finds it whole', async () => {
    const path = join(dir, 'x.evidence.zip');
    await smallBundle(path);
    const lines = run('unzip', '-l', path).split('\n').slice(3, 8);
    expect(lines.map((line) => line.trim().split(/\s+/).slice(1))).toEqual(
      [
        'README.txt',
        'manifest.json',
        'collection-log.ndjson',
        'objects/core_v1_nodes.ndjson',
        'objects/core_v1_pods.ndjson',
      ].map((name) => ['2026-05-01', '08:30', name]),
    );
    expect(lines.map((line) => Number(line.trim().split(/\s+/)[0]))).toEqual([
      expect.any(Number),
      expect.any(Number),
      0,
      58,
      124,
    ]);
    expect(run('unzip', '-t', path)).toContain('No errors detected');
    expect(run('zipinfo', '-v', path)).toContain('-rw-------');
  });

  test('the hashes in the manifest are those of sha256sum on the unpacked files', async () => {
    const path = join(dir, 'x.evidence.zip');
    await smallBundle(path);
    run('unzip', '-q', path, '-d', dir);
    const { files } = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
      files: { path: string; sha256: string; lines: number }[];
    };
    expect(files.map((file) => file.path)).toEqual([
      'README.txt',
      'collection-log.ndjson',
      'objects/core_v1_nodes.ndjson',
      'objects/core_v1_pods.ndjson',
    ]);
    for (const file of files) {
      expect(run('sha256sum', join(dir, file.path)).split(' ')[0]).toBe(file.sha256);
      expect(readFileSync(join(dir, file.path), 'utf8').split('\n').length - 1).toBe(file.lines);
    }
    expect(readFileSync(join(dir, 'README.txt'), 'utf8')).toContain('3 objects of 2 kinds');
  });

  test('Python reads it', async () => {
    const path = join(dir, 'x.evidence.zip');
    await smallBundle(path);
    const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.file_size, i.date_time] for i in z.infolist()]))`;
    const entries = JSON.parse(run('python3', '-c', script, path)) as [string, number, number[]][];
    expect(entries.map(([name]) => name).at(0)).toBe('README.txt');
    expect(entries.map(([, , time]) => time.join('-'))).toEqual(Array(5).fill('2026-5-1-8-30-20'));
  });
});

describe('a bundle encrypted to an age recipient', () => {
  test('opens with its identity alone, and holds nothing in clear at any time', async () => {
    const [mine, other] = [await generateIdentity(), await generateIdentity()];
    const path = join(dir, 'x.evidence.zip.age');
    const to = collector(await createBundleSink({ path, encryptTo: [await identityToRecipient(mine)] }));
    for (let at = 0; at < 10; at += 1) {
      await to.write(PODS, [object(PODS, `halcyon-${at}`, { spec: noise(`x${at}`, 5_000) })]);
      const partial = readFileSync(`${path}.partial`);
      expect(partial.includes('PK\u0003\u0004') || partial.includes('halcyon')).toBe(false);
    }
    await to.finish();
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(bytes.includes('halcyon') || bytes.includes('core_v1_pods')).toBe(false);
    await expect(openBundle(path)).rejects.toMatchObject({ code: 'BUNDLE_ENCRYPTED' });
    await expect(openBundle(path, { identity: other })).rejects.toMatchObject({ code: 'IDENTITY_WRONG' });
    const file = `# created: 2026-05-01\n# public key: age1…\n${other}\n\n${mine}\r\n`;
    expect(await namesIn(path, PODS, file)).toHaveLength(10);
  });

  test.each<[string, RegExp]>([
    ['age1notakey', /misspelt/],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI', /SSH/],
    ['someone@example.org', /age1/],
    ['AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ', /secret/],
  ])('is refused up front for %s, and a secret is not repeated', async (recipient, reason) => {
    const path = join(dir, 'x.evidence.zip');
    const error: unknown = await createBundleSink({ path, encryptTo: [recipient] }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'RECIPIENT_INVALID',
      message: expect.stringMatching(reason) as string,
    });
    expect((error as Error).message).not.toContain('AGE-SECRET-KEY-1Q');
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  test.each<[string, (identity: string) => string, RegExp]>([
    ['an SSH key', () => '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n', /SSH/],
    ['a locked identity', () => 'age-encryption.org/v1\n-> scrypt x 18\n', /passphrase/],
    ['a plugin', () => 'AGE-PLUGIN-YUBIKEY-1QQ', /plugin/],
    ['a public key', () => 'age1qqqqqqqq', /public/],
    ['a cut key', (identity) => identity.slice(0, -4), /misspelt/],
    ['nothing', () => '# only a comment\n', /no key/],
  ])('is not opened with %s, and the reason is said', async (_, identity, reason) => {
    const mine = await generateIdentity();
    const path = join(dir, 'x.age');
    await smallBundle(path, [await identityToRecipient(mine)]);
    await expect(openBundle(path, { identity: identity(mine) })).rejects.toMatchObject({
      code: 'IDENTITY_INVALID',
      message: expect.stringMatching(reason) as string,
    });
  });

  test('that was cut, lengthened or changed is refused, and nothing stays in the temporary folder', async () => {
    const mine = await generateIdentity();
    const path = join(dir, 'x.age');
    await smallBundle(path, [await identityToRecipient(mine)]);
    const bytes = readFileSync(path);
    const before = spillsIn(tmpdir());
    const attempts: [Buffer, RegExp][] = [
      [bytes.subarray(0, bytes.length - 1), /truncated/],
      [bytes.subarray(0, bytes.length - 200), /truncated/],
      [bytes.subarray(0, 100), /header/],
      [Buffer.concat([bytes, Buffer.from('x')]), /changed/],
      [Buffer.concat([bytes, bytes]), /changed/],
      [Buffer.from(bytes.map((byte, at) => (at === bytes.length - 40 ? byte ^ 1 : byte))), /changed/],
      [Buffer.concat([Buffer.from('age-encryption.org/v1\n'), Buffer.alloc(2_000_000, 'x')]), /header/],
    ];
    for (const [changed, reason] of attempts) {
      writeFileSync(path, changed);
      await expect(openBundle(path, { identity: mine })).rejects.toMatchObject({
        code: 'BUNDLE_INVALID',
        message: expect.stringMatching(reason) as string,
      });
    }
    expect(spillsIn(tmpdir())).toEqual(before);
  });
});

const spillsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.spill'));
