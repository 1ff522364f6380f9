import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/log-scan.setup.ts'],
    testTimeout: 10_000,
    hookTimeout: 20_000
  }
})
