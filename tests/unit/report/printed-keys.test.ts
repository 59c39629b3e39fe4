/**
 * What reaches the model reaches the page: the template cannot be typeset without any key of the model's schema, except
 * those that are named here with the reason.
 */
import { resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { readReportAssets, reportAssetsDir } from '../../../main/report/pdf/assets.ts';
import { loadTypesetter } from '../../../main/report/pdf/compiler.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import { viewOf } from '../../../main/report/pdf/view.ts';
import { glyphTest } from '../../../main/report/text.ts';
import { ReportModel } from '../../../shared/report-model.ts';
import { NOW, richInput } from '../../fixtures/report/model.ts';
import { readBack } from '../../fixtures/report/read-back.ts';

const ID = 'an identity for programs that read the attached model; people read the number or the words';
const SUM = 'a row of a summary; the whole stands with the thing itself';
const IN_WORDS = 'printed as a sentence of the model, which is made from it';
const BY_CONTROL = 'a strength is told by its title and detail';

/** Keys that the attached model holds and no page shows. What lies below them is not shown either. */
const NOT_PRINTED: Readonly<Record<string, string>> = {
  modelVersion: 'for programs that read the attached model',
  'cover.engagement': 'the name that the assessor gave the file; the target is on the cover',
  'executive.topScenarios.rated.likelihood': SUM,
  'executive.topScenarios.rated.impact': SUM,
  'executive.topScenarios.confidence': SUM,
  'executive.topStrengths.controlId': BY_CONTROL,
  'executive.topStrengths.namespaces': IN_WORDS,
  'executive.verdicts': IN_WORDS,
  'sentences.questionId': ID,
  'scope.coverage.heardOf': IN_WORDS,
  'scope.coverage.collected': IN_WORDS,
  'scope.coverage.refused': IN_WORDS,
  'scope.coverage.notOffered': IN_WORDS,
  'scope.coverage.pending': IN_WORDS,
  'environment.workloadsByKind': IN_WORDS,
  'scope.access.startedAt': 'the day of access is that on which it ended; the index of evidence has both',
  'limitations.byProvider.checks': IN_WORDS,
  'scenarios.id': ID,
  'scenarios.proposal.probability':
    'a proposal is told in ranks; the words stand with the rating that counts',
  'scenarios.proposal.loss': 'a proposal is told in ranks; the words stand with the rating that counts',
  'scenarios.rating.rated.probability': 'the same as those of the scenario, which are printed',
  'scenarios.rating.rated.loss': 'the same as those of the scenario, which are printed',
  'scenarios.evidencedLevel': 'decides what is a red flag, which is printed',
  'scenarios.calledFor': 'becomes the condition of a red flag, which is printed',
  'findings.id': ID,
  'findings.domain': 'printed by its title',
  'contradictions.id': ID,
  'strengths.controlId': BY_CONTROL,
  'strengths.namespaces': IN_WORDS,
  'tested.counts.fail': 'nothing failed: it is the list of what was tested without a finding',
  'tested.counts.notApplicable': 'the result says it',
  'tested.counts.unknown': 'counted by family in the limitations',
  'unanswered.questionId': ID,
  'interview.entries.questionId': ID,
  'interview.entries.state': 'printed in words, as part of the answer',
  'evidenceIndex.origin': 'told with the access that was obtained',
  'evidenceIndex.kinds.kind': 'printed by its resource, which is what was asked for',
};

const ROOM = resolve('/keys');
const assets = readReportAssets(reportAssetsDir());
const { NodeCompiler } = loadTypesetter();
const compiler = NodeCompiler.create({ workspace: ROOM, fontArgs: [{ fontBlobs: [...assets.fonts] }] });
for (const [name, source] of assets.sources) compiler.addSource(resolve(ROOM, name), source);
afterAll(() => compiler.evictCache(0));

const model = wholeModel();
const view = JSON.stringify(viewOf(model, glyphTest(assets.coverage)));
const paths = keysOf(ReportModel);

test('the example fits the schema and is typeset', () => {
  expect(ReportModel.safeParse(model).error).toBeUndefined();
  expect(complaintOf(view)).toBe('');
});

test('the example holds every key of the schema', () => {
  expect(
    paths.filter((path) => holdersOf(model, path).length === 0),
    'no value in the example: to be given one in `wholeModel` below or in `richInput`',
  ).toEqual([]);
});

test('the template reads every key of the schema that is not named with a reason', () => {
  const unread = paths.filter((path) => !isRead(path));
  const reasoned = (path: string) =>
    Object.keys(NOT_PRINTED).some((named) => path === named || path.startsWith(`${named}.`));
  expect(
    unread.filter((path) => !reasoned(path)),
    'to be typeset in main/report/typst, or named in NOT_PRINTED with the reason',
  ).toEqual([]);
  expect(
    Object.keys(NOT_PRINTED).filter((named) => !unread.includes(named)),
    'printed by now, or no key: to be taken out of NOT_PRINTED',
  ).toEqual([]);
});

test('a check that was tested in several clusters names each', () => {
  const [one] = model.tested;
  if (one === undefined) throw new Error('the example tested nothing');
  const tested = ['north-cluster', 'south-cluster'].map((clusterName) => ({ ...one, clusterName }));
  const text = readBack(renderPdf({ ...model, tested }, { now: NOW }));
  for (const { clusterName } of tested) expect(text).toContain(clusterName);
});

/** Every path of keys in a schema, through arrays and what may be null: `findings.members.title`. */
function keysOf(schema: unknown, at = ''): string[] {
  if (schema instanceof z.ZodArray) return keysOf(schema.element, at);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return keysOf(schema.unwrap(), at);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const path = at === '' ? key : `${at}.${key}`;
    return [path, ...keysOf(value, path)];
  });
}

