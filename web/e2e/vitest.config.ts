import { defineConfig } from 'vitest/config';

// One real server, one real browser, real time: nothing runs beside anything else.
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
    retry: 0,
  },
});
