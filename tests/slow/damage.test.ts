/** Damage to an engagement after a crash: every acknowledged answer is there, or its loss is said. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStoreApi } from '../../main/store/api.ts';
import { checkpoint, closeFile, openFile } from '../../main/store/file.ts';
import { isDrydockError } from '../../shared/errors.ts';
import { answered, engagement, place, STAMP } from '../unit/store/places.ts';

const FRAME = 24 + 4096;
const SIDES = ['', '-wal', '-head'] as const;
const ROUNDS = 420;

interface Image {
  /** Path of files as a crash leaves them, never opened themselves. */
  readonly file: string;
  readonly key: Buffer;
  /** "question revision" to the note that was acknowledged. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Answers, acknowledged one by one, and the files as they are on the disk then. */
async function image(answers: number, checkpoints: readonly number[] = []): Promise<Image> {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at, open.guard);
  const notes = new Map<string, string>();
  for (let count = 0; count < answers; count += 1) {
    const questionId = `damage.question-${count % 7}`;
    const note = `answer ${count} ${'·'.repeat((count * 37) % 900)}`;
    const { revision } = api.answers.save({
      questionId,
      clusterId: null,
      baseRevision: Math.floor(count / 7),
      input: answered(note),
      suggestedBy: null,
    });
    notes.set(`${questionId} ${revision}`, note);
    if (checkpoints.includes(count)) checkpoint(open.db);
  }
  const kept = join(place(), 'crashed.drydock');
  for (const side of SIDES) copyFileSync(file + side, kept + side);
  closeFile(file, open);
  return { file: kept, key, notes };
}

function copyOf(image: Image, without: readonly string[] = []): string {
  const file = join(place(), 'crashed.drydock');
  for (const side of SIDES) if (!without.includes(side)) copyFileSync(image.file + side, file + side);
  return file;
}

type Outcome = 'whole' | 'said' | 'lost silently';

/** Opens the files, and what is whole of them when something is missing. */
async function outcomeOf(file: string, { key, notes }: Image): Promise<{ outcome: Outcome; code: string }> {
  const found = new Map(
    SIDES.map((side) => [side, existsSync(file + side) ? readFileSync(file + side) : null]),
  );
  let code = '';
  try {
    closeFile(file, await openAndCompare(file, key, notes));
    return { outcome: 'whole', code };
  } catch (error) {
    if (error instanceof Lost) return { outcome: 'lost silently', code };
    if (!isDrydockError(error)) throw error;
    code = error.code;
  }
  for (const [side, bytes] of found) {
    expect(existsSync(file + side) ? readFileSync(file + side) : null).toEqual(bytes);
  }
  if (code !== 'ENGAGEMENT_INCOMPLETE') return { outcome: 'said', code };
  const open = await openFile(file, { key }, undefined, { acceptMissing: true }).catch((error: unknown) => {
    // Half of the log was written back and the rest is gone: nothing whole is left but the copies.
    if (isDrydockError(error) && error.code === 'ENGAGEMENT_DAMAGED') return null;
    throw error;
  });
  if (open === null) return { outcome: 'said', code };
  expect(open.recovered?.copy).toBe(`${file}.incomplete-1`);
  for (const [side, bytes] of found) {
    if (bytes !== null) expect(readFileSync(`${file}.incomplete-1${side}`)).toEqual(bytes);
  }
  closeFile(file, open);
  // Said once: what is whole opens from now on.
  closeFile(file, await openFile(file, { key }));
  return { outcome: 'said', code };
}

class Lost extends Error {}

async function openAndCompare(file: string, key: Buffer, notes: ReadonlyMap<string, string>) {
  const open = await openFile(file, { key });
  const stored = new Map(
    (open.db.prepare('SELECT answer FROM answer').pluck().all() as string[]).map((text) => {
      const { questionId, revision, note } = JSON.parse(text) as {
        questionId: string;
        revision: number;
        note: string;
      };
      return [`${questionId} ${revision}`, note];
    }),
  );
  if ([...notes].some(([key, note]) => stored.get(key) !== note)) {
    closeFile(file, open);
    throw new Lost();
  }
  return open;
}

