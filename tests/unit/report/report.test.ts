import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { reportChecks } from '../../../main/report/checks.ts';
import { parseMarkdown } from '../../../main/report/markdown.ts';
import { readReportAssets, reportAssetsDir } from '../../../main/report/pdf/assets.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import { BREAK, glyphTest, printableLine } from '../../../main/report/text.ts';
import { ReportModel } from '../../../shared/report-model.ts';
import { HOSTILE, interviewOnlyInput, NOW, richInput } from '../../fixtures/report/model.ts';
import { readBack } from '../../fixtures/report/read-back.ts';

const canDraw = glyphTest(readReportAssets(reportAssetsDir()).coverage);

describe('the report model', () => {
  test('fits its schema, and is frozen', () => {
    const model = buildReportModel(richInput());
    expect(ReportModel.safeParse(model).error).toBeUndefined();
    expect(Object.isFrozen(model.findings[0]?.evidence)).toBe(true);
  });

  test('without evidence says so and caps confidence', () => {
    const model = buildReportModel(interviewOnlyInput());
    expect(ReportModel.safeParse(model).error).toBeUndefined();
    expect(model.decision.confidence).toBe('low');
    expect(model.environment.every((cluster) => !cluster.evidenced)).toBe(true);
  });

  test('without answers counts every question as not asked', () => {
    const input = richInput();
    const model = buildReportModel({
      ...input,
      questions: input.questions.map((each) => ({ ...each, answer: null })),
      sentences: [],
    });
    expect(model.interview).toEqual([]);
    expect(model.unanswered.every((each) => each.state === 'Not asked')).toBe(true);
  });
});

