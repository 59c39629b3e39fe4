/** Runs a consented sign-in program and reads the ExecCredential that it prints. */
import { spawn } from 'node:child_process';
import { DrydockError } from '../../shared/errors.ts';
import { at, str } from '../snapshot/read.ts';
import { resolveCommand } from './exec-consent.ts';
import type { ExecEntry } from './parse.ts';

export interface ExecCredential {
  readonly token: string | null;
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
  /** Milliseconds since 1970; null when it does not expire. */
  readonly expiresAtMs: number | null;
}

export interface ExecClusterInfo {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly config: unknown;
}

const LIMIT_MS = 30_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * One run: no terminal, no shell, 30 seconds. What it prints to its error stream is discarded, for it may hold
 * tokens (SECURITY S-28).
 * @throws DrydockError EXEC_FAILED
 */
export async function runExec(
  exec: ExecEntry,
  cluster: ExecClusterInfo,
  limitMs = LIMIT_MS,
): Promise<ExecCredential> {
  const command = resolveCommand(exec);
  if (command === null) throw failed(`the program ${exec.command.slice(0, 200)} is not installed`);
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster } : {}) },
  };
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of exec.env) env[name] = value;
  env.KUBERNETES_EXEC_INFO = JSON.stringify(info);
  return parse(await output(command, exec.args, env, limitMs), exec.apiVersion);
}

function output(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      // Its own process group, so that what it starts ends with it.
      detached: process.platform !== 'win32',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (reason: string) => {
      clearTimeout(timer);
      kill(child.pid);
      child.stdout.destroy();
      reject(failed(reason));
    };
    const timer = setTimeout(
      () => stop(`it did not finish within ${Math.round(limitMs / 1000)} seconds`),
      limitMs,
    );
    child.once('error', () => stop('it could not be started'));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_OUTPUT_BYTES) stop('it printed more than a credential');
      else chunks.push(chunk);
    });
    child.once('close', (status) => {
      clearTimeout(timer);
      if (status === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(failed(`it ended with status ${status ?? 'unknown'}`));
    });
  });
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function parse(text: string, apiVersion: string): ExecCredential {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failed('what it printed is not an ExecCredential');
  }
  if (str(value, 'kind') !== 'ExecCredential' || str(value, 'apiVersion') !== apiVersion) {
    throw failed('what it printed is not an ExecCredential of the version the kubeconfig asks for');
  }
  const status = at(value, 'status');
  const token = str(status, 'token') || null;
  const cert = str(status, 'clientCertificateData');
  const key = str(status, 'clientKeyData');
  if ((cert === undefined) !== (key === undefined)) throw failed('it gave a certificate without its key');
  if (token === null && cert === undefined) throw failed('it gave no credential');
  if (token !== null && /[\r\n\0]/.test(token)) throw failed('its token contains a line break');
  const expires = Date.parse(str(status, 'expirationTimestamp') ?? '');
  return {
    token,
    clientCertificate: cert === undefined || key === undefined ? null : { cert, key },
    expiresAtMs: Number.isNaN(expires) ? null : expires,
  };
}

function failed(reason: string): DrydockError {
  return new DrydockError('EXEC_FAILED', { reason });
}
