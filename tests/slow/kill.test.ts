import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { answerRevisions } from '../../main/store/answers.ts';
import { closeFile, openFile } from '../../main/store/file.ts';
import { journalHead, verifyJournal } from '../../main/store/journal.ts';
import { createEngagement } from '../../main/store/unlock.ts';
import { PROFILE, STAMP } from '../unit/store/places.ts';

/** One in eleven dies while it opens and recovers the file, the other 200 while they answer. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 220);
/** Catches a hang: a round takes a second, and four of them where other work takes the machine. */
const LIMIT_MS = 60 * 60_000;
const OPENING_EVERY = 11;
const CHILD = fileURLToPath(new URL('../fixtures/crash/answering.ts', import.meta.url));

interface Acknowledged {
  readonly questionId: string;
  readonly revision: number;
  readonly note: string;
}

test(
  'no acknowledged answer is lost when the process is killed at random moments',
  async () => {
    const seed = Number(process.env['KILL_SEED'] ?? randomInt(2 ** 31));
    console.log(`KILL_SEED=${seed}`);
    const random = randomOf(seed);
    const dir = mkdtempSync(join(tmpdir(), 'drydock-kill-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const file = join(dir, 'killed.drydock');
    const key = await createEngagement({
      path: file,
      passphrase: 'killed again and again',
      profile: PROFILE,
      isSample: false,
      stamp: STAMP,
    });

    const acknowledged: Acknowledged[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      acknowledged.push(...(await killedRound({ file, key, round, random })));
      if (round % 20 === 0 || round === ROUNDS) await expectAll(file, key, acknowledged);
    }
    console.log(`${ROUNDS} kills, ${acknowledged.length} answers acknowledged`);
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
  },
  LIMIT_MS,
);

/** Starts the child, kills it at a random moment, and returns what it had acknowledged. */
async function killedRound(input: {
  readonly file: string;
  readonly key: Buffer;
  readonly round: number;
  readonly random: () => number;
}): Promise<Acknowledged[]> {
  const { random } = input;
  const child = spawn(process.execPath, [CHILD, input.file, String(input.round)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end(input.key.toString('hex'));
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const gone = once(child, 'close');
  if (input.round % OPENING_EVERY === 0) await delay(random() * 400);
  else {
    await Promise.race([opened(child), gone]);
    await delay(random() * 200);
  }
  child.kill('SIGKILL');
  await gone;
  expect({ round: input.round, complaints, signal: child.signalCode }).toEqual({
    round: input.round,
    complaints: '',
    signal: 'SIGKILL',
  });
  const whole = printed.slice(0, printed.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Acknowledged);
}

const opened = (child: ChildProcess) => new Promise((resolve) => child.stdout?.once('data', resolve));

async function expectAll(file: string, key: Buffer, acknowledged: readonly Acknowledged[]): Promise<void> {
  // Opening runs quick_check, and refuses when it is not ok.
  const open = await openFile(file, { key });
  try {
    expect(open.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(verifyJournal(open.db)).toBe(true);
    const questions = new Set(acknowledged.map(({ questionId }) => questionId));
    const stored = new Map<string, string>();
    for (const questionId of questions) {
      for (const { revision, note } of answerRevisions(open.db, { questionId, clusterId: null })) {
        stored.set(`${questionId} ${revision}`, note);
      }
    }
    const lost = acknowledged.filter(
      ({ questionId, revision, note }) => stored.get(`${questionId} ${revision}`) !== note,
    );
    expect(lost).toEqual([]);
    // One entry for the engagement, and one for each answer: neither is ever there without the other.
    const answers = open.db.prepare('SELECT count(*) FROM answer').pluck().get();
    expect(journalHead(open.db).length).toBe(Number(answers) + 1);
  } finally {
    closeFile(file, open);
  }
}

/** mulberry32: small, seeded, good enough to choose moments. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
