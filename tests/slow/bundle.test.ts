/** Bundles of the largest clusters: memory stays flat, and every program still opens them. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, describe, expect, test } from 'vitest';
import { createFileOutput } from '../../main/evidence/file-output.ts';
import { createZipWriter } from '../../main/evidence/zip-write.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-large-bundle-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the program prints is the caller's to know
const run = <T>(name: string, ...args: string[]): T =>
  JSON.parse(
    execFileSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, fixture(name), ...args], {
      encoding: 'utf8',
    }),
  ) as T;
/** Small, so that what counts is what is held and not what waits to be collected. */
const HEAP_MB = 256;

const PODS = 80_000;
/**
 * Beside the same program that makes the pods and writes them nowhere, or that reads an empty bundle. Objects that were
 * read fill the small heap with what waits to be collected.
 */
const MORE_MB = { writing: 100, reading: 220 };

describe('a bundle of 80,000 pods', () => {
  test('is written and read in flat memory, in clear and encrypted', async () => {
    const identity = await generateIdentity();
    const recipient = await identityToRecipient(identity);
    run('write-large-bundle.ts', join(dir, 'empty.zip'), '0');
    const base = run<{ peakKb: number }>('write-large-bundle.ts', '-', String(PODS)).peakKb;
    const baseOfReading = run<{ peakKb: number }>('read-to-the-end.ts', join(dir, 'empty.zip')).peakKb;
    for (const [name, to, key] of [
      ['clear.zip', [], []],
      ['sealed.zip', [recipient], [identity]],
    ] as const) {
      const path = join(dir, name);
      const written = run<{ bytes: number; peakKb: number }>(
        'write-large-bundle.ts',
        path,
        String(PODS),
        ...to,
      );
      expect(written.bytes).toBeGreaterThan(600_000_000);
      const read = run<{ code: string | null; objects: number; peakKb: number }>(
        'read-to-the-end.ts',
        path,
        ...key,
      );
      expect(read).toMatchObject({ code: null, objects: PODS * 1.5 });
      const writing = (written.peakKb - base) / 1024;
      const reading = (read.peakKb - baseOfReading) / 1024;
      process.stdout.write(
        `${name}: ${Math.round(written.bytes / 1e6)} MB in ${Math.round(statSync(path).size / 1e6)} MB; ` +
          `memory beside the program: writing ${Math.round(writing)} MB, reading ${Math.round(reading)} MB\n`,
      );
      expect(writing).toBeLessThan(MORE_MB.writing);
      expect(reading).toBeLessThan(MORE_MB.reading);
      rmSync(path);
    }
  });
});

test('an archive beyond 4 GB, with an entry beyond 4 GB, is opened by unzip and Python', async () => {
  const path = join(dir, 'huge.zip');
  const output = await createFileOutput(path);
  const zip = createZipWriter(output);
  const time = new Date('2026-05-01T00:00:00Z');
  const line = Buffer.alloc(1024 ** 2, 'The quick brown fox jumps over the lazy dog.\n');
  const big = zip.entry('objects/a.ndjson', time);
  for (let at = 0; at < 4200; at += 1) await big.write(line);
  await big.close();
  // Noise does not shrink: the entry behind it begins beyond the 32-bit mark.
  const noisy = zip.entry('objects/aa.ndjson', time);
  const noise = randomBytes(1024 ** 2);
  for (let at = 0; at < 4200; at += 1) await noisy.write(noise);
  await noisy.close();
  const last = zip.entry('objects/b.ndjson', time);
  await last.write(Buffer.from('last\n'));
  await last.close();
  await zip.finish((a, b) => (a < b ? -1 : 1));
  await output.finish();
  const list = execFileSync('unzip', ['-l', path], { encoding: 'utf8' });
  expect(list).toContain(String(4200 * 1024 ** 2));
  expect(execFileSync('unzip', ['-p', path, 'objects/b.ndjson'], { encoding: 'utf8' })).toBe('last\n');
  const script = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print([i.file_size for i in z.infolist()], z.read('objects/b.ndjson').decode().strip(), z.testzip())`;
  const said = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(said.trim()).toBe(`[${4200 * 1024 ** 2}, ${4200 * 1024 ** 2}, 5] last None`);
});
