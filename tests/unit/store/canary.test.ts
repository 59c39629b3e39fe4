import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { addArtifact } from '../../../main/store/artifacts.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { answered, engagement, PROFILE, STAMP } from './places.ts';

/** The newest format that this version knows. */
const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

const CANARY = 'canary-7f3a-of-the-target';

test('nothing that was stored is found in clear in the file, its log or its backups', async () => {
  const { dir, file, key } = await engagement();
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at);
  api.engagement.update({ ...PROFILE, target: CANARY });
  api.clusters.create({ name: CANARY });
  for (let revision = 0; revision < 20; revision += 1) {
    api.answers.save({
      questionId: 'access.deploy',
      clusterId: null,
      baseRevision: revision,
      input: answered(`${CANARY} `.repeat(500)),
      suggestedBy: null,
    });
  }
  open.db
    .transaction(() =>
      addArtifact(
        open.db,
        STAMP,
        { kind: 'report-pdf', fileName: `${CANARY}.pdf`, mediaType: 'application/pdf' },
        Buffer.from(CANARY.repeat(10_000)),
      ),
    )
    .immediate();
  // Sorts larger than memory would go to temporary files; they are told to stay in memory.
  expect(open.db.pragma('temp_store', { simple: true })).toBe(2);
  const whileOpen = contents(dir);
  expect([...whileOpen.keys()]).toContain('harbour.drydock-wal');
  closeFile(file, open);
  const next = [
    ...MIGRATIONS,
    { version: NEWEST + 1, name: 'next', sql: 'CREATE TABLE next (a TEXT) STRICT' },
  ];
  closeFile(file, await openFile(file, { key }, next));
  const closed = contents(dir);
  expect([...closed.keys()].some((name) => name.includes('before-format'))).toBe(true);
  for (const files of [whileOpen, closed]) {
    for (const [name, bytes] of files) {
      for (const secret of [CANARY, STAMP.author, 'SQLite format 3', 'CREATE TABLE']) {
        expect(`${name}: ${bytes.includes(secret)}`).toBe(`${name}: false`);
        expect(`${name}: ${bytes.includes(Buffer.from(secret, 'utf16le'))}`).toBe(`${name}: false`);
      }
    }
  }
});

const contents = (dir: string): Map<string, Buffer> =>
  new Map(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name))]));
