import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStoreClient } from '../../../main/workbench/store-client.ts';
import { answered, engagement, WORKER } from './places.ts';

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
  expect(readdirSync(dir)).toEqual(['harbour.drydock']);
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
