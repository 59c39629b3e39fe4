import { defineConfig } from 'vitest/config';

/** A limit catches what hangs, on a machine that is as busy as it may be. */
const HANG_MS = 600_000;

const project = (name: string, timeout: number, extra: Record<string, unknown> = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    testTimeout: timeout,
    hookTimeout: timeout,
    expect: { poll: { timeout: timeout / 3 } },
    ...extra,
  },
});

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      project('unit', HANG_MS),
      project('contract', HANG_MS),
      project('desktop', HANG_MS, { fileParallelism: false }),
      project('e2e', 2 * HANG_MS, { fileParallelism: false }),
      project('typing', 2 * HANG_MS),
      project('real', HANG_MS, { fileParallelism: false }),
      project('slow', 2 * HANG_MS, { fileParallelism: false }),
      project('cluster', HANG_MS, {
        fileParallelism: false,
        globalSetup: ['tests/cluster/global-setup.ts'],
      }),
    ],
  },
});
