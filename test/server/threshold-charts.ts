/** What the threshold cases are made of: charts in which all is fresh and good but for what a case changes, and readings of the answer. */
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { ThresholdName } from '../../src/facts/settings.js'
import { given } from '../rules/facts-of.js'
import { ago, type Answered, type Asked } from '../site-app.js'

export const SNOMED = 'http://snomed.info/sct'
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

export const fractureOf = (days: number): FhirResource => given.fracture('M80.08XA', ago(days))

export interface Ages {
  readonly creatinine?: number | undefined
  readonly calcium?: number
  readonly vitaminD?: number
  readonly level?: number
  readonly weight?: number
  readonly pain?: number
  readonly score?: number
}

/** Everything fresh and good, but for what a case ages. `creatinine: undefined` leaves it out. */
export const labs = (ages: Ages = {}): readonly FhirResource[] => [
  ...('creatinine' in ages && ages.creatinine === undefined ? [] : [given.observation('2160-0', 0.8, 'mg/dL', ago(ages.creatinine ?? 5))]),
  given.observation('17861-6', 9.2, 'mg/dL', ago(ages.calcium ?? 5)),
  given.observation('1751-7', 4, 'g/dL', ago(ages.calcium ?? 5)),
  given.observation('62292-8', ages.level ?? 34, 'ng/mL', ago(ages.vitaminD ?? 5)),
  given.observation('29463-7', 65, 'kg', ago(ages.weight ?? 5)),
  given.observation('72514-3', ages.score ?? 5, '{score}', ago(ages.pain ?? 2))
]

export const view = (resources: readonly FhirResource[], { age = 70, fracture = 10 } = {}): Asked => ({
  resources: [given.patient(age), fractureOf(fracture), ...resources]
})
export const signing = (draft: FhirResource, resources: readonly FhirResource[], fracture = 10): Asked => ({
  ...view(resources, { fracture }),
  hook: 'order-sign',
  drafts: [draft]
})

export const applies = (id: string, { rules }: Answered): boolean => rules.find(rule => rule.id === id)?.decision === 'applies'
export const says = (pattern: RegExp, { cards }: Answered): boolean =>
  cards.some(({ summary, detail }) => pattern.test(summary) || pattern.test(detail))

export const zoledronate = given.draft('351114', 'Zoledronic acid 5 mg infusion')
export const kyphoplasty = given.service('Balloon kyphoplasty', {
  status: 'draft',
  code: { coding: [{ system: SNOMED, code: '426243004', display: 'Balloon kyphoplasty of fracture of spine' }] }
})
export const restOf = (hours: number): FhirResource =>
  given.service('Bed rest', {
    status: 'draft',
    occurrencePeriod: { start: '2026-11-22T08:00:00Z', end: new Date(Date.UTC(2026, 10, 22, 8 + hours)).toISOString() }
  })
export const completed = (text: string, days: number): FhirResource => given.service(text, { status: 'completed', authoredOn: ago(days) })
export const earlierFracture = given.icd('M80.08XA', {
  id: 'fx0',
  onsetDateTime: ago(200),
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S22.080A' }] }
})

export interface Case {
  readonly name: ThresholdName
  readonly value: number
  readonly at: (n: number) => Asked
  /** True at the value; false one further. */
  readonly holds: (answered: Answered) => boolean
  /** The value one further lies below: such as an age or a level. */
  readonly down?: true
}

export const labsComplete = (answered: Answered): boolean => !applies('pre-treatment-labs', answered)
export const isTreated = (answered: Answered): boolean => !applies('osteoporosis-pharmacotherapy', answered)
export const dose = (code: string, days: number): readonly FhirResource[] => [...labs(), given.procedure(HCPCS, code, ago(days))]
