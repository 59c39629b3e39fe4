import { expect, onTestFinished, test } from 'vitest';
import { createJobRunner } from '../../../main/workbench/job-runner.ts';

const runner = () => {
  const made = createJobRunner({
    workerUrl: new URL('../../fixtures/hanging/storing-worker.mjs', import.meta.url),
    now: () => '2026-11-30T09:00:00Z',
    cancelGraceMs: 20,
  });
  onTestFinished(() => made.terminate());
  return made;
};
const access = { file: 'x', key: new Uint8Array(32), owner: 'me' };

test('a cancelled collection is given the time to store what it has read', async () => {
  const cancel = new AbortController();
  const task = {
    kubeconfigs: [],
    context: 'lock',
    clusterId: 'c',
    clusterName: 'lock',
    allowExec: [],
    extraCa: null,
    namespaces: [],
    limitMs: 60_000,
    resume: null,
  };
  const collected = runner().collect(access, task, () => {}, cancel.signal);
  cancel.abort();
  expect(await collected).toBe('stored');
});

test('what has nothing to store loses its thread', async () => {
  const cancel = new AbortController();
  const exported = runner().exportBundle(access, 's', cancel.signal);
  cancel.abort();
  await expect(exported).rejects.toMatchObject({ code: 'CANCELLED' });
});
