/** Runs the command as a user does: another process, its exit status and what it said. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../build/drydock.ts', import.meta.url));

const TERMINAL = fileURLToPath(new URL('./terminal.py', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function drydock(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const child = startDrydock(args, options.env);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return ended(child);
}

/** Runs on until it ends or is told to. */
export function startDrydock(args: readonly string[], env = process.env): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { env });
}

export interface InTerminal {
  readonly columns: number;
  /** In order: once the first text was written, the second happens (see terminal.py). */
  readonly cues?: readonly (readonly [when: string, what: string])[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs it in a pseudo-terminal; `stdout` is all that reached the screen. */
export function drydockInTerminal(
  args: readonly string[],
  { columns, cues = [], env }: InTerminal,
): Promise<Ran> {
  const told = cues.map(([when, what]) => `${when}=${what}`);
  const command = [TERMINAL, String(columns), ...told, '--', process.execPath, MAIN, ...args];
  return ended(
    spawn('python3', command, { env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '', ...env } }),
  );
}

/** As the runtime begins a warning of its own. */
export const RUNTIME_WARNING = /\(node:\d+\)|--trace-(warnings|deprecation)/;

/** @throws Error when a warning of the runtime stands on standard error, whatever the command */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const warned = stderr.split('\n').find((line) => RUNTIME_WARNING.test(line));
  if (warned !== undefined) throw new Error(`the runtime speaks to the user: ${warned}`);
  return { code, stdout, stderr };
}
