import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRecentFiles } from '../../../main/workbench/recent-files.ts';

const home = mkdtempSync(join(tmpdir(), 'drydock-recent-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('lists engagements of the home folder and elsewhere, but neither automatic copies nor forgotten ones', async () => {
  for (const name of ['a.drydock', 'a.autosave-20261124T020000Z.drydock', 'a.drydock.lock', 'notes.txt']) {
    writeFileSync(join(home, name), '');
  }
  const recent = createRecentFiles(home, null);
  await recent.remember('/gone/b.drydock');
  expect((await recent.list()).map(({ fileName, missing }) => [fileName, missing])).toEqual([
    ['a', false],
    ['b', true],
  ]);
  await recent.forget('/gone/b.drydock');
  expect(await recent.list()).toHaveLength(1);
});
