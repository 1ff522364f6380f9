/**
 * The quick in-process tests that `npm run mutation` tries on every mutant. Modules are loaded once and kept (`isolate: false`):
 * a mutant is switched on inside the loaded code, so nothing has to be read again.
 */
import { defineConfig } from 'vitest/config'
import { keptThread } from './kept-thread.js'
import { NearestFirst } from './nearest-first.js'

export default defineConfig({
  plugins: [
    {
      name: 'kept-thread',
      // The mutation runner asks for threads of Vitest's own, so this is set after it.
      configureVitest: ({ project }) => {
        Object.assign(project.config, { pool: 'kept-thread', poolRunner: { name: 'kept-thread', createPoolWorker: keptThread } })
      }
    }
  ],
  test: {
    include: [
      'test/rules/**/*.test.ts',
      'test/facts/**/*.test.ts',
      'test/cards/**/*.test.ts',
      'test/triage.test.ts',
      'test/respond.test.ts',
      'test/mutation/*.check.ts'
    ],
    exclude: ['test/facts/hostile.test.ts'],
    setupFiles: ['test/mutation/fresh-tests.ts'],
    sequence: { sequencer: NearestFirst },
    isolate: false,
    testTimeout: 10_000
  }
})
