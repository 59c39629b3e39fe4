/** Typesets the report. */
import { resolve } from 'node:path';
import { DrydockError } from '../../../shared/errors.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { glyphTest } from '../text.ts';
import { readReportAssets, reportAssetsDir } from './assets.ts';
import { loadTypesetter } from './compiler.ts';
import { withoutSuspects } from './mark-info.ts';
import { viewOf } from './view.ts';

export interface RenderOptions {
  /** ISO 8601, UTC: the creation time written into the file. The same model and time give the same bytes. */
  readonly now: string;
  readonly paper?: 'a4' | 'us-letter';
  /** PDF/A-3a with the model attached, for archives; or PDF/UA-1, which the tests compile under as well. */
  readonly standard?: 'a-3a' | 'ua-1';
  /** Where `fonts/` and `typst/` are, in a bundled host. */
  readonly assetsDir?: string;
}

/**
 * The PDF as bytes. Synchronous and heavy: call it on a worker thread.
 *
 * SECURITY S-05: the model enters as JSON bytes that the template reads as data. No text of the model is ever
 * evaluated as Typst markup, and no file of the disk can be read: everything the template opens is given in memory.
 * @throws DrydockError REPORT_FAILED with the compiler's message
 */
export function renderPdf(model: ReportModel, options: RenderOptions): Uint8Array {
  const { now, paper = 'a4', standard = 'a-3a', assetsDir } = options;
  const { NodeCompiler } = loadTypesetter();
  const assets = readReportAssets(reportAssetsDir(assetsDir));
  const root = resolve('/drydock-report');
  const at = (name: string): string => resolve(root, name);
  const compiler = NodeCompiler.create({ workspace: root, fontArgs: [{ fontBlobs: [...assets.fonts] }] });
  try {
    for (const [name, source] of assets.sources) compiler.addSource(at(name), source);
    const view = { paper, attach: standard === 'a-3a', report: viewOf(model, glyphTest(assets.coverage)) };
    compiler.mapShadow(at('view.json'), Buffer.from(JSON.stringify(view)));
    compiler.mapShadow(at('report-model.json'), Buffer.from(JSON.stringify(model)));
    const compiled = compiler.compile({ mainFilePath: at('main.typ') });
    const document = compiled.result;
    if (document === null)
      throw failed(JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics ?? 'no document'));
    const pdf = compiler.pdf(document, {
      pdfStandard: standard,
      creationTimestamp: Math.floor(Date.parse(now) / 1000),
    });
    return withoutSuspects(new Uint8Array(pdf));
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    throw failed(error instanceof Error ? error.message : String(error), error);
  } finally {
    // The compiler memoises globally; a workbench that stays open all day must not keep every report.
    compiler.evictCache(0);
  }
}

function failed(reason: string, cause?: unknown): DrydockError {
  return new DrydockError('REPORT_FAILED', { reason }, cause === undefined ? {} : { cause });
}
