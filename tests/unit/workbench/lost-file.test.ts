/** The ways out, over the contract: a copy of a file that was moved, and what is whole of one that lost its log. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directClient, type WorkbenchClient } from '../../../main/workbench/serve.ts';
import { createWorkbench } from '../../../main/workbench/workbench.ts';

const PASSPHRASE = 'four plain words here';

let dir: string;
let client: WorkbenchClient;
let close: () => Promise<void>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-lost-'));
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir: dir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  client = directClient(workbench);
  close = () => workbench.close();
});
afterEach(async () => {
  await close();
  rmSync(dir, { recursive: true, force: true });
});

const create = () =>
  client.engagements.create({
    fileName: 'harbour',
    passphrase: PASSPHRASE,
    profile: { name: 'Harbour', target: 'Lighthouse' },
  });

test('a file that was moved while it is open is said, and a copy of it goes on', async () => {
  const { file } = await create();
  await client.clusters.create({ name: 'before' });
  expect(await client.engagements.place()).toEqual({ problem: null });
  renameSync(file, `${file}.moved`);
  await expect(client.clusters.create({ name: 'lost' })).rejects.toMatchObject({ code: 'ENGAGEMENT_MOVED' });
  expect((await client.engagements.place()).problem).toMatch(/it was removed, renamed or moved/);
  const copy = await client.engagements.saveCopy({ fileName: 'harbour copy' });
  expect(copy.file).toBe(join(dir, 'harbour copy.drydock'));
  expect(await client.engagements.place()).toEqual({ problem: null });
  await client.clusters.create({ name: 'after' });
  expect((await client.clusters.list()).map(({ name }) => name)).toEqual(['before', 'after']);
  expect(await client.engagements.checkJournal()).toMatchObject({ intact: true });
});

test('a file whose log is gone says which entries are missing, and what is whole opens once that is accepted', async () => {
  const { file } = await create();
  await client.clusters.create({ name: 'one' });
  await client.clusters.create({ name: 'two' });
  // As a crash leaves it, without the log.
  const crashed = join(dir, 'crashed.drydock');
  for (const side of ['', '-head']) copyFileSync(file + side, crashed + side);
  await client.engagements.lock();
  await expect(client.engagements.open({ file: crashed, passphrase: PASSPHRASE })).rejects.toMatchObject({
    code: 'ENGAGEMENT_INCOMPLETE',
    message: expect.stringMatching(/[Jj]ournal entries 2 to 3 are missing/),
  });
  await client.engagements.open({ file: crashed, passphrase: PASSPHRASE, acceptMissing: true });
  expect(await client.clusters.list()).toEqual([]);
  const { rows, intact } = await client.engagements.journal({ offset: 0, limit: 10 });
  expect(intact).toBe(true);
  expect(rows[0]).toMatchObject({ sequence: 2, action: 'engagement.open-incomplete' });
  expect(rows[0]?.detail).toContain('crashed.drydock.incomplete-1');
  expect(existsSync(`${crashed}.incomplete-1-head`)).toBe(true);
  const { journalHead, journalLength } = await client.engagements.update({ client: 'Buyer' });
  expect(await client.engagements.findHead({ head: journalHead })).toEqual({ sequence: journalLength });
});
