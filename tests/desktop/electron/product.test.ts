/** The product's own bundle, as `npm start` runs it, opens on its own interface and answers over its port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesktop } from '../../../build/desktop.ts';
import { buildRenderer } from '../../../build/renderer.ts';
import { launchDesktop } from './launch.ts';

test('the product starts into its interface, and opens the sample, without a violation of its own policy', async () => {
  await buildRenderer({ quiet: true });
  await buildDesktop();
  const home = await mkdtemp(join(tmpdir(), 'drydock-home-'));
  const desktop = await launchDesktop({ home });
  try {
    const complaints: string[] = [];
    desktop.page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    desktop.page.on('pageerror', (error) => complaints.push(error.message));
    const sample = desktop.page.getByRole('button', { name: /sample engagement/i });
    // A reload of a page that still loads is refused as a navigation.
    await sample.waitFor();
    await desktop.page.reload();
    await sample.click();
    await desktop.page.waitForURL(/#\/overview/, { timeout: 90_000 });
    await desktop.page.getByRole('heading', { name: 'halcyon-prod' }).waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await desktop.close();
    await rm(home, { recursive: true, force: true });
  }
});