describe('the PDF', () => {
  const rich = buildReportModel(richInput());

  test('holds every section, its contents with page numbers, and hostile text literally', () => {
    const text = readBack(renderPdf(rich, { now: NOW }));
    for (const section of [
      'Contents',
      'Decision',
      'Executive summary',
      'Red flags',
      'Scope and coverage',
      'Limitations',
      'Environment',
      'Compromise scenarios',
      'Risk register and matrix',
      'Findings',
      'Contradictions',
      'Strengths',
      'Interview record',
      'Evidence index',
      'Method and scales',
      'Glossary',
    ])
      expect(text).toContain(section);
    expect(text).toMatch(/Decision\s+\d+/);
    expect(text.replace(/\s+/g, '')).toContain(HOSTILE.replace(/\s+/g, ''));
    expect(text).toContain('‹U+202E›');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  test('says on every page of a draft that it is one', () => {
    const draft = readBack(renderPdf(buildReportModel({ ...richInput(), draft: true }), { now: NOW }));
    const pages = draft.split('\f').filter((page) => page.trim() !== '');
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(page).toMatch(/draft/i);
  });

  test('is the same bytes for the same model and time', () => {
    expect(
      Buffer.from(renderPdf(rich, { now: NOW })).equals(Buffer.from(renderPdf(rich, { now: NOW }))),
    ).toBe(true);
  });

  test('also compiles under PDF/UA-1, and on Letter', () => {
    expect(renderPdf(rich, { now: NOW, standard: 'ua-1', paper: 'us-letter' }).length).toBeGreaterThan(
      10_000,
    );
  });

  test('is made from the interview alone', () => {
    const text = readBack(renderPdf(buildReportModel(interviewOnlyInput()), { now: NOW }));
    expect(text).toContain('Not established');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  test('tells checks that stayed unknown for one reason together, apart from the findings', () => {
    const input = richInput();
    const [first, ...others] = input.findings;
    if (first === undefined) throw new Error('the fixture has findings');
    const unjudged = ['Alpha stays unjudged', 'Beta stays unjudged'].map((title, index) => ({
      ...first,
      id: `unjudged-${index}`,
      number: `F-9${index}`,
      title,
      origin: 'automated' as const,
      source: null,
      verdict: 'unknown' as const,
      status: 'open' as const,
      mergedInto: null,
      members: [],
      overrides: [],
      exceptions: [],
      fact: 'Nobody outside the provider can see it.',
      whyItMatters: 'It would matter if it failed.',
    }));
    const text = readBack(
      renderPdf(buildReportModel({ ...input, findings: [first, ...others, ...unjudged] }), { now: NOW }),
    );
    const apart = text.split('What could not be judged').at(-1) ?? '';
    expect(apart.split('Nobody outside the provider can see it.')).toHaveLength(2);
    for (const { title } of unjudged) {
      expect(text.split(title)).toHaveLength(2);
      expect(apart).toContain(title);
    }
    expect(text).not.toContain('It would matter if it failed.');
  });

  test('holds 300 findings', () => {
    expect(renderPdf(buildReportModel(richInput(300)), { now: NOW }).length).toBeGreaterThan(100_000);
  });

  test('never fails on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const input = interviewOnlyInput();
        const engagement = {
          ...input.engagement,
          profile: {
            ...input.engagement.profile,
            target: `T${text}`,
            executiveNote: text,
            conditions: [text],
          },
        };
        expect(renderPdf(buildReportModel({ ...input, engagement }), { now: NOW }).length).toBeGreaterThan(
          1000,
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('printable text', () => {
  test('keeps what fonts draw and shows the rest by its number', () => {
    expect(printableLine('Ελλάδα Привет é', canDraw)).toBe('Ελλάδα Привет é');
    expect(printableLine('a\u202Eb\u0000\uE000🚢', canDraw).replaceAll(BREAK, '')).toBe(
      'a‹U+202E›b‹U+0000›‹U+E000›‹U+1F6A2›',
    );
  });

  test('of any Unicode holds only what can be drawn', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const character of printableLine(text, canDraw))
          expect(character === BREAK || canDraw(character.codePointAt(0) ?? 0)).toBe(true);
      }),
    );
  });
});

test('Markdown never passes HTML or images through as anything but text', () => {
  expect(JSON.stringify(parseMarkdown('<img src=x onerror=y>\n\n![a](b) [c](d)'))).toBe(
    '[{"t":"p","c":[{"t":"text","v":"<img src=x onerror=y>"}]},{"t":"p","c":[{"t":"text","v":"![a](b)"},{"t":"text","v":" "},{"t":"text","v":"c"},{"t":"text","v":" (d)"}]}]',
  );
});

test('the quality check names unresolved, unanswered and unrated things', () => {
  const codes = new Set(reportChecks(richInput()).map((check) => check.code));
  expect([...codes].sort()).toEqual([
    'contradiction-unresolved',
    'estate-unconfirmed',
    'question-unanswered',
    'scenario-unrated',
  ]);
});

test('an unknown verdict, however severe its control, is never a red flag or counted as a serious finding', () => {
  const input = richInput();
  const [first, ...others] = input.findings;
  if (first === undefined) throw new Error('the fixture has findings');
  const flagsWith = (verdict: 'fail' | 'unknown') =>
    buildReportModel({ ...input, findings: [{ ...first, severity: 'critical', verdict }, ...others] });
  const [failing, unknown] = [flagsWith('fail'), flagsWith('unknown')];
  expect(failing.redFlags.map(({ number }) => number)).toContain(first.number);
  expect(unknown.redFlags.map(({ number }) => number)).not.toContain(first.number);
  expect(Number(failing.decision.numbers[1]?.value)).toBe(Number(unknown.decision.numbers[1]?.value) + 1);
  // The first page and the summary count the same findings.
  for (const { decision, executive } of [failing, unknown]) {
    const { critical, high } = executive.findings;
    expect(decision.numbers[1]?.value).toBe(String(critical + high));
    expect(decision.numbers[1]?.note).toContain(`of ${executive.findingsTotal} finding`);
  }
});

test('a strength is a measure in place, never a check that found nothing', () => {
  const input = richInput();
  const passed = (control: string) => ({
    ...input.snapshots[0]!.controls[0]!,
    control,
    verdict: 'pass' as const,
    message: 'It runs.',
    counts: { fail: 0, pass: 3, notApplicable: 0, unknown: 0 },
  });
  const snapshots = input.snapshots.map((snapshot) => ({
    ...snapshot,
    controls: ['compromise/miner', 'pod/proc-mount', 'audit/no-log-shipping'].map(passed),
  }));
  const { strengths } = buildReportModel({ ...input, snapshots });
  expect(strengths.map(({ title }) => title)).toContain('Logs shipped off the nodes');
  expect(strengths.map(({ controlId }) => controlId)).not.toContain('compromise/miner');
  expect(strengths.map(({ controlId }) => controlId)).not.toContain('pod/proc-mount');
});

test('one refusal that several facts rest on is told once for each cluster', () => {
  const input = richInput();
  const unknown = {
    state: 'unknown',
    reason: 'forbidden',
    sentence: 'The secrets could not be read.',
  } as const;
  const snapshots = input.snapshots.map((snapshot) => ({
    ...snapshot,
    facts: { ...snapshot.facts!, 'size.secrets': unknown, 'secrets.helmReleases': unknown },
  }));
  const told = buildReportModel({ ...input, snapshots }).limitations.unknownFacts.filter(
    ({ sentence }) => sentence === unknown.sentence,
  );
  expect(new Set(told.map(({ clusterName }) => clusterName)).size).toBe(told.length);
});

test('a report for nobody in particular reads as a sentence', () => {
  const input = interviewOnlyInput();
  const engagement = {
    ...input.engagement,
    profile: { ...input.engagement.profile, client: '', executiveNote: '' },
  };
  const text = readBack(renderPdf(buildReportModel({ ...input, engagement }), { now: NOW }));
  expect(text).not.toMatch(/\bfor\s*\./);
});

test('documents of one name that say the same of an endpoint stand on one line', () => {
  const input = richInput();
  const endpoint = (workload: string, host: string) => ({
    kind: 'Ingress',
    namespace: 'shop',
    name: 'web',
    hosts: [host],
    tls: 'no' as const,
    workloads: [workload],
    sensitive: null,
  });
  const endpoints = [
    endpoint('Deployment/web', 'a.example'),
    endpoint('DaemonSet/web', 'a.example'),
    endpoint('Deployment/web', 'a.example'),
    endpoint('Deployment/web', 'b.example'),
  ];
  const snapshots = input.snapshots.map((each) => ({ ...each, exposure: { endpoints, unknown: [] } }));
  const [cluster] = buildReportModel({ ...input, snapshots }).environment;
  expect(cluster?.exposure.map(({ name, workloads }) => [name, ...workloads])).toEqual([
    ['shop/web (3 documents)', 'Deployment/web', 'DaemonSet/web'],
    ['shop/web', 'Deployment/web'],
  ]);
});
