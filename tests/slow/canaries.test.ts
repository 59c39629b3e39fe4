/** Nothing of the client's data is in clear on the disk or in a log, and no credential is in what is stored. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canaryForms, SAMPLE_CANARIES } from '../../main/sample/canaries.ts';
import { type Db } from '../../main/store/db.ts';
import { closeFile, openFile } from '../../main/store/file.ts';
import { startMainJob } from '../fixtures/main-job/start-main-job.ts';
import { unzipped } from '../fixtures/main-job/unzipped.ts';
import {
  FINDING_TITLE,
  GRANTED_BY,
  HOSTILE_NOTE,
  NAMESPACES,
  PASSPHRASE,
  TARGET,
} from '../fixtures/main-job/words.ts';

const CANARIES = SAMPLE_CANARIES.flatMap(canaryForms);
const WORDS = [TARGET, HOSTILE_NOTE, FINDING_TITLE, GRANTED_BY, PASSPHRASE, ...NAMESPACES];
/** Each as UTF-8 and as UTF-16, as SQLite, logs and crash dumps may write it. */
const IN_CLEAR = [...CANARIES, ...WORDS].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]);

test('the main job leaves nothing in clear: while open, locked, open again, killed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-canaries-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, saved, temporary] = ['home', 'saved', 'tmp'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [home, saved, temporary]) mkdirSync(folder);
  const job = startMainJob({
    home,
    saved,
    env: { ...process.env, HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: join(home, 'cache') },
  });
  onTestFinished(() => job.kill());
  const seen = new Set<string>();
  const expectNothingInClear = (moment: string) => {
    const files = [...filesBelow(home), ...filesBelow(temporary)];
    for (const file of files) {
      seen.add(file.slice(root.length + 1));
      expect({ moment, file, found: foundIn(readFileSync(file)) }).toEqual({ moment, file, found: [] });
    }
    // The names of files say nothing either.
    expect(foundIn(Buffer.from(files.join('\n')))).toEqual([]);
    expect({ moment, found: foundIn(Buffer.from(job.said())) }).toEqual({ moment, found: [] });
  };

  const { file } = await job.until('open');
  expectNothingInClear('open');
  await job.until('lock', 'lock');
  expectNothingInClear('locked');
  await job.until('answer', 'answer');
  expectNothingInClear('open again');
  await job.kill();
  expectNothingInClear('killed');
  for (const name of ['main-job.drydock', 'main-job.drydock-wal']) expect(seen).toContain(`home/${name}`);

  const stored = await everythingStored(String(file));
  // The search itself works: the words of the client are in there, behind the passphrase.
  expect(stored.includes(TARGET) && stored.includes('note-word-5d81c7a2')).toBe(true);
  for (const namespace of NAMESPACES) expect(stored.includes(namespace)).toBe(true);
  expect(CANARIES.filter((canary) => stored.includes(canary))).toEqual([]);
  const bundle = await unzipped(join(saved, 'bundle.evidence.zip'));
  expect(bundle).toContain('billing-legacy');
  expect(CANARIES.filter((canary) => bundle.includes(canary))).toEqual([]);
  const report = execFileSync('pdftotext', ['-raw', join(saved, 'report.pdf'), '-']).toString();
  expect(report.replaceAll(/\s/g, '')).toContain('finding-word-91be04f3');
  const unbroken = report.replaceAll(/\s/g, '');
  expect(CANARIES.filter((canary) => unbroken.includes(canary))).toEqual([]);
});

const foundIn = (bytes: Buffer): string[] =>
  IN_CLEAR.filter((text) => bytes.includes(text)).map((text) => text.toString());

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);

/** Every value of every table, in one piece. */
async function everythingStored(file: string): Promise<Buffer> {
  const open = await openFile(file, { passphrase: PASSPHRASE });
  try {
    return Buffer.concat(
      tablesOf(open.db).flatMap((table) =>
        (open.db.prepare(`SELECT * FROM "${table}"`).raw().all() as unknown[][]).flatMap((row) =>
          row.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`))),
        ),
      ),
    );
  } finally {
    closeFile(file, open);
  }
}

const tablesOf = (db: Db): string[] =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
