/** What must hold for every chart: less data never more drugs, equal requests equal answers, and nothing else matters. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Card, FhirResource } from '../src/cds-hooks/response.js'
import { allRules } from '../src/rules/index.js'
import { expectConformant } from './conformance.js'
import {
  allCases,
  anyCase,
  answerTo,
  asHook,
  cardsFor,
  clone,
  closeClient,
  codeOf,
  draftRefsOf,
  entriesOf,
  lay,
  listKeys,
  pool,
  refused,
  smallCases,
  type Body,
  type Case
} from './properties-charts.js'
import { damage, inflict, keyDamage } from './properties-damage.js'

afterAll(() => closeClient())

/** RUNS=20000 searches longer than a test run may. */
const RUNS = Number(process.env['RUNS'] ?? 400)

const orderChecks = new Set(allRules.filter(({ kind }) => kind === 'order-check').map(({ id }) => id))

/** Every drug that a suggestion would create, or write in place of a draft. */
const offeredDrugs = (cards: readonly Card[]): readonly { readonly by: string; readonly resource: FhirResource }[] =>
  cards.flatMap(card =>
    (card.suggestions ?? []).flatMap(({ actions }) =>
      actions.flatMap(action =>
        'resource' in action && action.resource.resourceType === 'MedicationRequest' && action.type === 'create'
          ? [{ by: codeOf(card), resource: action.resource }]
          : []
      )
    )
  )

/** What our own order checks say against the drug as the only draft on this chart. */
async function objections(body: Body, { jurisdiction }: Case, resource: FhirResource): Promise<readonly string[]> {
  const cards = await cardsFor(asHook(body, 'order-sign', [{ ...resource, id: 'offered' }]), jurisdiction)
  return (cards ?? [])
    .filter(card => card.indicator !== 'info' && orderChecks.has(codeOf(card)))
    .map(card => `${codeOf(card)}: ${card.summary}`)
}

const extras = fc.array(fc.constantFrom(...pool), { maxLength: 3 })

function enriched(body: Body, more: typeof pool): Body {
  const whole = clone(body)
  more.forEach(({ key, resource }, index) => {
    lay(whole, key, resource, `extra-${String(index)}`)
  })
  return whole
}

describe('less data never means more drugs', () => {
  it('no drug is offered on a damaged chart that our checks refuse on the whole one', { timeout: 60_000 }, async () => {
    let offered = 0
    await fc.assert(
      fc.asyncProperty(anyCase, fc.boolean(), extras, damage, async (chosen, own, more, harm) => {
        const whole = enriched(own ? chosen.body : asHook(chosen.body, 'patient-view'), more)
        const harmed = clone(whole)
        inflict(harmed, harm)
        const cards = await cardsFor(harmed, chosen.jurisdiction)
        for (const { by, resource } of offeredDrugs(cards ?? [])) {
          offered++
          const against = await objections(whole, chosen, resource)
          expect(against, `${chosen.name}: ${by} offers ${JSON.stringify(resource['medicationCodeableConcept'])}`).toEqual([])
        }
      }),
      {
        numRuns: RUNS,
        ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']), path: process.env['RUNPATH'] ?? '' })
      }
    )
    expect(offered).toBeGreaterThan(RUNS / 10)
  })
})

/** Keys beside the Conditions from which a critical card takes its evidence; what else fails may not silence it. */
const evidenceOf: Readonly<Record<string, readonly string[]>> = {
  'rf-malignancy': ['labs', 'medicationRequests'],
  'rf-infection': ['labs', 'measurements', 'procedures', 'medicationRequests'],
  'rf-pregnancy': ['labs']
}

describe('a critical red flag', () => {
  const flags = new Set(allRules.filter(({ kind }) => kind === 'red-flag').map(({ id }) => id))
  it('is not silenced by keys that cannot be read, while its evidence is there', { timeout: 60_000 }, async () => {
    let critical = 0
    const grave: Case[] = []
    for (const each of smallCases)
      if ((await cardsFor(each.body, each.jurisdiction))?.some(card => card.indicator === 'critical' && flags.has(codeOf(card))) === true)
        grave.push(each)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...grave),
        fc.boolean(),
        extras,
        fc.array(keyDamage(listKeys, false), { minLength: 1, maxLength: 4 }),
        async (chosen, own, more, keys) => {
          const whole = enriched(own ? chosen.body : asHook(chosen.body, 'patient-view'), more)
          const standing = ((await cardsFor(whole, chosen.jurisdiction)) ?? []).filter(
            card => card.indicator === 'critical' && flags.has(codeOf(card))
          )
          for (const flag of standing) {
            critical++
            const spared = ['conditions', ...(evidenceOf[codeOf(flag)] ?? [])]
            const harmed = clone(whole)
            inflict(harmed, { keys: keys.filter(({ key, how }) => how.startsWith('truncated') || !spared.includes(key)), corrupt: [] })
            const after = (await cardsFor(harmed, chosen.jurisdiction)) ?? []
            expect(after.filter(card => card.indicator !== 'info').map(codeOf), chosen.name).toContain(codeOf(flag))
          }
        }
      ),
      {
        numRuns: RUNS,
        ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']), path: process.env['RUNPATH'] ?? '' })
      }
    )
    expect(critical).toBeGreaterThan(RUNS / 2)
  })
})

