/** The control browser, accepted risks and controls of one's own, in a real browser on the sample engagement. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTROLS } from '../../main/controls/catalogue.ts';
import { dropFiles } from './drop.ts';
import { type BrowserWorkbench, openInBrowser, openSample, seriousViolations, visit } from './harness.ts';

const OWN = `id: custom/team-label
title: Every deployment names its team
severity: medium
match:
  apiGroups: [apps]
  resources: [deployments]
validations:
  - expression: has(object.metadata.labels) && 'team' in object.metadata.labels
    message: The deployment does not say which team owns it.
    path: metadata.labels
`;

/** Pictures are kept where DRYDOCK_SHOTS says, for people to look at. */
async function shoot({ page }: BrowserWorkbench, name: string): Promise<void> {
  const to = process.env['DRYDOCK_SHOTS'];
  if (to === undefined) return;
  mkdirSync(to, { recursive: true });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(to, `${name}.png`), caret: 'hide' });
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let workbench: BrowserWorkbench;
  beforeAll(async () => {
    workbench = await openInBrowser({ colorScheme });
    await openSample(workbench.page);
  });
  afterAll(() => workbench.close());

  const clean = async () => {
    expect(await seriousViolations(workbench.page)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
  };

  test('every control is there, found by filters and search, and opened by the keyboard', async () => {
    const { page } = workbench;
    await visit(page, '#/controls');
    const grid = page.getByRole('grid', { name: 'Controls' });
    // The row of headers is one of them.
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBe(CONTROLS.length + 1);
    await clean();
    await shoot(workbench, `controls-${colorScheme}`);
    await page.getByRole('button', { name: 'Family' }).click();
    await page.getByRole('checkbox', { name: /^Pods / }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search the controls' }).fill('privileged-container');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('2');
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/controls\/pod\/privileged-container/);
    await page.getByRole('complementary', { name: 'Control' }).getByText('Why it matters').waitFor();
    await page.getByRole('grid', { name: 'Objects' }).getByText('Fail').first().waitFor();
    await clean();
    await shoot(workbench, `control-${colorScheme}`);
    await page.keyboard.press('Enter');
    const object = page.getByRole('complementary', { name: 'Object' });
    await object.locator('[data-lit="true"]').first().waitFor();
    expect(await object.locator('[data-lit="true"]').first().textContent()).toContain('privileged: true');
    await clean();
    await shoot(workbench, `control-object-${colorScheme}`);
    await page.keyboard.press('Escape');
    await object.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.waitForURL(/#\/controls$/);
    // The list is where it was left.
    expect(await page.getByRole('textbox', { name: 'Search the controls' }).inputValue()).toBe(
      'privileged-container',
    );
    await page.getByRole('button', { name: 'Clear the filters' }).click();
  });

  test('a risk is accepted from an object, shown everywhere, changed and withdrawn', async () => {
    const { page } = workbench;
    await visit(page, '#/controls/pod/privileged-container');
    await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).click();
    const object = page.getByRole('complementary', { name: 'Object' });
    await object.getByRole('button', { name: 'Accept this risk' }).click();
    await object.getByLabel('Reason').fill('The storage driver needs it until it is replaced.');
    expect(await object.getByLabel('Accepted by').inputValue()).not.toBe('');
    await object.getByLabel('Until').fill('2031-03-31');
    await clean();
    await shoot(workbench, `accept-${colorScheme}`);
    await object
      .getByRole('form', { name: 'Accept this risk' })
      .getByRole('button', { name: 'Accept this risk' })
      .click();
    const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
    await row.getByText('until 31 Mar 2031').waitFor();
    expect(await row.getByText('Fail').count()).toBe(1);
    await object.getByText('Accepted until 31 Mar 2031').waitFor();

    await visit(page, '#/step/findings');
    await page.getByRole('textbox', { name: 'Search the findings' }).fill('pod/privileged-container');
    await page
      .getByRole('grid', { name: 'Findings' })
      .getByText(/accepted/)
      .waitFor();
    await page.getByRole('grid', { name: 'Findings' }).getByRole('row').nth(1).click();
    const finding = page.getByRole('complementary', { name: 'Finding' });
    await finding.getByText('The storage driver needs it until it is replaced.').first().waitFor();
    await clean();
    await shoot(workbench, `finding-accepted-${colorScheme}`);

    await visit(page, '#/exceptions');
    await page.getByRole('grid', { name: 'Accepted risks' }).getByRole('row').nth(1).click();
    const exception = page.getByRole('complementary', { name: 'Exception' });
    await exception.getByRole('button', { name: 'Edit' }).click();
    await exception.getByLabel('Until').fill('2020-01-31');
    await exception.getByText('This day has passed. Choose today or a later day.').waitFor();
    expect(await exception.getByRole('button', { name: 'Save the change' }).isDisabled()).toBe(true);
    await exception.getByLabel('Until').fill('2032-01-31');
    await exception.getByRole('button', { name: 'Save the change' }).click();
    await page.getByRole('grid', { name: 'Accepted risks' }).getByText('31 Jan 2032').waitFor();
    await exception.getByText('History').waitFor();
    await clean();
    await shoot(workbench, `exceptions-${colorScheme}`);
    await visit(page, '#/controls/pod/privileged-container');
    await page.getByRole('grid', { name: 'Objects' }).getByText('until 31 Jan 2032').waitFor();

    await visit(page, '#/exceptions');
    await page.getByRole('grid', { name: 'Accepted risks' }).getByRole('row').nth(1).click();
    await exception.getByRole('button', { name: 'Withdraw' }).click();
    await exception.getByLabel('Reason for the withdrawal').fill('The driver was replaced.');
    await exception.getByRole('button', { name: 'Withdraw the exception' }).click();
    await page.getByRole('grid', { name: 'Accepted risks' }).getByText('Withdrawn').waitFor();
    await visit(page, '#/controls/pod/privileged-container');
    await page.getByRole('grid', { name: 'Objects' }).getByText('Fail').first().waitFor();
    expect(await page.getByRole('grid', { name: 'Objects' }).getByText('until 31 Jan 2032').count()).toBe(0);
  });

  test('a dropped file of controls shows its faults by line, and once corrected judges the snapshot', async () => {
    const { page } = workbench;
    await visit(page, '#/overview');
    await dropFiles(page, [{ name: 'own.yaml', text: OWN.replace('has(object', 'hass(object') }]);
    await page.waitForURL(/#\/own-controls/);
    const problems = page.getByRole('table', { name: 'Problems in own.yaml' });
    await problems.getByText('There is no function hass(). Correct the expression.').waitFor();
    expect(await problems.getByRole('row').nth(1).getByRole('cell').allTextContents()).toEqual([
      '8',
      '17',
      'There is no function hass(). Correct the expression.',
    ]);
    await clean();
    await shoot(workbench, `own-controls-problem-${colorScheme}`);
    await dropFiles(page, [{ name: 'own.yaml', text: OWN }]);
    await page.getByRole('link', { name: 'Every deployment names its team' }).waitFor();
    await clean();
    await shoot(workbench, `own-controls-${colorScheme}`);
    await page.getByRole('link', { name: 'Every deployment names its team' }).click();
    const objects = page.getByRole('grid', { name: 'Objects' });
    await objects.getByText('The deployment does not say which team owns it.').first().waitFor();
    await visit(page, '#/step/findings');
    await page.getByRole('textbox', { name: 'Search the findings' }).fill('custom/team-label');
    await page.getByRole('gridcell', { name: 'Every deployment names its team' }).waitFor();
    await visit(page, '#/own-controls');
    await page.getByRole('button', { name: 'Remove own.yaml' }).click();
    await page.getByRole('button', { name: 'Remove own.yaml' }).click();
    await page.getByText('No file is loaded.').waitFor();
    await page.getByText('Done').waitFor();
    await clean();
  });

  test('at twice the size everything is still in reach', async () => {
    const { page } = workbench;
    await page.setViewportSize({ width: 720, height: 450 });
    for (const address of [
      '#/controls',
      '#/controls/pod/privileged-container',
      '#/exceptions',
      '#/own-controls',
    ]) {
      await visit(page, address);
      await clean();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect([address, wide]).toEqual([address, false]);
      await shoot(workbench, `zoom-${address.replace(/\W+/g, '-')}-${colorScheme}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
