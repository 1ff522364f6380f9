/** Charts for fracture-care cases: a woman of 74 with an L1 fracture so many days ago, and what else is said of her. */
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { dayNumber, isoDate } from '../../../src/facts/dates.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'

export const ago = (days: number): string => isoDate(dayNumber('2026-11-22') - days)

export const pain = (value: number, daysAgo = 1): FhirResource => given.observation('72514-3', value, '{score}', ago(daysAgo))

/** Facts of a chart with the fracture and the patient already in it. */
export const fractured = (
  daysAgo: number,
  resources: readonly FhirResource[] = [],
  more: Omit<Partial<SmallChart>, 'resources'> = {}
): Facts =>
  factsOf({
    resources: [
      given.patient(74),
      given.fracture('M80.08XA', ago(daysAgo), { bodySite: [{ coding: [{ system: 'http://snomed.info/sct', code: '66794005' }] }] }),
      ...resources
    ],
    ...more
  })

export const withFracture = (
  fracture: FhirResource,
  resources: readonly FhirResource[] = [],
  more: Omit<Partial<SmallChart>, 'resources'> = {}
): Facts => factsOf({ resources: [given.patient(74), fracture, ...resources], ...more })

const SNOMED = 'http://snomed.info/sct'
export const film = (daysAgo: number): FhirResource =>
  given.procedure(SNOMED, '444634007', ago(daysAgo), 'Plain X-ray of thoracic and lumbar spine')
export const mri = (daysAgo: number): FhirResource =>
  given.procedure(SNOMED, '411571000119106', ago(daysAgo), 'MRI of thoracic and lumbar spine')
export const acetaminophen = (startedDaysAgo: number, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('313782', 'acetaminophen 325 MG Oral Tablet', { authoredOn: ago(startedDaysAgo), ...more })
export const undated = (more: Readonly<Record<string, unknown>> = {}): FhirResource => given.icd('M80.08XA', { id: 'fx', ...more })
