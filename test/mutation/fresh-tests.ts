/**
 * Before each test file. The thread is kept between mutants, so the last mutant is switched off and the tests themselves are read
 * anew; once a mutant is killed, the files that are left are not read at all.
 */
import { afterEach, inject } from 'vitest'

interface KeptModules {
  getModuleById(id: string): object | undefined
  invalidateModule(module: object): void
}

const here = globalThis as unknown as {
  readonly __stryker__?: { activeMutant?: string | undefined }
  readonly __vitest_worker__: { readonly filepath: string; readonly evaluatedModules: KeptModules }
  killed?: string | undefined
}
/** The mutant of this run; none in the first run, which shows that all tests pass. */
const mutant = inject('activeMutant' as never) as string | undefined

if (mutant !== undefined && here.killed === mutant) throw new Error('killed already')
afterEach(({ task }) => {
  if (task.result?.state === 'fail') here.killed = mutant
})

if (here.__stryker__ !== undefined) here.__stryker__.activeMutant = undefined
const { filepath, evaluatedModules } = here.__vitest_worker__
const tests = evaluatedModules.getModuleById(filepath)
if (tests !== undefined) evaluatedModules.invalidateModule(tests)
