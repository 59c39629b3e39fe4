/** The main job through the desktop shell, on the product's own bundle. The same steps as in the browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesktop } from '../../../build/desktop.ts';
import { buildRenderer } from '../../../build/renderer.ts';
import { startSampleServer } from '../../../main/sample/server.ts';
import { collectComplaints } from '../../e2e/harness.ts';
import { runMainJob, WRITTEN_IN_REPORT } from '../../e2e/main-job.ts';
import { missingIn } from '../../e2e/pdf-text.ts';
import { launchDesktop, onRealElectron } from './launch.ts';

test.skipIf(onRealElectron())(
  'from nothing to a PDF in the desktop shell',
  async () => {
    await buildRenderer({ quiet: true });
    await buildDesktop();
    const home = mkdtempSync(join(tmpdir(), 'drydock-desktop-job-'));
    const sample = await startSampleServer();
    const desktop = await launchDesktop({ home });
    const complaints = collectComplaints(desktop.page);
    try {
      const kubeconfigPath = join(home, 'kubeconfig');
      const savePath = join(home, 'report.pdf');
      writeFileSync(kubeconfigPath, sample.kubeconfig());
      await desktop.app.evaluate((_electron, path) => {
        const standIn: unknown = Reflect.get(globalThis, 'fakeElectron');
        (standIn as { answers: { savePath: string } }).answers.savePath = path;
      }, savePath);
      const { seen } = await runMainJob(desktop.page, {
        kubeconfigPath,
        saveReport: async (save) => {
          await save.click();
          await desktop.page.getByText('Saved to').first().waitFor();
          return savePath;
        },
      });
      expect(await missingIn(savePath, [...WRITTEN_IN_REPORT, ...seen])).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await desktop.close();
      await sample.close();
      rmSync(home, { recursive: true, force: true });
    }
  },
  300_000,
);
