/** Every screen of the sample engagement, light and dark: nothing serious for axe, nothing in the console. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BrowserWorkbench,
  openInBrowser,
  openSample,
  SCREENS,
  seriousViolations,
  visit,
} from './harness.ts';

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let workbench: BrowserWorkbench;
  beforeAll(async () => {
    workbench = await openInBrowser({ colorScheme });
  });
  afterAll(() => workbench.close());

  test('start', async () => {
    expect(await seriousViolations(workbench.page)).toEqual([]);
    await openSample(workbench.page);
  });

  test.each(SCREENS)('%s', async (_name, address) => {
    await visit(workbench.page, address);
    expect(await seriousViolations(workbench.page)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
  });
});
