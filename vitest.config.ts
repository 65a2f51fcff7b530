import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'lab/src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is polled for is asked to come, not to come within a second: a busy machine without a graphics processor takes many.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // One core less, the default, is half of a machine with two.
    maxWorkers: availableParallelism(),
  },
});
