/** Charts and drafts that the order-check tests share. */
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'

export const SNOMED = 'http://snomed.info/sct'
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

/** A woman of 74 with an osteoporotic fracture of ten days ago and good laboratory values. */
export const wellWoman = (age = 74): readonly FhirResource[] => [given.patient(age), given.fracture(), ...given.goodLabs()]

/** Drafts at order-sign beside her chart, with more resources. */
export const signing = (drafts: readonly FhirResource[], more: readonly FhirResource[] = [], chart: Partial<SmallChart> = {}): Facts =>
  factsOf({ hook: 'order-sign', resources: [...wellWoman(), ...more], drafts, ...chart })

/** The same while orders are chosen: all drafts selected unless named. */
export const selecting = (drafts: readonly FhirResource[], more: readonly FhirResource[] = [], chart: Partial<SmallChart> = {}): Facts =>
  factsOf({ hook: 'order-select', resources: [...wellWoman(), ...more], drafts, ...chart })

/** Labs of the well woman without those of the given LOINC codes. */
export const labsWithout = (...loincs: readonly string[]): readonly FhirResource[] =>
  given.goodLabs().filter(({ code }) => !loincs.includes((code as { coding: { code: string }[] }).coding[0]?.code ?? ''))

export const CREATININE = '2160-0'
export const CALCIUM = '17861-6'
export const ALBUMIN = '1751-7'
export const VITAMIN_D = '62292-8'
export const WEIGHT = '29463-7'
export const EGFR = '62238-1'

/** A dosage instruction in R4 shape. */
export const dosage = (
  value: number,
  unit: string,
  repeat: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {}
): Readonly<Record<string, unknown>> => ({
  dosageInstruction: [
    { timing: { repeat }, doseAndRate: [{ doseQuantity: { value, system: 'http://unitsofmeasure.org', code: unit } }], ...more }
  ]
})

export const daily = { frequency: 1, period: 1, periodUnit: 'd' }
export const weekly = { frequency: 1, period: 1, periodUnit: 'wk' }
export const supply = (days: number, refills?: number): Readonly<Record<string, unknown>> => ({
  dispenseRequest: {
    expectedSupplyDuration: { value: days, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' },
    ...(refills === undefined ? {} : { numberOfRepeatsAllowed: refills })
  }
})

/** A draft as the public sandbox sends it: category and reason as lone objects, no intent. */
export const asSandbox = (draft: FhirResource): FhirResource => {
  const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== 'intent'))
  return {
    ...rest,
    resourceType: draft.resourceType,
    category: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'community' }] },
    reasonCode: {
      coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.010A' }],
      text: 'Wedge compression fracture of first lumbar vertebra'
    }
  }
}
