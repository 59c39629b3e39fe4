import { defineConfig } from 'vitest/config';

const project = (name: string, timeout: number, extra: Record<string, unknown> = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    testTimeout: timeout,
    hookTimeout: timeout,
    ...extra,
  },
});

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      project('unit', 180_000),
      project('contract', 180_000),
      project('desktop', 240_000, { fileParallelism: false }),
      project('e2e', 300_000, { fileParallelism: false }),
      project('real', 600_000, { fileParallelism: false }),
      project('slow', 900_000, { fileParallelism: false }),
      project('cluster', 600_000, {
        fileParallelism: false,
        globalSetup: ['tests/cluster/global-setup.ts'],
      }),
    ],
  },
});
