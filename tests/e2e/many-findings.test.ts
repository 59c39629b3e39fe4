/** With 20,000 findings the table keeps a window of rows, and reaches the last one. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initEngagement } from '../../main/store/engagement.ts';
import { closeFile, createFile } from '../../main/store/file.ts';
import { createFinding } from '../../main/store/findings.ts';
import { newProfile } from '../../main/workbench/new-profile.ts';
import { openInBrowser, visit } from './harness.ts';

const ROWS = 20_000;
const PASSPHRASE = 'tide gauge lantern orchard mile';
const STAMP = { author: 'Assessor', at: '2026-11-24T00:00:00.000Z' };

test('20,000 findings scroll in a window of rows', async () => {
  const workbench = await openInBrowser();
  const { page } = workbench;
  try {
    const file = join(workbench.home, 'many.drydock');
    await writeMany(file);
    await page.getByRole('button', { name: 'Open a file' }).click();
    await page.getByRole('textbox', { name: 'File' }).fill(file);
    await page.getByLabel('Passphrase').first().fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForURL(/#\/overview/);
    await visit(page, '#/step/findings');

    const table = page
      .getByRole('table', { name: 'Findings' })
      .or(page.getByRole('grid', { name: 'Findings' }));
    await table.getByText('Finding 1 of 20000', { exact: true }).waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
    const scroller = await table.elementHandle();
    for (const share of [0.1, 0.5, 0.9, 1]) {
      await scroller?.evaluate((element, to) => {
        let box: Element | null = element;
        while (
          box !== null &&
          (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === 'visible')
        )
          box = box.parentElement;
        if (box !== null) box.scrollTop = (box.scrollHeight - box.clientHeight) * to;
      }, share);
      await page.waitForTimeout(150);
      expect(await table.getByRole('row').count()).toBeLessThan(120);
    }
    await table.getByText('Finding 20000 of 20000', { exact: true }).waitFor();
    expect(workbench.complaints).toEqual([]);
  } finally {
    await workbench.close();
  }
});

async function writeMany(path: string): Promise<void> {
  const file = await createFile(path, PASSPHRASE);
  file.db
    .transaction(() => {
      initEngagement(file.db, STAMP, newProfile({ name: 'Many', target: 'Northwind Quays Ltd' }), false);
      for (let number = 1; number <= ROWS; number += 1) {
        createFinding(file.db, STAMP, {
          title: `Finding ${number} of ${ROWS}`,
          fact: '',
          whyItMatters: '',
          recommendation: '',
          severity: 'critical',
          domain: 'other',
          clusterId: null,
          affected: [],
          status: 'open',
          questions: [],
        });
      }
    })
    .immediate();
  closeFile(path, file);
}
