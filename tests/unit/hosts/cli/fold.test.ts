/** Unknowns that only their objects tell apart are one verdict of a scan, and nothing is lost of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { readManifests } from '../../../../main/evidence/manifests.ts';
import { foldUnknowns } from '../../../../main/hosts/cli/work/fold.ts';
import { scanEvidence } from '../../../../main/hosts/cli/work/scan.ts';
import type { Verdict } from '../../../../shared/verdict.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-fold-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with so many workloads and one document that nobody can read. */
function folder(workloads: number): string {
  const at = mkdtempSync(join(root, 'f-'));
  for (let i = 0; i < workloads; i += 1)
    writeFileSync(
      join(at, `w${i}.yaml`),
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w${i}, namespace: shop}\nspec:\n  selector: {matchLabels: {app: w${i}}}\n  template:\n    metadata: {labels: {app: w${i}}}\n    spec: {containers: [{name: a, image: "registry.example/a:1.2.3"}]}\n`,
    );
  writeFileSync(join(at, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
  return at;
}
const scan = (at: string, all = false) => scanEvidence({ from: [at], all, now: '2026-11-30T00:00:00.000Z' });

const CONTROL = 'network/pod-not-selected-ingress';

test('one verdict for each control counts its objects, says why and names them all', async () => {
  const { verdicts, summary } = await scan(folder(40));
  const own = verdicts.filter(({ control }) => control === CONTROL);
  expect(own).toHaveLength(1);
  expect(own[0]).toMatchObject({
    verdict: 'unknown',
    reason: 'not-in-manifests',
    object: null,
    message: 'Not established for 40 objects. 1 document of the files was not read and may hold more.',
  });
  const names = own[0]?.objects?.map(({ name, source }) => `${name} ${source?.replace(/^.*\//, '')}`);
  expect(names).toHaveLength(40);
  expect(names).toContain('w7 w7.yaml#1');
  const folded = verdicts.filter(({ objects }) => objects !== undefined);
  expect(summary.folded?.verdicts).toBe(folded.length);
  expect(summary.counts.unknown).toBe(verdicts.filter(({ verdict }) => verdict === 'unknown').length);
});

test('nothing is lost: every unknown of the analysis is listed or stands in one', async () => {
  const at = folder(40);
  const { verdicts, summary } = await scan(at, true);
  const analysis = analyseSnapshot(await readManifests([at]), { includePasses: true });
  const unknowns = analysis.verdicts.filter(({ verdict }) => verdict === 'unknown');
  const { folded } = summary;
  expect(summary.counts.unknown + (folded?.unknowns ?? 0) - (folded?.verdicts ?? 0)).toBe(unknowns.length);
  expect(summary.counts.pass).toBe(analysis.passes);
  const told = new Set(
    verdicts.flatMap(({ control, object, objects }) =>
      (objects ?? (object === null ? [] : [object])).map(({ name }) => `${control} ${name}`),
    ),
  );
  for (const { control, object } of unknowns)
    if (object !== null) expect(told).toContain(`${control} ${object.name}`);
  // What an engagement stores is as it was, and so are the counts of objects.
  const stored = analysis.summaries.find(({ control }) => control === CONTROL);
  expect(stored?.counts).toMatchObject({ unknown: expect.any(Number) as number, pass: 0, fail: 0 });
  expect(stored?.counts.unknown).toBeGreaterThanOrEqual(40);
});

test('a few are told one by one', async () => {
  const { verdicts, summary } = await scan(folder(5));
  expect(verdicts.filter(({ control, object }) => control === CONTROL && object !== null)).toHaveLength(5);
  expect(summary.folded).toBeUndefined();
});

test('fails, other reasons, other severities and other places are never folded', () => {
  const base: Verdict = {
    control: 'a/b',
    severity: 'low',
    verdict: 'unknown',
    reason: 'forbidden',
    object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p' },
    message: 'Services were refused.',
  };
  const many = (more: (i: number) => Partial<Verdict>) =>
    Array.from({ length: 9 }, (_, i): Verdict => ({ ...base, ...more(i) }));
  const { reason: _none, ...failing } = base;
  const fails = Array.from({ length: 9 }, (): Verdict => ({ ...failing, verdict: 'fail' }));
  for (const verdicts of [
    fails,
    many(() => ({ reason: 'needs-interview' })),
    many(() => ({ reason: 'redacted' })),
    many((i) => ({ path: `spec.containers[${i}]` })),
    many((i) => ({ subject: { kind: 'User', namespace: null, name: `u${i}` } })),
    many((i) => ({ message: `No ${i}.` })),
    many((i) => ({ control: `a/b${i}` })),
  ])
    expect(foldUnknowns(verdicts)).toEqual({ verdicts, into: 0, unknowns: 0 });
  const two = [...many(() => ({})), ...many(() => ({ severity: 'high' }))];
  expect(foldUnknowns(two).verdicts.map(({ severity, objects }) => [severity, objects?.length])).toEqual([
    ['low', 9],
    ['high', 9],
  ]);
  expect(foldUnknowns(two)).toMatchObject({ into: 2, unknowns: 18 });
});
