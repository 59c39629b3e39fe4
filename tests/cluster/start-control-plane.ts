/** Starts a control plane of `control-plane/` in a folder of its own, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { buildControlPlane, type Which } from '../../build/control-plane.ts';

const Started = z.object({
  server: z.string(),
  /** Plain HTTP; etcd's JSON gateway answers there. */
  etcd: z.string(),
  ca: z.string(),
  auditLog: z.string(),
  /** Paths by user name; `users.go` says who they are. */
  kubeconfigs: z.record(z.string(), z.string()),
});
/** Where a running control plane is: plain data, which can be handed to another process. */
export type ControlPlaneAddress = z.infer<typeof Started>;

export interface ControlPlane {
  readonly address: ControlPlaneAddress;
  /** Kills the API server at once, as a crash would. */
  stopServer(): Promise<void>;
  /** Returns when it answers. */
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when it cannot be built or does not become ready */
export async function startControlPlane(
  which: Which,
  serverFlags: readonly string[] = [],
): Promise<ControlPlane> {
  const binary = buildControlPlane(which);
  const directory = mkdtempSync(join(tmpdir(), `drydock-control-plane-${which}-`));
  const child = spawn(binary, ['run', directory, ...serverFlags], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The control plane ended: ${complaint}\n${endOf(directory)}`);
    return JSON.parse(value) as unknown;
  };
  const command = async (line: string): Promise<void> => {
    child.stdin.write(`${line}\n`);
    const answer = z.object({ error: z.string().optional() }).parse(await nextLine());
    if (answer.error !== undefined) throw new Error(answer.error);
  };
  const address = Started.parse(await nextLine());
  return {
    address,
    stopServer: () => command('stop kube-apiserver'),
    startServer: () => command('start kube-apiserver'),
    async close() {
      child.stdin.end('quit\n');
      await ended(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function endOf(directory: string): string {
  try {
    return readFileSync(join(directory, 'kube-apiserver.log'), 'utf8').slice(-2000);
  } catch {
    return '';
  }
}
