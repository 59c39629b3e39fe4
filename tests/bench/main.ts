/**
 * `npm run bench -- NAME`: compares two things in one run and prints their ratio; nothing here passes or fails. The
 * table goes into docs/benchmarks.md with the machine named.
 */
import { benchCollect } from './collect.ts';
import { benchScan } from './scan.ts';

const BENCHMARKS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  collect: benchCollect,
  scan: benchScan,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHMARKS[name];
if (bench === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(BENCHMARKS).join(' | ')}`);
  process.exitCode = 2;
} else {
  await bench(args);
}
