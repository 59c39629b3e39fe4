/** The fast evaluator agrees with the slow one about every probe of thousands of random worlds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEATURES, type Feature } from './features.ts';
import { referenceAnswer } from './reference.ts';
import { probesOf, reachOf, worlds } from './worlds.ts';

const RUNS = Number(process.env['DRYDOCK_REACH_WORLDS'] ?? 2_000);

test('agrees with the reference evaluator', () => {
  let probes = 0;
  const seen = new Map<unknown, number>();
  fc.assert(
    fc.property(worlds, fc.nat(4), (world, part) => {
      const { answer } = reachOf(world);
      // A fifth of the probes each: over the worlds this meets every kind of pair, protocol and port.
      for (const [i, probe] of [...probesOf(world)].entries()) {
        if (i % 5 !== part) continue;
        const expected = referenceAnswer(world, probe);
        if (answer(probe) !== expected) {
          throw new Error(`${JSON.stringify(probe)}: ${String(answer(probe))}, but ${String(expected)}`);
        }
        probes += 1;
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
      }
    }),
    { numRuns: RUNS, seed: 4 },
  );
  console.info(`${RUNS} worlds, ${probes} probes: ${JSON.stringify([...seen])}`);
  for (const answer of [true, false, 'unknown']) {
    expect((seen.get(answer) ?? 0) / probes, String(answer)).toBeGreaterThan(0.01);
  }
});

/** Worlds in which a feature decides: switched off, some probe comes out differently. */
test('every feature decides in many worlds', () => {
  const decisive = new Map<Feature, number>(FEATURES.map((feature) => [feature, 0]));
  for (const world of fc.sample(worlds, { numRuns: 300, seed: 5 })) {
    // Every fifth: over the worlds this meets every kind of pair, protocol and port.
    const probes = [...probesOf(world)].filter((_, i) => i % 5 === 0);
    const answers = probes.map((probe) => referenceAnswer(world, probe));
    for (const feature of FEATURES) {
      const decides = probes.some((probe, i) => referenceAnswer(world, probe, feature) !== answers[i]);
      if (decides) decisive.set(feature, (decisive.get(feature) ?? 0) + 1);
    }
  }
  console.info(`decisive worlds of 300: ${JSON.stringify(Object.fromEntries(decisive))}`);
  for (const [feature, worldsOf] of decisive) expect(worldsOf, feature).toBeGreaterThanOrEqual(5);
});
