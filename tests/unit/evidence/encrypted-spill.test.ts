import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { spill } from '../../../main/evidence/encrypted-spill.ts';

const CLEAR = 'CANARY-in-clear-5d81c7a2 ';

async function* chunks(total: number, size: number) {
  for (let at = 0; at < total; at += size) yield contents(at, Math.min(size, total - at));
}

/** Any part of an endless text in which every place differs. */
function contents(start: number, length: number): Buffer {
  const first = Math.floor(start / 32);
  const blocks = Array.from({ length: Math.ceil(length / 32) + 1 }, (_, at) =>
    createHash('sha256')
      .update(String(first + at))
      .digest(),
  );
  return Buffer.concat(blocks).subarray(start % 32, (start % 32) + length);
}

test('gives back any part of what was written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 1, max: 9_000 }),
      fc.array(fc.tuple(fc.nat(50_000), fc.nat(5_000)), { maxLength: 10 }),
      async (total, size, parts) => {
        const source = await spill(chunks(total, size));
        try {
          expect(source.bytes).toBe(total);
          for (const [wanted, length] of parts) {
            const start = wanted % total;
            const end = Math.min(start + length, total);
            expect((await source.read(start, end - start)).equals(contents(start, end - start))).toBe(true);
          }
          await expect(source.read(total, 1)).rejects.toThrow(RangeError);
        } finally {
          await source.close();
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('holds nothing in clear while it is open, and is gone afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-spill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = await spill(
    (async function* () {
      for (let at = 0; at < 100; at += 1) yield Buffer.from(CLEAR.repeat(100));
    })(),
    folder,
  );
  const files = [...readdirSync(folder).map((name) => join(folder, name)), ...openFilesOf(folder)];
  // One file, by its name or, where that is gone already, by what this process has open.
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(source.bytes);
    expect(bytes.includes('CANARY')).toBe(false);
  }
  await source.close();
  expect([...readdirSync(folder), ...openFilesOf(folder)]).toEqual([]);
});

test('leaves nothing when what it is to hold cannot be read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-spill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const failing = (async function* () {
    yield Buffer.from(CLEAR);
    throw new Error('cut off');
  })();
  await expect(spill(failing, folder)).rejects.toThrow('cut off');
  expect([...readdirSync(folder), ...openFilesOf(folder)]).toEqual([]);
});

/** Files of a folder that this process has open although their names are gone. Linux alone tells. */
function openFilesOf(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .map((fd) => `/proc/self/fd/${fd}`)
    .filter((path) => {
      try {
        return readlinkSync(path).startsWith(folder);
      } catch {
        return false;
      }
    });
}
