/** Evidence and results of other tools, dropped on the workbench in a real browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubectlList, pod } from '../fixtures/foreign/dumps.ts';
import { trivyK8sAll } from '../fixtures/foreign/trivy.ts';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';
import { dropFiles } from './drop.ts';
import {
  type BrowserWorkbench,
  createEngagement,
  openInBrowser,
  seriousViolations,
  visit,
} from './harness.ts';

const item = (page: Page, name: string) => page.getByRole('article', { name });

/** Imports the file as it is proposed, or into the cluster named. */
async function importIt(file: Locator, cluster?: string): Promise<void> {
  const name = file.getByRole('combobox', { name: 'Cluster' });
  if (cluster !== undefined) await name.fill(cluster);
  await file.getByRole('button', { name: 'Import', exact: true }).click();
}

describe('importing by drop', () => {
  let workbench: BrowserWorkbench;
  let bundle: Buffer;
  beforeAll(async () => {
    workbench = await openInBrowser();
    const path = join(workbench.home, 'sample.evidence.zip');
    await writeSampleBundle(path);
    bundle = readFileSync(path);
    await createEngagement(workbench.page, 'Project Bollard');
  });
  afterAll(() => workbench.close());

  test('several files dropped anywhere are told apart, each with what it becomes', async () => {
    const { page } = workbench;
    await visit(page, '#/step/findings');
    await dropFiles(page, [
      { name: 'sample.evidence.zip', bytes: bundle },
      { name: 'pods.json', text: JSON.stringify(kubectlList([pod('default', 'web')])) },
      { name: 'trivy.json', text: JSON.stringify(trivyK8sAll) },
      { name: 'holiday.txt', text: 'Nothing of this is evidence.' },
    ]);
    await page.waitForURL(/#\/collect\?tab=file/);
    await item(page, 'sample.evidence.zip')
      .getByText(/^An evidence bundle made by Drydock\. Cluster sample, collected/)
      .waitFor();
    await item(page, 'pods.json')
      .getByText(/^Output of “kubectl get”/)
      .waitFor();
    await item(page, 'trivy.json')
      .getByText(/^Trivy results\. .*finding/i)
      .waitFor();
    await item(page, 'trivy.json')
      .getByText(/become imported findings/)
      .waitFor();
    await item(page, 'holiday.txt').getByRole('alert').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await item(page, 'holiday.txt')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await item(page, 'holiday.txt').waitFor({ state: 'detached' });
  });

  test('a bundle becomes a snapshot, and results become findings that are one click away', async () => {
    const { page } = workbench;
    const snapshot = item(page, 'sample.evidence.zip');
    await importIt(snapshot);
    await snapshot.getByRole('button', { name: 'Open the overview' }).waitFor();
    const results = item(page, 'trivy.json');
    await importIt(results, 'sample');
    await results.getByRole('button', { name: 'Show the imported findings' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await results.getByRole('button', { name: 'Show the imported findings' }).click();
    await page.waitForURL(/#\/step\/findings\?origin=imported/);
    const rows = page.getByRole('grid', { name: 'Findings' }).getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThan(1);
    await visit(page, '#/snapshots');
    await page.getByRole('grid', { name: 'Snapshots' }).getByText('sample').waitFor();
    // It can be handed on, and looked through as its receiver would.
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export the bundle' }).click();
    const exported = await (await download).path();
    await page.getByRole('button', { name: 'Review the bundle' }).click();
    await page.waitForURL(/#\/review/);
    await dropFiles(page, [{ name: 'exported.evidence.zip', bytes: readFileSync(exported) }]);
    await page.getByRole('tab', { name: 'Contents' }).waitFor();
    await page.getByRole('button', { name: 'Leave the review' }).click();
    await page.waitForURL(/#\/overview/);
    // What came in stays listed until someone clears it.
    await visit(page, '#/collect?tab=file');
    await snapshot.getByText('Done').waitFor();
    expect(workbench.complaints).toEqual([]);
  });

  test('an encrypted bundle waits for its identity, which can be dropped as well', async () => {
    const { page } = workbench;
    const [own, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const path = join(workbench.home, 'secret.zip.age');
    await writeSampleBundle(path, [await identityToRecipient(own)]);
    await dropFiles(page, [{ name: 'secret.evidence.zip.age', bytes: readFileSync(path) }]);
    const secret = item(page, 'secret.evidence.zip.age');
    await secret.getByText(/^An encrypted evidence bundle/).waitFor();
    await secret.getByRole('textbox', { name: 'Identity (private age key)' }).waitFor();
    expect(await secret.getByRole('button', { name: 'Import', exact: true }).count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await dropFiles(page, [{ name: 'other.txt', text: `${other}\n` }]);
    await secret.getByText('No key of the identity file opens this bundle.').waitFor();
    await dropFiles(page, [{ name: 'own.txt', text: `${own}\n` }]);
    await secret.getByText(/Cluster sample, collected/).waitFor();
    await importIt(secret, 'secret');
    await secret.getByRole('button', { name: 'Open the snapshot' }).waitFor();
    expect(workbench.complaints).toEqual([]);
  });
});
