/** `drydock serve` ends when it is told to, whatever it is doing. A wait without a bound is a test that hangs. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startServingHost } from '../fixtures/hostile/serving-host.ts';

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a host in which the sample is being made, and was opened twice',
  async (signal) => {
    const host = await startServingHost();
    onTestFinished(() => void host.child.kill('SIGKILL'));
    const { client } = await host.signIn();
    const { jobId } = await client.engagements.openSample();
    expect(await client.engagements.openSample()).toEqual({ jobId });
    for await (const state of await client.jobs.watch({ jobId })) {
      if (state.progress.objects > 0) break;
    }
    const exit = once(host.child, 'exit');
    host.child.kill(signal);
    expect(await exit).toEqual([0, null]);
    expect(host.complaints()).toBe('');
  },
);
