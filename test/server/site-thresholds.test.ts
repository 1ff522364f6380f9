/** Every threshold, set by a site file, on both sides of its value through HTTP; and that the default answers otherwise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { thresholdNames, type ThresholdName } from '../../src/facts/settings.js'
import { given } from '../rules/facts-of.js'
import { ago, siteApp, type Answered, type Asked, type SiteApp } from '../site-app.js'

const SNOMED = 'http://snomed.info/sct'
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

const fractureOf = (days: number): FhirResource => given.fracture('M80.08XA', ago(days))

interface Ages {
  readonly creatinine?: number | undefined
  readonly calcium?: number
  readonly vitaminD?: number
  readonly level?: number
  readonly weight?: number
  readonly pain?: number
  readonly score?: number
}

/** Everything fresh and good, but for what a case ages. `creatinine: undefined` leaves it out. */
const labs = (ages: Ages = {}): readonly FhirResource[] => [
  ...('creatinine' in ages && ages.creatinine === undefined ? [] : [given.observation('2160-0', 0.8, 'mg/dL', ago(ages.creatinine ?? 5))]),
  given.observation('17861-6', 9.2, 'mg/dL', ago(ages.calcium ?? 5)),
  given.observation('1751-7', 4, 'g/dL', ago(ages.calcium ?? 5)),
  given.observation('62292-8', ages.level ?? 34, 'ng/mL', ago(ages.vitaminD ?? 5)),
  given.observation('29463-7', 65, 'kg', ago(ages.weight ?? 5)),
  given.observation('72514-3', ages.score ?? 5, '{score}', ago(ages.pain ?? 2))
]

const view = (resources: readonly FhirResource[], { age = 70, fracture = 10 } = {}): Asked => ({
  resources: [given.patient(age), fractureOf(fracture), ...resources]
})
const signing = (draft: FhirResource, resources: readonly FhirResource[], fracture = 10): Asked => ({
  ...view(resources, { fracture }),
  hook: 'order-sign',
  drafts: [draft]
})

const applies = (id: string, { rules }: Answered): boolean => rules.find(rule => rule.id === id)?.decision === 'applies'
const says = (pattern: RegExp, { cards }: Answered): boolean =>
  cards.some(({ summary, detail }) => pattern.test(summary) || pattern.test(detail))

const zoledronate = given.draft('351114', 'Zoledronic acid 5 mg infusion')
const kyphoplasty = given.service('Balloon kyphoplasty', {
  status: 'draft',
  code: { coding: [{ system: SNOMED, code: '426243004', display: 'Balloon kyphoplasty of fracture of spine' }] }
})
const restOf = (hours: number): FhirResource =>
  given.service('Bed rest', {
    status: 'draft',
    occurrencePeriod: { start: '2026-11-22T08:00:00Z', end: new Date(Date.UTC(2026, 10, 22, 8 + hours)).toISOString() }
  })
const completed = (text: string, days: number): FhirResource => given.service(text, { status: 'completed', authoredOn: ago(days) })
const earlierFracture = given.icd('M80.08XA', {
  id: 'fx0',
  onsetDateTime: ago(200),
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S22.080A' }] }
})

interface Case {
  readonly name: ThresholdName
  readonly value: number
  readonly at: (n: number) => Asked
  /** True at the value; false one further. */
  readonly holds: (answered: Answered) => boolean
  /** The value one further lies below: such as an age or a level. */
  readonly down?: true
}

const labsComplete = (answered: Answered): boolean => !applies('pre-treatment-labs', answered)
const isTreated = (answered: Answered): boolean => !applies('osteoporosis-pharmacotherapy', answered)
const dose = (code: string, days: number): readonly FhirResource[] => [...labs(), given.procedure(HCPCS, code, ago(days))]

