/** What is planted in the sample is in no bundle that is collected from it, and in nothing that lies beside one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { expect, onTestFinished, test } from 'vitest';
import { collectToBundle } from '../../../main/hosts/cli/work/collect.ts';
import { openEvidence } from '../../../main/hosts/cli/work/open-evidence.ts';
import { canaryForms, SAMPLE_CANARIES } from '../../../main/sample/canaries.ts';
import { startSampleServer } from '../../../main/sample/server.ts';
import { unzipped } from '../../fixtures/main-job/unzipped.ts';

const CANARIES = SAMPLE_CANARIES.flatMap(canaryForms);

test('a collected bundle holds no canary, and an encrypted one no word of the cluster either', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-collect-canary-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const server = await startSampleServer();
  onTestFinished(() => server.close());
  const kubeconfig = join(dir, 'kubeconfig.yaml');
  writeFileSync(kubeconfig, server.kubeconfig(), { mode: 0o600 });
  const identity = await generateIdentity();
  const out = { clear: join(dir, 'clear.evidence.zip'), sealed: join(dir, 'sealed.evidence.zip') };
  const seenWhileWriting = new Set<string>();
  const lookAround = () => {
    for (const name of readdirSync(dir).filter((each) => each.includes('sealed'))) {
      seenWhileWriting.add(name);
      const bytes = readFileSync(join(dir, name));
      expect(bytes.includes('billing-legacy') || bytes.includes('PK\u0003\u0004')).toBe(false);
    }
  };
  const request = {
    kubeconfigs: [kubeconfig],
    allowExec: false,
    onProgress: lookAround,
    signal: new AbortController().signal,
  };
  await collectToBundle({ ...request, out: out.clear });
  await collectToBundle({ ...request, out: out.sealed, encryptTo: [await identityToRecipient(identity)] });
  lookAround();
  expect([...seenWhileWriting]).toEqual(['sealed.evidence.zip.partial', 'sealed.evidence.zip']);
  expect(readdirSync(dir).toSorted()).toEqual([
    'clear.evidence.zip',
    'kubeconfig.yaml',
    'sealed.evidence.zip',
  ]);

  const clear = await unzipped(out.clear);
  // The search itself works: the cluster's names are there.
  expect(clear).toContain('billing-legacy');
  expect(CANARIES.filter((canary) => clear.includes(canary))).toEqual([]);
  const sealed = readFileSync(out.sealed);
  expect(CANARIES.filter((canary) => sealed.includes(canary))).toEqual([]);
  const [source] = await openEvidence([out.sealed], { identity });
  expect(JSON.stringify([...(source?.objects() ?? [])])).toContain('billing-legacy');
  expect(statSync(out.sealed).mode & 0o777).toBe(0o600);
});
