/** Closing and locking depend on nothing that may not end. SECURITY S-30. A wait without a bound is a test that hangs. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import type { EngagementSession } from '../../../main/workbench/engagement-session.ts';
import type { EngagementAccess } from '../../../main/workbench/job-runner.ts';
import { createOpenEngagement } from '../../../main/workbench/open-engagement.ts';
import { directClient } from '../../../main/workbench/serve.ts';
import { openStoreClient } from '../../../main/workbench/store-client.ts';
import { createWorkbench, type WorkbenchOptions } from '../../../main/workbench/workbench.ts';

/** What is asked in the very moment of a lock may come before it or after. */
const ENDED = /^(CANCELLED|ENGAGEMENT_LOCKED)$/;
const HANGING = new URL('../../fixtures/hanging/', import.meta.url);

async function workbenchOf(options: WorkbenchOptions = {}) {
  const homeDir = mkdtempSync(join(tmpdir(), 'drydock-locking-'));
  const workbench = await createWorkbench(
    {
      kind: 'cli',
      homeDir,
      keychain: null,
      pickFiles: async () => null,
      uploadedFile: () => null,
      saveFile: async () => ({ kind: 'cancelled' }),
    },
    options,
  );
  onTestFinished(async () => {
    await workbench.close();
    rmSync(homeDir, { recursive: true, force: true });
  });
  return { workbench, homeDir, client: directClient(workbench) };
}

type Client = Awaited<ReturnType<typeof workbenchOf>>['client'];
const newEngagement = (client: Client) =>
  client.engagements.create({
    fileName: 'locked',
    passphrase: 'correct horse battery',
    profile: { name: 'Lantern', target: 'Halcyon' },
  });
const error = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (thrown: unknown) => (thrown as { code?: string }).code,
  );

test('the sample opened twice while it is made, and again while it is open, is one sample that stays open', async () => {
  const { client, workbench } = await workbenchOf();
  const first = await client.engagements.openSample();
  const second = await client.engagements.openSample();
  expect(second).toEqual(first);
  const made = await finished(client, first.jobId);
  expect(made.status).toBe('done');

  await client.clusters.create({ name: 'made meanwhile' });
  const third = await client.engagements.openSample();
  expect((await finished(client, third.jobId)).status).toBe('done');
  expect((await client.clusters.list()).map(({ name }) => name)).toContain('made meanwhile');

  await workbench.lock();
  const fourth = await client.engagements.openSample();
  expect((await finished(client, fourth.jobId)).status).toBe('done');
  expect((await client.clusters.list()).map(({ name }) => name)).toContain('made meanwhile');
});

test('no client is told of a lock while the sample is made and opened under its name', async () => {
  const { client, workbench } = await workbenchOf();
  const stop = new AbortController();
  const kinds: string[] = [];
  const told = Promise.withResolvers<undefined>();
  const locked = Promise.withResolvers<undefined>();
  const listening = (async () => {
    for await (const event of await client.app.events(undefined, { signal: stop.signal })) {
      kinds.push(event.kind);
      if (event.kind === 'changed' && event.topics.includes('report')) told.resolve(undefined);
      if (event.kind === 'locked') locked.resolve(undefined);
    }
  })().catch(() => undefined);
  const { jobId } = await client.engagements.openSample();
  expect((await finished(client, jobId)).status).toBe('done');
  await told.promise;
  expect(kinds).not.toContain('locked');
  await workbench.lock();
  await locked.promise;
  stop.abort();
  await listening;
  expect(kinds.filter((kind) => kind === 'locked')).toEqual(['locked']);
});

test('a sample that is locked while it is made goes away whole, and can be made again', async () => {
  const { client, workbench, homeDir } = await workbenchOf();
  const { jobId } = await client.engagements.openSample();
  // Under way: its engagement is open.
  for await (const state of await client.jobs.watch({ jobId })) {
    if (state.progress.objects > 0) break;
  }
  const watched = finished(client, jobId).then(
    ({ status }) => status,
    () => 'cancelled',
  );
  await workbench.lock();
  expect(await watched).toBe('cancelled');
  expect(await client.engagements.current()).toBeNull();
  expect(readdirSync(homeDir).filter((name) => name.includes('Halcyon'))).toEqual([]);
  const again = await client.engagements.openSample();
  expect((await finished(client, again.jobId)).status).toBe('done');
});

test('another engagement opened while the sample is made stays open', async () => {
  const { client } = await workbenchOf();
  const { jobId } = await client.engagements.openSample();
  for await (const state of await client.jobs.watch({ jobId })) {
    if (state.progress.objects > 0) break;
  }
  const made = await newEngagement(client);
  expect((await client.engagements.current())?.file).toBe(made.file);
  expect(await error(client.jobs.cancel({ jobId }))).toBe('NOT_FOUND');
  expect((await client.engagements.current())?.file).toBe(made.file);
});

test('work that never ends does not keep a lock, a new opening or the end of the workbench', async () => {
  const { client, workbench } = await workbenchOf({ jobWorkerUrl: new URL('job-worker.mjs', HANGING) });
  const { file } = await newEngagement(client);
  const checks = error(client.report.checks());
  const { jobId } = await client.report.build({ draft: true });
  const queued = error(client.report.checks());

  await workbench.lock();
  expect(await client.engagements.current()).toBeNull();
  expect([await checks, await queued]).toEqual(['CANCELLED', expect.stringMatching(ENDED)]);
  expect(await error(client.jobs.cancel({ jobId }))).toBe('NOT_FOUND');

  await client.engagements.open({ file, passphrase: 'correct horse battery' });
  const again = await client.report.build({ draft: true });
  expect(again.jobId).not.toBe(jobId);
  await workbench.close();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a job that is cancelled and computes without looking up loses its thread', async () => {
  const { client } = await workbenchOf({ jobWorkerUrl: new URL('job-worker.mjs', HANGING) });
  await newEngagement(client);
  const { jobId } = await client.report.build({ draft: true });
  await client.jobs.cancel({ jobId });
  let status;
  for await (const state of await client.jobs.watch({ jobId })) ({ status } = state);
  expect(status).toBe('cancelled');
});

