/** Every screen of the sample engagement, light and dark: nothing serious for axe, nothing in the console. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BrowserWorkbench,
  openInBrowser,
  openSample,
  SCREENS,
  seriousViolations,
  visit,
} from './harness.ts';

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let workbench: BrowserWorkbench;
  beforeAll(async () => {
    workbench = await openInBrowser({ colorScheme });
  });
  afterAll(() => workbench.close());

  test('start', async () => {
    expect(await seriousViolations(workbench.page)).toEqual([]);
    await openSample(workbench.page);
  });

  test.each(SCREENS)('%s', async (_name, address) => {
    await visit(workbench.page, address);
    expect(await seriousViolations(workbench.page)).toEqual([]);
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
