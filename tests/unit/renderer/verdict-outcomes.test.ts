/** The overview and the report count the same controls as unknown, and as the provider's. */
import { beforeAll, expect, test } from 'vitest';
import { latestSnapshots } from '../../../main/report/input.ts';
import { countsOf, type Outcome, outcomesOf } from '../../../renderer/screens/overview/outcomes.ts';
import { type SampleReport, sampleReport } from '../../fixtures/sample-engagement.ts';

let sample: SampleReport;
beforeAll(async () => {
  sample = await sampleReport();
});

test('of the sample, whose provider is responsible for parts of the control plane', () => {
  const { input, model } = sample;
  const [snapshot] = latestSnapshots(input);
  if (snapshot === undefined) throw new Error('The sample has no snapshot.');
  const outcomes = snapshot.controls.map(outcomesOf(snapshot));
  const times = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const { unknowns, byProvider } = model.limitations;
  expect(times('unknown')).toBe(unknowns.reduce((sum, { unknown }) => sum + unknown, 0));
  expect(times('provider')).toBe(byProvider[0]?.checks);
  expect(times('provider')).toBeGreaterThan(0);
  expect(countsOf(outcomes)).toMatch(
    new RegExp(`, ${times('unknown')} unknown, .*, ${times('provider')} provider responsibility$`),
  );
});