test('hundreds of random damages to the log and the file: no acknowledged answer is lost silently', async () => {
  const random = randomOf(20_261_130);
  const images = [await image(40), await image(60, [25]), await image(90, [10, 50])];
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = images[round % images.length];
    const [name, damage] = DAMAGES[Math.floor(round / images.length) % DAMAGES.length] ?? [];
    if (from === undefined || name === undefined || damage === undefined) throw new Error('no damage');
    const file = copyOf(from);
    damage(file, random);
    const { outcome, code } = await outcomeOf(file, from);
    const key = `${name}: ${outcome}${code === '' ? '' : ` (${code})`}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    rmSync(join(file, '..'), { recursive: true });
  }
  const silent = [...counts].filter(([key]) => key.includes('lost silently'));
  const total = silent.reduce((sum, [, count]) => sum + count, 0);
  console.log(
    [...counts]
      .map(([key, count]) => `${String(count).padStart(4)}  ${key}`)
      .sort()
      .join('\n'),
  );
  console.log(`${ROUNDS} damages of ${DAMAGES.length} kinds: ${total} acknowledged answers lost silently`);
  expect(silent).toEqual([]);
});

type Random = () => number;
type Damage = readonly [name: string, damage: (file: string, random: Random) => void];

const at = (random: Random, below: number): number => Math.floor(random() * below);
const edit = (file: string, change: (bytes: Buffer) => void) => {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
};
const frames = (bytes: Buffer): number => Math.floor((bytes.length - 32) / FRAME);

const DAMAGES: readonly Damage[] = [
  [
    'a bit of the log',
    (file, random) => edit(`${file}-wal`, (log) => flip(log, at(random, log.length), random)),
  ],
  [
    'a bit of the header of the log',
    (file, random) => edit(`${file}-wal`, (log) => flip(log, at(random, 32), random)),
  ],
  [
    'a bit of the header of a frame',
    (file, random) =>
      edit(`${file}-wal`, (log) => flip(log, 32 + at(random, frames(log)) * FRAME + at(random, 24), random)),
  ],
  [
    'a bit of a page in the log',
    (file, random) =>
      edit(`${file}-wal`, (log) =>
        flip(log, 56 + at(random, frames(log)) * FRAME + at(random, 4096), random),
      ),
  ],
  [
    'the log cut anywhere',
    (file, random) => truncateSync(`${file}-wal`, at(random, readFileSync(`${file}-wal`).length)),
  ],
  [
    'the log cut between frames',
    (file, random) =>
      truncateSync(`${file}-wal`, 32 + at(random, frames(readFileSync(`${file}-wal`))) * FRAME),
  ],
  [
    'a range of the log in zeros',
    (file, random) =>
      edit(`${file}-wal`, (log) => {
        const from = at(random, log.length);
        log.fill(0, from, from + 1 + at(random, 20_000));
      }),
  ],
  [
    'two frames of the log swapped',
    (file, random) =>
      edit(`${file}-wal`, (log) => {
        const [one, two] = [32 + at(random, frames(log)) * FRAME, 32 + at(random, frames(log)) * FRAME];
        const kept = Buffer.from(log.subarray(one, one + FRAME));
        log.copy(log, one, two, two + FRAME);
        kept.copy(log, two);
      }),
  ],
  ['the log removed', (file) => rmSync(`${file}-wal`)],
  ['the log emptied', (file) => truncateSync(`${file}-wal`, 0)],
  [
    'a page of the file in zeros',
    (file, random) =>
      edit(file, (bytes) => {
        const from = 4096 * at(random, bytes.length / 4096);
        bytes.fill(0, from, from + 4096);
      }),
  ],
  [
    'a bit of the file',
    (file, random) => edit(file, (bytes) => flip(bytes, at(random, bytes.length), random)),
  ],
  ['the file emptied', (file) => truncateSync(file, 0)],
  ['rubbish behind the log', (file) => appendFileSync(`${file}-wal`, Buffer.alloc(9_000, 7))],
];

function flip(bytes: Buffer, where: number, random: Random): void {
  bytes[where] = (bytes[where] ?? 0) ^ (1 << at(random, 8));
}

test('files as a crash leaves them are whole, and a transaction that was never acknowledged is no loss', async () => {
  const from = await image(30, [12]);
  expect((await outcomeOf(copyOf(from), from)).outcome).toBe('whole');
  // Written, and torn before the disk had all of it.
  const torn = copyOf(from);
  const log = readFileSync(`${torn}-wal`);
  appendFileSync(`${torn}-wal`, log.subarray(32, 32 + FRAME * 2 - 900));
  expect((await outcomeOf(torn, from)).outcome).toBe('whole');
  // Copied without what lies beside it but the log, as a person may.
  expect((await outcomeOf(copyOf(from, ['-head']), from)).outcome).toBe('whole');
});

test('a log without its record is refused when whole transactions lie behind the damage', async () => {
  const from = await image(30);
  const file = copyOf(from, ['-head']);
  edit(`${file}-wal`, (log) => flip(log, 32 + 5 * FRAME + 100, () => 0));
  expect(await outcomeOf(file, from)).toEqual({ outcome: 'said', code: 'ENGAGEMENT_INCOMPLETE' });
});

test('an older copy that was put back is called older, and names the entries and the time', async () => {
  const from = await image(20);
  const file = copyOf(from, ['-wal']);
  await expect(openFile(file, { key: from.key })).rejects.toMatchObject({
    code: 'ENGAGEMENT_INCOMPLETE',
    message: expect.stringMatching(
      /its log is missing, or an older copy .* [Jj]ournal entries 2 to 21 are missing; everything up to 1 Jan 2026, 00:00:00 UTC is intact\.$/,
    ),
  });
  // The file and the log of an earlier moment of the same engagement.
  const early = join(place(), 'early.drydock');
  const key = await crashTwice(early);
  renameSync(`${early}.early`, early);
  renameSync(`${early}.early-wal`, `${early}-wal`);
  await expect(openFile(early, { key })).rejects.toMatchObject({ code: 'ENGAGEMENT_INCOMPLETE' });
});

/** Files of now, and those of a moment before under `FILE.early`. */
async function crashTwice(target: string): Promise<Buffer> {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at, open.guard);
  api.clusters.create({ name: 'one' });
  for (const side of ['', '-wal']) copyFileSync(file + side, `${target}.early${side}`);
  api.clusters.create({ name: 'two' });
  for (const side of SIDES) copyFileSync(file + side, target + side);
  closeFile(file, open);
  return key;
}

test('the log of another file is never written into this one', async () => {
  const from = await image(12, [11]);
  const other = await image(9);
  const file = copyOf(from);
  copyFileSync(`${other.file}-wal`, `${file}-wal`);
  await expect(openFile(file, { key: from.key })).rejects.toMatchObject({
    code: 'ENGAGEMENT_INCOMPLETE',
    data: { reason: 'the log beside it belongs to another file' },
  });
  const open = await openFile(file, { key: from.key }, undefined, { acceptMissing: true });
  expect(open.recovered).toMatchObject({ missing: null });
  expect(readFileSync(`${file}-wal.foreign-1`)).toEqual(readFileSync(`${other.file}-wal`));
  closeFile(file, open);
  expect((await outcomeOf(file, from)).outcome).toBe('whole');
});

/** mulberry32: small and seeded. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
