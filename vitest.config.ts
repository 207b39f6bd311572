import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{schemas,mocks,scenarios,scripts}/**/*.test.ts'],
    // Two workers on two cores: several tests start servers and engines of their own.
    maxWorkers: 2,
    // Of the tests of one file that start commands: each is a load run with its own server.
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
