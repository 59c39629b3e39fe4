/** Runs test files in a warm Vitest, which is started anew when one of them does not end. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

export type Outcome = 'passed' | 'failed' | 'timed out';

export interface Ran {
  readonly outcome: Outcome;
  /** The first test that failed, or the first error. */
  readonly why: string;
  readonly ms: number;
}

export interface WarmTests {
  readonly run: (test: string, changed: string, limitMs: number) => Promise<Ran>;
  readonly close: () => void;
}

const Answer = z.object({ passed: z.boolean(), why: z.string() });

export function warmTests(root: string): WarmTests {
  let child: ChildProcess | null = null;
  const close = () => {
    // The whole group: the workers of Vitest, and what tests have started.
    if (child?.pid !== undefined) endGroup(child.pid);
    child = null;
  };
  return {
    close,
    run: async (test, changed, limitMs) => {
      child ??= await start(root);
      const started = performance.now();
      const answer = await ask(child, { test, changed }, limitMs);
      const ms = performance.now() - started;
      if (answer === null) {
        close();
        return { outcome: 'timed out', why: '', ms };
      }
      return { outcome: answer.passed ? 'passed' : 'failed', why: answer.why, ms };
    },
  };
}

async function start(root: string): Promise<ChildProcess> {
  const child = fork(join(root, 'build/mutate/vitest-process.ts'), [], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  await new Promise<void>((ready, failed) => {
    child.once('message', () => ready());
    child.once('exit', () => failed(new Error(`Vitest did not start: ${complaint}`)));
  });
  return child;
}

/** null when the limit passes, or the process ends, before it answers. */
function ask(child: ChildProcess, order: object, limitMs: number): Promise<z.infer<typeof Answer> | null> {
  return new Promise((answered) => {
    const settle = (answer: z.infer<typeof Answer> | null) => {
      clearTimeout(timer);
      child.off('message', heard);
      child.off('exit', ended);
      answered(answer);
    };
    const heard = (message: unknown) => settle(Answer.parse(message));
    const ended = () => settle(null);
    const timer = setTimeout(ended, limitMs);
    child.on('message', heard);
    child.on('exit', ended);
    child.send(order);
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
