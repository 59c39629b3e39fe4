import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { claimFile } from '../../../main/store/claim.ts';
import { createReviews, type ReviewTarget } from '../../../main/workbench/reviews.ts';
import { DrydockError } from '../../../shared/errors.ts';

const storeWorkerUrl = new URL('../../../main/workbench/store-worker.ts', import.meta.url);
let homeDir = '';
beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'drydock-reviews-'));
  onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }));
});

test('what a crash left is removed at the next start, what another process has open is not', async () => {
  const [left, taken] = ['left', 'taken'].map((name) => join(homeDir, 'reviews', name)) as [string, string];
  for (const folder of [left, taken]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'evidence.db'), 'noise');
  }
  const claim = claimFile(join(taken, 'evidence.db'));
  await createReviews({ homeDir, storeWorkerUrl });
  expect([existsSync(left), existsSync(taken)]).toEqual([false, true]);
  claim.release();
  await createReviews({ homeDir, storeWorkerUrl });
  expect(readdirSync(join(homeDir, 'reviews'))).toEqual([]);
});

test('a bundle that cannot be read leaves nothing', async () => {
  const reviews = await createReviews({ homeDir, storeWorkerUrl });
  const opening = reviews.open(async ({ file }: ReviewTarget) => {
    writeFileSync(file, 'half');
    throw new DrydockError('BUNDLE_INVALID', { reason: 'it is not a zip file' });
  });
  await expect(opening).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  expect(readdirSync(join(homeDir, 'reviews'))).toEqual([]);
});

test('a lock while a bundle is being read takes that review away as well', async () => {
  const reviews = await createReviews({ homeDir, storeWorkerUrl });
  const opening = reviews.open(async ({ file }) => {
    writeFileSync(file, 'noise');
    await reviews.closeAll();
    return undefined as never;
  });
  await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(readdirSync(join(homeDir, 'reviews'))).toEqual([]);
});
