import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/broker/remove-databases.ts'],
    setupFiles: ['tests/broker/made-keys.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make real processes miss their deadlines.
    maxWorkers: 2,
    isolate: false,
  },
});
