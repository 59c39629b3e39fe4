import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { first } from '../../../main/store/migrations/0001-first.ts';
import { PROFILE, STAMP } from './places.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-consents-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a file of the first format keeps its rows and learns to remember consent, once and with who and when', async () => {
  const file = join(dir, 'old.drydock');
  const old = await createFile(file, 'a passphrase that is long', [first]);
  const key = Buffer.from(old.key);
  old.db.transaction(() => initEngagement(old.db, STAMP, PROFILE, false)).immediate();
  closeFile(file, old);

  const opened = await openFile(file, { key });
  const store = createStoreApi(opened.db, file, () => STAMP.at);
  expect(store.engagement.summary().profile).toEqual(PROFILE);
  expect(store.consents.list()).toEqual([]);
  const consent = { fingerprint: 'f'.repeat(64), command: '/usr/bin/aws', envNames: ['AWS_PROFILE'] };
  store.consents.remember(consent);
  const { length } = store.journal.list({ offset: 0, limit: 10 }).rows;
  store.consents.remember({ ...consent, command: '/elsewhere' });
  expect(store.consents.list()).toEqual([consent.fingerprint]);

  const { rows, intact } = store.journal.list({ offset: 0, limit: 10 });
  expect(rows.length).toBe(length);
  expect(intact).toBe(true);
  expect(rows[0]).toMatchObject({
    action: 'exec.agree',
    subject: consent.fingerprint,
    author: PROFILE.assessor || 'Assessor',
    at: STAMP.at,
    detail: JSON.stringify({ command: '/usr/bin/aws', envNames: ['AWS_PROFILE'] }),
  });
  closeFile(file, opened);
});
