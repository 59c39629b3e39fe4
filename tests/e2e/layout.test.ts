/**
 * Every screen with what opens on it, in every size of window that counts: one scroll area, no words cut, every control
 * within reach and with its whole focus ring.
 */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserWorkbench, openInBrowser, openSample, visit } from './harness.ts';
import { layoutFaults } from './layout.ts';
import { acceptRisk, dropEvidence, dropOwnControl, openReview } from './states.ts';
import { fresh, VIEWS } from './views.ts';

const LIMIT_MS = 15 * 60_000;
const SIZES = [
  { name: '1280 by 720, dark', width: 1280, height: 720, colorScheme: 'dark' },
  { name: '1440 by 900, light', width: 1440, height: 900, colorScheme: 'light' },
  { name: '1440 by 900 at 200 %, dark', width: 720, height: 450, colorScheme: 'dark' },
  { name: '1280 by 720 at 200 %, light', width: 640, height: 360, colorScheme: 'light' },
] as const;

let workbench: BrowserWorkbench;
let page: Page;
beforeAll(async () => {
  workbench = await openInBrowser();
  ({ page } = workbench);
  page.setDefaultTimeout(LIMIT_MS);
  await openSample(page);
}, LIMIT_MS);
afterAll(() => workbench.close(), LIMIT_MS);

/** After the window changed its size, its measures follow in the next frames. */
const settled = () =>
  page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );

/** Last, for each changes the engagement. */
const STATES: readonly (readonly [name: string, reach: () => Promise<unknown>])[] = [
  ['an opened accepted risk', () => acceptRisk(page, '#/exceptions')],
  [
    'an import with files chosen',
    async () => {
      await visit(page, '#/collect?tab=file');
      await dropEvidence(page, workbench.home);
    },
  ],
  [
    'a loaded own control file',
    async () => {
      await visit(page, '#/own-controls');
      await dropOwnControl(page);
    },
  ],
  ['an opened bundle review', () => openReview(page)],
];

/** Nothing is wrong with what is open, in any size of window and either theme. */
async function expectNoFaults(): Promise<void> {
  for (const { name, width, height, colorScheme } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await settled();
    // With the keyboard the focus is shown.
    await page.keyboard.press('Shift');
    const faults = await layoutFaults(page);
    // At 200 % wide tables and drawings may scroll in a frame of their own, the screen itself never.
    const sideways =
      width >= 1280
        ? faults.sideways
        : faults.sideways.filter((area) => /^(html|body|main|aside)/.test(area));
    expect({ name, ...faults, sideways }).toEqual({
      name,
      nested: [],
      sideways: [],
      cut: [],
      unreachable: [],
      ringless: [],
    });
  }
  expect(workbench.complaints).toEqual([]);
}

describe('the layout', () => {
  test.each(VIEWS)(
    'of $name has one scroll area, cuts no words and leaves every control within reach',
    async ({ open }) => {
      await page.setViewportSize({ width: 1280, height: 720 });
      await open(page);
      await expectNoFaults();
    },
    LIMIT_MS,
  );

  test.each(STATES)(
    'of %s has one scroll area, cuts no words and leaves every control within reach',
    async (_name, reach) => {
      await page.setViewportSize({ width: 1280, height: 720 });
      await fresh(page, '#/overview');
      await reach();
      await expectNoFaults();
    },
    LIMIT_MS,
  );
});
