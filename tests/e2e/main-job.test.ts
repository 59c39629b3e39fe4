/** The main job in a real Chromium against the sample cluster, and everything written is in the PDF. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSampleServer } from '../../main/sample/server.ts';
import { openInBrowser, seriousViolations } from './harness.ts';
import { runMainJob, WRITTEN_IN_REPORT } from './main-job.ts';
import { missingIn } from './pdf-text.ts';

test('from nothing to a PDF in a browser', async () => {
  const sample = await startSampleServer();
  const workbench = await openInBrowser();
  try {
    const kubeconfigPath = join(workbench.home, 'kubeconfig');
    writeFileSync(kubeconfigPath, sample.kubeconfig());
    const { pdfPath, seen } = await runMainJob(workbench.page, {
      kubeconfigPath,
      saveReport: async (save) => {
        const [download] = await Promise.all([workbench.page.waitForEvent('download'), save.click()]);
        const path = join(workbench.home, 'report.pdf');
        await download.saveAs(path);
        return path;
      },
    });
    expect(await missingIn(pdfPath, [...WRITTEN_IN_REPORT, ...seen])).toEqual([]);
    expect(await seriousViolations(workbench.page)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
  } catch (error) {
    await workbench.page.screenshot({
      path: join(process.env['DRYDOCK_TEST_SHOTS'] ?? workbench.home, 'failed.png'),
    });
    throw error;
  } finally {
    await workbench.close();
    await sample.close();
  }
});
