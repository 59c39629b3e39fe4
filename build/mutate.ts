/**
 * `npm run mutate -- ROOM --sample 60 --seed 1`: breaks the code of a room in small ways, one at a time, in a copy of the
 * checkout, and lists the breaks that no test notices. In place of a room: paths, or `FILE:LINE`. `--sample 0` takes all.
 * docs/mutation.md says what is counted, and holds the latest scores.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { warmCompiler } from './mutate/compiler.ts';
import { copyTree } from './mutate/copied-tree.ts';
import { type Bench, judge } from './mutate/judge.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';
import { readGraph } from './mutate/near-tests.ts';
import { ranked } from './mutate/sample.ts';
import { isLeft, type Judged, mutantLine, tallyLines } from './mutate/tally.ts';
import { warmTests } from './mutate/warm-tests.ts';

/** The run join of the controls is three files of its room. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  kubernetes: ['main/kubernetes'],
  'controls-run': ['main/controls/run.ts', 'main/controls/exceptions.ts', 'main/controls/analyse.ts'],
  assessment: ['main/assessment'],
  'report-sections': ['main/report/sections'],
  workbench: ['main/workbench'],
  loopback: ['main/hosts/loopback'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '8' },
    slowest: { type: 'string', default: '30' },
  },
});
const places = positionals.flatMap((name) => ROOMS[name] ?? [name]);
if (places.length === 0) {
  console.error(`Name a room (${Object.keys(ROOMS).join(', ')}) or paths.`);
  process.exit(2);
}

const tree = copyTree(join(import.meta.dirname, '..'));
const bench: Bench = {
  root: tree.root,
  tests: warmTests(tree.root),
  compiler: warmCompiler(tree.root),
  graph: readGraph(tree.root),
  files: Number(values.files),
  slowestMs: Number(values.slowest) * 1000,
  times: new Map(),
};
// What runs in the background ends with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    close();
    process.exit(1);
  });
try {
  await mutate(ranked(places.flatMap(mutantsIn), Number(values.seed)), Number(values.sample));
} finally {
  close();
}

function close(): void {
  // A compiler that is busy throws when it is closed; the copy is removed all the same.
  try {
    bench.tests.close();
    bench.compiler.close();
  } finally {
    tree.remove();
  }
}

async function mutate(mutants: readonly Mutant[], sample: number): Promise<void> {
  const size = sample === 0 ? mutants.length : Math.min(sample, mutants.length);
  console.log(`${positionals.join(' ')}: ${mutants.length} mutants, ${size} asked for, seed ${values.seed}`);
  const judged: Judged[] = [];
  let refused = 0;
  for (const mutant of mutants) {
    if (judged.length === size) break;
    const judgement = await judge(mutant, bench);
    if (judgement === null) {
      refused += 1;
      continue;
    }
    judged.push({ mutant, fate: judgement.fate });
    console.log(`${judged.length}/${size} ${judgement.fate}: ${mutantLine(mutant)} [${judgement.by}]`);
  }
  console.log(`\n${tallyLines(judged).join('\n')}`);
  console.log(`${refused} more are refused by the compiler and count nowhere.\n`);
  for (const each of judged.filter(isLeft)) console.log(`${each.fate}: ${mutantLine(each.mutant)}`);
}

/** All mutants of a folder, a file, or a line of a file. */
function mutantsIn(place: string): readonly Mutant[] {
  const [path = '', line] = place.split(':');
  return sourcesIn(path)
    .flatMap((file) => mutantsOf(file, readFileSync(join(tree.root, file), 'utf8')))
    .filter((mutant) => line === undefined || mutant.line === Number(line));
}

function sourcesIn(path: string): readonly string[] {
  if (statSync(join(tree.root, path)).isFile()) return [path];
  return readdirSync(join(tree.root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name))
    .sort();
}
