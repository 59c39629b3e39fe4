/** The fuzzers of the unit suite, run for minutes instead of seconds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readToTheEnd } from '../fixtures/read-to-the-end.ts';
import { FUZZERS } from '../unit/evidence/fuzz.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-bundle-fuzz-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const MORE_OFTEN = 25;

test.each(Object.entries(FUZZERS))(
  'a bundle changed %s is refused with a code or is what it was',
  async (_, fuzzer) => {
    expect.hasAssertions();
    const path = join(dir, 'x.evidence.zip');
    await fuzzer.run(async (bytes, identity = null) => {
      writeFileSync(path, bytes);
      const outcome = await readToTheEnd(path, identity);
      expect(outcome.code).not.toBe('defect');
      return outcome;
    }, fuzzer.inSeconds * MORE_OFTEN);
  },
);
