import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { redactForLog } from '../log-redaction.ts';
import type { Electron } from './electron.ts';

export interface Log {
  /** Writes one line: what happened, in our own words, with small facts. Never a payload. */
  write(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  /** Writes the kind and place of an error, without its message: messages quote what they were given. */
  error(event: string, error: unknown): void;
}

/** A log of JSON lines in `directory`, kept to two files of 1 MB. A log that cannot be written stops nobody. */
export function openLog(directory: string, now: () => Date): Log {
  const path = join(directory, 'drydock.log');
  const append = (entry: Readonly<Record<string, unknown>>) => {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(path, `${path}.1`);
      appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch {
      // The disk may be full; the work goes on.
    }
  };
  return {
    write(event, facts = {}) {
      const safe = Object.fromEntries(
        Object.entries(facts).map(([key, value]) => [
          key,
          typeof value === 'string' ? redactForLog(value) : value,
        ]),
      );
      append({ at: now().toISOString(), event: redactForLog(event), ...safe });
    },
    error(event, error) {
      append({ at: now().toISOString(), event: redactForLog(event), ...describeWithoutPayload(error) });
    },
  };
}

/** Logs what crashed, and where, and no more. An unhandled error in main ends the app: its state is unknown. */
export function logCrashes({ app }: Pick<Electron, 'app'>, log: Log): void {
  // SECURITY S-25
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', error);
    app.exit(1);
  });
  process.on('unhandledRejection', (reason) => log.error('unhandled rejection', reason));
  app.on('render-process-gone', (_event, _contents, details) => {
    log.write('interface process gone', { reason: details.reason, exitCode: details.exitCode });
  });
  app.on('child-process-gone', (_event, details) => {
    log.write('child process gone', {
      type: details.type,
      reason: details.reason,
      exitCode: details.exitCode,
    });
  });
  // SECURITY S-26: the crash reporter is never started, so that there is nothing it could upload.
}

function describeWithoutPayload(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: redactForLog(error.code) } : {};
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, 12)
    .map((line) => redactForLog(line.trim()));
  return { kind: error.name, ...code, at_frames: frames.join(' < ') };
}

const MAX_BYTES = 1_000_000;
