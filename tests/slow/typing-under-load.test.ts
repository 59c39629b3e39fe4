/** A smaller sample of `tests/typing/typing.test.ts` beside four processes that never rest. */
import { type ChildProcess, spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { openInBrowser, openSample } from '../e2e/harness.ts';
import { typeEverywhere } from '../e2e/typing-work.ts';

/** Catches a hang. */
const LIMIT_MS = 60 * 60_000;
const BUSY = 4;

test(
  'what is typed is stored as typed beside four busy processes',
  async () => {
    const workbench = await openInBrowser();
    workbench.page.setDefaultTimeout(LIMIT_MS);
    try {
      await openSample(workbench.page);
      const busy = Array.from({ length: BUSY }, neverRest);
      onTestFinished(() => {
        for (const child of busy) child.kill('SIGKILL');
      });
      const result = await typeEverywhere(workbench, { seed: 41_1130, each: 2, fast: 4 });
      console.log(
        `${result.sentences} sentences in ${result.fields} fields beside ${BUSY} busy processes, ` +
          `${result.reloads} reloads, ${result.disturbances} changes by another client, ${result.wrong.length} wrong`,
      );
      expect(result.wrong).toEqual([]);
      expect(busy.every((child) => child.exitCode === null)).toBe(true);
    } finally {
      await workbench.close();
    }
  },
  LIMIT_MS,
);

function neverRest(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2);'], { stdio: 'ignore' });
}
