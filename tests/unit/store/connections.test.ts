import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { closeFile, connectAgain, openFile } from '../../../main/store/file.ts';
import { appendJournal, verifyJournal } from '../../../main/store/journal.ts';
import { unlockEngagement } from '../../../main/store/unlock.ts';
import { openStoreClient } from '../../../main/workbench/store-client.ts';
import { answered, engagement, PASSPHRASE, STAMP, WORKER } from './places.ts';

const OTHER_PROCESS = `
  const { openFile } = await import(${JSON.stringify(new URL('../../../main/store/file.ts', import.meta.url).href)});
  globalThis.open = await openFile(process.argv[1], { passphrase: ${JSON.stringify(PASSPHRASE)} });
  console.log('open');
  setInterval(() => {}, 1000);
`;

test('a file that another process has open is refused, and is free again when that process is killed', async () => {
  const { file, key } = await engagement();
  const other = spawn(process.execPath, ['--input-type=module', '-e', OTHER_PROCESS, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  const before = readFileSync(file);
  await expect(unlockEngagement(file, { key })).rejects.toMatchObject({ code: 'ENGAGEMENT_IN_USE' });
  expect(readFileSync(file).equals(before)).toBe(true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  closeFile(file, await openFile(file, { key }));
});

test('two connections of one process write at once, and the journal stays one chain', async () => {
  const { file, key } = await engagement();
  const store = await openStoreClient({ workerUrl: WORKER, file, key });
  const job = await connectAgain(file, key);
  const saving = Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      store.answers.save({
        questionId: `crash.q${n}`,
        clusterId: null,
        baseRevision: 0,
        input: answered('x'.repeat(n * 50)),
        suggestedBy: null,
      }),
    ),
  );
  for (let n = 0; n < 40; n += 1) {
    job.transaction(() => appendJournal(job, STAMP, 'job', `${n}`, {})).immediate();
    await new Promise(setImmediate);
  }
  expect(await saving).toHaveLength(40);
  expect(verifyJournal(job)).toBe(true);
  expect(job.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(81);
  job.close();
  await store.close();
});
