/** The rules of the house: who may import whom, where things live, and what is generated stays fresh. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allRules } from '../src/rules/index.js'
import { catalogue } from '../src/rules/catalogue.js'
import type { HookResponse } from '../src/cds-hooks/response.js'
import { clinicalSafety } from '../src/rules/clinical-safety.js'
import { safetyTraps } from '../src/rules/safety-traps.js'
import { configurationTable, readmeCard } from '../src/server/readme.js'
import { services } from '../src/services.js'
import { settingsTable } from '../src/site/settings-table.js'
import { coverage } from '../src/vignettes/coverage.js'
import { loadCriteria } from '../src/vignettes/criteria.js'
import { loadVignettes } from '../src/vignettes/load.js'
import { valueSetIds } from '../src/terminology/index.js'

const root = resolve(import.meta.dirname, '..')
const topics = loadVignettes(join(root, 'fixtures/vignettes'))

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesUnder(path) : [path]
  })

const sources = [...filesUnder('src'), ...filesUnder('hooks')].filter(path => path.endsWith('.ts'))

/** The room a file belongs to. */
function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  if (first === 'hooks') return 'hooks'
  return second.endsWith('.ts') ? second.slice(0, -3) : second
}

const mayImport: Readonly<Record<string, readonly string[]>> = {
  'cds-hooks': [],
  terminology: [],
  facts: ['cds-hooks', 'terminology'],
  rules: ['cds-hooks', 'facts', 'terminology'],
  triage: ['cds-hooks', 'facts', 'rules'],
  cards: ['cds-hooks', 'facts', 'terminology', 'rules'],
  service: ['cds-hooks', 'facts', 'rules'],
  recheck: ['cards', 'facts', 'rules', 'service'],
  trigger: ['cds-hooks', 'facts', 'rules'],
  quiet: ['cards', 'cds-hooks', 'facts', 'rules'],
  respond: ['recheck', 'quiet', 'trigger', 'cds-hooks', 'facts', 'rules', 'triage', 'cards', 'service'],
  hooks: ['rules', 'service'],
  site: ['cards', 'facts', 'rules', 'terminology'],
  services: ['hooks', 'service', 'site'],
  vignettes: ['cds-hooks', 'facts', 'rules', 'terminology'],
  server: ['cds-hooks', 'facts', 'quiet', 'site', 'service', 'respond', 'vignettes'],
  main: ['services', 'site', 'server', 'service', 'respond', 'hooks'],
  cli: ['site', 'cds-hooks', 'facts', 'services', 'server', 'service', 'respond', 'hooks', 'rules', 'vignettes']
}

const importsOf = (path: string): string[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/(?:from|import)\s+'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(root, resolve(root, dirname(path), target)).replace(/\.js$/, '.ts')
  )

describe('imports', () => {
  it.each(sources)('%s keeps to its rooms', path => {
    const room = roomOf(path)
    for (const target of importsOf(path)) {
      const other = roomOf(target)
      if (other !== room)
        expect([room, mayImport[room] ?? []], `${path} imports ${target}`).toEqual([room, expect.arrayContaining([other])])
    }
  })

  it('no rule imports another rule', () => {
    const ruleFiles = new Set(allRules.map(({ id }) => `${id}.ts`))
    for (const path of sources.filter(file => ruleFiles.has(basename(file)))) {
      for (const target of importsOf(path)) expect(ruleFiles.has(basename(target)), `${path} imports ${target}`).toBe(false)
    }
  })

  it('there are no cycles', () => {
    const state = new Map<string, 'open' | 'done'>()
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done' || !existsSync(join(root, path))) return
      expect(state.get(path), [...trail, path].join(' -> ')).not.toBe('open')
      state.set(path, 'open')
      for (const target of valueImportsOf(path)) visit(target, [...trail, path])
      state.set(path, 'done')
    }
    for (const path of sources) visit(path, [])
  })

  it('nothing below gather touches the clock, randomness, the disk or the network', () => {
    const pure = sources.filter(path =>
      ['facts', 'rules', 'cards', 'triage', 'respond', 'recheck', 'service', 'quiet', 'trigger'].includes(roomOf(path))
    )
    for (const path of pure) {
      const text = readFileSync(join(root, path), 'utf8')
      expect(text, path).not.toMatch(
        /Date\.now\(|new Date\(\)|Math\.random|randomUUID|node:fs|node:net|node:http|undici|fastify|process\.env|console\./
      )
    }
  })
})

