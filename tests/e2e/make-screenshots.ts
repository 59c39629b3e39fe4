/** `npm run screenshots`: every screen of the sample engagement, light and dark, into docs/screenshots. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type SampleServer, startSampleServer } from '../../main/sample/server.ts';
import { dropFiles } from './drop.ts';
import { openGate } from './gate.ts';
import { openInBrowser, openSample, SCREENS, SNAPSHOT_TABS, visit, visitSnapshot } from './harness.ts';
import { acceptRisk, dropEvidence, dropOwnControl, openReview } from './states.ts';

const TO = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
/** A question that shows the most of what a question can show. */
const CONTRADICTED = '#/step/workloads?question=workloads.namespaces-isolated';
/** So many bytes of answers show a collection about half done. */
const HALF_OF_THE_SAMPLE = 350_000;
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

/** The sample's own bundle, as its owner would look through it. */
async function shootReview(page: Page, shoot: Shoot): Promise<void> {
  await openReview(page);
  await shoot('review');
  const kept = page.getByRole('table', { name: 'Kept values by place' });
  await kept.getByRole('button', { name: 'Show the Pod objects' }).first().click();
  await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).click();
  await shoot('review-object');
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