const cases: readonly Case[] = [
  { name: 'creatinineDays', value: 180, at: n => view(labs({ creatinine: n })), holds: labsComplete },
  { name: 'creatinineUnstableDays', value: 60, at: n => view(labs({ creatinine: n }), { age: 85 }), holds: labsComplete },
  { name: 'calciumDays', value: 180, at: n => view(labs({ calcium: n })), holds: labsComplete },
  { name: 'vitaminDDays', value: 180, at: n => view(labs({ vitaminD: n })), holds: labsComplete },
  { name: 'vitaminDLowDays', value: 90, at: n => view(labs({ vitaminD: n, level: 15 })), holds: labsComplete },
  { name: 'weightDays', value: 180, at: n => view(labs({ weight: n })), holds: labsComplete },
  {
    name: 'infusionLabDays',
    value: 14,
    at: n => signing(zoledronate, labs({ creatinine: n })),
    holds: answered => !says(/^Creatinine is 15 days old: check it within 14 days/, answered) && !says(/^Creatinine is/, answered)
  },
  {
    name: 'dxaDays',
    value: 1000,
    at: n => view([...labs(), given.procedure(SNOMED, '312681000', ago(n), 'Bone density scan')]),
    holds: answered => !applies('dxa-baseline', answered)
  },
  {
    name: 'oralBisphosphonateTailDays',
    value: 60,
    at: n =>
      view([
        ...labs(),
        given.medication('904431', 'Alendronate 70 mg', {
          status: 'completed',
          authoredOn: ago(300),
          dispenseRequest: { validityPeriod: { start: ago(300), end: ago(n) } }
        })
      ]),
    holds: isTreated
  },
  { name: 'zoledronateDays', value: 400, at: n => view(dose('J3489', n)), holds: isTreated },
  { name: 'denosumabLapseDays', value: 200, at: n => view(dose('J0897', n)), holds: answered => says(/^Denosumab due/, answered) },
  { name: 'romosozumabDays', value: 35, at: n => view(dose('J3111', n)), holds: isTreated },
  {
    name: 'therapyReferralDays',
    value: 60,
    at: n => view([...labs(), given.service('Physical therapy evaluation', { authoredOn: ago(n) })]),
    holds: answered => !applies('pt-referral', answered)
  },
  {
    name: 'spineImagingDays',
    value: 20,
    at: n => view([...labs(), given.procedure(SNOMED, '1290640000', ago(n), 'Plain X-ray of vertebral column')], { fracture: 52 }),
    holds: answered => !applies('follow-up-imaging', answered)
  },
  {
    name: 'augmentationImagingDays',
    value: 35,
    at: n => signing(kyphoplasty, [...labs(), given.procedure(SNOMED, '241645008', ago(n), 'MRI of spine')], 60),
    holds: answered => !says(/No MRI or bone scan of the last/, answered)
  },
  {
    name: 'painEarlyDays',
    value: 10,
    at: n => view(labs({ pain: n, score: 3 }), { fracture: 17 }),
    holds: a => !applies('pain-reassessment', a)
  },
  {
    name: 'painLateDays',
    value: 20,
    at: n => view(labs({ pain: n, score: 3 }), { fracture: 80 }),
    holds: a => !applies('pain-reassessment', a)
  },
  {
    name: 'boneReferralDays',
    value: 60,
    at: n => view([...labs(), earlierFracture, completed('Referral to osteoporosis clinic', n)]),
    holds: answered => !applies('very-high-risk-referral', answered)
  },
  {
    name: 'liaisonDays',
    value: 200,
    at: n => view([...labs(), completed('Referral to fracture liaison service', n)]),
    holds: answered => !applies('fracture-liaison', answered)
  },
  {
    name: 'fallsAssessmentDays',
    value: 200,
    at: n => view([...labs(), given.procedure(SNOMED, '414191008', ago(n), 'Fall risk assessment')]),
    holds: answered => !applies('falls-home-safety', answered)
  },
  {
    name: 'movementEducationDays',
    value: 60,
    at: n => view([...labs(), completed('Movement education', n)], { fracture: 73 }),
    holds: answered => !applies('activity-modification', answered)
  },
  {
    name: 'pendingTestDays',
    value: 3,
    at: n =>
      view([
        ...labs({ creatinine: undefined }),
        given.service('Creatinine', {
          authoredOn: ago(n),
          code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }], text: 'Creatinine' }
        })
      ]),
    holds: labsComplete
  },
  {
    name: 'treatmentWarningAge',
    value: 70,
    at: n => view(labs(), { age: n }),
    holds: ({ cards }) => cards.find(({ source }) => source.topic?.code === 'osteoporosis-pharmacotherapy')?.indicator === 'warning',
    down: true
  },
  {
    name: 'vitaminDHold',
    value: 25,
    at: n => signing(zoledronate, labs({ level: n })),
    holds: answered => !says(/replete to 25 ng\/mL or more/, answered),
    down: true
  },
  { name: 'bedRestHours', value: 72, at: n => signing(restOf(n), labs()), holds: answered => !applies('order-bed-rest', answered) }
]

let configured: SiteApp
let standard: SiteApp
beforeAll(async () => {
  const lines = cases.map(({ name, value }) => `  ${name}: ${String(value)}`)
  configured = await siteApp(`maxCards: 50\nthresholds:\n${lines.join('\n')}\n`)
  standard = await siteApp(undefined, { MAX_CARDS: '50' })
})
afterAll(async () => {
  await configured.app.close()
  await standard.app.close()
})

test('every threshold has its case', () => {
  expect(cases.map(({ name }) => name).sort()).toEqual([...thresholdNames].sort())
})

describe.each(cases)('$name: $value', ({ value, at, holds, down }) => {
  const beyond = down === true ? value - 1 : value + 1

  test('holds at the value and not beyond it', async () => {
    expect(holds(await configured.ask(at(value)))).toBe(true)
    expect(holds(await configured.ask(at(beyond)))).toBe(false)
  })

  test('without a site file one of the two is answered otherwise', async () => {
    const answers = [holds(await standard.ask(at(value))), holds(await standard.ask(at(beyond)))]
    expect(answers).not.toEqual([true, false])
  })
})

test.each([
  ['pt-referral', view(labs()), /in 60 days/],
  ['follow-up-imaging', view(labs(), { fracture: 52 }), /not imaged for 20 days/],
  ['dxa-baseline', view(labs()), /no DXA in 1000 days/],
  ['order-augmentation', signing(kyphoplasty, labs(), 60), /of the last 5 weeks/]
] as const)('%s states the configured window', async (id, asked, words) => {
  const { cards } = await configured.ask(asked)
  expect(
    cards
      .filter(({ source }) => source.topic?.code === id)
      .map(({ summary, detail }) => `${summary} ${detail}`)
      .join(' ')
  ).toMatch(words)
})
