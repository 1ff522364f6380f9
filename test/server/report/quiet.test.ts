import { afterEach, describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Store } from '../../../src/server/store/store.js'
import { servicesFor } from '../../../src/services.js'
import { siteOf } from '../../../src/site.js'
import { given } from '../../rules/facts-of.js'
import { memoryStore, quietApp, type MemoryStore, type QuietApp, type Visit } from './quiet-app.js'

const apps: QuietApp[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop()
})
const started = async (store: Store, environment: Record<string, string> = {}): Promise<QuietApp> => {
  const app = await quietApp(store, environment)
  apps.push(app)
  return app
}

const labs = given.goodLabs('2026-10-10')
const resources: readonly FhirResource[] = [given.patient(76), given.fracture('M80.08XA', '2026-10-08'), ...labs]
const RULE = 'dxa-baseline'
const declined = (store: MemoryStore, rule = RULE): void => {
  store.override(rule, 'patient-refuses', '2026-10-13T09:00:00Z')
}
const first: Visit = { resources, asOf: '2026-10-13' }

/** Shown on 13 October and declined at once. */
async function afterDeclining(environment: Record<string, string> = {}): Promise<{ store: MemoryStore; app: QuietApp }> {
  const store = memoryStore()
  const app = await started(store, environment)
  expect((await app.visit(first)).rules).toContain(RULE)
  declined(store)
  return { store, app }
}

describe('a site that lets overrides rest for less long', () => {
  const shorter = { quietForNowDays: 7, quietPreferenceDays: 90, quietJudgementDays: 180, quietDataDays: 30 }

  it.each([
    ['action-completed', '2026-10-20', '2026-10-21'],
    ['patient-refuses', '2027-01-11', '2027-01-12'],
    ['cds-not-applicable', '2027-04-11', '2027-04-12'],
    ['data-wrong', '2026-11-12', '2026-11-13']
  ])('%s rests until %s', async (reason, last, next) => {
    const store = memoryStore()
    const app = await quietApp(store, {}, servicesFor(siteOf({ thresholds: shorter })))
    apps.push(app)
    expect((await app.visit(first)).rules).toContain(RULE)
    store.override(RULE, reason, '2026-10-13T09:00:00Z')
    expect((await app.visit({ resources, asOf: last })).silencedBy(RULE)).toMatch(new RegExp(`until ${last}$`))
    expect((await app.visit({ resources, asOf: next })).rules).toContain(RULE)
  })
})

describe('vignettes of the reference', () => {
  it('62: declined 40 days ago, the referral to physiotherapy rests', async () => {
    const store = memoryStore()
    const app = await started(store)
    expect((await app.visit(first)).rules).toContain('pt-referral')
    expect((await app.visit({ resources, asOf: '2026-11-22' })).rules).toContain('pt-referral')
    declined(store, 'pt-referral')
    const seen = await app.visit({ resources, asOf: '2026-11-22' })
    expect(seen.rules).not.toContain('pt-referral')
    expect(seen.silencedBy('pt-referral')).toBe('override: patient-refuses, until 2027-04-11')
    expect(seen.rules).toContain('osteoporosis-pharmacotherapy')
  })

  it('63: a cauda equina flag that was overridden in the last encounter and is still coded active is shown again', async () => {
    const store = memoryStore()
    const app = await started(store)
    const flagged = [...resources, given.icd('G83.4', { onsetDateTime: '2026-11-20' })]
    for (const asOf of ['2026-11-21', '2026-11-22']) {
      expect((await app.visit({ resources: flagged, asOf })).rules).toContain('rf-cauda-equina')
      store.override('rf-cauda-equina', 'cds-not-applicable', `${asOf}T09:00:00Z`)
    }
    expect((await app.visit({ resources: flagged, asOf: '2026-11-22' })).rules).toContain('rf-cauda-equina')
  })
})

describe('after an override', () => {
  it('the card rests 180 days and is back on the next', async () => {
    const { app } = await afterDeclining()
    expect((await app.visit(first)).rules).not.toContain(RULE)
    expect((await app.visit({ resources, asOf: '2027-04-11' })).rules).not.toContain(RULE)
    expect((await app.visit({ resources, asOf: '2027-04-12' })).rules).toContain(RULE)
  })
  it('a card that rests is not recorded as issued', async () => {
    const { store, app } = await afterDeclining()
    const before = store.issued.filter(({ rule }) => rule === RULE).length
    await app.visit(first)
    expect(store.issued.filter(({ rule }) => rule === RULE)).toHaveLength(before)
  })
  it('it is back at once when the data change', async () => {
    const { app } = await afterDeclining()
    const second = [...resources, given.icd('M80.08XA', { id: 'fx2', onsetDateTime: '2026-10-12' })]
    expect((await app.visit({ ...first, resources: second })).rules).toContain(RULE)
  })
  it('something unrelated does not bring it back', async () => {
    const { app } = await afterDeclining()
    expect((await app.visit({ ...first, resources: [...resources, given.icd('H52.1')] })).rules).not.toContain(RULE)
  })
  it.each<[string, Partial<Visit>]>([
    ['another patient', { patientId: 'p2' }],
    ['another tenant', { tenant: 'north' }],
    ['another client', { issuer: 'https://other.example' }],
    ['the same id on another FHIR server', { fhirServer: 'https://other.example/fhir' }]
  ])('%s is not concerned', async (_name, more) => {
    const { app } = await afterDeclining()
    expect((await app.visit({ ...first, ...more })).rules).toContain(RULE)
    expect((await app.visit(first)).rules).not.toContain(RULE)
  })
  it('a FHIR server is the same with or without a slash at its end', async () => {
    const store = memoryStore()
    const app = await started(store)
    await app.visit({ ...first, fhirServer: 'https://ehr.example/fhir' })
    declined(store)
    expect((await app.visit({ ...first, fhirServer: 'https://ehr.example/fhir/' })).rules).not.toContain(RULE)
  })
  it('a new secret forgets everything', async () => {
    const { store } = await afterDeclining()
    const renewed = await started(store, { PATIENT_KEY_SECRET: 'another secret of at least 32 characters' })
    expect((await renewed.visit(first)).rules).toContain(RULE)
  })
  it('a reason that we do not know changes nothing', async () => {
    const store = memoryStore()
    const app = await started(store)
    await app.visit(first)
    store.override(RULE, 'because', '2026-10-13T09:00:00Z')
    expect((await app.visit(first)).rules).toContain(RULE)
  })
  it("nor does one of the client's own list that is written like one of ours", async () => {
    const store = memoryStore()
    const app = await started(store)
    await app.visit(first)
    store.override(RULE, 'patient-refuses', '2026-10-13T09:00:00Z', 'https://ehr.example/reasons')
    expect((await app.visit(first)).rules).toContain(RULE)
  })
})

