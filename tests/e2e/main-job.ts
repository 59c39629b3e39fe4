/** The main job of an assessor, from an empty home to a saved report, by what is on the screen. */
import type { Locator, Page } from 'playwright';

export interface MainJob {
  /** A kubeconfig of the sample cluster. */
  readonly kubeconfigPath: string;
  /** Presses the button that saves the report and returns where the PDF is then. */
  readonly saveReport: (save: Locator) => Promise<string>;
}

/** What the assessor writes, hostile where a report or a screen could stumble. */
export const WRITTEN = {
  engagement: 'Project Bollard',
  target: 'Northwind Quays Ltd',
  grantedBy: 'Ines Corvo',
  answerNote: 'Heard in the second interview, with the runbook open.',
  resolution: 'The objects outweigh what was remembered.',
  findingTitle: '=cmd() #eval("1") *x* $y$ <img src=x onerror=alert(1)>',
  findingFact: 'Typst #eval("1") *x* $y$ and <img src=x onerror=alert(1)>',
  override: 'Judged with the operator in the room.',
  rating: 'One more barrier stands before this than the facts tell.',
} as const;

/** The engagement's own name is a code name and stays out of what the buyer reads; Markdown loses its asterisks. */
export const WRITTEN_IN_REPORT: readonly string[] = Object.entries(WRITTEN)
  .filter(([what]) => what !== 'engagement')
  .map(([what, words]) => (what === 'findingFact' ? words.replaceAll('*', '') : words));

export interface MainJobResult {
  readonly pdfPath: string;
  /** Words of the interface that the PDF has to repeat. */
  readonly seen: readonly string[];
}

/** Does the whole job on the start screen of a fresh home. */
export async function runMainJob(page: Page, job: MainJob): Promise<MainJobResult> {
  await createEngagement(page);
  await collect(page, job.kubeconfigPath);
  const question = await answerAgainstTheEvidence(page);
  await resolveContradiction(page);
  await writeFinding(page);
  const overridden = await overrideFinding(page);
  const scenario = await rateScenario(page);
  await go(page, '#/step/report');
  await page.getByRole('button', { name: 'Build the report' }).click();
  const save = page.getByRole('button', { name: /^Save .*\.pdf$/ }).first();
  await save.waitFor();
  return { pdfPath: await job.saveReport(save), seen: [question, overridden, scenario] };
}

async function createEngagement(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create an engagement' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(WRITTEN.engagement);
  await dialog.getByLabel('Target').fill(WRITTEN.target);
  await dialog.getByLabel('Passphrase', { exact: false }).first().fill('tide gauge lantern orchard mile');
  await dialog.getByLabel('Repeat the passphrase').fill('tide gauge lantern orchard mile');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/#\/overview/);
}

async function collect(page: Page, kubeconfigPath: string): Promise<void> {
  await go(page, '#/collect');
  await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(kubeconfigPath);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await page.getByLabel('Authorised by').fill(WRITTEN.grantedBy);
  await page.getByRole('button', { name: 'Record the authorisation' }).click();
  await page.getByRole('button', { name: 'Check access first' }).click();
  await page.getByText('Kinds that cannot be read in full').waitFor();
  await page.getByRole('button', { name: 'Collect accessible evidence' }).click();
  await page.getByRole('progressbar').first().waitFor();
  await page.getByRole('button', { name: 'Open the overview' }).click();
  await page.waitForURL(/#\/overview/);
}

/** Claims for one question after the other the best, until the evidence objects. Returns the question's words. */
async function answerAgainstTheEvidence(page: Page): Promise<string> {
  for (const step of ['access', 'workloads', 'neighbours', 'detection', 'data']) {
    await go(page, `#/step/${step}`);
    const items = page
      .getByRole('navigation', { name: 'Questions' })
      .getByRole('listitem')
      .getByRole('button');
    await items.first().waitFor();
    for (let at = 0; at < (await items.count()); at += 1) {
      await items.nth(at).click();
      const yes = page
        .getByRole('radiogroup', { name: 'Answer', exact: true })
        .getByRole('radio', { name: /^Yes/ });
      if ((await yes.count()) === 0) continue;
      await yes.click();
      await page.waitForTimeout(400);
      const question = await page.locator('#question').innerText();
      if ((await page.getByText('The evidence contradicts this answer').count()) === 0) continue;
      await page.getByRole('textbox', { name: 'Note', exact: true }).fill(WRITTEN.answerNote);
      return question;
    }
  }
  throw new Error('No answer was contradicted by the evidence.');
}

async function resolveContradiction(page: Page): Promise<void> {
  await go(page, '#/contradictions');
  const band = page.getByRole('region', { name: 'The evidence contradicts this answer' }).first();
  await band.getByLabel('Reason').fill(WRITTEN.resolution);
  await band.getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('Contradiction, resolved').first().waitFor();
}

async function writeFinding(page: Page): Promise<void> {
  await go(page, '#/step/findings');
  await page.getByRole('button', { name: 'Write a finding' }).click();
  await page.getByLabel('Title').fill(WRITTEN.findingTitle);
  await page.getByRole('textbox', { name: 'Fact' }).fill(WRITTEN.findingFact);
  await page.locator('form').getByRole('button').filter({ hasNotText: 'Cancel' }).last().click();
  await page.getByText(WRITTEN.findingTitle).first().waitFor();
}

/** Overrides the first finding of the table that the machine made. Returns its title. */
async function overrideFinding(page: Page): Promise<string> {
  await go(page, '#/overview');
  await go(page, '#/step/findings');
  const row = page.getByRole('row').filter({ hasNotText: WRITTEN.findingTitle }).nth(1);
  await row.click();
  await page.getByRole('button', { name: 'Override', exact: true }).click();
  await page.getByRole('combobox', { name: 'Severity' }).last().click();
  await page.getByRole('option', { name: 'Low', exact: true }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill(WRITTEN.override);
  await page.getByRole('button', { name: 'Save the override' }).click();
  await page.getByRole('list', { name: 'Overrides, oldest first' }).waitFor();
  return page.getByRole('complementary').getByRole('heading').first().innerText();
}

/** Moves the first scenario's likelihood. Returns the scenario's title. */
async function rateScenario(page: Page): Promise<string> {
  await go(page, '#/step/scenarios');
  await page.locator('ol > li > button').first().click();
  const likelihood = page.getByRole('combobox', { name: 'Likelihood within 12 months' });
  await likelihood.click();
  await page.getByRole('option', { name: /^2, / }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill(WRITTEN.rating);
  await page.getByRole('button', { name: 'Adjust the proposal', exact: true }).click();
  await page.getByText(WRITTEN.rating).first().waitFor();
  return page.getByRole('complementary').getByRole('heading').first().innerText();
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForTimeout(300);
}
