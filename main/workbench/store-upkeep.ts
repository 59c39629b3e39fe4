/** What the store does while nobody asks anything: writes its log back, and autosaves what was written. */
import { autosave } from '../store/autosave.ts';
import { checkpoint, type OpenFile } from '../store/file.ts';
import { journalHead } from '../store/journal.ts';

export interface Upkeep {
  /** Call after every request. */
  touch(): void;
  /** The last autosave, when something changed since the one before. Call before the file is closed. */
  finish(): void;
}

export interface UpkeepOptions {
  readonly open: OpenFile;
  readonly file: string;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
  readonly idleMs?: number;
  /** Autosaves while the file is open are at least this far apart. */
  readonly autosaveEveryMs?: number;
}

const IDLE_MS = 30_000;
const AUTOSAVE_EVERY_MS = 10 * 60_000;

export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { open, file, now, idleMs = IDLE_MS, autosaveEveryMs = AUTOSAVE_EVERY_MS } = options;
  let timer: NodeJS.Timeout | undefined;
  let savedHead = journalHead(open.db).head;
  let savedAtMs = Date.parse(now());

  const save = () => {
    const { head } = journalHead(open.db);
    if (head === savedHead) return;
    autosave(open.db, file, { key: open.key, at: now() });
    savedHead = head;
    savedAtMs = Date.parse(now());
  };
  const idle = () => {
    attempt(() => checkpoint(open.db));
    if (Date.parse(now()) - savedAtMs >= autosaveEveryMs) attempt(save);
  };
  return {
    touch() {
      clearTimeout(timer);
      timer = setTimeout(idle, idleMs);
      timer.unref();
    },
    finish() {
      clearTimeout(timer);
      attempt(save);
    },
  };
}

/** Upkeep that fails, on a full disk or beside a long read, must not fail the work; the next one tries again. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}