/** The objects that have the last key of a path. */
function holdersOf(value: unknown, path: string): object[] {
  if (Array.isArray(value)) return value.flatMap((each) => holdersOf(each, path));
  if (typeof value !== 'object' || value === null) return [];
  const [key = '', ...rest] = path.split('.');
  if (!Object.hasOwn(value, key)) return [];
  return rest.length === 0 ? [value] : holdersOf(Reflect.get(value, key), rest.join('.'));
}

/** Whether the template fails for want of the key where every object has lost it. */
function isRead(path: string): boolean {
  const printed = path.replace(/Markdown$/, '');
  const key = printed.slice(printed.lastIndexOf('.') + 1);
  const without: unknown = JSON.parse(view);
  for (const holder of holdersOf(without, printed)) Reflect.deleteProperty(holder, key);
  const complaint = complaintOf(JSON.stringify(without));
  if (complaint !== '' && !complaint.includes(`dictionary does not contain key "${key}"`))
    throw new Error(`without ${path}: ${complaint}`);
  return complaint !== '';
}

/** What the compiler says against a report; '' where it typesets it. */
function complaintOf(report: string): string {
  const file = `{"paper":"a4","attach":false,"report":${report}}`;
  compiler.mapShadow(resolve(ROOM, 'view.json'), Buffer.from(file));
  const compiled = compiler.compile({ mainFilePath: resolve(ROOM, 'main.typ') });
  if (compiled.result !== null) return '';
  const said = z
    .array(z.object({ message: z.string() }))
    .parse(compiled.takeDiagnostics()?.shortDiagnostics ?? []);
  return said.map(({ message }) => message).join('; ') || 'no document';
}

/** The example with what it lacks: something for every list and for everything that may be null. */
function wholeModel(): ReportModel {
  const built = buildReportModel(richInput());
  const [finding, ...findings] = built.findings;
  const [entry, ...entries] = built.evidenceIndex;
  if (finding === undefined || entry === undefined)
    throw new Error('the example has no finding or no evidence');
  return {
    ...built,
    limitations: {
      ...built.limitations,
      byProvider: [
        { clusterName: 'halcyon-prod', checks: 12, sentence: 'The provider answers for 12 checks.' },
      ],
    },
    findings: [
      {
        ...finding,
        members: [{ number: 'F-99', title: 'Merged into it' }],
        questions: [{ question: 'Who may push?', answer: 'Not asked' }],
      },
      ...findings,
    ],
    evidenceIndex: [
      { ...entry, unread: [{ where: 'chart/values.yaml', reason: 'It is a template.' }] },
      ...entries,
    ],
  };
}
