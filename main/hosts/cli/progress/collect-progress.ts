/**
 * Progress of a collection on stderr: a few live lines in a terminal; in a log a line for each phase, and at most one
 * every ten seconds in between, with the time.
 */
import type { CollectProgress } from '../../../../shared/collect.ts';
import { phaseWords } from '../../../workbench/evidence-flow.ts';
import { plain } from '../plain.ts';
import { columnsOf, liveLines, type Terminal } from './live-lines.ts';
import { kindsWords, numbersWords } from './words.ts';

export interface ProgressDisplay {
  update(this: void, progress: CollectProgress): void;
  /** One sentence that stays. Made safe here. */
  say(this: void, sentence: string): void;
  close(this: void): void;
}

export interface ProgressOptions {
  readonly stream: Terminal & { readonly isTTY?: boolean | undefined };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly nowMs?: () => number;
}

const REPAINT_MS = 100;
const LOG_EVERY_MS = 10_000;
/** The rate is of the last few seconds: of the whole, it would hide that a server became slow. */
const RATE_OVER_MS = 5_000;

export function collectProgress(options: ProgressOptions): ProgressDisplay {
  const live = options.stream.isTTY === true && options.environment['TERM'] !== 'dumb';
  return live ? inTerminal(options) : inLog(options);
}

function inTerminal({ stream, environment, nowMs = Date.now }: ProgressOptions): ProgressDisplay {
  const lines = liveLines(stream);
  const colours = coloursFor(environment);
  const rate = rateOf();
  let latest: CollectProgress | null = null;
  let painted: CollectProgress | null = null;
  const paint = () => {
    if (latest === null || latest === painted) return;
    painted = latest;
    lines.show(linesOf(latest, rate.at(nowMs()), { width: stream.columns ?? 80, ...colours }));
  };
  const timer = setInterval(paint, REPAINT_MS);
  timer.unref();
  return {
    update(progress) {
      rate.add(nowMs(), progress.bytes);
      const isNewPhase = latest?.phase !== progress.phase;
      latest = progress;
      if (isNewPhase) paint();
    },
    say: (sentence) => lines.print(plain(sentence)),
    close() {
      clearInterval(timer);
      lines.close();
    },
  };
}

interface Look {
  readonly width: number;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly bad: (text: string) => string;
}

function linesOf(progress: CollectProgress, bytesPerSecond: number | null, look: Look): string[] {
  const phase = look.strong(phaseWords(progress.phase));
  const kinds = kindsWords(progress);
  const room = look.width - columnsOf(phase) - columnsOf(kinds) - 6;
  const bar = progress.kindsTotal > 0 && room >= 8 ? bars(progress, Math.min(30, room), look) : '';
  const lastRefused = progress.refused.at(-1);
  return [
    [phase, bar, kinds].filter((part) => part !== '').join('  '),
    ...[numbersWords(progress, bytesPerSecond).join(' · ')].filter((line) => line !== ''),
    ...(progress.current.length === 0 ? [] : [look.faint(plain(progress.current.join(', ')))]),
    ...(lastRefused === undefined ? [] : [look.bad(plain(lastRefused))]),
  ];
}

function bars({ kindsDone, kindsTotal }: CollectProgress, width: number, look: Look): string {
  const full = Math.round((Math.min(kindsDone, kindsTotal) / kindsTotal) * width);
  return '━'.repeat(full) + look.faint('─'.repeat(width - full));
}

/** https://no-color.org: set and not empty means none. */
function coloursFor(environment: ProgressOptions['environment']): Omit<Look, 'width'> {
  const paint = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
  const none = (text: string) => text;
  return environment['NO_COLOR']
    ? { strong: none, faint: none, bad: none }
    : { strong: paint(1), faint: paint(2), bad: paint(33) };
}

function rateOf() {
  let samples: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    add(atMs: number, bytes: number) {
      if (atMs - (samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) < REPAINT_MS) return;
      samples = [...samples.filter((sample) => atMs - sample.atMs <= RATE_OVER_MS), { atMs, bytes }];
    },
    /** null until there is enough to tell. */
    at(nowMs: number): number | null {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined || nowMs - first.atMs < 1_000) return null;
      return ((last.bytes - first.bytes) * 1000) / (nowMs - first.atMs);
    },
  };
}

function inLog({ stream, nowMs = Date.now }: ProgressOptions): ProgressDisplay {
  let phase = '';
  let saidMs = Number.NEGATIVE_INFINITY;
  const say = (sentence: string) => {
    stream.write(`${new Date(nowMs()).toISOString()} ${plain(sentence)}\n`);
  };
  return {
    update(progress) {
      if (progress.phase === phase && nowMs() - saidMs < LOG_EVERY_MS) return;
      phase = progress.phase;
      saidMs = nowMs();
      const parts = [kindsWords(progress), ...numbersWords(progress, null)].filter((part) => part !== '');
      say([phaseWords(progress.phase), ...parts].join(', ').replace(', ', ': '));
    },
    say,
    close() {},
  };
}
