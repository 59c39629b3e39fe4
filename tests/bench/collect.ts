/**
 * Collecting from a real API server, against three other ways to read the same kinds: one keep-alive client that
 * writes the bytes as they come, `kubectl get -A -o json`, and the official client's typed lists.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApi } from '../cluster/api.ts';
import { generateCluster } from '../cluster/generate.ts';
import { seedCluster } from '../cluster/seed.ts';
import { startControlPlane } from '../cluster/start-control-plane.ts';
import { KINDS } from './kinds.ts';
import {
  type Contender,
  type Measured,
  machine,
  measureInTurn,
  median,
  megabytes,
  peakOfAll,
  ratioOf,
} from './measure.ts';

const NAMESPACES = 40;
const SIZES = [20_000, 80_000];
const ROUNDS = 3;

/** `npm run bench -- collect [PODS…] [--rounds N]` */
export async function benchCollect(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--rounds');
  const rounds = at === -1 ? ROUNDS : Number(args[at + 1]);
  const chosen = args.filter((arg, index) => /^\d+$/.test(arg) && index !== at + 1).map(Number);
  const sizes = (chosen.length > 0 ? chosen : SIZES).sort((a, b) => a - b);
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const plane = await startControlPlane('newest');
  const api = openApi(plane.address.kubeconfigs['admin'] ?? '');
  try {
    const lines = [`Machine: ${machine()}`, ''];
    let pods = 0;
    for (const size of sizes) {
      console.error(`Seeding ${size - pods} pods and what stands beside them …`);
      if (pods === 0) await seedCluster(api, { seed: 1, pods: size, namespaces: NAMESPACES });
      else await api.create(more(pods, size));
      pods = size;
      const kubeconfig = plane.address.kubeconfigs['auditor'] ?? '';
      const measured = await measureInTurn(contenders(kubeconfig, folder, size), rounds);
      lines.push(...tableOf(size, measured, rounds), '');
    }
    console.log(lines.join('\n'));
  } finally {
    await api.close();
    await plane.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The objects that a larger cluster of the same seed has more. */
function* more(from: number, to: number) {
  let seen = 0;
  for (const object of generateCluster({ seed: 1, pods: to, namespaces: NAMESPACES })) {
    if (seen >= from && object.kind !== 'Namespace' && object.kind !== 'ServiceAccount') yield object;
    if (object.kind === 'Pod') seen += 1;
  }
}

function contenders(kubeconfig: string, folder: string, pods: number): Contender[] {
  const worker = (file: string, ...more: string[]) => ({
    command: process.execPath,
    // The heap as the product sets it, for its job workers and for the command.
    args: ['--max-semi-space-size=4', join(import.meta.dirname, file), kubeconfig, folder, ...more],
  });
  return [
    { name: 'Drydock into the engagement', ...worker('drydock-collects.ts', 'store') },
    { name: 'Drydock into an encrypted bundle', ...worker('drydock-collects.ts', 'bundle') },
    { name: 'raw pages to disk', ...worker('raw-collects.ts') },
    { name: 'official client, typed lists', ...worker('client-node-collects.ts') },
    ...kubectl(kubeconfig, folder, pods),
  ];
}

/** It holds everything at once: as measured, about a quarter of a megabyte for each pod and what stands beside it. */
const KUBECTL_BYTES_PER_POD = 250_000;

function kubectl(kubeconfig: string, folder: string, pods: number): Contender[] {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
    console.error('kubectl is not installed here: it is left out of the comparison.');
    return [];
  }
  if (pods * KUBECTL_BYTES_PER_POD > freemem() * 0.8) {
    console.error(
      `kubectl would need about ${megabytes(pods * KUBECTL_BYTES_PER_POD)}: left out at this size.`,
    );
    return [];
  }
  const script = join(folder, 'kubectl.sh');
  writeFileSync(script, 'exec kubectl --kubeconfig "$1" get -A -o json "$2" > "$3"\n');
  return [
    {
      name: 'kubectl get -A -o json',
      command: 'sh',
      args: [
        script,
        kubeconfig,
        KINDS.map(({ kubectl: name }) => name).join(','),
        join(folder, 'kubectl.json'),
      ],
    },
  ];
}

function tableOf(pods: number, measured: readonly Measured[], rounds: number): string[] {
  const of = (name: string) => measured.find((one) => one.name === name);
  const seconds = (one: Measured) => (median(one.runs.map(({ wallMs }) => wallMs)) / 1000).toFixed(1);
  const ours = measured.filter(({ name }) => name.startsWith('Drydock'));
  const others = measured.filter(({ name }) => !name.startsWith('Drydock'));
  return [
    `## ${pods.toLocaleString('en')} pods, median of ${rounds} rounds`,
    '',
    '| | wall time, s | peak memory |',
    '|---|---:|---:|',
    ...measured.map((one) => `| ${one.name} | ${seconds(one)} | ${megabytes(peakOfAll(one))} |`),
    '',
    '| ratio of wall times | to | median | lowest to highest |',
    '|---|---|---:|---:|',
    ...ours.flatMap((one) =>
      others.map((other) => {
        const { median: middle, low, high } = ratioOf(one, of(other.name) ?? other);
        return `| ${one.name} | ${other.name} | ${middle.toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} |`;
      }),
    ),
  ];
}
