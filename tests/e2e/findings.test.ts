/** The findings of several clusters: one row for each control, and a place that reload and Back find again. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished } from '../../main/hosts/cli/work/assess.ts';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';
import { type BrowserWorkbench, openInBrowser, openSample, seriousViolations, visit } from './harness.ts';

let workbench: BrowserWorkbench;
beforeAll(async () => {
  workbench = await openInBrowser();
  await openSample(workbench.page);
  const path = join(workbench.home, 'second.evidence.zip');
  await writeSampleBundle(path);
  const client = workbench.client();
  const { jobId } = await client.snapshots.importEvidence({
    file: { path },
    identity: null,
    clusterId: null,
    clusterName: 'halcyon-stage',
  });
  await finished(client, jobId);
});
afterAll(() => workbench.close());

const table = () => workbench.page.getByRole('grid', { name: 'Findings' });
const rowOf = (title: string) => table().getByRole('row').filter({ hasText: title });
const inspector = () => workbench.page.getByRole('complementary', { name: 'Finding' });
const tab = (name: RegExp) => workbench.page.getByRole('tab', { name });
const hash = () => new URL(workbench.page.url()).hash;

describe('the findings', () => {
  test('stand in one row for each control; a chip opens the finding of its cluster, and arrows move between them', async () => {
    const { page } = workbench;
    await visit(page, '#/overview');
    await visit(page, '#/step/findings');
    const row = rowOf('Privileged container').first();
    await row.getByRole('button', { name: 'halcyon-stage' }).click();
    await inspector()
      .getByText(/halcyon-stage · changed/)
      .waitFor();
    await page.keyboard.press('ArrowLeft');
    await inspector()
      .getByText(/halcyon-prod · changed/)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await inspector()
      .getByText(/halcyon-stage · changed/)
      .waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await inspector().waitFor({ state: 'detached' });
    await page.goBack();
    await page.waitForURL(/#\/overview$/);
  });

  test('count by severity what the report counts, and keep the unknown apart', async () => {
    const { page } = workbench;
    await visit(page, '#/step/findings');
    const { counts } = await workbench.client().findings.groups({});
    for (const [severity, name] of [
      ['critical', 'Critical'],
      ['high', 'High'],
    ] as const)
      await page.getByRole('button', { name: `${name} ${counts.severities[severity] ?? 0}` }).waitFor();
    await tab(/^Unknown/).click();
    await page.waitForURL(/tab=unknown/);
    // The rows of the tab before stay until those of this one have come.
    await table().getByText('Privileged container', { exact: true }).waitFor({ state: 'detached' });
    await page
      .getByRole('tab', { name: `Unknown ${counts.standing['unknown'] ?? 0}`, exact: true })
      .waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.goBack();
    await rowOf('Privileged container').first().waitFor();
    expect(hash()).toBe('#/step/findings');
  });

  test('find their filter again after a reload, through an opened finding, and from an address', async () => {
    const { page } = workbench;
    await visit(page, '#/overview');
    await visit(page, '#/step/findings?severity=critical&cluster=nowhere');
    await visit(page, '#/overview');
    await visit(page, '#/step/findings?severity=critical');
    const critical = page.getByRole('button', { name: /^Critical/ });
    expect(await critical.getAttribute('aria-pressed')).toBe('true');
    const search = page.getByRole('textbox', { name: 'Search the findings' });
    await search.pressSequentially('container', { delay: 30 });
    await page.waitForURL(/search=container/);
    await rowOf('Privileged container').first().getByText('Privileged container').click();
    await inspector().waitFor();
    // Typed while a finding is open: closing it brings nobody back to the filter of before.
    await search.fill('runtime socket');
    await page.waitForURL(/search=runtime/);
    await page.reload();
    await inspector().waitFor();
    expect(await search.inputValue()).toBe('runtime socket');
    await page.getByRole('button', { name: 'Close the inspector' }).click();
    await inspector().waitFor({ state: 'detached' });
    expect(await search.inputValue()).toBe('runtime socket');
    expect(await critical.getAttribute('aria-pressed')).toBe('true');
    await rowOf('Container runtime socket mounted').first().waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForURL(/#\/step\/findings$/);
    expect(workbench.complaints).toEqual([]);
  });

  test('keep their filter while a finding is written', async () => {
    const { page } = workbench;
    await visit(page, '#/step/findings?severity=critical');
    await page.getByRole('button', { name: 'Write a finding' }).click();
    await page.getByLabel('Title').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('button', { name: /^Critical/ }).getAttribute('aria-pressed')).toBe('true');
  });

  test.each([1280, 1440])('show titles in full at %i, with a finding open or not', async (width) => {
    const { page } = workbench;
    await page.setViewportSize({ width, height: 720 });
    await visit(page, '#/step/findings');
    const cutTitles = () =>
      table()
        .getByRole('gridcell')
        .evaluateAll((cells) =>
          cells
            .filter(
              (cell) => cell.scrollHeight > cell.clientHeight + 1 || cell.scrollWidth > cell.clientWidth + 1,
            )
            .map((cell) => cell.textContent),
        );
    expect(await cutTitles()).toEqual([]);
    await rowOf('Privileged container').first().getByText('Privileged container').click();
    await inspector().waitFor();
    expect(await cutTitles()).toEqual([]);
    await page.keyboard.press('Escape');
  });
});
