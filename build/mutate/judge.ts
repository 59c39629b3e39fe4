/** What becomes of a mutant: the nearest tests run over it, one file after the other, until one fails. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiler } from './compiler.ts';
import type { Mutant } from './mutants.ts';
import { type Graph, nearTests } from './near-tests.ts';
import type { Fate } from './tally.ts';
import type { WarmTests } from './warm-tests.ts';

/** Suites that need no browser and no cluster. */
const SUITES = ['unit', 'contract'];

export interface Bench {
  readonly root: string;
  readonly tests: WarmTests;
  readonly compiler: Compiler;
  readonly graph: Graph;
  /** How many test files run over a mutant. */
  readonly files: number;
  /** A file that takes longer on whole code is left out: a few of them make a run a matter of hours. */
  readonly slowestMs: number;
  /** What each test file takes on whole code; Infinity for one that is red or slow. Filled on the way. */
  readonly times: Map<string, number>;
}

/** `by` is the test that noticed; null for a mutant that the compiler refuses, which no test needs to notice. */
export async function judge(
  mutant: Mutant,
  bench: Bench,
): Promise<{ readonly fate: Fate; readonly by: string } | null> {
  const path = join(bench.root, mutant.file);
  const whole = readFileSync(path, 'utf8');
  try {
    writeFileSync(path, mutant.broken);
    if (bench.compiler.refuses(mutant.file)) return null;
    writeFileSync(path, whole);
    const near = nearTests(bench.graph, mutant.file, SUITES);
    if (near.length === 0) return { fate: 'no test', by: '' };
    let left = bench.files;
    for (const test of near) {
      if (left === 0) break;
      const ms = bench.times.get(test) ?? (await timeOf(test, mutant.file, bench));
      bench.times.set(test, ms);
      if (ms === Number.POSITIVE_INFINITY) continue;
      left -= 1;
      writeFileSync(path, mutant.broken);
      const { outcome, why } = await bench.tests.run(test, mutant.file, 20_000 + 5 * ms);
      writeFileSync(path, whole);
      if (outcome === 'failed') return { fate: 'killed', by: `${test}: ${why}` };
      if (outcome === 'timed out') return { fate: 'timed out', by: test };
    }
    return { fate: 'survived', by: '' };
  } finally {
    writeFileSync(path, whole);
  }
}

async function timeOf(test: string, changed: string, { tests, slowestMs }: Bench): Promise<number> {
  const { outcome, why, ms } = await tests.run(test, changed, slowestMs);
  if (outcome === 'passed') return ms;
  console.log(`left out, ${outcome} on whole code: ${test} ${why}`);
  return Number.POSITIVE_INFINITY;
}
