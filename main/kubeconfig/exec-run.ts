/** Runs a consented sign-in program and reads the ExecCredential that it prints. */
import { spawn } from 'node:child_process';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { at, str } from '../snapshot/read.ts';
import { installHintOf } from './exec-consent.ts';
import type { ExecEntry } from './parse.ts';
import { keyPair } from './pem.ts';
import { parseKubeconfigYaml } from './yaml.ts';

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

export interface ExecRun {
  readonly exec: ExecEntry;
  /** The program as it was found when it was agreed to; null when it was not found. */
  readonly command: string | null;
  readonly cluster: ExecClusterInfo;
  /** Ends the program at once. */
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

const LIMIT_MS = 30_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * One run: no terminal, no shell, 30 seconds. It has the environment of this process, as with kubectl, for it finds its
 * own sign-in there; the kubeconfig's variables and KUBERNETES_EXEC_INFO come on top. What it prints to its error stream
 * is discarded, for it may hold tokens (SECURITY S-28).
 * @throws DrydockError EXEC_FAILED, CANCELLED
 */
export async function runExec(run: ExecRun): Promise<ExecCredential> {
  const { exec, command, cluster } = run;
  if (command === null) throw notInstalled(exec);
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster } : {}) },
  };
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of exec.env) env[name] = value;
  env.KUBERNETES_EXEC_INFO = JSON.stringify(info);
  return parse(await output(command, env, run), exec.apiVersion);
}

function output(command: string, env: NodeJS.ProcessEnv, run: ExecRun): Promise<string> {
  const { exec, signal, limitMs = LIMIT_MS } = run;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new DrydockError('CANCELLED'));
    const child = spawn(command, exec.args, {
      env,
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      // Its own process group, so that what it starts ends with it.
      detached: process.platform !== 'win32',
    });
    const end = () => killGroup(child.pid);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      process.removeListener('exit', end);
      finish();
    };
    const stop = (error: DrydockError) =>
      settle(() => {
        end();
        child.stdout.destroy();
        reject(error);
      });
    const cancel = () => stop(new DrydockError('CANCELLED'));
    const timer = setTimeout(
      () => stop(failed(`it did not finish within ${Math.round(limitMs / 1000)} seconds`)),
      limitMs,
    );
    signal?.addEventListener('abort', cancel, { once: true });
    // Out of this process's group, it would outlive a Drydock that is stopped.
    process.once('exit', end);
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(() => reject(error.code === 'ENOENT' ? notInstalled(exec) : failed('it could not be started'))),
    );
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_OUTPUT_BYTES) stop(failed('it printed more than a credential'));
      else chunks.push(chunk);
    });
    child.once('close', (status) =>
      settle(() => {
        if (status === 0) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(failed(`it ended with status ${status ?? 'unknown'}`));
      }),
    );
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function parse(text: string, apiVersion: string): ExecCredential {
  const value = credentialIn(text);
  if (str(value, 'kind') !== 'ExecCredential' || str(value, 'apiVersion') !== apiVersion) {
    throw failed('its output is not an ExecCredential of the version that the kubeconfig requires');
  }
  const status = at(value, 'status');
  const token = str(status, 'token') || null;
  const cert = str(status, 'clientCertificateData') || null;
  const key = str(status, 'clientKeyData') || null;
  if ((cert === null) !== (key === null)) throw failed('it returned a certificate without its key');
  if (token === null && cert === null) throw failed('it returned no credential');
  if (token !== null && /[\u0000-\u001f\u007f]/.test(token))
    throw failed('its token contains a control character');
  const expires = Date.parse(str(status, 'expirationTimestamp') ?? '');
  return {
    token,
    clientCertificate: cert === null || key === null ? null : pairOf(cert, key),
    expiresAtMs: Number.isNaN(expires) ? null : expires,
  };
}

/** JSON, or YAML as kubectl takes it too. */
function credentialIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parseKubeconfigYaml(text);
    } catch {
      throw failed('its output is not an ExecCredential');
    }
  }
}

function pairOf(cert: string, key: string): { cert: string; key: string } {
  try {
    return keyPair(cert, key, 'client');
  } catch (error) {
    throw failed(isDrydockError(error) ? String(error.data['reason']) : 'its certificate cannot be read');
  }
}

function notInstalled(exec: ExecEntry): DrydockError {
  const hint = installHintOf(exec);
  const said = hint === '' ? '' : `; the kubeconfig says about it: ${hint}`;
  return failed(`the program ${exec.command.slice(0, 200)} is not installed${said}`);
}

function failed(reason: string): DrydockError {
  return new DrydockError('EXEC_FAILED', { reason });
}
