/** Readers built on poppler say nothing of a report, and nothing but one entry of the catalog is changed for it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { withoutSuspects } from '../../../main/report/pdf/mark-info.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import { interviewOnlyInput, NOW } from '../../fixtures/report/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-mark-info-'));
const file = join(folder, 'report.pdf');
const LOOK_ALIKE = '/MarkInfo <<\n    /Marked true\n    /Suspects false\n  >>';
let pdf: Uint8Array;

beforeAll(() => {
  const input = interviewOnlyInput();
  const profile = { ...input.engagement.profile, executiveNote: LOOK_ALIKE };
  pdf = renderPdf(buildReportModel({ ...input, engagement: { ...input.engagement, profile } }), { now: NOW });
  writeFileSync(file, pdf);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['pdfinfo', 'pdftotext'])('%s reads the report without an error', (tool) => {
  const { status, stdout, stderr } = spawnSync(tool, tool === 'pdfinfo' ? [file] : [file, '-'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(tool === 'pdfinfo' ? /Tagged:\s+yes/ : /Suspects false/);
});

/** The smallest file that has a catalog, with the same words in a stream before it. */
function smallest(entry: string): string {
  const stream = `1 0 obj\n<< /Length ${LOOK_ALIKE.length} >>\nstream\n${LOOK_ALIKE}\nendstream\nendobj\n`;
  const catalog = `2 0 obj\n<< /Type /Catalog ${entry} >>\nendobj\n`;
  const at = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n \n`;
  const table = `xref\n0 3\n0000000000 65535 f \n${at(0)}${at(stream.length)}trailer\n<< /Size 3 /Root 2 0 R >>\n`;
  return `${stream}${catalog}${table}startxref\n${stream.length + catalog.length}\n%%EOF`;
}
const changed = (text: string) =>
  Buffer.from(withoutSuspects(new Uint8Array(Buffer.from(text, 'latin1')))).toString('latin1');

test('only the catalog is changed, and no byte moves', () => {
  const entry = '/MarkInfo << /Marked true /Suspects false >>';
  expect(changed(smallest(entry))).toBe(smallest(entry.replace('/Suspects false', ' '.repeat(15))));
});

test.each([
  ['tags that are suspect', smallest('/MarkInfo << /Marked true /Suspects true >>')],
  ['a catalog without tags', smallest('/Lang (en)')],
  ['a file of another form', 'no pdf at all'],
  ['a table that leads elsewhere', smallest('/MarkInfo << /Suspects false >>').replace('/Root 2', '/Root 1')],
])('%s: stays as it is', (_name, text) => {
  expect(changed(text)).toBe(text);
});
