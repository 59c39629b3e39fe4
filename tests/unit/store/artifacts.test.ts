import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { createArtifactWriter, listArtifacts, readArtifact } from '../../../main/store/artifacts.ts';
import { closeFile, type OpenFile, openFile } from '../../../main/store/file.ts';
import { createStoreSink } from '../../../main/store/snapshots.ts';
import { engagement, STAMP } from './places.ts';

const BUNDLE = { kind: 'evidence-bundle', fileName: 'x.evidence.zip', mediaType: 'application/zip' } as const;

let file = '';
let open: OpenFile;
beforeEach(async () => {
  const made = await engagement();
  file = made.file;
  open = await openFile(file, { key: made.key });
});
afterEach(() => closeFile(file, open));

const rowsOf = (table: string) => open.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

test('an artifact that is written piece by piece is listed when it is whole, with its hash', async () => {
  const bytes = randomBytes(3_500_000);
  const writer = createArtifactWriter(open.db);
  for (let at = 0; at < bytes.length; at += 65_000) await writer.write(bytes.subarray(at, at + 65_000));
  expect(listArtifacts(open.db)).toEqual([]);
  const artifact = writer.finish(STAMP, BUNDLE);
  writer.abandon();
  expect(artifact).toMatchObject({
    ...BUNDLE,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect(listArtifacts(open.db)).toEqual([artifact]);
  expect(Buffer.from(readArtifact(open.db, artifact.id).bytes).equals(bytes)).toBe(true);
});

test('one that is given up leaves nothing', async () => {
  const writer = createArtifactWriter(open.db);
  await writer.write(randomBytes(2_000_000));
  writer.abandon();
  expect([rowsOf('artifact'), rowsOf('artifact_chunk')]).toEqual([0, 0]);
});

test('what a crash left half written goes when the engagement is opened, and what is whole stays', async () => {
  const store = createStoreApi(open.db, file, () => STAMP.at);
  const cluster = store.clusters.create({ name: 'prod' });
  const whole = createArtifactWriter(open.db);
  await whole.write(Buffer.from('whole'));
  const kept = whole.finish(STAMP, BUNDLE);
  await createArtifactWriter(open.db).write(randomBytes(2_000_000));
  const sink = createStoreSink(open.db, () => STAMP, 'half', cluster.id);
  const pods = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
  await sink.writeObjects(pods, [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]);
  store.engagement.discardUnfinished();
  expect(listArtifacts(open.db)).toEqual([kept]);
  expect(['artifact', 'artifact_chunk', 'snapshot', 'object'].map(rowsOf)).toEqual([1, 1, 0, 0]);
});
