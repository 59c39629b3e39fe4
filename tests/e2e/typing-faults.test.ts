/** What became of typed words when something came in between: another tab, a lock, a restart, a field that vanished. */
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type BrowserWorkbench,
  createEngagement,
  openInBrowser,
  openSample,
  PASSPHRASE,
  visit,
} from './harness.ts';
import { saved } from './typing-work.ts';

const LIMIT_MS = 15 * 60_000;

let workbench: BrowserWorkbench;
beforeEach(async () => {
  workbench = await openInBrowser();
  workbench.page.setDefaultTimeout(LIMIT_MS);
}, LIMIT_MS);
afterEach(() => workbench.close(), LIMIT_MS);

const noteOf = (page: Page) => page.getByRole('textbox', { name: 'Note', exact: true });
const answerTo = (questionId: string) =>
  workbench.client().interview.question({ questionId, clusterId: null });

test(
  'one click on an answer moves nobody, and keys for a field that has vanished are no shortcuts',
  async () => {
    const { page } = workbench;
    await createEngagement(page, 'Stays');
    await visit(page, '#/step/access');
    await page.waitForURL(/question=/);
    const question = await page.locator('#question').innerText();
    await page.getByRole('radiogroup', { name: 'Answer', exact: true }).getByRole('radio').first().click();
    await saved(page);
    await noteOf(page).click();
    await page.keyboard.type('Heard of it. ');
    await saved(page);
    expect(await page.locator('#question').innerText()).toBe(question);

    const id = new URLSearchParams(page.url().split('?').at(-1)).get('question') ?? '';
    const before = await answerTo(id);
    expect(before.answer?.note).toBe('Heard of it. ');
    // As when its screen is drawn anew.
    await noteOf(page).evaluate((field) => field.remove());
    await page.keyboard.type('jump, mark 2 and confirm under no name');
    await visit(page, page.url().slice(page.url().indexOf('#')));
    expect(await page.locator('#question').innerText()).toBe(question);
    expect((await answerTo(id)).answer).toEqual(before.answer);
    // A click is a decision: from there on keys are shortcuts again.
    await page.locator('#question').click();
    await page.keyboard.press('m');
    await saved(page);
    expect((await answerTo(id)).answer?.markedForReview).toBe(true);
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'two tabs that write the same note are told so by name, and neither text is lost',
  async () => {
    const { page, newTab } = workbench;
    await createEngagement(page, 'Two tabs');
    const id = 'where.clusters-total';
    await visit(page, `#/step/where?question=${id}`);
    const other = await newTab(`#/step/where?question=${id}`);
    const question = await page.locator('#question').innerText();
    await noteOf(page).click();
    await noteOf(other).click();
    await other.keyboard.type('Theirs is this sentence.');
    await saved(other);
    await page.keyboard.type('Mine is another one.');
    await page.getByRole('alert').filter({ hasText: 'changed elsewhere' }).waitFor();
    await visit(page, '#/overview');
    const link = page.getByRole('banner').getByRole('button', { name: question });
    await link.click();
    await page.waitForURL(/question=/);
    await page.getByText('Theirs is this sentence.').waitFor();
    expect(await noteOf(page).innerText()).toBe('Mine is another one.');
    await page.getByRole('button', { name: 'Keep both' }).click();
    await saved(page);
    const both = 'Theirs is this sentence.\n\nMine is another one.';
    expect((await answerTo(id)).answer?.note).toBe(both);
    await expect.poll(() => noteOf(other).innerText()).toContain('Theirs');
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'after a lock the recent engagements stand there without a reload, and the sample opens without a passphrase',
  async () => {
    const { page } = workbench;
    await openSample(page);
    await page.getByRole('button', { name: 'Lock the engagement' }).click();
    const row = page.getByRole('button', { name: /Halcyon Freight \(sample\)/ }).first();
    await row.waitFor();
    await row.click();
    await page.waitForURL(/#\/overview/);
    await workbench.restart(() => Promise.resolve());
    await page
      .getByRole('button', { name: /Halcyon Freight \(sample\)/ })
      .first()
      .click();
    await page.waitForURL(/#\/overview/);
    expect((await workbench.client().engagements.current())?.isSample).toBe(true);
  },
  LIMIT_MS,
);

test(
  'a tab finds the restarted host again, and delivers what was typed while nobody answered',
  async () => {
    const { page } = workbench;
    await createEngagement(page, 'Restarted');
    const id = 'where.clusters-total';
    await visit(page, `#/step/where?question=${id}`);
    await noteOf(page).click();
    await page.keyboard.type('Said before. ');
    await saved(page);
    await workbench.restart(async () => {
      await page.getByText('The workbench is not responding').waitFor();
      await page.keyboard.type('Typed while it was away.');
    });
    await page.getByRole('button', { name: 'Open and save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForURL(/question=/);
    await saved(page);
    const text = 'Said before. Typed while it was away.';
    await expect.poll(() => noteOf(page).innerText()).toBe(text);
    expect((await answerTo(id)).answer?.note).toBe(text);
  },
  LIMIT_MS,
);
