import { statSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { autosavesOf } from '../../../main/store/autosave.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { createUpkeep } from '../../../main/workbench/store-upkeep.ts';
import { engagement, STAMP } from './places.ts';

test('an idle store writes its log back, and autosaves what changed, not more often than it should', async () => {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at);
  let minute = 0;
  const now = () => `2026-01-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
  const upkeep = createUpkeep({ open, file, now, idleMs: 1 });
  const logBytes = () => statSync(`${file}-wal`).size;

  api.clusters.create({ name: 'one' });
  expect(logBytes()).toBeGreaterThan(0);
  upkeep.touch();
  await vi.waitFor(() => expect(logBytes()).toBe(0));
  expect(autosavesOf(file)).toHaveLength(0);

  minute = 11;
  upkeep.touch();
  await vi.waitFor(() => expect(autosavesOf(file)).toHaveLength(1));
  minute = 12;
  upkeep.finish();
  expect(autosavesOf(file)).toHaveLength(1);
  api.clusters.create({ name: 'two' });
  upkeep.finish();
  expect(autosavesOf(file)).toHaveLength(2);
  closeFile(file, open);
});
