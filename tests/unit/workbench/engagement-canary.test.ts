/**
 * What is planted in the sample is nowhere in an engagement file: in no table, in no page that was given up, in no page of
 * its write-ahead log while it is made, and in no file beside it. Everything is decrypted with the file's own key.
 */
import { createDecipheriv } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { withWorkbench } from '../../../main/hosts/cli/work/temporary-workbench.ts';
import { canaryForms, SAMPLE_CANARIES } from '../../../main/sample/canaries.ts';
import { openDatabase } from '../../../main/store/connect.ts';
import { unlockEngagement } from '../../../main/store/unlock.ts';
import { unlockDb } from '../../../main/store/unlock-db.ts';
import { SAMPLE_PASSPHRASE } from '../../../shared/sample.ts';
import { everyCell } from '../../fixtures/every-cell.ts';

const CANARIES = SAMPLE_CANARIES.flatMap(canaryForms);
/** A name of the cluster: where a search finds it not, it has not looked. */
const KNOWN = 'billing-legacy';

const folder = mkdtempSync(join(tmpdir(), 'drydock-engagement-canary-'));
const IN_LOG = 'a-cluster-of-the-log';

/** The log as it was each time a job told of a step. */
const logs: Buffer[] = [];
let file: string;
let key: Buffer;

beforeAll(async () => {
  await withWorkbench(async (client, homeDir) => {
    const look = () => {
      for (const name of readdirSync(homeDir, { recursive: true, encoding: 'utf8' }))
        if (name.endsWith('.drydock-wal')) logs.push(readFileSync(join(homeDir, name)));
    };
    const { jobId } = await client.engagements.openSample();
    for await (const _state of await client.jobs.watch({ jobId })) look();
    const { result } = await finished(client, jobId);
    const { jobId: reportId } = await client.report.build({ draft: true });
    for await (const _state of await client.jobs.watch({ jobId: reportId })) look();
    // What is written now lies in the log and nowhere else, so a search that does not find it has not looked.
    await client.clusters.create({ name: IN_LOG });
    look();
    const open = result?.engagementFile ?? '';
    // As a crash would leave it: nothing is written back before the copies are made.
    for (const name of readdirSync(dirname(open)))
      if (name.includes('.drydock') && statSync(join(dirname(open), name)).isFile())
        copyFileSync(join(dirname(open), name), join(folder, name));
    file = join(folder, basename(open));
  });
  key = await unlockEngagement(file, { passphrase: SAMPLE_PASSPHRASE });
});
afterAll(() => {
  key.fill(0);
  rmSync(folder, { recursive: true, force: true });
});

test('no file holds anything in clear, planted or not', () => {
  const names = readdirSync(folder);
  expect(names).toContain(`${basename(file)}-wal`);
  for (const name of names) {
    const bytes = readFileSync(join(folder, name)).toString('latin1');
    expect(
      [...CANARIES, KNOWN, IN_LOG].filter((word) => bytes.includes(word)),
      name,
    ).toEqual([]);
  }
});

test('no table holds a planted word, and no page, those on the list of free ones included', () => {
  const db = openDatabase(file);
  try {
    unlockDb(db, key);
    const cells = everyCell(db);
    expect(cells.includes(KNOWN)).toBe(true);
    expect(leaksIn(cells)).toEqual([]);
    const pages = db.serialize().toString('latin1');
    expect(pages.includes('CREATE TABLE')).toBe(true);
    expect(leaksIn(pages)).toEqual([]);
  } finally {
    db.close();
  }
});

test('no page of the log holds one at any step of making it', () => {
  const pages = logs.flatMap(pagesOf);
  console.log(`planted words in logs: ${logs.length} looks, ${pages.length} pages, ${CANARIES.length} forms`);
  expect(pages.length).toBeGreaterThan(100);
  expect(pages.some((page) => page.includes(IN_LOG))).toBe(true);
  expect(leaksIn(pages.join('\n'))).toEqual([]);
});

const leaksIn = (text: string): string[] => CANARIES.filter((canary) => text.includes(canary));

/** SQLCipher 4: AES-256-CBC, and at the end of each page 16 bytes of IV and 64 of HMAC. */
const RESERVED = 80;
const IV = 16;

/** The pages of a log, decrypted; a frame is a header of 24 bytes and a page. */
function pagesOf(log: Buffer): string[] {
  if (log.length < 32) return [];
  const size = log.readUInt32BE(8);
  const pages: string[] = [];
  for (let at = 32; at + 24 + size <= log.length; at += 24 + size) {
    const number = log.readUInt32BE(at);
    const page = log.subarray(at + 24, at + 24 + size);
    const end = size - RESERVED;
    const decipher = createDecipheriv('aes-256-cbc', key, page.subarray(end, end + IV)).setAutoPadding(false);
    // The first page begins with the file's salt.
    pages.push(decipher.update(page.subarray(number === 1 ? 16 : 0, end)).toString('latin1'));
  }
  return pages;
}
