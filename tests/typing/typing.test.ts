/** What is typed is what is stored: whoever types, at whatever pace, whatever happens meanwhile. */
import { expect, test } from 'vitest';
import { openInBrowser, openSample } from '../e2e/harness.ts';
import { typeEverywhere } from '../e2e/typing-work.ts';

/** Catches a hang; typing at a person’s pace takes minutes, on a slow machine more of them. */
const LIMIT_MS = 90 * 60_000;

test(
  'two hundred sentences at human rhythms are stored as typed, and nothing else changes',
  async () => {
    const workbench = await openInBrowser();
    try {
      await openSample(workbench.page);
      const began = Date.now();
      const result = await typeEverywhere(workbench, { seed: 20_261_130, each: 8, fast: 18 });
      const seconds = Math.round((Date.now() - began) / 1_000);
      console.log(
        `${result.sentences} sentences in ${result.fields} fields in ${seconds} s, ${result.reloads} reloads, ` +
          `${result.disturbances} changes by another client, ${result.wrong.length} wrong`,
      );
      expect(result.wrong).toEqual([]);
      expect(result.sentences).toBeGreaterThanOrEqual(200);
      expect(workbench.complaints).toEqual([]);
    } finally {
      await workbench.close();
    }
  },
  LIMIT_MS,
);
