/** Confidence measures how much was examined: whatever adds work never lowers it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import type { ReportInput, ReportSnapshot } from '../../../main/report/input.ts';
import { confidenceLevel, examinedShare } from '../../../main/report/sections/confidence.ts';
import type { QuestionView } from '../../../shared/interview.ts';
import { interviewOnlyInput, NOW, richInput } from '../../fixtures/report/model.ts';

const [base] = richInput().snapshots;
const [question] = richInput().questions.filter(({ answer }) => answer !== null);
if (base === undefined || question === undefined) throw new Error('the fixture holds a snapshot and answers');
const ids = CONTROLS.slice(0, 12).map(({ meta }) => meta.id);

const snapshotArbitrary = fc
  .record({
    clusterId: fc.constantFrom('k1', 'k2'),
    verdicts: fc.array(fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable'), {
      minLength: ids.length,
      maxLength: ids.length,
    }),
  })
  .map(
    ({ clusterId, verdicts }): ReportSnapshot => ({
      ...base,
      summary: { ...base.summary, clusterId },
      controls: ids.map((control, at) => ({
        ...base.controls[0]!,
        control,
        verdict: verdicts[at] ?? 'unknown',
      })),
    }),
  );

const questionArbitrary = fc
  .record({
    clusterId: fc.constantFrom(null, 'k1', 'k2'),
    mandatory: fc.boolean(),
    state: fc.constantFrom('not-asked', 'unknown', 'answered', 'not-applicable'),
    confidence: fc.constantFrom('low', 'medium', 'high'),
  })
  .map(({ clusterId, mandatory, state, confidence }): QuestionView => {
    const { answer } = question;
    return {
      ...question,
      clusterId,
      meta: { ...question.meta, mandatory },
      answer: answer === null ? null : { ...answer, state, confidence },
    };
  });

const inputs = fc
  .record({
    snapshots: fc.array(snapshotArbitrary, { maxLength: 4 }),
    questions: fc.array(questionArbitrary, { minLength: 1, maxLength: 12 }),
  })
  .map(
    ({ snapshots, questions }): ReportInput => ({
      ...interviewOnlyInput(),
      clusters: ['k1', 'k2'].map((id) => ({ id, name: id, latestSnapshotId: null, createdAt: NOW })),
      snapshots,
      questions,
    }),
  );

test('an answer more, a snapshot more or a kind more never lowers it', () => {
  fc.assert(
    fc.property(inputs, snapshotArbitrary, fc.nat(11), fc.nat(11), (input, more, at, control) => {
      const before = examinedShare(input);
      expect(examinedShare({ ...input, snapshots: [...input.snapshots, more] })).toBeGreaterThanOrEqual(
        before,
      );
      const answered = input.questions.map((view, index) =>
        index === at % input.questions.length && view.answer !== null
          ? { ...view, answer: { ...view.answer, state: 'answered' as const, confidence: 'high' as const } }
          : view,
      );
      expect(examinedShare({ ...input, questions: answered })).toBeGreaterThanOrEqual(before);
      const kind = input.snapshots.map((snapshot) => ({
        ...snapshot,
        controls: snapshot.controls.map((one, index) =>
          index === control && one.verdict === 'unknown' ? { ...one, verdict: 'fail' as const } : one,
        ),
      }));
      expect(examinedShare({ ...input, snapshots: kind })).toBeGreaterThanOrEqual(before);
    }),
  );
});

test('the same evidence without its interviews is never more certain, and either alone stays low', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const silent = input.questions.map((view) => ({ ...view, answer: null }));
      expect(examinedShare({ ...input, questions: silent })).toBeLessThanOrEqual(examinedShare(input));
      expect(confidenceLevel({ ...input, snapshots: [] })).toBe('low');
      expect(confidenceLevel({ ...input, questions: silent })).toBe('low');
    }),
  );
});
