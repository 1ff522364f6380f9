/** The order of test files for one mutant: those of its own file, then of its folder, then whole answers; the first that fails ends the run. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

let places: ReadonlyMap<string, string> | undefined

/** Which source file holds a mutant: its number is written there. */
function mutantPlaces(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')))
    for (const [, id = ''] of readFileSync(join('src', path), 'utf8').matchAll(/stryMutAct_\w+\("(\d+)"\)/g)) found.set(id, path)
  return found
}

const wholeAnswers = /\/(?:mutation|respond)/

export class NearestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { activeMutant } = this.ctx.getRootProject().getProvidedContext() as { readonly activeMutant?: string }
    const mutated = activeMutant === undefined ? '' : ((places ??= mutantPlaces()).get(activeMutant) ?? '')
    const distance = ({ moduleId }: TestSpecification): number => {
      if (basename(moduleId, '.test.ts') === basename(mutated, '.ts')) return 0
      if (dirname(moduleId).endsWith(join('test', dirname(mutated)))) return 1
      return wholeAnswers.test(moduleId) ? 3 : 2
    }
    return Promise.resolve([...files].sort((a, b) => distance(a) - distance(b)))
  }
}
