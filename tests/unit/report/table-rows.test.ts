/** A row of a table stands on one page; only a row that is taller than half a page may break, and nothing of it is lost. */
import { beforeAll, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { NOW, richInput } from '../../fixtures/report/model.ts';
import { readBack } from '../../fixtures/report/read-back.ts';

let model: ReportModel;
beforeAll(() => {
  model = buildReportModel(richInput());
});

const pagesOf = (questions: readonly string[]): string[] => {
  const [one] = model.unanswered;
  if (one === undefined) throw new Error('the example leaves no question open');
  const unanswered = questions.map((question) => ({ ...one, question }));
  return readBack(renderPdf({ ...model, unanswered }, { now: NOW })).split('\f');
};
const pagesWith = (pages: readonly string[], word: string) =>
  pages.flatMap((text, page) => (text.includes(word) ? [page] : []));

test('rows of several lines stay whole, on however many pages they stand', () => {
  const rows = Array.from({ length: 60 }, (_, at) => at);
  const pages = pagesOf(rows.map((at) => `begin${at}z ${'and so on '.repeat(60 + 17 * (at % 7))} end${at}z`));
  expect(new Set(rows.flatMap((at) => pagesWith(pages, `begin${at}z`))).size).toBeGreaterThan(3);
  for (const at of rows) expect(pagesWith(pages, `end${at}z`)).toEqual(pagesWith(pages, `begin${at}z`));
});

test('a row taller than a page breaks, and is there to its end', () => {
  const pages = pagesOf([`begin0z ${'and so on '.repeat(1_500)} end0z`]);
  expect(pagesWith(pages, 'begin0z')).toHaveLength(1);
  expect(pagesWith(pages, 'end0z')).toHaveLength(1);
});