describe('orders', () => {
  const draft = given.draft('197807', 'ibuprofen 800 MG Oral Tablet', { id: 'n1', authoredOn: '2026-10-13' })
  const signing: Visit = { ...first, hook: 'order-sign', drafts: [draft] }
  it('an override concerns that draft on that day', async () => {
    const store = memoryStore()
    const app = await started(store)
    expect((await app.visit(signing)).rules).toContain('order-nsaid')
    expect(store.issued.at(-1)?.indicator).toBe('warning')
    store.override('order-nsaid', 'recipient-disagrees-evidence', '2026-10-13T09:00:00Z')
    expect((await app.visit(signing)).rules).not.toContain('order-nsaid')
    expect((await app.visit({ ...signing, drafts: [{ ...draft, id: 'n2' }] })).rules).toContain('order-nsaid')
    expect((await app.visit({ ...signing, asOf: '2026-10-14' })).rules).toContain('order-nsaid')
  })
  it.each([
    ['America/New_York', '2026-10-14T02:00:00Z', '2026-10-13', '2026-10-14'],
    ['Asia/Tokyo', '2026-10-12T23:30:00Z', '2026-10-13', '2026-10-14'],
    ['UTC', '2026-10-13T01:30:00+02:00', '2026-10-12', '2026-10-13']
  ])('the day is that of TIME_ZONE (%s)', async (TIME_ZONE, given, day, next) => {
    const store = memoryStore()
    const app = await started(store, { TIME_ZONE })
    await app.visit({ ...signing, asOf: day })
    store.override('order-nsaid', 'recipient-disagrees-evidence', given)
    expect((await app.visit({ ...signing, asOf: day })).rules).not.toContain('order-nsaid')
    expect((await app.visit({ ...signing, asOf: next })).rules).toContain('order-nsaid')
  })
})

describe('what is stored', () => {
  it('a key in place of the patient, and no key for what nobody saw', async () => {
    const { store } = await afterDeclining()
    const text = JSON.stringify([store.issued, store.asked])
    expect(text).not.toMatch(/"p1"|Patient\/|1950/)
    for (const { patientKey, trigger } of store.issued) {
      expect(patientKey).toMatch(/^[0-9a-f]{64}$/)
      expect(trigger).toMatch(/^[0-9a-f]{64}$/)
    }
  })
  it('the store is asked for a year', async () => {
    const { store } = await afterDeclining()
    expect(store.asked[0]?.since).toBe('2025-10-13T00:00:00Z')
  })
})

describe('QUIET=off', () => {
  it('reads nothing, rests nothing and writes neither key nor trigger', async () => {
    const { store, app } = await afterDeclining({ QUIET: 'off' })
    expect((await app.visit(first)).rules).toContain(RULE)
    expect(store.asked).toEqual([])
    for (const card of store.issued) expect([card.patientKey, card.trigger]).toEqual([undefined, undefined])
  })
})

describe('a store that does not answer', () => {
  it.each<[string, Store['overridesOf'], string]>([
    ['is late', () => new Promise(() => undefined), '"error":"late"'],
    ['fails', () => Promise.reject(new RangeError('key of Secretname')), '"error":"RangeError"'],
    [
      'throws',
      () => {
        throw new RangeError('key of Secretname')
      },
      '"error":"RangeError"'
    ]
  ])('%s: the cards are shown, it is counted each time and logged once', async (_name, overridesOf, logged) => {
    const store = memoryStore({ overridesOf })
    const app = await started(store)
    for (const count of [1, 2]) {
      expect((await app.visit(first)).rules).toContain(RULE)
      expect(app.reader.unread).toBe(count)
    }
    expect(store.issued.every(({ patientKey }) => patientKey !== undefined)).toBe(true)
    expect(app.logText().match(/overrides could not be read/g)).toHaveLength(1)
    expect(app.logText()).toContain(logged)
    expect(app.logText()).not.toContain('Secretname')
  })
})