const coded = (system: string, code: string, text: string): Readonly<Record<string, unknown>> => ({ coding: [{ system, code }], text })
const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm'
const LOINC = 'http://loinc.org'
const UCUM = 'http://unitsofmeasure.org'
const result = (loinc: string, text: string, value: number, unit: string): FhirResource => ({
  resourceType: 'Observation',
  status: 'final',
  code: coded(LOINC, loinc, text),
  effectiveDateTime: '2026-11-18',
  valueQuantity: { value, unit, system: UCUM, code: unit }
})

/** What a chart of common illness holds and no rule of ours asks for. */
const unrelated: typeof pool = [
  ...(
    [
      'I10 Essential hypertension',
      'M17.11 Osteoarthritis of the right knee',
      'J30.9 Allergic rhinitis',
      'H40.9 Glaucoma',
      'L30.9 Dermatitis',
      'E78.5 Hyperlipidaemia'
    ] as const
  ).map(words => ({
    key: 'conditions' as const,
    resource: {
      resourceType: 'Condition',
      code: coded(ICD10CM, words.slice(0, words.indexOf(' ')), words.slice(words.indexOf(' ') + 1)),
      onsetDateTime: '2019-03-01'
    }
  })),
  { key: 'labs', resource: result('2951-2', 'sodium', 140, 'mmol/L') },
  { key: 'labs', resource: result('2823-3', 'potassium', 4.2, 'mmol/L') },
  { key: 'measurements', resource: result('8867-4', 'heart rate', 72, '/min') },
  {
    key: 'medicationRequests',
    resource: {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: coded('http://www.nlm.nih.gov/research/umls/rxnorm', '197361', 'amlodipine 5 MG Oral Tablet'),
      authoredOn: '2026-06-01'
    }
  },
  {
    key: 'procedures',
    resource: {
      resourceType: 'Procedure',
      status: 'completed',
      code: coded('http://snomed.info/sct', '86198006', 'Influenza vaccination'),
      performedDateTime: '2026-10-10'
    }
  },
  {
    key: 'allergies',
    resource: { resourceType: 'AllergyIntolerance', code: coded('http://snomed.info/sct', '256277009', 'Grass pollen') }
  },
  {
    key: 'serviceRequests',
    resource: {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: coded(LOINC, '2093-3', 'Cholesterol'),
      authoredOn: '2026-11-01'
    }
  }
]

const foreignType: FhirResource = { resourceType: 'Coverage', id: 'coverage-1', status: 'active' }

