// Mutation tests of the pure decisions: `npm run mutation [-- <folder or file> …]`. Slow, so not part of `npm test`; CONTRIBUTING.md has the figures.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { Stryker } from '@stryker-mutator/core'

/** Tables of texts and sources: data, held word for word by the catalogue and the fixtures. */
const tables = [
  'src/facts/recorded.ts',
  'src/facts/prefetch.ts',
  'src/rules/{evidence,catalogue,clinical-safety,source-attributes,safety-traps,index}.ts'
]

const asked = process.argv.slice(2)
for (const path of asked) {
  if (existsSync(path)) continue
  console.error(`There is no ${path}.`)
  process.exit(2)
}
const wanted = asked.length === 0 ? ['src/triage.ts', 'src/facts', 'src/rules'] : asked

/** `SAMPLE=6` changes only every sixth stretch of lines, the same ones each time: an estimate where all would take hours. */
const sample = Number(process.env.SAMPLE ?? 1)
const STRETCH = 10
const hashOf = text => createHash('sha256').update(text).digest('hex')
const filesIn = path =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true })
        .filter(name => name.endsWith('.ts'))
        .map(name => `${path.replace(/\/$/, '')}/${name}`)
    : [path]
const stretchesOf = path =>
  Array.from({ length: Math.ceil(readFileSync(path, 'utf8').split('\n').length / STRETCH) }, (_, index) => index * STRETCH + 1)
    .filter(line => Number.parseInt(hashOf(`${path}:${line}`).slice(0, 8), 16) % sample === 0)
    .map(line => `${path}:${line}-${line + STRETCH - 1}`)
const mutate = wanted.flatMap(filesIn).flatMap(path => (sample === 1 ? path : stretchesOf(path)))
const names = wanted.map(path => path.replace(/^src\//, '').replaceAll('/', '-')).join('+') + (sample === 1 ? '' : `-of-${sample}`)
// A file name has an end.
const report = `.stryker/${names.length <= 150 ? names : `${names.slice(0, 130)}-${hashOf(names).slice(0, 8)}`}`

await new Stryker({
  mutate: [...mutate, ...tables.map(path => `!${path}`)],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // What runs while a module is loaded (tables, rule headers) would need every test again from the start.
  ignoreStatic: true,
  // Words are content: fixtures, vignettes and the catalogue compare them whole; an emptied word in a comparison is a mutant of the comparison too.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: Number(process.env.CONCURRENCY ?? 1),
  tempDirName: '.stryker/tmp',
  ignorePatterns: ['dist', 'data', 'docs', 'coverage', '.stryker'],
  incremental: true,
  incrementalFile: `${report}.incremental.json`,
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: `${report}.json` },
  htmlReporter: { fileName: `${report}.html` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 85, break: null },
  allowConsoleColors: false
}).runMutationTest()
