/** Every vignette of fixtures/vignettes, through HTTP: expected cards present, forbidden ones absent, every answer conformant. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HookResponse } from '../src/cds-hooks/response.js'
import { allRules } from '../src/rules/index.js'
import { placeOf, siteOfVignette } from '../src/server/run-vignettes.js'
import { services, servicesFor } from '../src/services.js'
import { hides, isProved, loadCriteria, misplaced, shows } from '../src/vignettes/criteria.js'
import { faultsOf } from '../src/vignettes/judge.js'
import { loadVignettes, rulesOf } from '../src/vignettes/load.js'
import { requestOf } from '../src/vignettes/request.js'
import { vignetteFile } from '../src/vignettes/vignette.js'
import { draftRefsOf, expectConformant } from './conformance.js'
import { listeningApp } from './listening-app.js'

const topics = loadVignettes('fixtures/vignettes')
const apps = new Map<string, FastifyInstance>()

beforeAll(async () => {
  for (const vignette of topics.flatMap(({ vignettes }) => vignettes)) {
    const place = placeOf(vignette)
    if (apps.has(place)) continue
    const settings = { JURISDICTION: vignette.jurisdiction, MAX_CARDS: '50' }
    apps.set(place, await listeningApp(settings, { services: servicesFor(siteOfVignette(vignette)) }))
  }
})
afterAll(async () => {
  for (const app of apps.values()) await app.close()
})

describe.each(topics)('$topic', ({ vignettes }) => {
  it.each(vignettes)('$id: $title', async vignette => {
    const service = services.find(({ hook }) => hook === vignette.hook)
    const body = requestOf(vignette, randomUUID())
    const answer = await request(apps.get(placeOf(vignette))?.server ?? '')
      .post(`/cds-services/${service?.id ?? ''}`)
      .send(body)
    expect(answer.status, answer.text).toBe(200)
    const response = answer.body as HookResponse
    expect(faultsOf(vignette, response)).toEqual([])
    expectConformant(response, { draftRefs: draftRefsOf(body) })
  })
})

describe('the vignettes', () => {
  const all = topics.flatMap(({ vignettes }) => vignettes)

  it('have ids of their own', () => {
    const ids = all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each([{ quietWeeks: 1 }, { infectionSignDays: 13 }, { vitaminDOralHold: 12.5 }])('may not set %j', settings => {
    const written = (more: object) => ({ topic: 't', vignettes: [{ id: 'a', title: 'a', patient: {}, ...more }] })
    expect(vignetteFile.safeParse(written({})).success).toBe(true)
    expect(vignetteFile.safeParse(written({ settings })).success).toBe(false)
  })

  it('speak of rules that exist', () => {
    const known = new Set([...allRules.map(({ id }) => id), 'not-checked', 'conservative-care'])
    for (const vignette of all) for (const rule of rulesOf(vignette)) expect(known, `${vignette.id} names ${rule}`).toContain(rule)
  })

  it.each(allRules.map(({ id }) => id))('show %s present and absent', id => {
    expect(all.some(vignette => shows(vignette, id))).toBe(true)
    expect(all.some(vignette => hides(vignette, id))).toBe(true)
  })
})

describe('the criteria', () => {
  const criteria = loadCriteria('fixtures/criteria')
  const vignetteOf = new Map(topics.flatMap(({ vignettes }) => vignettes.map(vignette => [vignette.id, vignette] as const)))

  it('are those of our rules', () => {
    expect(Object.keys(criteria).sort()).toEqual(allRules.map(({ id }) => id).sort())
  })

  it.each(Object.entries(criteria))('of %s name vignettes that stand where they are listed, and tests that exist', (rule, list) => {
    const wrong = list.flatMap(criterion =>
      (['yes', 'no'] as const).flatMap(side =>
        criterion[side].flatMap(id => {
          const vignette = vignetteOf.get(id)
          const fault = vignette === undefined ? 'does not exist' : misplaced(rule, criterion, side, vignette)
          return fault === undefined ? [] : [`${criterion.says}: ${id} ${fault}`]
        })
      )
    )
    expect(wrong).toEqual([])
    for (const { test } of list) if (test !== undefined) expect(existsSync(test), test).toBe(true)
  })

  it.each(Object.entries(criteria))('of %s that are not on both sides say why', (_rule, list) => {
    for (const criterion of list) expect(isProved(criterion) || criterion.open !== undefined, criterion.says).toBe(true)
  })
})
