/** What the reader takes at most, whatever a stranger sends: in a process of its own with a small heap. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { forgedContents, PODS_FILE } from './forge.ts';
import { extraField, type RawEntry, rawZip } from './raw-zip.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-memory-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const READER = fileURLToPath(new URL('../../fixtures/read-to-the-end.ts', import.meta.url));
const HEAP_MB = 128;
/** Generous: Node with the reader's own modules takes some 105 MB before anything is read, and a line 64 MB. */
const PEAK_MB = 350;

function readInSmallHeap(bytes: Buffer): { code: string | null; message?: string; peakMb: number } {
  const path = join(dir, 'x.evidence.zip');
  writeFileSync(path, bytes);
  const said = execFileSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, READER, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { peakKb, ...outcome } = JSON.parse(said) as {
    code: string | null;
    message?: string;
    peakKb: number;
  };
  return { ...outcome, peakMb: peakKb / 1024 };
}

const honest = (pods: string): RawEntry[] => forgedContents({ pods }).map(([name, data]) => ({ name, data }));
const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}';

/** The same compressed megabyte of one letter, again and again. */
function repeated(megabytes: number): Buffer {
  const one = deflateRawSync(Buffer.alloc(1024 ** 2, 'x'), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([...Array<Buffer>(megabytes).fill(one), deflateRawSync(Buffer.alloc(0))]);
}

const many = (count: number, entry: Partial<RawEntry>): RawEntry[] =>
  Array.from({ length: count }, (_, at) => ({ name: `objects/${at}.ndjson`, ...entry }));

/** The objects replaced by a stream that says of itself what it likes. */
const withPods = (raw: Buffer, bytes: number) =>
  rawZip(
    honest(`${POD}}\n`).map((entry) =>
      entry.name === PODS_FILE ? { ...entry, raw, compressedBytes: raw.length, bytes } : entry,
    ),
  );

test.each<[string, () => Buffer, RegExp]>([
  ['four gigabytes that say they are one line', () => withPods(repeated(4000), 80), /larger than declared/],
  ['four gigabytes that say so', () => withPods(repeated(4000), 4000 * 1024 ** 2), /expands too much/],
  [
    'a line without end, as dense as may be',
    () => {
      // One part in a hundred is noise, so that no ratio gives it away.
      const piece = deflateRawSync(`${'x'.repeat(990_000)}${randomBytes(7_500).toString('base64')}`, {
        finishFlush: constants.Z_SYNC_FLUSH,
      });
      const raw = Buffer.concat([...Array<Buffer>(100).fill(piece), deflateRawSync(Buffer.alloc(0))]);
      return withPods(raw, 100_000_000);
    },
    /line is too long/,
  ],
  [
    'a listing of which nearly everything is extra fields',
    () => {
      const extra = extraField(0x9999, Buffer.alloc(20_000));
      return rawZip([...honest(`${POD}}\n`), ...many(9_000, { extra })]);
    },
    /more than a file/,
  ],
  [
    '20,000 small entries',
    () => rawZip([...honest(`${POD}}\n`), ...many(20_000, { extra: extraField(0x9999, Buffer.alloc(900)) })]),
    /does not list/,
  ],
  [
    'nearly two million values in one line',
    () =>
      rawZip(
        honest(
          `${POD},"spec":[${Array.from({ length: 1_900_000 }, (_, at) => (at * 7919) % 997).join()}]}\n`,
        ),
      ),
    /^$/,
  ],
])('bounded for %s', (_, make, reason) => {
  const { code, message = '', peakMb } = readInSmallHeap(make());
  expect(message).toMatch(reason);
  expect(code).toBe(message === '' ? null : 'BUNDLE_INVALID');
  expect(peakMb).toBeLessThan(PEAK_MB);
});