/** Imports that exist at run time; type imports cannot make a cycle. */
const valueImportsOf = (path: string): string[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^(?:import|export) (?!type )[^'\n]*from\s+'(\.[^']+)'/gm)].map(([, target = '']) =>
    relative(root, resolve(root, dirname(path), target)).replace(/\.js$/, '.ts')
  )

describe('names and places', () => {
  it('the top level is one picture', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split(
      '\n'
    )
    const visible = new Set(tracked.filter(path => path !== '' && !path.startsWith('.')).map(path => path.split('/')[0]))
    expect([...visible].length).toBeLessThanOrEqual(16)
  })

  it('no file is called by what it is not', () => {
    for (const path of sources)
      expect(basename(path)).not.toMatch(/\b(util|utils|helper|helpers|manager|handler|processor|engine|common|misc)\b/)
  })

  it('a rule lives in the file of its id, and every rule file is listed', () => {
    const files = filesUnder('src/rules')
      .filter(path => path.split('/').length === 4)
      .filter(path => readFileSync(join(root, path), 'utf8').includes('defineRule('))
    expect(files.map(path => basename(path, '.ts')).sort()).toEqual(allRules.map(({ id }) => id).sort())
    for (const path of files) expect(readFileSync(join(root, path), 'utf8')).toContain(`id: '${basename(path, '.ts')}'`)
  })

  it('a hook file is named for its hook', () => {
    expect(
      filesUnder('hooks')
        .map(path => basename(path, '.ts'))
        .sort()
    ).toEqual(services.map(({ hook }) => hook).sort())
  })

  it('every rule has its tests', () => {
    const tests = filesUnder('test/rules').map(path => basename(path, '.test.ts'))
    for (const { id } of allRules) expect(tests).toContain(id)
  })

  it('every rule opens with its recommendation', () => {
    for (const path of filesUnder('src/rules').filter(file => readFileSync(join(root, file), 'utf8').includes('= defineRule('))) {
      expect(readFileSync(join(root, path), 'utf8'), path).toMatch(/\/\*\*\n \* .+\n(?: \* .+\n)+ \*\/\nexport const \w+ = defineRule\(/)
    }
  })

  it('no `any`, no file past 330 lines', () => {
    for (const path of sources.filter(file => !/value-set-ids|icd10cm-prefixes|medication-classes/.test(file))) {
      const text = readFileSync(join(root, path), 'utf8')
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, '')
      expect(code, path).not.toMatch(/:\s*any\b|as any\b|<any>/)
      expect(text.split('\n').length, path).toBeLessThanOrEqual(330)
    }
  })

  it('the project names no machine, host or address of its makers', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter(path => path !== '' && existsSync(join(root, path)))
    for (const path of tracked) {
      if (statSync(join(root, path)).size > 2_000_000) continue
      expect(readFileSync(join(root, path), 'utf8').includes(`${dirname(root)}/`), path).toBe(false)
    }
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved":\s*"https?:/)
  })
})

describe('pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'deploy/README.md', ...filesUnder('docs')]

  it.each(pages)('%s names and links only files that exist', page => {
    const text = readFileSync(join(root, page), 'utf8')
    const named = [...text.matchAll(/`((?:src|test|docs|deploy|fixtures|hooks|scripts)\/[\w./-]+)`/g)].map(([, path = '']) => path)
    const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => join(dirname(page), target))
    expect([...named, ...linked].filter(path => !existsSync(join(root, path)))).toEqual([])
  })

  it.each(pages)('the links of %s to headings lead to one', page => {
    const anchorsOf = (path: string): readonly string[] =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-')
      )
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
    for (const [link, target = '', anchor = ''] of links)
      expect(anchorsOf(target === '' ? page : join(dirname(page), target)), link).toContain(anchor)
  })
})

describe('dependencies', () => {
  it('CONTRIBUTING.md gives the reason of each, and of none that is gone', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string> | undefined>
    const used = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap(kind => Object.keys(manifest[kind] ?? {}))
    const section = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('## Dependencies')[1] ?? ''
    const firstCells = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell)
    const named = firstCells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    expect(named.sort()).toEqual(used.sort())
  })
})

describe('generated files', () => {
  it('src/rules/README.md is fresh (npm run catalogue)', () => {
    expect(readFileSync(join(root, 'src/rules/README.md'), 'utf8')).toBe(catalogue(allRules))
  })

  it('docs/clinical-safety.md and docs/coverage.md are fresh (npm run docs)', async () => {
    const { headersOf } = await import('../scripts/rule-headers.mjs')
    expect(readFileSync(join(root, 'docs/clinical-safety.md'), 'utf8')).toBe(clinicalSafety(allRules, headersOf(join(root, 'src/rules'))))
    expect(readFileSync(join(root, 'docs/coverage.md'), 'utf8')).toBe(
      coverage(allRules, topics, loadCriteria(join(root, 'fixtures/criteria')))
    )
  })

  it('docs/site.md shows every threshold (npm run docs)', () => {
    expect(readFileSync(join(root, 'docs/site.md'), 'utf8')).toContain(settingsTable())
  })

  it('every trap is guarded by vignettes and tests that exist', () => {
    const ids = new Set(topics.flatMap(({ vignettes }) => vignettes.map(({ id }) => id)))
    expect(safetyTraps).toHaveLength(22)
    for (const { trap, guards } of safetyTraps)
      for (const guard of guards) expect(ids.has(guard) || existsSync(join(root, guard)), `${trap}: ${guard}`).toBe(true)
  })

  it('the README shows the configuration table and the card of its curl (npm run readme)', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    expect(readme).toContain(configurationTable())
    expect(readme).toContain(
      readmeCard(JSON.parse(readFileSync(join(root, 'fixtures/order-sign/bed-rest-and-alendronate.response.json'), 'utf8')) as HookResponse)
    )
  })

  it('value-set-ids.ts names every value set (npm run value-set-ids)', () => {
    const files = readdirSync(join(root, 'src/terminology/value-sets')).map(name => name.replace(/\.json$/, ''))
    expect([...valueSetIds].sort()).toEqual(files.sort())
  })
})
