import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { autosavesOf } from '../../../main/store/autosave.ts';
import { openStoreClient } from '../../../main/workbench/store-client.ts';
import { answered, engagement, WORKER } from './places.ts';

const DYING_WORKER = new URL('../../fixtures/crash/dying-worker.ts', import.meta.url);

const question = { questionId: 'access.deploy', clusterId: null };

test('an answer saved through the worker is there after closing and opening again', async () => {
  const { dir, file, key } = await engagement();
  const store = await openStoreClient({ workerUrl: WORKER, file, key });
  const saved = await store.answers.save({
    ...question,
    baseRevision: 0,
    input: answered('Only two people.'),
    suggestedBy: null,
  });
  expect(saved.revision).toBe(1);
  await store.close();
  expect(readdirSync(dir).toSorted()).toEqual([...autosavesOf(file), 'harbour.drydock']);
  expect(autosavesOf(file)).toHaveLength(1);
  const again = await openStoreClient({ workerUrl: WORKER, file, key });
  expect(await again.answers.latest()).toEqual([saved]);
  expect((await again.journal.list({ offset: 0, limit: 10 })).intact).toBe(true);
  await again.close();
});

test('errors cross as their code and data', async () => {
  const { file, key } = await engagement();
  const store = await openStoreClient({ workerUrl: WORKER, file, key });
  const stale = { ...question, baseRevision: 7, input: answered(''), suggestedBy: null };
  await expect(store.answers.save(stale)).rejects.toMatchObject({
    code: 'CONFLICT',
    data: { what: 'The answer' },
  });
  await store.close();
  await expect(store.clusters.list()).rejects.toMatchObject({ code: 'ENGAGEMENT_LOCKED' });
});

test('a wrong key is refused with a clear error', async () => {
  const { file } = await engagement();
  const opening = openStoreClient({ workerUrl: WORKER, file, key: new Uint8Array(32) });
  await expect(opening).rejects.toMatchObject({ code: 'ENGAGEMENT_WRONG_PASSPHRASE' });
});

test('S-24 a worker that dies takes its pending calls with it and is replaced, three times at most', async () => {
  const { file, key } = await engagement();
  const store = await openStoreClient({ workerUrl: DYING_WORKER, file, key });
  const save = (baseRevision: number, note: string) =>
    store.answers.save({ ...question, baseRevision, input: answered(note), suggestedBy: null });
  for (let life = 0; life < 4; life += 1) {
    await save(life, 'kept');
    const [dying, waiting] = await Promise.allSettled([save(life + 1, 'die'), store.clusters.list()]);
    expect(dying).toMatchObject({ reason: { code: 'WORKER_CRASHED' } });
    expect(waiting).toMatchObject({ reason: { code: 'WORKER_CRASHED' } });
  }
  await expect(store.clusters.list()).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
  await store.close();
  const again = await openStoreClient({ workerUrl: WORKER, file, key });
  expect(await again.answers.revisions(question)).toHaveLength(4);
  await again.close();
});

test('the key is forgotten on close, and calls under way are finished first', async () => {
  const { file, key } = await engagement();
  const store = await openStoreClient({ workerUrl: WORKER, file, key });
  const saving = store.answers.save({ ...question, baseRevision: 0, input: answered(''), suggestedBy: null });
  await Promise.all([store.close(), store.close()]);
  expect(await saving).toMatchObject({ revision: 1 });
  // The caller's own copy is the caller's to zero.
  expect(key.every((byte) => byte === 0)).toBe(false);
});

test('operations that are not of the store are refused', async () => {
  const { file, key } = await engagement();
  const worker = new Worker(WORKER, { workerData: { file, key: Uint8Array.from(key) } });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'message');
  for (const op of ['answers.constructor', '__proto__.toString', 'constructor', 'answers', '']) {
    worker.postMessage({ id: 1, op, input: null, at: '' });
    expect(await once(worker, 'message')).toMatchObject([{ id: 1, error: { code: 'NOT_FOUND' } }]);
  }
});
