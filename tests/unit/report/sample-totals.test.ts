/**
 * The totals of the sample's report: the objects of its findings, counted from the YAML files, and the counts by
 * severity and verdict, which are one number on every page on which they stand.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { SEVERITIES, type Severity } from '../../../shared/verdict.ts';
import { readBack } from '../../fixtures/report/read-back.ts';
import { SAMPLE_REPORT_TIME, sampleReport } from '../../fixtures/sample-engagement.ts';
import { RECOUNTS } from '../../fixtures/sample-recounts.ts';
import { templatesOf, writtenSample } from '../../fixtures/sample-written.ts';

let model: ReportModel;
let text: string;

beforeAll(async () => {
  const { input } = await sampleReport();
  // The mark of a draft lies across the rows of tables when a page is read as text.
  model = buildReportModel({ ...input, draft: false });
  text = readBack(renderPdf(model, { now: SAMPLE_REPORT_TIME }));
});

const sorted = (values: Iterable<string>) => [...values].toSorted();
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
/** What stands from one heading to the next, the table of contents left out. */
function between(from: string, to: string): string {
  const body = text.slice(text.indexOf('Document control'));
  const start = body.indexOf(from);
  return body.slice(start, body.indexOf(to, start));
}

describe('the objects of a finding', () => {
  const automated = () =>
    model.findings.filter(({ origin, verdict }) => origin === 'automated' && verdict === 'fail');

  test.each(RECOUNTS)('%s', (control, objects) => {
    const finding = automated().find(({ controlIds }) => controlIds.includes(control));
    const reported = finding?.evidence.flatMap(({ first }) => first.map(({ object }) => object)) ?? [];
    const counted = new Set(objects());
    expect(sorted(new Set(reported))).toEqual(sorted(counted));
    expect(finding?.affectedCount).toBe(counted.size);
  });
});

describe('the counts by severity', () => {
  const counts = (found: readonly string[]) =>
    Object.fromEntries(
      SEVERITIES.map((severity): [Severity, number] => [
        severity,
        found.filter((word) => word.toLowerCase() === severity).length,
      ]),
    );
  const WORDS = 'Critical|High|Medium|Low|Info';
  const ROW = new RegExp(`^ *F-\\d+ +(${WORDS}) `, 'gm');
  const words = (part: string, pattern: RegExp) => [...part.matchAll(pattern)].map(([, word = '']) => word);
  const register = () => between('Worst first. Severity states', 'What could not be judged');

  test('are those of the register', () => {
    expect(counts(words(register(), ROW))).toEqual(model.executive.findings);
  });

  test('are those of the pages of the findings', () => {
    expect(counts(words(text, new RegExp(`^ *(${WORDS}) · Fail · `, 'gm')))).toEqual(
      model.executive.findings,
    );
  });

  test('are those of the strip in the summary and of the sentence under it', () => {
    const { critical, high, medium, low, info } = model.executive.findings;
    const strip = /Open findings by severity\s+(\d+) +(\d+) +(\d+) +(\d+) +(\d+)\s/.exec(text) ?? [];
    expect(strip.slice(1).map(Number)).toEqual([critical, high, medium, low, info]);
    expect(text).toContain(`${critical + high + medium + low + info} findings are open.`);
  });

  test('are those of the decision and of the red flags', () => {
    const { critical, high } = model.executive.findings;
    const total = sum(Object.values(model.executive.findings));
    const decision = between('Decision', 'Executive summary').replace(/\s+/g, ' ');
    expect(decision).toContain(`${critical} critical, ${high} high, of ${total} findings`);
    expect(between('Red flags', 'Scope and coverage').match(/Critical finding · /g)).toHaveLength(critical);
  });

  test('leave out what could not be judged, which stands apart as often as it is counted', () => {
    const apart = between('What could not be judged', 'Accepted risks');
    expect(words(apart, ROW)).toHaveLength(model.executive.verdicts.unknown);
    expect(text.replace(/\s+/g, ' ')).toContain(
      `${model.executive.verdicts.unknown} checks that could not be judged stand after them.`,
    );
  });
});

test('the verdicts of the families add up to those of the summary, and the annex lists as many', () => {
  const rows = [
    ...between('Checks by family', 'The cluster in detail').matchAll(/ +(\d+) +(\d+) +(\d+) +(\d+)$/gm),
  ];
  const column = (at: number) => sum(rows.map((row) => Number(row[at])));
  const { fail, unknown, pass, notApplicable } = model.executive.verdicts;
  expect([1, 2, 3, 4].map(column)).toEqual([fail, unknown, pass, notApplicable]);
  const tested = between('Tested without a finding', 'Unanswered questions');
  expect(tested.match(/ Pass {2,}\d/g)).toHaveLength(pass);
  expect(tested.match(/ Not applicable {2,}0/g)).toHaveLength(notApplicable);
  const unknowns = [
    ...between('Unknown, by family', 'What could not be established').matchAll(/ (\d+) of \d+ /g),
  ];
  expect(sum(unknowns.map(([, count]) => Number(count)))).toBe(unknown);
});

test('a row of the register counts the objects that the page of its finding counts', () => {
  for (const { number, affectedCount, verdict } of model.findings) {
    if (verdict !== 'fail') continue;
    const [, shown] =
      new RegExp(`^ *${number} +(?:Critical|High|Medium|Low|Info) .*? {2,}(\\d+|–) {2,}\\d+$`, 'm').exec(
        text,
      ) ?? [];
    expect(shown, number).toBe(affectedCount === 0 ? '–' : String(affectedCount));
  }
});

test('questions without an answer are listed as often as they are counted', () => {
  const rows = between('Unanswered questions', 'Interview record');
  expect(rows.match(/ (?:Not asked|Asked, not known) {2,}(?:yes|no)$/gm)).toHaveLength(
    model.unanswered.length,
  );
  expect(rows.match(/ {2,}yes$/gm)).toHaveLength(
    model.unanswered.filter(({ mandatory }) => mandatory).length,
  );
  const [, answered, all] =
    /(\d+) of (\d+) interview questions/.exec(model.decision.confidenceReasons.join(' ')) ?? [];
  expect(Number(all) - Number(answered)).toBe(model.unanswered.length);
});

test('the workloads by kind are those of the files', () => {
  const kinds = [
    ...templatesOf(writtenSample()).map(({ owner }) => owner.kind),
    // A database stands for its pods.
    ...writtenSample().flatMap(({ kind }) => (kind === 'Cluster' ? ['Pod'] : [])),
  ];
  const counted = [...Map.groupBy(kinds, (kind) => kind)].map(
    ([kind, { length }]) => `${length} ${length === 1 ? kind : `${kind}s`}`,
  );
  const [, told = ''] = /Workloads: ([^.]*)\./.exec(text) ?? [];
  expect(sorted(told.replace(/\s+/g, ' ').split(', '))).toEqual(sorted(counted));
});
