/** Analysing evidence of a large cluster, against only parsing it; with the memory that it takes. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, machine, measureInTurn, median, megabytes, peakOfAll } from './measure.ts';
import { writeEvidence } from './scan-evidence.ts';

const SIZES = [10_000, 50_000];
const ROUNDS = 5;
/** What `npm run drydock` passes to node. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];

/** `npm run bench -- scan [PODS…] [--rounds N]` */
export async function benchScan(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--rounds');
  const rounds = at === -1 ? ROUNDS : Number(args[at + 1]);
  const chosen = args.filter((arg, index) => /^\d+$/.test(arg) && index !== at + 1).map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    console.log(`Machine: ${machine()}`);
    // Each size as it is done: the larger ones take long.
    for (const pods of chosen.length > 0 ? chosen : SIZES)
      console.log(['', ...(await measure(folder, pods, rounds))].join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, pods: number, rounds: number): Promise<string[]> {
  console.error(`Writing evidence of ${pods} pods …`);
  const evidence = join(folder, 'evidence.ndjson');
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify(await writeEvidence(evidence, pods)));
  const run = join(import.meta.dirname, 'scan-run.ts');
  const contender = (name: string) => ({
    name,
    command: process.execPath,
    args: [...NODE_OPTIONS, run, name, evidence, manifest],
  });
  const [parse, analyse] = await measureInTurn([contender('parse'), contender('analyse')], rounds);
  const [index] = await measureInTurn([contender('index')], 1);
  if (parse === undefined || analyse === undefined || index === undefined) return [];
  const parsed = told(parse, 'parseMs');
  const analysed = told(analyse, 'analyseMs');
  const ratios = analysed.map((ms, round) => ms / (parsed[round] ?? Number.NaN));
  const objects = told(index, 'objects')[0] ?? Number.NaN;
  return [
    `## ${pods.toLocaleString('en-GB')} pods, ${objects.toLocaleString('en-GB')} objects, ${megabytes(statSync(evidence).size)}, median of ${rounds} rounds`,
    '',
    '| | processor time, s | peak memory |',
    '|---|---:|---:|',
    `| JSON.parse alone | ${seconds(parsed)} | ${megabytes(peakOfAll(parse))} |`,
    `| analysis, everything on | ${seconds(analysed)} | ${megabytes(peakOfAll(analyse))} |`,
    '',
    `Ratio of analysis to parsing, pair by pair: ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}). ` +
      `${(told(analyse, 'counted')[0] ?? 0).toLocaleString('en-GB')} verdicts on objects. ` +
      `The index takes ${Math.round((told(index, 'indexBytes')[0] ?? Number.NaN) / objects)} bytes for each object.`,
  ];
}

/** One figure of what each run printed. */
function told({ runs }: Measured, field: string): number[] {
  return runs.map(({ stdout }) => (JSON.parse(stdout) as Record<string, number>)[field] ?? Number.NaN);
}

const seconds = (values: readonly number[]): string => (median(values) / 1000).toFixed(2);
