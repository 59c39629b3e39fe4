/** A person's own browser on the loopback host: what it keeps on disk holds nothing of the client's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openInBrowser, openSample, SCREENS, visit } from './harness.ts';

/** Words of the sample engagement that every screen is full of. The file's own name is not a secret. */
const CLIENT_WORDS = [
  'parcel-photos',
  'argocd-application-controller',
  'Okafor',
  'Lantern',
  'northgate-support',
];

test('the browser profile holds no word of the engagement after every screen was seen', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'drydock-profile-'));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  const workbench = await openInBrowser({ profile });
  await openSample(workbench.page);
  for (const [, address] of SCREENS) await visit(workbench.page, address);
  expect(await workbench.page.content()).not.toBe('');
  await workbench.close();

  const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((entry) => {
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    return CLIENT_WORDS.filter(
      (word) => bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')),
    ).map((word) => `${word} in ${entry.name}`);
  });
  expect(found).toEqual([]);
});
