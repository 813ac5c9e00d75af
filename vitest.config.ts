import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    globalSetup: './test/helpers/chromium.ts',
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/helpers/closing-line.ts'],
  },
});
