/** Collecting in a real browser: access looked at first, several clusters at once, cancel, drop of a kubeconfig. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleServer, startSampleServer } from '../../main/sample/server.ts';
import { dropFiles } from './drop.ts';
import { openGate } from './gate.ts';
import {
  type BrowserWorkbench,
  createEngagement,
  openInBrowser,
  seriousViolations,
  visit,
} from './harness.ts';

/** A kubeconfig of the sample under a name of its own. */
const kubeconfigOf = (
  sample: SampleServer,
  name: string,
  authentication: 'token' | 'nearly-nothing' | 'exec' = 'token',
) =>
  sample
    .kubeconfig(authentication)
    .replaceAll('halcyon-prod', name)
    .replaceAll('drydock-collector', `${name}-user`);

async function addKubeconfig(page: Page, path: string): Promise<void> {
  await page.getByRole('textbox', { name: /kubeconfig/i }).fill(path);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await page
    .getByRole('list', { name: /^Kubeconfigs/ })
    .getByText(path, { exact: true })
    .waitFor();
}

async function recordAuthorisation(page: Page): Promise<void> {
  await page.getByLabel('Authorised by').fill('Ines Corvo');
  await page.getByRole('button', { name: 'Record the authorisation' }).click();
  await page.getByText(/^Authorised by Ines Corvo/).waitFor();
}

