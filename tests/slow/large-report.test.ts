import { expect, test } from 'vitest';
import { buildReportModel } from '../../main/report/build-model.ts';
import { renderPdf } from '../../main/report/pdf/render.ts';
import { NOW, richInput } from '../fixtures/report/model.ts';

test('a report holds 3,000 findings', () => {
  const started = performance.now();
  const bytes = renderPdf(buildReportModel(richInput(3000)), { now: NOW });
  console.info(`3000 findings: ${Math.round(performance.now() - started)} ms, ${bytes.length} bytes`);
  expect(bytes.length).toBeGreaterThan(100_000);
});
