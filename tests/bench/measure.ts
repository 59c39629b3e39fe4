/** Runs commands as whole processes, in turn, and reads what each took. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Run {
  readonly wallMs: number;
  /** Of the process itself, as the kernel counts it; null where it does not. */
  readonly peakBytes: number | null;
  readonly stdout: string;
}

export interface Measured {
  readonly name: string;
  readonly runs: readonly Run[];
}

/** Round by round, all contenders in each, so that a machine whose speed drifts is the same for all. */
export async function measureInTurn(contenders: readonly Contender[], rounds: number): Promise<Measured[]> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const run = await runOnce(contender);
      runs.get(contender.name)?.push(run);
      console.error(
        `round ${round}: ${contender.name} ${(run.wallMs / 1000).toFixed(1)} s, ${megabytes(run.peakBytes)}`,
      );
    }
  }
  return contenders.map(({ name }) => ({ name, runs: runs.get(name) ?? [] }));
}

async function runOnce({ name, command, args }: Contender): Promise<Run> {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-100_000)));
  let peakBytes: number | null = null;
  const look = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes;
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(look);
  if (code !== 0) throw new Error(`${name} ended with ${code}.`);
  return { wallMs: performance.now() - startedMs, peakBytes, stdout };
}

/** The kernel's high-water mark of resident memory; it only grows, so the last look is the peak. */
function peakOf(pid: number | undefined): number | null {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? null : Number(found) * 1024;
  } catch {
    return null;
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** Of the wall times, pair by pair in the same round. */
export function ratioOf(one: Measured, other: Measured): { median: number; low: number; high: number } {
  const ratios = one.runs.map(({ wallMs }, at) => wallMs / (other.runs[at]?.wallMs ?? Number.NaN));
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}

export const peakOfAll = ({ runs }: Measured): number | null => {
  const known = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return known.length === 0 ? null : Math.max(...known);
};

export const megabytes = (bytes: number | null): string =>
  bytes === null ? 'not known' : `${Math.round(bytes / 1e6)} MB`;

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}, ${process.platform}`;
}
