/** `npm run screenshots`: every screen of the sample engagement, light and dark, into docs/screenshots. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openInBrowser, openSample, SCREENS, visit } from './harness.ts';

const TO = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
/** A question that shows the most of what a question can show. */
const CONTRADICTED = '#/step/workloads?question=workloads.namespaces-isolated';

for (const colorScheme of ['light', 'dark'] as const) {
  const directory = join(TO, colorScheme);
  mkdirSync(directory, { recursive: true });
  const workbench = await openInBrowser({ colorScheme });
  const { page } = workbench;
  const shoot = (name: string) => page.screenshot({ path: join(directory, `${name}.png`), caret: 'hide' });
  try {
    await shoot('start');
    await openSample(page);
    for (const [name, address] of SCREENS) {
      if (name === 'journal') continue;
      await visit(page, name === 'question' ? CONTRADICTED : address);
      // The screens that explain themselves best with something opened beside the list.
      if (name === 'findings') await page.getByRole('row').nth(1).click();
      if (name === 'findings') await page.waitForTimeout(500);
      await shoot(name);
    }
  } finally {
    await workbench.close();
  }
}
