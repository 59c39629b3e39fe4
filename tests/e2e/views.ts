/** Everything that can be looked at with the sample open: each screen, and what opens on it, beside it or above it. */
import type { Page } from 'playwright';
import { STEPS } from '../../shared/interview.ts';
import { SCREENS, SNAPSHOT_TABS, visit, visitSnapshot } from './harness.ts';

export interface View {
  readonly name: string;
  /** Opens it from wherever the page is; what stood open before is closed. */
  readonly open: (page: Page) => Promise<unknown>;
}

/** One question of each type, with the longest words of its kind, and one that the evidence contradicts. */
export const QUESTIONS: readonly (readonly [name: string, address: string])[] = [
  ['question, yes or no', '#/step/workloads?question=workloads.admin-pages-private'],
  ['question, choice', '#/step/scenarios?question=scenarios.image-processor'],
  ['question, many choices', '#/step/workloads?question=workloads.data-class'],
  ['question, number', '#/step/size?question=size.zones'],
  ['question, list', '#/step/neighbours?question=neighbours.other-orchestrators'],
  ['question, text', '#/step/scope?question=scope.authorised-by'],
  ['question, contradicted', '#/step/workloads?question=workloads.namespaces-isolated'],
];

/** What opens by its button on a screen. */
const BUTTONS: readonly (readonly [name: string, address: string, button: string | RegExp])[] = [
  ['authorisation form', '#/step/scope', 'Record an authorisation'],
  ['authorisation correction', '#/step/scope', /^Correct$/],
  ['estate dialog', '#/step/where', 'Add a cluster'],
  ['finding form', '#/step/findings', 'Write a finding'],
  ['theme menu', '#/overview', 'Theme'],
  ['cluster menu', '#/overview', /Switch cluster or snapshot/],
  ['shortcuts', '#/overview', 'Keyboard shortcuts'],
];

const screens = new Map([
  ...SCREENS,
  ...STEPS.map(({ id }) => [`step ${id}`, `#/step/${id}`] as const).filter(
    ([, address]) => !SCREENS.some(([, known]) => known === address),
  ),
  ...QUESTIONS,
]);

const row = (page: Page, at: number) => page.getByRole('row').nth(at).click();

export const VIEWS: readonly View[] = [
  ...[...screens].map(([name, address]) => ({ name, open: (page: Page) => fresh(page, address) })),
  ...BUTTONS.map(([name, address, button]) => ({
    name,
    async open(page: Page) {
      await fresh(page, address);
      await page.getByRole('button', { name: button }).first().click();
    },
  })),
  ...SNAPSHOT_TABS.map(([name, tab]) => ({
    name,
    async open(page: Page) {
      await fresh(page, '#/overview');
      await visitSnapshot(page, tab);
    },
  })),
  {
    name: 'object of a snapshot',
    async open(page) {
      await fresh(page, '#/overview');
      await visitSnapshot(page, 'Objects');
      await row(page, 1);
    },
  },
  {
    name: 'finding',
    async open(page) {
      await fresh(page, '#/step/findings');
      await row(page, 1);
    },
  },
  {
    name: 'finding, override',
    async open(page) {
      await fresh(page, '#/step/findings');
      await row(page, 2);
      await page.getByRole('button', { name: 'Override', exact: true }).click();
    },
  },
  {
    name: 'finding, accepted',
    async open(page) {
      await fresh(page, '#/step/findings');
      await row(page, 3);
      await page.getByRole('button', { name: 'Accept this risk' }).click();
    },
  },
  {
    name: 'scenario',
    async open(page) {
      await fresh(page, '#/step/scenarios');
      await page.locator('ol > li > button').first().click();
    },
  },
  {
    name: 'control beside the overview',
    async open(page) {
      await fresh(page, '#/overview');
      await page
        .getByRole('group', { name: /Verdicts by family/ })
        .getByRole('button')
        .first()
        .click();
    },
  },
  {
    name: 'object of a control',
    async open(page) {
      await fresh(page, '#/controls/pod/privileged-container');
      await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).click();
    },
  },
  {
    name: 'palette',
    async open(page) {
      await fresh(page, '#/overview');
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search steps').fill('secret');
    },
  },
];

/** A screen with nothing open on it: dialogs and menus close, and what an address cannot close is left. */
export async function fresh(page: Page, address: string): Promise<void> {
  for (const dialog of [page.getByRole('dialog'), page.getByRole('menu')]) {
    if ((await dialog.count()) === 0) continue;
    await page.keyboard.press('Escape');
    await dialog.first().waitFor({ state: 'detached' });
  }
  const elsewhere = address.startsWith('#/overview') ? '#/journal' : '#/overview';
  await visit(page, elsewhere);
  await visit(page, address);
}