describe('what does not matter', () => {
  it('unrelated resources, foreign types and other patients change no card', { timeout: 60_000 }, async () => {
    const other = fc.record({
      kind: fc.constantFrom('unrelated', 'foreign type', 'other patient'),
      from: fc.constantFrom(...pool),
      common: fc.constantFrom(...unrelated),
      at: fc.nat({ max: 20 })
    })
    await fc.assert(
      fc.asyncProperty(anyCase, fc.array(other, { minLength: 1, maxLength: 6 }), async ({ name, body, jurisdiction }, added) => {
        const more = clone(body)
        added.forEach(({ kind, from, common, at }, index) => {
          const { key, resource } = kind === 'unrelated' ? common : from
          const entries = entriesOf(more, key)
          // A list of nothing but another patient's resources, or of another type, proves nothing about this one.
          if (entries === undefined || (kind !== 'unrelated' && (entriesOf(body, key) ?? []).length === 0)) return
          lay(more, key, kind === 'foreign type' ? foreignType : resource, `zz-${String(index)}`)
          const [entry] = entries.splice(-1)
          if (entry === undefined) return
          const bundle = more.prefetch[key] as Record<string, unknown>
          // A search counts what it found, not what came along.
          if (kind === 'foreign type' && typeof bundle['total'] === 'number') bundle['total'] -= 1
          if (kind === 'other patient')
            Object.assign(entry['resource'] as object, {
              subject: { reference: 'Patient/somebody-else' },
              patient: { reference: 'Patient/somebody-else' }
            })
          entries.splice(at % (entries.length + 1), 0, entry)
        })
        expect(await cardsFor(more, jurisdiction), name).toEqual(await cardsFor(body, jurisdiction))
      }),
      {
        numRuns: RUNS,
        ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']), path: process.env['RUNPATH'] ?? '' })
      }
    )
  })

  it('the order of resources in a Bundle changes no card', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.boolean(), extras, fc.infiniteStream(fc.nat()), async (chosen, own, more, numbers) => {
        const body = enriched(own ? chosen.body : asHook(chosen.body, 'patient-view'), more)
        const shuffled = clone(body)
        for (const key of listKeys) {
          const entries = entriesOf(shuffled, key) ?? []
          for (let left = entries.length - 1; left > 0; left--) {
            const at = Number(numbers.next().value) % (left + 1)
            entries.push(...entries.splice(at, 1))
          }
        }
        expect(await cardsFor(shuffled, chosen.jurisdiction), chosen.name).toEqual(await cardsFor(body, chosen.jurisdiction))
      }),
      {
        numRuns: RUNS,
        ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']), path: process.env['RUNPATH'] ?? '' })
      }
    )
  })

  it('the time zone of the process changes no card', { timeout: 60_000 }, async () => {
    const before = process.env['TZ']
    const inZone = async (zone: string, offset: number): Promise<unknown[]> => {
      process.env['TZ'] = zone
      // Node reads the variable anew when it is set; were it not so, this test would prove nothing.
      expect(new Date('2026-06-01T12:00:00Z').getTimezoneOffset()).toBe(offset)
      const all: unknown[] = []
      for (const { body, jurisdiction } of allCases) all.push(await cardsFor(body, jurisdiction))
      return all
    }
    try {
      const east = await inZone('Pacific/Kiritimati', -840)
      expect(await inZone('America/Los_Angeles', 420)).toEqual(east)
      expect(await inZone('UTC', 0)).toEqual(east)
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, 'TZ')
      else process.env['TZ'] = before
    }
  })
})

describe('every answer', () => {
  it('is the same for equal requests, fails no rule and conforms, whatever the damage', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, extras, damage, fc.constantFrom(1, 6, 50), async ({ name, body, jurisdiction }, more, harm, maxCards) => {
        const harmed = enriched(body, more)
        inflict(harmed, harm)
        const answer = await answerTo(harmed, jurisdiction, maxCards)
        if (answer === refused) return
        expect(answer.failures, name).toEqual([])
        expectConformant(answer.response, { draftRefs: draftRefsOf(harmed) })
        const again = await answerTo(clone(harmed), jurisdiction, maxCards)
        expect(again).toEqual(answer)
      }),
      { numRuns: Math.ceil(RUNS / 3) }
    )
  })
})

describe('silence', () => {
  const common = [
    'I10',
    'E11.9',
    'J45.909',
    'M17.11',
    'S52.501A',
    'S72.001A',
    'E78.5',
    'F32.A',
    'K21.9',
    'N39.0',
    'M54.50',
    'M81.0',
    'G43.909',
    'I48.91',
    'J44.9',
    'N18.30',
    'C50.911',
    'R33.9',
    'Z79.52',
    'M48.061',
    'S32.10XA',
    'S12.9XXA',
    'Z96.641',
    'S22.31XA',
    'G83.4',
    'M46.46'
  ]
  const snomed = [
    '38341003',
    '44054006',
    '195967001',
    '396275006',
    '263102004',
    '5913000',
    '64859006',
    '279039007',
    '161891005',
    '22298006',
    '84114007',
    '13645005'
  ]
  it('meets every chart without a vertebral fracture, on every hook without drafts', { timeout: 60_000 }, async () => {
    const condition = fc.oneof(
      fc.constantFrom(...common).map(code => ({ system: ICD10CM, code })),
      fc.constantFrom(...snomed).map(code => ({ system: 'http://snomed.info/sct', code }))
    )
    await fc.assert(
      fc.asyncProperty(
        anyCase,
        fc.array(condition, { maxLength: 12 }),
        fc.constantFrom('patient-view' as const, 'order-select' as const, 'order-sign' as const),
        async ({ name, body, jurisdiction }, conditions, hook) => {
          const chart = asHook(body, hook)
          const entry = conditions.map((coding, index) => ({
            resource: {
              resourceType: 'Condition',
              id: `c${String(index)}`,
              clinicalStatus: { coding: [{ code: 'active' }] },
              code: { coding: [coding] },
              subject: { reference: `Patient/${String(body.context['patientId'])}` },
              onsetDateTime: '2026-11-12'
            }
          }))
          chart.prefetch['conditions'] = { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry }
          const cards = await cardsFor(chart, jurisdiction)
          if (cards !== undefined)
            expect(
              cards.map(({ summary }) => summary),
              name
            ).toEqual([])
        }
      ),
      {
        numRuns: RUNS,
        ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']), path: process.env['RUNPATH'] ?? '' })
      }
    )
  })
})
