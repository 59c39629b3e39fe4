/** When nobody asks for anything, the engagement locks; work that moves on counts as asking. SECURITY S-30 */
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type IdleLock, lockWhenIdle } from '../../../main/workbench/idle-lock.ts';
import { createJobRegistry } from '../../../main/workbench/jobs.ts';
import type { JobState } from '../../../shared/jobs.ts';

const LIMIT = 30 * 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** A lock that counts how often it locks, and jobs that keep it waiting. */
function idleLockOf(lock: () => Promise<void> = async () => undefined) {
  const seen = { locks: 0 };
  const idle: IdleLock = lockWhenIdle({
    limitMs: LIMIT,
    lock() {
      seen.locks += 1;
      return lock();
    },
  });
  onTestFinished(idle.stop);
  const jobs = createJobRegistry({
    now: () => '2026-11-30T09:00:00Z',
    onChange: () => undefined,
    onProgress: idle.touch,
    onDefect: () => undefined,
  });
  return { seen, idle, jobs };
}

describe('the idle lock', () => {
  test('locks when the time is over, and not before', async () => {
    const { seen } = idleLockOf();
    await vi.advanceTimersByTimeAsync(LIMIT - 1);
    expect(seen.locks).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.locks).toBe(1);
  });

  test('waits anew after every call', async () => {
    const { seen, idle } = idleLockOf();
    for (let calls = 0; calls < 5; calls += 1) {
      await vi.advanceTimersByTimeAsync(LIMIT - 1);
      idle.touch();
    }
    expect(seen.locks).toBe(0);
    await vi.advanceTimersByTimeAsync(LIMIT);
    expect(seen.locks).toBe(1);
  });

  test('locks again what is opened after a lock, also after one that failed', async () => {
    const { seen } = idleLockOf(async () => {
      throw new Error('the disk is gone');
    });
    await vi.advanceTimersByTimeAsync(LIMIT);
    await vi.advanceTimersByTimeAsync(LIMIT);
    expect(seen.locks).toBe(2);
  });

  test('that was stopped locks nothing', async () => {
    const { seen, idle } = idleLockOf();
    idle.stop();
    await vi.advanceTimersByTimeAsync(3 * LIMIT);
    expect(seen.locks).toBe(0);
  });

  test('waits for a job as long as it moves on, and not for one that hangs or has ended', async () => {
    const { seen, jobs } = idleLockOf();
    let end: (result: JobState['result']) => void = () => undefined;
    let step = () => {};
    const { finished } = jobs.start('collect', 'Collect', (job) => {
      step = () => job.progress({ objects: 1 });
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    for (let steps = 0; steps < 5; steps += 1) {
      await vi.advanceTimersByTimeAsync(LIMIT - 1);
      step();
    }
    expect(seen.locks).toBe(0);
    await vi.advanceTimersByTimeAsync(LIMIT);
    expect(seen.locks).toBe(1);
    await vi.advanceTimersByTimeAsync(LIMIT - 1);
    end(null);
    await finished;
    await vi.advanceTimersByTimeAsync(LIMIT - 1);
    expect(seen.locks).toBe(1);
    step();
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.locks).toBe(2);
  });
});
