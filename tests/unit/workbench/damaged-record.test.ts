/** An engagement with a damaged record opens over the contract: the rest is at hand, and screens and report name it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { directClient } from '../../../main/workbench/serve.ts';
import { createWorkbench } from '../../../main/workbench/workbench.ts';

const PASSPHRASE = 'four plain words here';
const FINDING = {
  title: 'Shared account',
  fact: 'Four people use one account.',
  whyItMatters: '',
  recommendation: '',
  severity: 'high',
  domain: 'rbac',
  clusterId: null,
  affected: [],
  status: 'open',
  questions: [],
} as const;

test('a damaged record is named, and locks nobody out', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-damaged-'));
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir: dir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  onTestFinished(async () => {
    await workbench.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const client = directClient(workbench);
  const profile = { name: 'Harbour', target: 'Lighthouse' };
  const { file } = await client.engagements.create({ fileName: 'harbour', passphrase: PASSPHRASE, profile });
  const { id } = await client.findings.create({ ...FINDING, affected: [], questions: [] });
  await client.findings.create({ ...FINDING, title: 'The other one', affected: [], questions: [] });
  expect(await client.engagements.damaged()).toEqual([]);
  await client.engagements.lock();

  const open = await openFile(file, { passphrase: PASSPHRASE });
  const cut = '{"title":"Shared acc';
  open.db.prepare('UPDATE finding SET input = ? WHERE id = ?').run(cut, id);
  closeFile(file, open);

  await client.engagements.open({ file, passphrase: PASSPHRASE });
  const what = 'Finding F-01, Shared account';
  expect(await client.engagements.damaged()).toEqual([{ what, reason: 'its text is cut off or garbled' }]);
  expect((await client.findings.list({})).rows.map(({ title }) => title)).toEqual([
    'Shared account',
    'The other one',
  ]);
  await expect(client.findings.get({ id })).rejects.toMatchObject({
    code: 'RECORD_DAMAGED',
    message: 'The finding cannot be read: its text is cut off or garbled.',
  });
  expect(await client.report.checks()).toContainEqual({
    code: 'record-damaged',
    message: `The report lacks a damaged record. ${what} cannot be read: its text is cut off or garbled.`,
    jumpTo: 'report',
  });
});
