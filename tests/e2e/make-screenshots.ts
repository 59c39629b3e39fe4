/** `npm run screenshots`: every screen of the sample engagement, light and dark, into docs/screenshots. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Page } from 'playwright';
import { type SampleServer, startSampleServer } from '../../main/sample/server.ts';
import { trivyK8sAll } from '../fixtures/foreign/trivy.ts';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';
import { dropFiles } from './drop.ts';
import { openGate } from './gate.ts';
import { openInBrowser, openSample, SCREENS, SNAPSHOT_TABS, visit, visitSnapshot } from './harness.ts';

const TO = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
/** A question that shows the most of what a question can show. */
const CONTRADICTED = '#/step/workloads?question=workloads.namespaces-isolated';
/** So many bytes of answers show a collection about half done. */
const HALF_OF_THE_SAMPLE = 350_000;
const OWN_CONTROL = `id: custom/team-label
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

type Shoot = (name: string) => Promise<unknown>;

for (const colorScheme of ['light', 'dark'] as const) {
  const directory = join(TO, colorScheme);
  mkdirSync(directory, { recursive: true });
  const workbench = await openInBrowser({ colorScheme });
  const { page } = workbench;
  const shoot: Shoot = async (name) => {
    await page.waitForTimeout(500);
    return page.screenshot({ path: join(directory, `${name}.png`), caret: 'hide' });
  };
  const sample = await startSampleServer({ port: 0 });
  try {
    await shoot('start');
    await openSample(page);
    for (const [name, address] of SCREENS) {
      if (name === 'journal') continue;
      await visit(page, name === 'question' ? CONTRADICTED : address);
      // The screens that explain themselves best with something opened beside the list.
      if (name === 'findings') await page.getByRole('row').nth(1).click();
      if (name === 'import') await dropEvidence(page, workbench.home);
      if (name === 'own-controls') await dropOwnControl(page);
      if (name === 'exceptions') await acceptRisk(page, address);
      await shoot(name);
    }
    await shootCollection(page, shoot, sample);
    for (const [name, tab] of SNAPSHOT_TABS) {
      await visitSnapshot(page, tab);
      if (tab === 'Objects') await page.getByRole('row').nth(1).click();
      await shoot(name);
    }
    await shootReview(page, shoot);
  } finally {
    await workbench.close();
    await sample.close();
  }
}

/** A control of the assessor's own, which the snapshot is judged by at once. */
async function dropOwnControl(page: Page): Promise<void> {
  await dropFiles(page, [{ name: 'team-label.yaml', text: OWN_CONTROL }]);
  await page.getByText('custom/team-label').first().waitFor();
}

/** Accepts a failing object, and opens what was accepted. */
async function acceptRisk(page: Page, address: string): Promise<void> {
  await visit(page, '#/controls/pod/privileged-container');
  await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).click();
  const object = page.getByRole('complementary', { name: 'Object' });
  await object.getByRole('button', { name: 'Accept this risk' }).click();
  await object.getByLabel('Reason').fill('Images are built here until the rootless builder is in place.');
  await object.getByLabel('Until').fill('2031-03-31');
  const form = object.getByRole('form', { name: 'Accept this risk' });
  await form.getByRole('button', { name: 'Accept this risk' }).click();
  await object.getByText('Accepted until 31 Mar 2031').waitFor();
  await visit(page, address);
  await page.getByRole('grid', { name: 'Accepted risks' }).getByRole('row').nth(1).click();
}

/** The sample's own bundle, as its owner would look through it. */
async function shootReview(page: Page, shoot: Shoot): Promise<void> {
  await visit(page, '#/snapshots');
  await page.getByRole('gridcell', { name: 'halcyon-prod' }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the bundle' }).click();
  const bundle = readFileSync(await (await download).path());
  await page.getByRole('button', { name: 'Review the bundle' }).click();
  await dropFiles(page, [{ name: 'halcyon-prod.evidence.zip', bytes: bundle }]);
  await page.getByRole('tab', { name: 'Contents' }).waitFor();
  await shoot('review');
  const kept = page.getByRole('table', { name: 'Kept values by place' });
  await kept.getByRole('button', { name: 'Show the Pod objects' }).first().click();
  await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).click();
  await shoot('review-object');
}

/** Three kinds of files on their way in. */
async function dropEvidence(page: Page, home: string): Promise<void> {
  const [plain, secret] = [join(home, 'plain.zip'), join(home, 'secret.zip.age')];
  await writeSampleBundle(plain);
  await writeSampleBundle(secret, [await identityToRecipient(await generateX25519Identity())]);
  await dropFiles(page, [
    { name: 'halcyon-prod.evidence.zip', bytes: readFileSync(plain) },
    { name: 'trivy-results.json', text: JSON.stringify(trivyK8sAll) },
    { name: 'halcyon-stage.evidence.zip.age', bytes: readFileSync(secret) },
  ]);
  await page.getByRole('textbox', { name: 'Identity (private age key)' }).waitFor();
  await page.getByText(/^Trivy results/).waitFor();
}

/** A collection from two clusters, of which one lets the account see next to nothing. */
async function shootCollection(page: Page, shoot: Shoot, sample: SampleServer): Promise<void> {
  const gate = await openGate(sample.url);
  const named = (name: string, authentication: 'token' | 'nearly-nothing') =>
    sample
      .kubeconfig(authentication)
      .replaceAll(sample.url, gate.url)
      .replaceAll('halcyon-prod', name)
      .replaceAll('drydock-collector', `${name}-reader`);
  try {
    await dropFiles(page, [
      { name: 'customs.kubeconfig', text: named('halcyon-customs', 'token') },
      { name: 'stage.kubeconfig', text: named('halcyon-stage', 'nearly-nothing') },
    ]);
    await page.getByRole('checkbox', { name: 'halcyon-stage' }).check();
    await shoot('collect-clusters');
    await page.getByLabel('Authorised by').fill('Ines Corvo');
    await page.getByRole('button', { name: 'Record the authorisation' }).click();
    await page.getByRole('button', { name: 'Check access first' }).click();
    const stage = page.locator('summary').filter({ hasText: /^halcyon-stage/ });
    await stage.click();
    await show(page, stage);
    await shoot('collect-access');
    await stage.click();
    gate.shutAfter(HALF_OF_THE_SAMPLE);
    await page.getByRole('button', { name: 'Collect accessible evidence' }).click();
    await gate.shut();
    // Long enough for a rate to be known.
    await page.waitForTimeout(1_500);
    await show(page, page.getByRole('list', { name: 'Collections' }));
    await shoot('collect-running');
    gate.open();
    await page.getByRole('button', { name: 'Show the log' }).nth(1).waitFor();
    await shoot('collect-result');
  } finally {
    await gate.close();
  }
}

/** Scrolls it to the top of what is in view. */
async function show(page: Page, what: ReturnType<Page['locator']>): Promise<void> {
  await what.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.mouse.move(0, 0);
}
