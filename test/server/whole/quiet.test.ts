/** QUIET=on from end to end: an override rests a card for one patient of one tenant, until the data change; the file knows nobody. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Card } from '../../../src/cds-hooks/response.js'
import { startService } from '../../built-service.js'
import { given } from '../../rules/facts-of.js'
import { until } from '../../until.js'
import { ago, client, dataFolder, FEEDBACK, metric, resources, send, visit, type Visiting } from './clients.js'

const RULE = 'osteoporosis-pharmacotherapy'
const CRITICAL = 'rf-cauda-equina'
const PATIENT = 'quiet-patient-7301'
const NAME = 'Quietfamily'

const cardOf = (cards: readonly Card[], rule: string): Card => {
  const card = cards.find(({ source }) => source.topic?.code === rule)
  if (card === undefined) throw new Error(`no card of ${rule}`)
  return card
}

test('declined, it rests for that patient until the data change', { timeout: 90_000 }, async () => {
  const as = await client()
  const dataDir = dataFolder()
  const env = { ...as.env, DATA_DIR: dataDir, QUIET: 'on', PATIENT_KEY_SECRET: 'a secret that only this test knows, 7', MAX_CARDS: '20' }
  const service = await startService(env)
  const named = resources().map(resource => (resource.resourceType === 'Patient' ? { ...resource, name: [{ family: NAME }] } : resource))
  const here: Visiting = { as, tenant: 'north', patientId: PATIENT, resources: named }
  const flagged: Visiting = { ...here, resources: [...named, given.icd('G83.4', { onsetDateTime: ago(1) })] }
  const override = async (card: Card, display: string): Promise<void> => {
    const { code, system } = card.overrideReasons?.find(reason => reason.display === display) ?? {}
    expect(code).toBeDefined()
    const given = { overrideReason: { reason: { code, system } }, outcomeTimestamp: new Date().toISOString() }
    const body = { feedback: [{ card: card.uuid, outcome: 'overridden', ...given }] }
    expect((await send(service, FEEDBACK, { body, bearer: await as.token(FEEDBACK, 'north') })).status).toBe(200)
  }
  const rests = async (): Promise<void> => until(async () => !(await visit(service, here)).rules.includes(RULE))

  const first = await visit(service, here)
  expect(first.silencedBy(RULE)).toBeUndefined()
  await override(cardOf(first.cards, RULE), 'Patient declined after discussion')
  await rests()
  const again = await visit(service, here)
  expect(again.silencedBy(RULE)).toBe(`override: patient-refuses, until ${ago(-180)}`)
  expect(again.rules).toEqual(first.rules.filter(rule => rule !== RULE))

  expect((await visit(service, { ...here, patientId: 'quiet-patient-7302' })).rules).toContain(RULE)
  expect((await visit(service, { ...here, tenant: 'south' })).rules).toContain(RULE)
  expect((await visit(service, { ...here, fhirServer: 'https://other.example.org/fhir' })).rules).toContain(RULE)
  await rests()

  const newLab = given.observation('2160-0', 0.9, 'mg/dL', ago(1))
  const changed = await visit(service, { ...here, resources: [...named, newLab] })
  expect(changed.rules).toContain(RULE)
  expect(changed.silencedBy(RULE)).toBeUndefined()

  const alarming = await visit(service, flagged)
  const critical = cardOf(alarming.cards, CRITICAL)
  expect(critical.indicator).toBe('critical')
  await override(critical, critical.overrideReasons?.[0]?.display ?? '')
  await until(async () => (await metric(service, 'cds_issued_queue_depth')) === 0)
  expect((await visit(service, flagged)).rules).toContain(CRITICAL)

  await service.end('SIGKILL')
  const restarted = await startService(env)
  await until(async () => !(await visit(restarted, here)).rules.includes(RULE))
  const bytesOf = (): Buffer => Buffer.concat(readdirSync(dataDir).map(name => readFileSync(join(dataDir, name))))
  const scan = (): void => {
    const bytes = bytesOf()
    expect(bytes.includes(RULE)).toBe(true)
    for (const word of [PATIENT, NAME, 'quiet-patient']) expect(bytes.includes(word), word).toBe(false)
  }
  scan()
  expect(await restarted.end()).toBe(0)
  scan()
  expect(service.output() + restarted.output()).not.toMatch(/quiet-patient|Quietfamily/)
})
