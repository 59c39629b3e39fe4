/** States of the workbench that a person reaches by doing something: what screenshots show and the layout is walked in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Page } from 'playwright';
import { trivyK8sAll } from '../fixtures/foreign/trivy.ts';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';
import { dropFiles } from './drop.ts';
import { visit } from './harness.ts';

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

/** A control of the assessor's own, which the snapshot is judged by at once. */
export async function dropOwnControl(page: Page): Promise<void> {
  await dropFiles(page, [{ name: 'team-label.yaml', text: OWN_CONTROL }]);
  await page.getByText('custom/team-label').first().waitFor();
}

/** Accepts a failing object, and opens what was accepted. */
export async function acceptRisk(page: Page, address: string): Promise<void> {
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

/** Three kinds of files on their way in. */
export async function dropEvidence(page: Page, home: string): Promise<void> {
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

/** The sample's own bundle, as its owner would look through it. */
export async function openReview(page: Page): Promise<void> {
  await visit(page, '#/snapshots');
  await page.getByRole('gridcell', { name: 'halcyon-prod' }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the bundle' }).click();
  const bundle = readFileSync(await (await download).path());
  await page.getByRole('button', { name: 'Review the bundle' }).click();
  await dropFiles(page, [{ name: 'halcyon-prod.evidence.zip', bytes: bundle }]);
  await page.getByRole('tab', { name: 'Contents' }).waitFor();
}
