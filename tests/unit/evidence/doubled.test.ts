/** A bundle that holds an object more than once: told as a fault of the evidence, and nothing of it is hidden. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { loadIntoMemory, readEvidence } from '../../../main/evidence/read.ts';
import { scanEvidence } from '../../../main/hosts/cli/work/scan.ts';
import { forged } from './forge.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-doubled-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const pod = (name: string, privileged: boolean): string =>
  `${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { containers: [{ name: 'c', image: 'a:1', securityContext: { privileged } }] },
  })}\n`;

/** The forged bundle holds no other kind of workload. */
const isAboutPods = ({ message }: { readonly message: string }): boolean =>
  !/^The (?!pods\b).* were not collected\.$/.test(message);

async function scanned(pods: string) {
  const path = join(dir, 'x.evidence.zip');
  writeFileSync(path, await forged({ pods }));
  const scan = await scanEvidence({
    from: [path],
    all: true,
    control: ['pod/privileged-container'],
    now: '2026-05-02T00:00:00.000Z',
  });
  return {
    incomplete: scan.summary.incomplete,
    verdicts: scan.verdicts
      .filter(isAboutPods)
      .map(({ verdict, object, message }) => [
        verdict,
        object === null ? message : `${object.name} ${object.source ?? ''}`.trim(),
      ]),
  };
}

const FAULT =
  'The evidence contains Pod shop/web more than once. No API server does that, so the evidence was edited or assembled by hand. Differing copies are each judged.';

test.each([
  ['the good one first', [false, true]],
  ['the bad one first', [true, false]],
])('copies that differ are each judged, %s', async (_, order) => {
  const { incomplete, verdicts } = await scanned(
    order.map((bad) => pod('web', bad)).join('') + pod('api', false),
  );
  expect(verdicts).toEqual([
    ['fail', expect.stringMatching(/^web copy [12] of 2 in the evidence$/)],
    ['unknown', `Not all pods were collected. ${FAULT}`],
    ['pass', 'api'],
    ['pass', expect.stringMatching(/^web copy [12] of 2 in the evidence$/)],
  ]);
  expect(incomplete).toEqual([`halcyon: pods is partial: ${FAULT}`]);
});

test('identical copies are judged once, and told', async () => {
  const { incomplete, verdicts } = await scanned(pod('web', true) + pod('api', false) + pod('web', true));
  expect(verdicts).toEqual([
    ['fail', 'web'],
    ['unknown', `Not all pods were collected. ${FAULT}`],
    ['pass', 'api'],
  ]);
  expect(incomplete).toHaveLength(1);
});

test('the same name in another namespace is no copy', async () => {
  const { incomplete } = await scanned(pod('web', true) + pod('web', true).replace('"shop"', '"lab"'));
  expect(incomplete).toEqual([]);
});

test('evidence that was stored before is judged in the same way', async () => {
  const path = join(dir, 'x.evidence.zip');
  writeFileSync(path, await forged({ pods: pod('web', true) + pod('web', false) }));
  const [evidence] = await readEvidence([path]);
  if (evidence === undefined) throw new Error('There is no evidence.');
  const source = await loadIntoMemory(evidence);
  const kinds = source.manifest.kinds.map((kind) => ({ ...kind, status: 'collected' as const, message: '' }));
  const { verdicts } = analyseSnapshot(
    { objects: () => source.objects(), manifest: { ...source.manifest, kinds } },
    { controls: ['pod/privileged-container'] },
  );
  expect(verdicts.filter(isAboutPods).map(({ verdict }) => verdict)).toEqual(['fail', 'unknown']);
  await evidence.close();
});
