import { defineConfig } from 'vitest/config';

/** Checks against programs that this project does not install; see `npm run test:outside`. */
export default defineConfig({
  test: {
    include: ['{schemas,mocks,scenarios,scripts}/**/*.outside.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
