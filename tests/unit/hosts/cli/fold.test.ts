/** Unknowns that only their objects tell apart are one line of a list, and nothing is lost of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { foldUnknowns } from '../../../../main/hosts/cli/fold.ts';
import { scanEvidence } from '../../../../main/hosts/cli/work/scan.ts';
import type { Verdict } from '../../../../shared/verdict.ts';
import { drydock } from './run-drydock.ts';

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

test('the JSON has each unknown with its object; the list has one line for all of a control', async () => {
  const at = folder(40);
  const { verdicts, summary } = await scan(at);
  const own = verdicts.filter(({ control, object }) => control === CONTROL && object !== null);
  expect(new Set(own.map(({ object }) => object?.name)).size).toBe(40);
  expect(summary.counts.unknown).toBe(verdicts.filter(({ verdict }) => verdict === 'unknown').length);

  const [told, ...others] = foldUnknowns(verdicts).verdicts.filter(({ control }) => control === CONTROL);
  expect(others).toEqual([]);
  expect(told).toMatchObject({
    verdict: 'unknown',
    reason: 'not-in-manifests',
    object: null,
    message: 'Not established for 40 objects. 1 document in the files was not read and may contain more.',
  });
  const names = told?.objects?.map(({ name, source }) => `${name} ${source?.replace(/^.*\//, '')}`);
  expect(names).toHaveLength(40);
  expect(names).toContain('w7 w7.yaml#1');

  const { stdout } = await drydock(['scan', '--from', at, '--control', CONTROL]);
  expect(stdout).toMatch(/shop\/Deployment\/w\d+, shop\/Deployment\/w\d+ and 38 more\n/);
  expect(stdout).toMatch(/41 unknown \(41 of them, which differ only in their object, listed as 1\)/);
  const whole = await drydock(['scan', '--from', at, '--control', CONTROL, '--all']);
  expect(whole.stdout).toMatch(/shop\/Deployment\/w7 .*w7\.yaml#1/);
});

test('nothing is lost: every unknown is listed or stands in one', async () => {
  const { verdicts } = await scan(folder(40), true);
  const unknowns = verdicts.filter(({ verdict }) => verdict === 'unknown');
  const folded = foldUnknowns(verdicts);
  const standing = folded.verdicts.filter(({ verdict }) => verdict === 'unknown');
  expect(standing.length - folded.into + folded.unknowns).toBe(unknowns.length);
  const told = new Set(
    folded.verdicts.flatMap(({ control, object, objects }) =>
      (objects ?? (object === null ? [] : [object])).map(({ name }) => `${control} ${name}`),
    ),
  );
  for (const { control, object } of unknowns)
    if (object !== null) expect(told).toContain(`${control} ${object.name}`);
});

test('two equal ones are one line already, and one alone names its object', async () => {
  const own = ({ control }: Pick<Verdict, 'control'>) => control === CONTROL;
  const two = foldUnknowns((await scan(folder(2))).verdicts).verdicts.filter(own);
  expect(two).toHaveLength(1);
  expect(two[0]?.objects?.map(({ name }) => name)).toEqual(['w0', 'w1']);
  expect(two[0]?.message).toMatch(/^Not established for 2 objects\. /);

  const one = foldUnknowns((await scan(folder(1))).verdicts).verdicts.filter(own);
  expect(one.map(({ object, objects }) => [object?.name, objects])).toContainEqual(['w0', undefined]);
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