describe('collecting', () => {
  let workbench: BrowserWorkbench;
  let sample: SampleServer;
  const file = (name: string, text: string) => {
    const path = join(workbench.home, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(async () => {
    sample = await startSampleServer({ port: 0 });
    workbench = await openInBrowser();
    await createEngagement(workbench.page, 'Project Bollard');
  });
  afterAll(async () => {
    await workbench.close();
    await sample.close();
  });

  test('a preflight names what each account cannot read, and two clusters are collected at once', async () => {
    const { page } = workbench;
    await visit(page, '#/collect');
    await addKubeconfig(page, file('a.yaml', kubeconfigOf(sample, 'harbour')));
    await addKubeconfig(page, file('b.yaml', kubeconfigOf(sample, 'quay', 'nearly-nothing')));
    const contexts = page.getByRole('table', { name: 'Contexts' });
    await contexts.getByRole('checkbox', { name: 'quay' }).check();
    await expect.poll(() => contexts.getByRole('checkbox', { checked: true }).count()).toBe(2);
    await expect(contexts.getByText('b.yaml').count()).resolves.toBe(1);
    await recordAuthorisation(page);

    const before = sample.requestLog.length;
    await page.getByRole('button', { name: 'Check access first' }).click();
    const quay = page.locator('summary').filter({ hasText: /^quay/ });
    await quay.waitFor();
    expect(await quay.innerText()).toMatch(/0 of \d+ kinds can be read everywhere, 1 only in some/);
    await quay.click();
    await page.getByRole('heading', { name: /^\d{3} controls would be unknown/ }).waitFor();
    await quay.click();
    const harbour = page.locator('summary').filter({ hasText: /^harbour/ });
    expect(await harbour.innerText()).toMatch(/1 only in some namespaces, 2 nowhere/);
    await harbour.click();
    const lacking = page.getByRole('table', { name: 'Kinds that cannot be read in full' }).first();
    for (const kind of ['secrets', 'persistentvolumes', 'certificatesigningrequests.certificates.k8s.io']) {
      await lacking.getByRole('rowheader', { name: kind, exact: true }).waitFor();
    }
    // Asking about rights reads nothing but the namespaces to ask about.
    const listed = sample.requestLog
      .slice(before)
      .filter(({ path, status }) => status === 200 && /[?&]limit=/.test(path));
    expect(listed.every(({ path }) => path.startsWith('/api/v1/namespaces?'))).toBe(true);
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Request access first' }).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Request access',
    );
    const saved = page.waitForEvent('download');
    await page
      .getByRole('region', { name: 'Request access' })
      .first()
      .getByRole('button', { name: 'Save the role as a file' })
      .click();
    expect((await saved).suggestedFilename()).toBe('drydock-read-only.yaml');

    await page.getByRole('button', { name: 'Collect accessible evidence' }).click();
    const collections = page.getByRole('list', { name: 'Collections' });
    await expect.poll(() => collections.getByText('Partial.').count()).toBe(2);
    const ofQuay = collections.getByRole('region', { name: 'Collect evidence from quay' });
    expect(await ofQuay.innerText()).toMatch(/\d\d controls are unknown because of it/);
    expect(await seriousViolations(page)).toEqual([]);

    await ofQuay.getByRole('link', { name: /unknown because of it/ }).click();
    await page.getByRole('tab', { name: /^Missing evidence/, selected: true }).waitFor();
    const missing = page.getByRole('table', { name: 'Missing kinds' });
    await missing.getByRole('row', { name: /^nodes Refused/ }).waitFor();
    await page.getByRole('heading', { name: /controls cannot be judged/ }).waitFor();
    expect(workbench.complaints).toEqual([]);
  });

  test('names of clusters do not collide, and the reason is said', async () => {
    const { page } = workbench;
    await visit(page, '#/collect');
    const names = page.getByRole('combobox', { name: /^Name in this engagement/ });
    await expect.poll(() => names.count()).toBe(2);
    await names.nth(1).fill('HARBOUR');
    await page
      .getByText(/has the same name/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^Collect/ }).count()).toBe(0);
    await names.nth(1).fill('quay');
    await page.getByRole('button', { name: 'Collect accessible evidence' }).waitFor();
  });

  test('a kubeconfig that is not there holds up no other, and another screen begins at its top', async () => {
    const { page } = workbench;
    await visit(page, '#/collect');
    await addKubeconfig(page, '/none/such.yaml');
    await page.getByText('This file is ignored. The others can be used.').waitFor();
    expect(await page.getByText('No file exists at /none/such.yaml.').count()).toBe(1);
    await page.getByRole('table', { name: 'Contexts' }).getByRole('checkbox', { name: 'quay' }).waitFor();
    await page.getByRole('button', { name: 'Remove /none/such.yaml' }).click();

    const work = page.getByRole('main');
    await work.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    expect(await work.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
    await visit(page, '#/snapshots');
    await page.getByRole('button', { name: /^Open / }).click();
    for (const tab of ['Missing evidence', 'Manifest']) {
      await page.getByRole('tab', { name: tab }).click();
      // The panel scrolls; the screen around it must not.
      expect(await work.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
    }
    await visit(page, '#/collect');
    expect(await work.evaluate((element) => element.scrollTop)).toBe(0);
  });

  test('a cancelled collection keeps what was read, and is completed from there', async () => {
    const gate = await openGate(sample.url);
    const { page } = workbench;
    try {
      await visit(page, '#/collect');
      for (const name of ['a.yaml', 'b.yaml']) {
        await page.getByRole('button', { name: new RegExp(`^Remove .*${name}$`) }).click();
      }
      await addKubeconfig(
        page,
        file('slow.yaml', kubeconfigOf(sample, 'lock').replaceAll(sample.url, gate.url)),
      );
      await recordAuthorisation(page);
      gate.shutAfter(400_000);
      await page.getByRole('button', { name: 'Collect without checking' }).click();
      await gate.shut();
      const job = page.getByRole('region', { name: 'Collect evidence from lock' });
      // A kind is stored once it was read whole.
      await job.locator('[role=progressbar][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
      expect(await job.getByText('Time left').count()).toBe(1);
      await job.getByRole('button', { name: 'Cancel' }).click();
      await job.getByText('Cancelled. Partial.').waitFor();

      gate.open();
      await job.getByRole('button', { name: 'Complete this collection' }).click();
      await page.getByRole('heading', { name: /^Completing the collection of lock from/ }).waitFor();
      await page.getByRole('button', { name: 'Complete the collection' }).click();
      const completed = page.getByRole('region', { name: 'Collect evidence from lock' }).first();
      await completed.getByText(/; 3 kinds missing/).waitFor();
      await completed.getByRole('button', { name: 'Open the snapshot' }).click();
      await page.getByRole('tab', { name: 'Manifest' }).click();
      await page.getByText(/^[1-9]\d* kinds? taken over as read on/).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(workbench.complaints).toEqual([]);
    } finally {
      await gate.close();
    }
  });

  test('a dropped kubeconfig leads to collecting, wherever it is dropped', async () => {
    const { page } = workbench;
    await visit(page, '#/step/findings');
    await dropFiles(page, [{ name: 'dropped.yaml', text: kubeconfigOf(sample, 'pier', 'exec') }]);
    await page.waitForURL(/#\/collect$/);
    await page
      .getByRole('list', { name: /^Kubeconfigs/ })
      .getByText('dropped.yaml')
      .waitFor();
    await page.getByRole('checkbox', { name: 'pier' }).check();
    const program = page.getByRole('article', { name: process.execPath });
    await program.getByText('DRYDOCK_SAMPLE').waitFor();
    await program.getByRole('checkbox', { name: 'Allow this program to run' }).check();
    expect(await seriousViolations(page)).toEqual([]);
    await recordAuthorisation(page);
    await page.getByRole('button', { name: 'Collect without checking' }).click();
    const job = page.getByRole('region', { name: 'Collect evidence from pier' });
    await job.getByText('Partial.').waitFor();
    await program.getByText(/^Allowed earlier in this engagement/).waitFor();
    expect(workbench.complaints).toEqual([]);
  });

  test('locking forgets what was chosen', async () => {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Lock the engagement' }).click();
    await page.getByRole('button', { name: 'Create an engagement' }).waitFor();
    await createEngagement(page, 'Project Capstan');
    await visit(page, '#/collect');
    expect(await page.getByText('dropped.yaml').count()).toBe(0);
  });
});
