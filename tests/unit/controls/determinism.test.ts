/** The same evidence gives the same bytes: whatever the order it was read in, and wherever the machine stands. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import type { SnapshotSource } from '../../../main/snapshot/model.ts';
import { randomWorld } from '../../fixtures/worlds/index.ts';
import { chanceFrom } from '../../fixtures/worlds/random.ts';

const told = (source: SnapshotSource) => JSON.stringify(analyseSnapshot(source, { includePasses: true }));

describe('the analysis', () => {
  test('does not depend on the order of objects and kinds', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(), (seed, order) => {
        const { source } = randomWorld(seed);
        expect(told(shuffled(source, order))).toBe(told(source));
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

const MAIN = fileURLToPath(new URL('../../../build/drydock.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'drydock-determinism-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('drydock scan', () => {
  let here = '';
  beforeAll(() => {
    mkdirSync(join(dir, 'files'));
    const chance = chanceFrom(1);
    // Names that sort otherwise in Turkish and Japanese, and in a locale that looks away from case.
    const names = ['ingress', 'INGRESS', 'ısı', 'İz', 'zebra', 'Äpfel', 'apfel', 'い', 'ア', '-a', 'a-'];
    for (const [at, { object }] of [...randomWorld(3, 'manifests').source.objects()].entries()) {
      const name = chance.of(30)
        ? `${chance.one(['i', 'I', 'ß'])}${names[at % names.length]}`
        : object.metadata.name;
      const renamed = { ...object, metadata: { ...object.metadata, name } };
      writeFileSync(join(dir, 'files', `${at}.json`), JSON.stringify(renamed));
    }
    here = scan({ TZ: 'UTC', LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' });
  });
  test.each([
    ['Turkish in Istanbul', { TZ: 'Europe/Istanbul', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    ['Japanese in Tokyo', { TZ: 'Asia/Tokyo', LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8' }],
    ['the plain locale, half a day behind', { TZ: 'Etc/GMT+12', LANG: 'C', LC_ALL: 'C' }],
  ])('writes the same bytes in %s', (_, place) => {
    expect(here.length).toBeGreaterThan(10_000);
    expect(scan(place)).toBe(here);
  });
  test('the places differ: a machine there would sort, case and date otherwise', () => {
    const here = elsewhere({ TZ: 'UTC', LC_ALL: 'en_US.UTF-8' });
    for (const place of [
      { TZ: 'Europe/Istanbul', LC_ALL: 'tr_TR.UTF-8' },
      { TZ: 'Asia/Tokyo', LC_ALL: 'ja_JP.UTF-8' },
    ])
      expect(elsewhere(place)).not.toBe(here);
  });
});

function scan(place: Readonly<Record<string, string>>): string {
  const args = [MAIN, 'scan', '--from', join(dir, 'files'), '--all', '--format', 'json'];
  return run(args, place);
}

function elsewhere(place: Readonly<Record<string, string>>): string {
  const script = `console.log(Intl.DateTimeFormat().resolvedOptions().locale, new Date(0).toString(), 'I'.toLocaleLowerCase(), ['Z', 'ä', 'a'].sort(new Intl.Collator().compare).join())`;
  return run(['-e', script], place);
}

function run(args: readonly string[], place: Readonly<Record<string, string>>): string {
  const ran = spawnSync(process.execPath, [...args], {
    env: { PATH: process.env['PATH'], ...place },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  expect(ran.stderr).toBe('');
  return ran.stdout;
}

/** The same objects, and the records of their kinds, in another order. */
function shuffled(source: SnapshotSource, seed: number): SnapshotSource {
  const chance = chanceFrom(seed);
  const shuffle = <T>(values: readonly T[]): T[] => {
    const left = [...values];
    return values.flatMap(() => left.splice(chance.below(left.length), 1));
  };
  const entries = shuffle([...source.objects()]);
  return { manifest: { ...source.manifest, kinds: shuffle(source.manifest.kinds) }, objects: () => entries };
}
