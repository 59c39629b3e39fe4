/** How the interface behaves under the keyboard: focus, Back, tab stops. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserWorkbench, openInBrowser, openSample, SCREENS, visit } from './harness.ts';

let workbench: BrowserWorkbench;
let page: Page;
beforeAll(async () => {
  workbench = await openInBrowser();
  ({ page } = workbench);
  await openSample(page);
});
afterAll(() => workbench.close());

describe('with the keyboard', () => {
  beforeAll(() => page.setViewportSize({ width: 1440, height: 900 }));

  test('the strip of verdicts is one tab stop, and the arrows reach every control', async () => {
    await visit(page, '#/overview');
    const strip = page.getByRole('group', { name: /Verdicts by family/ });
    await strip.waitFor();
    expect(await strip.locator('button[tabindex="0"]').count()).toBe(1);
    await strip.locator('button[tabindex="0"]').focus();
    const first = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const moved = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(moved).not.toBe(first);
    expect(await strip.locator('button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Control' }).waitFor();
    await page.getByRole('button', { name: 'Close the inspector' }).click();
    // The pane is gone, and the focus is back on the cell that opened it.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(moved);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('fieldset'))).toBeNull();
  });

  test('Back leads from an opened item to its list, and the list keeps its place in the history', async () => {
    await visit(page, '#/overview');
    await visit(page, '#/step/scenarios');
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('complementary', { name: 'Scenario' });
    await inspector.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.goBack();
    await inspector.waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/#\/step\/scenarios$/);
    await page.goBack();
    expect(page.url()).toMatch(/#\/overview$/);
  });

  test('a finding that an address opens stays when the list arrives, and gives way to the cursor', async () => {
    const { rows } = await workbench.client().findings.list({ limit: 20 });
    const last = rows.at(-1);
    if (last === undefined) throw new Error('the sample has no findings');
    await visit(page, `#/step/findings?finding=${encodeURIComponent(last.id)}`);
    // Only a page that begins has no list yet.
    await page.reload();
    const inspector = page.getByRole('complementary', { name: 'Finding' });
    await page.getByRole('grid').getByRole('row').nth(3).waitFor();
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    await inspector.getByText(last.title).first().waitFor();
    await page.keyboard.press('j');
    await inspector.getByText(last.title).first().waitFor({ state: 'detached' });
    await inspector.waitFor();
  });

  test('closing an opened item takes it out of the history', async () => {
    await visit(page, '#/overview');
    await visit(page, '#/step/scenarios');
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('complementary', { name: 'Scenario' });
    await inspector.waitFor();
    await page.keyboard.press('Escape');
    await inspector.waitFor({ state: 'detached' });
    await page.goBack();
    await page.waitForURL(/#\/overview$/);
  });

  test.each(SCREENS)('%s opens at its top', async (_name, address) => {
    await visit(page, '#/overview');
    await visit(page, address);
    expect(await page.locator('#work').evaluate((work) => work.scrollTop)).toBe(0);
  });

  test('a form that takes the place of its button gets the focus, and gives it back', async () => {
    await visit(page, '#/step/scope');
    const button = page.getByRole('button', { name: 'Record an authorisation' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Authorised by').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  });

  test('a contradiction leads to its question, where the answer can be corrected', async () => {
    await visit(page, '#/contradictions');
    await page.getByRole('button', { name: 'Correct the answer' }).first().click();
    await page.waitForURL(/#\/step\/[a-z]+\?question=/);
    await page.getByRole('heading', { name: 'The evidence contradicts this answer' }).waitFor();
    await page.getByRole('button', { name: 'Correct the answer' }).click();
    expect(await page.evaluate(() => document.activeElement?.closest('[data-answer]') !== null)).toBe(true);
  });

  test('the last question of a step leads on to the next step', async () => {
    await visit(page, '#/step/size');
    const items = page.getByRole('navigation', { name: 'Questions' }).getByRole('listitem');
    await items.last().getByRole('button').click();
    await page.getByRole('button', { name: 'Next step: How is Kubernetes deployed?' }).click();
    await page.waitForURL(/#\/step\/deployment/);
  });

  test('forms refuse nonsense beside the field', async () => {
    await visit(page, '#/step/scope');
    const upTo = page.getByLabel('Impact 2 up to');
    await upTo.fill('1');
    await page.getByText('The upper end must exceed the lower end.').waitFor();
    await upTo.fill('250000');
    await page.getByText('The upper end must exceed the lower end.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Correct', exact: true }).first().click();
    const form = page.locator('form');
    await form.getByLabel('Until').first().fill('2020-01-01');
    await form.getByText('The window ends before it begins. Choose a later last day.').waitFor();
    expect(await form.getByRole('button', { name: 'Save the correction' }).isDisabled()).toBe(true);
    await form.getByLabel('Until').first().fill('2027-12-31');
    await form.getByLabel('Reason for the correction').fill('The letter names one more year.');
    await form.getByRole('button', { name: 'Save the correction' }).click();
    await page.getByText('1 earlier wording').click();
    await page.getByText(/Corrected by .*The letter names one more year\./).waitFor();
  });

  test('an old snapshot says so on every screen, and leads to the newest', async () => {
    await visit(page, '#/overview');
    await page.getByRole('button', { name: /Switch cluster or snapshot/ }).click();
    await page.getByRole('menuitem').last().click();
    await page.getByText(/You see the evidence of halcyon-prod from/).waitFor();
    await visit(page, '#/controls');
    await page.getByRole('button', { name: 'Show the newest evidence' }).click();
    await page.getByText(/You see the evidence of halcyon-prod from/).waitFor({ state: 'detached' });
  });

  test('the palette builds the report, changes the theme and locks', async () => {
    const run = async (name: string) => {
      await page.keyboard.press('Control+k');
      const search = page.getByPlaceholder('Search steps');
      await search.fill(name);
      await page.getByRole('dialog').getByText(name, { exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await search.waitFor({ state: 'detached' });
    };
    await visit(page, '#/overview');
    await run('Use the dark theme');
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
    await run('Build the report');
    await page.waitForURL(/#\/step\/report/);
    await page
      .getByText(/Reading|Typesetting|Building|The report|Done/)
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: /Save|Download/ })
      .first()
      .waitFor();
    expect(page.url()).toMatch(/#\/step\/report$/);
    await run('Lock the engagement');
    await page.getByRole('button', { name: 'Open the sample engagement' }).waitFor();
    expect(workbench.complaints).toEqual([]);
  });
});