test('work that hangs is idleness: the engagement locks', async () => {
  const idleLockMs = 600_000;
  // Minutes pass at once when all is prepared, for a busy machine prepares longer than a second. The rest is real time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const { client } = await workbenchOf({ jobWorkerUrl: new URL('job-worker.mjs', HANGING), idleLockMs });
  await newEngagement(client);
  const events = await client.app.events();
  await client.report.build({ draft: true });
  for await (const event of events) {
    if (event.kind === 'locked') break;
    vi.advanceTimersByTime(idleLockMs);
  }
  expect(await client.engagements.current()).toBeNull();
});

test('work that moves on is no idleness: the engagement stays open for as long as it does', async () => {
  const idleLockMs = 1000;
  // The clock of the lock stands still unless it is moved here; the work goes on in real time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { client, homeDir } = await workbenchOf({
    jobWorkerUrl: new URL('moving-worker.mjs', HANGING),
    idleLockMs,
  });
  onTestFinished(() => void vi.useRealTimers());
  const made = await newEngagement(client);
  const { jobId } = await client.review.open({ file: { path: join(homeDir, 'x.zip') }, identity: null });
  let steps = 0;
  for await (const { status } of await client.jobs.watch({ jobId })) {
    expect(status).toBe('running');
    steps += 1;
    // Each state came after the one before it was read, so that no more than two of these lie between two steps.
    vi.advanceTimersByTime(idleLockMs * 0.4);
    if (steps === 12) break;
  }
  expect(steps).toBe(12);
  expect((await client.engagements.current())?.file).toBe(made.file);
});

test('a store that does not close loses its thread', async () => {
  const store = await openStoreClient({
    workerUrl: new URL('store-worker.mjs', HANGING),
    file: 'nowhere',
    key: new Uint8Array(32),
    closeWithinMs: 50,
  });
  const asked = error(store.engagement.summary());
  await store.close();
  expect(await asked).toBe('WORKER_CRASHED');
  expect(await error(store.engagement.summary())).toBe('ENGAGEMENT_LOCKED');
});

test('S-30 the key is gone before the first wait, while work runs', async () => {
  const key = new Uint8Array(32).fill(7);
  const access: EngagementAccess = { file: 'x', key, owner: 'me' };
  let jobsEnd = () => {};
  const told: string[] = [];
  const engagement = createOpenEngagement({
    endJobs: () =>
      new Promise<void>((resolve) => {
        jobsEnd = resolve;
      }),
    closeViews: async () => undefined,
    onLocked: () => told.push('locked'),
  });
  const session = {
    access,
    async close() {
      key.fill(0);
    },
  } as unknown as EngagementSession;
  await engagement.set(session);
  const locking = engagement.set(null);
  expect([...key].every((byte) => byte === 0)).toBe(true);
  expect({ current: engagement.current(), told }).toEqual({ current: null, told: ['locked'] });
  jobsEnd();
  await locking;
});

test('what is opened after the workbench was closed, or by a job that was cancelled, is closed again', async () => {
  const engagement = createOpenEngagement({
    endJobs: async () => undefined,
    closeViews: async () => undefined,
    onLocked: () => undefined,
  });
  let closed = 0;
  const session = {
    async close() {
      closed += 1;
    },
  } as unknown as EngagementSession;
  const cancelled = { id: 'job', signal: AbortSignal.abort() };
  expect(await error(engagement.set(session, cancelled))).toBe('CANCELLED');
  await engagement.shut();
  expect(await error(engagement.set(session))).toBe('CANCELLED');
  expect({ closed, current: engagement.current() }).toEqual({ closed: 2, current: null });
});

test('a lock closes what is shown without an engagement, and announces no lock of none', async () => {
  const told: string[] = [];
  const engagement = createOpenEngagement({
    endJobs: async () => void told.push('jobs'),
    closeViews: async () => void told.push('views'),
    onLocked: () => void told.push('locked'),
  });
  await engagement.set(null);
  expect(told).toEqual(['views']);
});

describe('what is closed to be opened under another name', () => {
  const opening = { id: 'job', signal: new AbortController().signal };
  function engagementOf() {
    const told: string[] = [];
    const engagement = createOpenEngagement({
      endJobs: async (except) => void told.push(`jobs but ${except ?? 'none'}`),
      closeViews: async () => void told.push('views'),
      onLocked: () => void told.push('locked'),
    });
    const session = () => ({ close: async () => void told.push('closed') }) as unknown as EngagementSession;
    return { told, engagement, session };
  }

  test('is closed, and nobody hears of a lock when it is open again', async () => {
    const { told, engagement, session } = engagementOf();
    await engagement.set(session());
    await engagement.stepAside(opening);
    expect({ current: engagement.current(), told }).toEqual({
      current: null,
      told: ['closed', 'jobs but job'],
    });
    await engagement.set(session(), opening);
    expect(told).not.toContain('locked');
  });

  test('is told to be locked, once, when nothing is opened after all, or somebody locks meanwhile', async () => {
    const { told, engagement, session } = engagementOf();
    await engagement.set(session());
    await engagement.stepAside(opening);
    await engagement.set(null);
    await engagement.set(null, opening);
    expect(told.filter((one) => one === 'locked')).toEqual(['locked']);
  });
});
