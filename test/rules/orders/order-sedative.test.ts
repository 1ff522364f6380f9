import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { orderSedative } from '../../../src/rules/orders/order-sedative.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { RXNORM, selecting, signing } from './cases.js'

const diazepam = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('197591', 'Diazepam 5 MG Oral Tablet', { id: 'dia', ...more })
const cyclobenzaprine = given.draft('828320', 'cyclobenzaprine hydrochloride 5 MG Oral Tablet', { id: 'cyc' })
const zolpidem = given.draft('39993', 'zolpidem', { id: 'zol' })
const oxycodone = given.draft('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet', { id: 'oxy' })
const apap = given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'apap' })
const onOpioid = given.medication('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet')
const aged = (age: number, drafts: readonly FhirResource[], ...more: readonly FhirResource[]): Facts =>
  factsOf({ hook: 'order-sign', resources: [given.patient(age), given.fracture(), ...more], drafts })

ruleTest(orderSedative, {
  applies: [
    {
      name: 'age 79 without falls names the age alone',
      facts: aged(79, [diazepam()]),
      detail: [/Age 79/],
      notInDetail: [/falls on record/]
    },
    {
      name: 'falls at 60 are named, and the age is not',
      facts: aged(60, [zolpidem], given.icd('R29.6')),
      detail: [/falls on record: .*R29/],
      notInDetail: [/Age 60/]
    },
    {
      name: 'diazepam at 65',
      facts: aged(65, [diazepam()]),
      indicator: 'warning',
      summary: /Age 65: a benzodiazepine adds falls and delirium/,
      offers: ['remove']
    },
    { name: 'the same while orders are chosen', facts: selecting([diazepam()]), indicator: 'warning' },
    { name: 'a muscle relaxant at 74', facts: signing([cyclobenzaprine]), indicator: 'warning', summary: /muscle relaxant/ },
    { name: 'a Z-drug at 74', facts: signing([zolpidem]), indicator: 'warning', summary: /Z-drug/ },
    {
      name: 'age 60 with repeated falls',
      facts: aged(60, [zolpidem], given.icd('R29.6')),
      indicator: 'warning',
      summary: /Falls on record/
    },
    { name: 'age 79 with falls', facts: aged(79, [diazepam()], given.icd('Z91.81')), summary: /Age 79 with falls/ },
    {
      name: 'diazepam with an opioid drafted (vignette 58)',
      facts: aged(79, [diazepam(), oxycodone]),
      indicator: 'critical',
      summary: /with an opioid/,
      detail: [/Age 79/],
      offers: ['remove']
    },
    { name: 'diazepam with an opioid taken, at 50', facts: aged(50, [diazepam()], onOpioid), indicator: 'critical' },
    {
      name: 'only the opioid is selected: the pair counts',
      facts: selecting([diazepam(), oxycodone], [], { selections: ['MedicationRequest/oxy'] }),
      indicator: 'critical',
      notInDetail: [/Age/]
    },
    {
      name: 'known by its words only: never critical',
      facts: signing([{ ...diazepam(), medicationCodeableConcept: { text: 'Diazepam 5 mg at night' } }], [onOpioid]),
      indicator: 'warning'
    },
    { name: 'pregnancy at 36', facts: aged(36, [diazepam()], given.icd('Z33.1')), indicator: 'warning', summary: /Pregnancy on record/ },
    {
      name: 'severe allergy to a benzodiazepine',
      facts: aged(50, [diazepam()], given.allergy(RXNORM, '6470', 'lorazepam', { criticality: 'high' })),
      indicator: 'critical',
      summary: /Severe allergy/
    },
    {
      name: 'severe allergy to the same muscle relaxant',
      facts: aged(50, [cyclobenzaprine], given.allergy(RXNORM, '828320', 'cyclobenzaprine', { criticality: 'high' })),
      indicator: 'critical'
    },
    {
      name: 'severe allergy to another muscle relaxant',
      facts: aged(50, [cyclobenzaprine], given.allergy(RXNORM, '1292', 'baclofen', { criticality: 'high' })),
      indicator: 'warning',
      summary: /another muscle relaxant/
    },
    { name: 'two sedatives: both may be taken back', facts: signing([diazepam(), cyclobenzaprine]), offers: ['remove', 'remove-2'] }
  ],
  notApplicable: [
    { name: 'diazepam at 64 without falls', facts: aged(64, [diazepam()]), reason: /no objection/ },
    { name: 'a fall three years ago, at 60', facts: aged(60, [diazepam()], given.icd('W01.0XXA', { onsetDateTime: '2023-01-01' })) },
    { name: 'a muscle relaxant with an opioid, at 50', facts: aged(50, [cyclobenzaprine, oxycodone]) },
    { name: 'a Z-drug with an opioid taken, at 50', facts: aged(50, [zolpidem], onOpioid) },
    {
      name: 'a stopped opioid, at 50',
      facts: aged(50, [diazepam()], given.medication('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet', { status: 'stopped' }))
    },
    { name: 'an opioid that is being stopped, at 50', facts: aged(50, [diazepam(), { ...oxycodone, status: 'stopped' }]) },
    {
      name: 'an age that is not known',
      facts: factsOf({
        hook: 'order-sign',
        resources: [{ resourceType: 'Patient', id: 'p1', gender: 'female' }, given.fracture()],
        drafts: [diazepam()]
      })
    },
    { name: 'a sedative that is being stopped', facts: signing([diazepam({ status: 'stopped' })]), reason: /no benzodiazepine/ },
    {
      name: 'drafted before, something unrelated selected',
      facts: selecting([diazepam(), apap], [], { selections: ['MedicationRequest/apap'] })
    },
    { name: 'an allergy to an opioid', facts: aged(50, [diazepam()], given.allergy(RXNORM, '7804', 'Oxycodone', { criticality: 'high' })) },
    {
      name: 'a benzodiazepine only on the chart',
      facts: signing([oxycodone], [given.medication('197591', 'Diazepam 5 MG Oral Tablet')]),
      reason: /no benzodiazepine/
    },
    {
      name: 'gabapentin is not covered',
      facts: signing([given.draft('310431', 'gabapentin 300 MG Oral Capsule')]),
      reason: /no benzodiazepine/
    }
  ]
})
