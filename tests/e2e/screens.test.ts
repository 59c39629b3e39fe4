/** Every screen of the sample engagement, light and dark: nothing serious for axe, nothing in the console. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BrowserWorkbench,
  openInBrowser,
  openSample,
  SCREENS,
  SNAPSHOT_TABS,
  seriousViolations,
  visit,
  visitSnapshot,
} from './harness.ts';

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let workbench: BrowserWorkbench;
  beforeAll(async () => {
    workbench = await openInBrowser({ colorScheme });
  });
  afterAll(() => workbench.close());

  test('start', async () => {
    expect(await seriousViolations(workbench.page)).toEqual([]);
  });

  test.each(['Create an engagement', 'Open a file'])('the dialog of “%s”', async (button) => {
    const { page } = workbench;
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(300);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('review, before a bundle is chosen', async () => {
    const { page } = workbench;
    await visit(page, '#/review?file=/home/you/halcyon-prod.evidence.zip');
    await page.getByRole('button', { name: 'Review this bundle' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave the review' }).click();
    await openSample(page);
  });

  test.each(SCREENS)('%s', async (_name, address) => {
    await visit(workbench.page, address);
    expect(await seriousViolations(workbench.page)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
  });

  test.each(SNAPSHOT_TABS)('%s', async (_name, tab) => {
    const { page } = workbench;
    await visitSnapshot(page, tab);
    expect(await seriousViolations(page)).toEqual([]);
    if (tab !== 'Objects') return;
    await page.getByRole('row').nth(1).click();
    await page.getByRole('complementary', { name: 'Object' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Object' }).waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/#\/snapshots\/./);
    expect(workbench.complaints).toEqual([]);
  });

  test.each([
    ['a finding beside the table', '#/step/findings', 'row'],
    ['a scenario beside the list', '#/step/scenarios', 'scenario'],
    ['the form of a finding', '#/step/findings', 'Write a finding'],
    ['the form of a cluster', '#/step/where', 'Add a cluster'],
    ['the palette', '#/overview', 'Control+k'],
  ])('%s', async (_name, address, opens) => {
    const { page } = workbench;
    await visit(page, '#/overview');
    await visit(page, address);
    if (opens === 'row') await page.getByRole('row').nth(1).click();
    else if (opens === 'scenario') await page.locator('ol > li > button').first().click();
    else if (opens.includes('+')) await page.keyboard.press(opens);
    else await page.getByRole('button', { name: opens }).click();
    await page.waitForTimeout(500);
    expect(await seriousViolations(page)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
    await page.keyboard.press('Escape');
  });
});
