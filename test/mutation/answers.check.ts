/** Every vignette and every fixture without a network, a millisecond each: what the tests through HTTP say, quick enough for each mutant. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hookNames } from '../../src/cds-hooks/request.js'
import type { HookResponse } from '../../src/cds-hooks/response.js'
import { respond } from '../../src/respond.js'
import { readConfig } from '../../src/server/config.js'
import { answerOffline, type Answered } from '../../src/server/offline.js'
import { siteOfVignette } from '../../src/server/run-vignettes.js'
import type { Service } from '../../src/service.js'
import { services, servicesFor } from '../../src/services.js'
import { faultsOf } from '../../src/vignettes/judge.js'
import { loadVignettes, type Topic } from '../../src/vignettes/load.js'
import { requestOf } from '../../src/vignettes/request.js'
import type { Vignette } from '../../src/vignettes/vignette.js'

async function answerTo(
  hook: string,
  body: unknown,
  environment: Readonly<Record<string, string>> = {},
  served: readonly Service[] = services
): Promise<Answered> {
  const service = served.find(candidate => candidate.hook === hook)
  if (service === undefined) throw new Error(`no service for ${hook}`)
  return answerOffline(service, body, readConfig(environment), respond)
}

/** Files are read once for all mutants: what reads them is not mutated. */
const kept = globalThis as unknown as { topics?: readonly Topic[] }
kept.topics ??= loadVignettes('fixtures/vignettes')

/** Most vignettes are of a site that sets nothing. */
const servedTo = (vignette: Vignette): readonly Service[] =>
  vignette.settings === undefined ? services : servicesFor(siteOfVignette(vignette))

describe.each(kept.topics)('vignettes: $topic', ({ vignettes }) => {
  it.each(vignettes)('$id', async vignette => {
    const body = requestOf(vignette, '6f2d1f0a-55c1-4c8e-9d0b-0a4f3c2b1e00')
    const answer = await answerTo(vignette.hook, body, { JURISDICTION: vignette.jurisdiction, MAX_CARDS: '50' }, servedTo(vignette))
    expect(answer).toMatchObject({ status: 200, failures: [] })
    expect(faultsOf(vignette, answer.body as HookResponse)).toEqual([])
  })
})

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

describe.each(hookNames)('fixtures: %s', hook => {
  const folder = join('fixtures', hook)
  it.each(readdirSync(folder).filter(name => name.endsWith('.request.json')))('%s', async name => {
    const { body } = await answerTo(hook, read(join(folder, name)))
    expect(JSON.parse(JSON.stringify(body))).toEqual(read(join(folder, name.replace('.request.', '.response.'))))
  })
})
