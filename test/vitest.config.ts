import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Much of a run is waiting for processes and sockets; by default two cores would get one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 10_000,
    hookTimeout: 20_000,
    globalSetup: ['test/log-scan.setup.ts', 'test/postgres.ts']
  }
})
