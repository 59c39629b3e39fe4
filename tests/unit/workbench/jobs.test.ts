/** Long work: how it ends, who hears of it, and what cancelling does. */
import { expect, test } from 'vitest';
import { createJobRegistry, type JobHandle } from '../../../main/workbench/jobs.ts';
import { DrydockError } from '../../../shared/errors.ts';
import type { JobState } from '../../../shared/jobs.ts';

function registry() {
  const calls = { changed: 0, progressed: 0 };
  const defects: unknown[] = [];
  let second = 0;
  const jobs = createJobRegistry({
    now: () => `2026-05-01T00:00:${String((second += 1)).padStart(2, '0')}Z`,
    onChange: () => (calls.changed += 1),
    onProgress: () => (calls.progressed += 1),
    onDefect: (error) => defects.push(error),
  });
  return { jobs, calls, defects };
}

/** Work that waits until the test lets it end. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<JobState['result']>();
  const begun = Promise.withResolvers<JobHandle>();
  const work = (job: JobHandle) => {
    begun.resolve(job);
    return promise;
  };
  return { work, end: () => resolve(null), fail: reject, job: begun.promise };
}

test('a job runs, is listed, and ends with its result and a time', async () => {
  const { jobs, calls } = registry();
  const { work, end, job } = held();
  const { jobId, finished } = jobs.start('report', 'Report', work);
  expect(jobs.list()).toEqual([
    expect.objectContaining({
      id: jobId,
      kind: 'report',
      title: 'Report',
      status: 'running',
      finishedAt: null,
    }),
  ]);
  expect((await job).id).toBe(jobId);
  expect([jobs.running('report'), jobs.running('collect'), calls.changed]).toEqual([jobId, null, 1]);
  end();
  expect(await finished).toMatchObject({
    status: 'done',
    result: null,
    error: null,
    startedAt: '2026-05-01T00:00:01Z',
    finishedAt: '2026-05-01T00:00:02Z',
  });
  expect([jobs.running('report'), calls.changed]).toEqual([null, 2]);
});

test('progress is merged, and told of until the job has ended', async () => {
  const { jobs, calls } = registry();
  const { work, end, job } = held();
  const { jobId, finished } = jobs.start('report', 'Report', work);
  const handle = await job;
  handle.progress({ done: 3, label: 'Reading' });
  handle.progress({ total: 9 });
  expect(jobs.list()[0]?.progress).toMatchObject({ done: 3, total: 9, label: 'Reading', objects: 0 });
  expect(calls.progressed).toBe(2);
  end();
  await finished;
  handle.progress({ done: 4 });
  expect(jobs.list().find(({ id }) => id === jobId)?.progress.done).toBe(3);
});

test.each([
  [new DrydockError('FILE_NOT_FOUND', { path: '/x' }), 'failed', 'FILE_NOT_FOUND', 0],
  [new DrydockError('CANCELLED'), 'cancelled', undefined, 0],
  [new TypeError('a defect'), 'failed', 'INTERNAL', 1],
])('work that throws %s has %s', async (error, status, code, told) => {
  const { jobs, defects } = registry();
  const { work, fail } = held();
  const { finished } = jobs.start('report', 'Report', work);
  fail(error);
  const state = await finished;
  expect([state.status, state.error?.code, defects.length]).toEqual([status, code, told]);
  if (state.error !== null) expect(state.error.message.length * state.error.remedy.length).toBeGreaterThan(0);
});

test('a cancelled job hears of it, and whatever its work still says it was cancelled', async () => {
  const { jobs, defects } = registry();
  for (const settle of ['end', 'fail'] as const) {
    const { work, end, fail, job } = held();
    const { jobId, finished } = jobs.start('report', 'Report', work);
    const { signal, closing } = await job;
    jobs.cancel(jobId);
    expect([signal.aborted, closing.aborted, jobs.running('report')]).toEqual([true, false, null]);
    if (settle === 'end') end();
    else fail(new Error('torn down'));
    expect(await finished).toMatchObject({ status: 'cancelled', error: null });
  }
  expect(defects).toEqual([]);
});

test('all jobs but one are cancelled and forgotten at once, and waited for', async () => {
  const { jobs, calls } = registry();
  const [lost, kept] = [held(), held()];
  jobs.start('report', 'Lost', lost.work);
  const { jobId } = jobs.start('export', 'Kept', kept.work);
  const lostJob = await lost.job;
  const before = calls.changed;
  let waited = false;
  const ended = jobs.cancelAll(jobId).then(() => (waited = true));
  expect(jobs.list().map(({ title }) => title)).toEqual(['Kept']);
  expect([lostJob.signal.aborted, lostJob.closing.aborted, calls.changed]).toEqual([true, true, before + 1]);
  expect((await kept.job).signal.aborted).toBe(false);
  await Promise.resolve();
  expect(waited).toBe(false);
  lost.end();
  await ended;
  const quiet = calls.changed;
  await jobs.cancelAll(jobId);
  expect(calls.changed).toBe(quiet);
  kept.end();
});

test('who watches gets the state now, at changes, and at last how it ended', async () => {
  const { jobs } = registry();
  const { work, end, job } = held();
  const { jobId } = jobs.start('report', 'Report', work);
  const handle = await job;
  const states: string[] = [];
  const watching = (async () => {
    for await (const { status, progress } of jobs.watch(jobId, undefined)) {
      states.push(`${status} ${progress.done}`);
      if (states.length === 1) handle.progress({ done: 1 });
      if (states.length === 2) end();
    }
  })();
  await watching;
  expect(states).toEqual(['running 0', 'running 1', 'done 1']);
  // A tab that comes back reads how it ended.
  const again: string[] = [];
  for await (const { status } of jobs.watch(jobId, undefined)) again.push(status);
  expect(again).toEqual(['done']);
});

test('a job that is not there is said at once', () => {
  const { jobs } = registry();
  expect(() => jobs.watch('gone', undefined)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(() => jobs.cancel('gone')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('fifty jobs are kept, and none that runs is forgotten', async () => {
  const { jobs } = registry();
  const first = held();
  jobs.start('collect', 'First', first.work);
  for (let i = 0; i < 55; i += 1)
    await jobs.start('report', `Report ${i}`, () => Promise.resolve(null)).finished;
  const titles = jobs.list().map(({ title }) => title);
  expect([titles.length, titles[0], titles[1], titles.at(-1)]).toEqual([
    50,
    'First',
    'Report 6',
    'Report 54',
  ]);
  first.end();
});
