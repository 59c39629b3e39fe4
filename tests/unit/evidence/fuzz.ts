/** Fuzzers of the bundle reader: on bytes and on structure. Each takes a way to read and how often to try. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ERROR_CODES } from '../../../shared/errors.ts';
import type { ReadOutcome } from '../../fixtures/read-to-the-end.ts';
import { writeSampleBundle } from '../../fixtures/sample-bundle.ts';
import { forged, forgedContents, PODS_FILE } from './forge.ts';
import { type RawEntry, rawZip } from './raw-zip.ts';

type Read = (bytes: Uint8Array, identity?: string | null) => Promise<ReadOutcome>;

interface Fuzzer {
  readonly run: (read: Read, numRuns: number) => Promise<void>;
  /** How often it can be tried in a few seconds. */
  readonly inSeconds: number;
}

export const FUZZERS: Readonly<Record<string, Fuzzer>> = {
  'byte by byte': { run: bytes, inSeconds: 400 },
  'byte by byte, encrypted': { run: sealedBytes, inSeconds: 60 },
  'in its structure': { run: structure, inSeconds: 300 },
  'in its manifest': { run: manifest, inSeconds: 300 },
};

const expectKnown = ({ code, message }: ReadOutcome) => {
  if (code !== null && !ERROR_CODES.includes(code as never)) expect(message).toBe('an error in words');
};

async function bytes(read: Read, numRuns: number): Promise<void> {
  const honest = await forged();
  const whole = await read(honest);
  await fc.assert(
    fc.asyncProperty(mutations(honest.length), async (changes) => {
      const outcome = await read(mutated(honest, changes));
      expectKnown(outcome);
      if (outcome.code === null) expect(outcome).toEqual(whole);
    }),
    { numRuns },
  );
}

async function sealedBytes(read: Read, numRuns: number): Promise<void> {
  const identity = await generateIdentity();
  const folder = mkdtempSync(join(tmpdir(), 'drydock-fuzz-'));
  const path = join(folder, 'sealed.zip');
  await writeSampleBundle(path, [await identityToRecipient(identity)]);
  const honest = readFileSync(path);
  rmSync(folder, { recursive: true });
  await fc.assert(
    fc.asyncProperty(mutations(honest.length), async (changes) => {
      const copy = mutated(honest, changes);
      const outcome = await read(copy, identity);
      expectKnown(outcome);
      // Not one bit of it may be changed.
      if (!copy.equals(honest)) expect(outcome.code).not.toBeNull();
    }),
    { numRuns },
  );
}

async function structure(read: Read, numRuns: number): Promise<void> {
  const honest = forgedContents().map(([name, data]): RawEntry => ({ name, data }));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('manifest.json', PODS_FILE, '..', ''),
  );
  const entry: fc.Arbitrary<RawEntry> = fc.record(
    {
      name: text,
      data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      method: fc.constantFrom(0, 8, 12),
      flags: fc.nat(0xffff),
      crc: fc.nat(MAX_32),
      bytes: fc.oneof(fc.nat(300), fc.constant(MAX_32)),
      compressedBytes: fc.oneof(fc.nat(300), fc.constant(MAX_32)),
      mode: fc.nat(0o177777),
      localName: text,
      extra: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      headerStart: fc.nat(2000),
    },
    { requiredKeys: ['name'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), fc.boolean(), async (entries, withHonest) => {
      expectKnown(await read(rawZip(withHonest ? [...honest, ...entries] : entries)));
    }),
    { numRuns },
  );
}

async function manifest(read: Read, numRuns: number): Promise<void> {
  let whole = '';
  await forged({ manifest: (text) => (whole = text) });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), fc.nat(40), fc.json({ maxDepth: 3 }), async (at, length, put) => {
      const changed = (text: string) => text.slice(0, at) + put + text.slice(at + length);
      expectKnown(await read(await forged({ manifest: changed })));
    }),
    { numRuns },
  );
}

const MAX_32 = 0xffffffff;

type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bits: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'splice'; readonly from: number; readonly to: number; readonly length: number };

const mutations = (length: number): fc.Arbitrary<Mutation[]> =>
  fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.nat(length - 1),
        bits: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(length) }),
      fc.record({
        kind: fc.constant('splice' as const),
        from: fc.nat(length - 1),
        to: fc.nat(length - 1),
        length: fc.nat(64),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  );

function mutated(bytes: Buffer, changes: readonly Mutation[]): Buffer {
  let copy = Buffer.from(bytes);
  for (const change of changes) {
    if (change.kind === 'flip' && change.at < copy.length)
      copy[change.at] = (copy[change.at] ?? 0) ^ change.bits;
    if (change.kind === 'cut') copy = copy.subarray(0, change.at);
    if (change.kind === 'splice') {
      const piece = copy.subarray(change.from, change.from + change.length);
      copy = Buffer.concat([copy.subarray(0, change.to), piece, copy.subarray(change.to + change.length)]);
    }
  }
  return copy;
}
