/** A file that was moved while it is open, one that lost its log, and a journal held against a report: on the screen. */
import { copyFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BrowserWorkbench, createEngagement, openInBrowser, PASSPHRASE, visit } from './harness.ts';

/** Catches a hang. */
const LIMIT_MS = 15 * 60_000;

let workbench: BrowserWorkbench;
beforeEach(async () => {
  workbench = await openInBrowser();
  workbench.page.setDefaultTimeout(LIMIT_MS);
}, LIMIT_MS);
afterEach(() => workbench.close(), LIMIT_MS);

/** The picture of a state, where DRYDOCK_SHOTS names a folder for it. */
async function look(name: string): Promise<void> {
  const folder = process.env['DRYDOCK_SHOTS'];
  if (folder !== undefined) await workbench.page.screenshot({ path: join(folder, `${name}.png`) });
}

test(
  'a file that was moved while it is open is said on every screen, and a copy goes on with every word',
  async () => {
    const { page } = workbench;
    await createEngagement(page, 'Moved');
    const { file } = (await workbench.client().engagements.current()) ?? { file: '' };
    await workbench.client().clusters.create({ name: 'before' });
    renameSync(file, `${file}.elsewhere`);
    // The next change meets it; the band follows.
    await visit(page, '#/step/where');
    await page.getByRole('button', { name: 'Add a cluster' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Staging');
    const band = page.getByRole('alert').filter({ hasText: 'no longer at its location' }).first();
    await band.waitFor();
    await look('moved-dialog');
    await page.keyboard.press('Escape');
    await look('moved');
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await band.waitFor({ state: 'detached' });
    await look('moved-copied');
    const open = await workbench.client().engagements.current();
    expect(open?.file).toMatch(/Moved copy \d{4}-\d{2}-\d{2} .*\.drydock$/);
    expect((await workbench.client().clusters.list()).map(({ name }) => name)).toContain('before');
    // What was typed into the form while nothing could be saved is delivered to the copy.
    await expect
      .poll(async () => JSON.stringify(await workbench.client().unfinished.list()), { timeout: LIMIT_MS })
      .toContain('Staging');
  },
  LIMIT_MS,
);

test(
  'a file that lost its log says what is missing, and what is whole opens when that is asked for',
  async () => {
    const { page } = workbench;
    await createEngagement(page, 'Crashed');
    const { file } = (await workbench.client().engagements.current()) ?? { file: '' };
    await workbench.client().clusters.create({ name: 'one' });
    // As a crash leaves it, without the log.
    const crashed = join(dirname(file), 'Left by a crash.drydock');
    for (const side of ['', '-head']) copyFileSync(file + side, crashed + side);
    await page.getByRole('button', { name: 'Lock the engagement' }).click();
    await page
      .getByRole('button', { name: /Left by a crash/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText(/Saved entries are missing/).waitFor();
    await look('incomplete');
    await dialog.getByRole('button', { name: 'Open the intact part' }).click();
    await page.waitForURL(/#\/overview/);
    await visit(page, '#/journal');
    await page.getByText('engagement.open-incomplete').waitFor();
    await look('incomplete-journal');
  },
  LIMIT_MS,
);

test(
  'the head that a report prints is found in the journal, and one of elsewhere is not',
  async () => {
    const { page } = workbench;
    await createEngagement(page, 'Compared');
    const { journalHead, journalLength } = await workbench
      .client()
      .engagements.update({ client: 'Meridian' });
    await workbench.client().clusters.create({ name: 'later' });
    await visit(page, '#/journal');
    const field = page.getByLabel('Compare with a report');
    await field.fill(journalHead);
    await page.getByText(`The journal contains this head, at entry ${journalLength}.`).waitFor();
    await look('compare-found');
    // As it is copied from a PDF: with spaces and line ends in between.
    await field.fill(` ${journalHead.slice(0, 32)} ${journalHead.slice(32)} `);
    await page.getByText(`The journal contains this head, at entry ${journalLength}.`).waitFor();
    await field.fill('0'.repeat(64));
    await page.getByText(/The journal does not contain this head/).waitFor();
    await look('compare-missing');
    await field.fill('abc');
    await page.getByText('A journal head has 64 characters: digits and the letters a to f.').waitFor();
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);
