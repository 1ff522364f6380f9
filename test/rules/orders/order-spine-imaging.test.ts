import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { spineMri } from '../../../src/facts/spine-scans.js'
import { orderSpineImaging } from '../../../src/rules/orders/order-spine-imaging.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { EGFR, selecting, signing, SNOMED, labsWithout, CREATININE } from './cases.js'
import { factsOf } from '../facts-of.js'

const CPT = 'http://www.ama-assn.org/go/cpt'
const mri = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('MRI', { id: 'mri', status: 'draft', code: { coding: [{ system: SNOMED, code }] }, ...more })
const worded = (display: string): FhirResource =>
  given.service('x', { id: 'w', status: 'draft', intent: 'plan', code: { coding: [{ system: CPT, code: '72158', display }] } })
const CPT_BOTH =
  'Magnetic resonance (eg, proton) imaging, spinal canal and contents, without contrast material, followed by contrast material(s) and further sequences; lumbar'
const CPT_WITHOUT = 'Magnetic resonance (eg, proton) imaging, spinal canal and contents, lumbar; without contrast material'
const withContrast = mri('431985004')
const without = mri('411571000119106')
const egfr = (value: number): FhirResource => given.observation(EGFR, value, 'mL/min/{1.73_m2}', '2026-11-20')
const cancer = given.icd('Z85.3')
const noKidney = factsOf({
  hook: 'order-sign',
  resources: [given.patient(74), given.fracture(), ...labsWithout(CREATININE)],
  drafts: [withContrast]
})

ruleTest(orderSpineImaging, {
  applies: [
    {
      name: 'with contrast, no cancer (vignette 69)',
      facts: selecting([withContrast]),
      indicator: 'info',
      summary: /no sign of cancer or infection/,
      offers: ['replace-spine-mri-stir']
    },
    {
      name: 'a CPT display: without, followed by contrast',
      facts: selecting([worded(CPT_BOTH)]),
      indicator: 'info',
      offers: ['replace-spine-mri-stir']
    },
    {
      name: 'gadolinium in words',
      facts: signing([given.service('MRI lumbar spine with gadolinium', { status: 'draft' })]),
      indicator: 'info'
    },
    {
      name: 'without contrast after breast cancer',
      facts: signing([without], [cancer]),
      indicator: 'info',
      summary: /Cancer in the history/,
      offers: ['replace-spine-mri-contrast']
    },
    {
      name: 'a CPT display without contrast, fever',
      facts: signing([worded(CPT_WITHOUT)], [given.observation('8310-5', 38.4, 'Cel', '2026-11-21')]),
      indicator: 'info',
      summary: /Temperature 38.4/
    },
    {
      name: 'gadolinium at eGFR 29',
      facts: signing([withContrast], [egfr(29), cancer]),
      indicator: 'warning',
      summary: /eGFR 29 mL\/min\/1.73m² on 2026-11-20/,
      offers: ['replace-spine-mri-stir']
    },
    { name: 'gadolinium on dialysis', facts: signing([withContrast], [given.icd('Z99.2')]), indicator: 'warning', summary: /On dialysis/ },
    {
      name: 'contrast while kidney function is not known: information that says so',
      facts: noKidney,
      indicator: 'info',
      detail: [/No recent eGFR/]
    }
  ],
  notApplicable: [
    { name: 'without contrast, no flag', facts: signing([without]), reason: /no objection/ },
    { name: 'a CPT display without contrast, no flag', facts: signing([worded(CPT_WITHOUT)]) },
    { name: 'with contrast after breast cancer', facts: signing([withContrast], [cancer]) },
    { name: 'with contrast, eGFR 30 and cancer', facts: signing([withContrast], [egfr(30), cancer]) },
    { name: 'without contrast at eGFR 20 after cancer: the radiologist chooses', facts: signing([without], [egfr(20), cancer]) },
    { name: 'contrast left open', facts: signing([mri('241645008')], [cancer]) },
    { name: 'the order names a tumour as its reason', facts: signing([mri('431985004', { reasonCode: [{ text: 'Known spinal mass' }] })]) },
    { name: 'skin cancer other than melanoma is no flag', facts: signing([without], [given.icd('C44.311')]) },
    { name: 'the problem list was read in part', facts: signing([withContrast], [], { unread: { conditions: 'truncated' } }) },
    {
      name: 'MRI of the brain with contrast',
      facts: signing([given.service('MRI brain with contrast', { status: 'draft' })]),
      reason: /no MRI/
    },
    { name: 'CT of the spine', facts: signing([mri('702487007')]) },
    {
      name: 'drafted before, something else selected',
      facts: selecting([withContrast, given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('contrast in words', () => {
  it.each([
    ['MRI lumbar spine with contrast', 'with'],
    ['MRI L-spine w/wo contrast', 'with'],
    ['MRI thoracic spine without and with contrast', 'with'],
    ['MR LUMBAR SPINE W WO CONTRAST', 'with'],
    ['MRI spine W CONTRAST', 'with'],
    [CPT_BOTH, 'with'],
    ['MRI lumbar spine without contrast', 'without'],
    ['MRI L-spine w/o contrast', 'without'],
    ['MR lumbar spine WO contrast', 'without'],
    ['MRI lumbar spine, non-contrast', 'without'],
    ['MRI lumbar spine, no gadolinium', 'without'],
    [CPT_WITHOUT, 'without'],
    ['MRI lumbar spine', 'not stated'],
    ['MRI cervical spine with contrast', undefined],
    ['CT lumbar spine with contrast', undefined],
    ['MRI brain with contrast', undefined]
  ])('%s → %s', (words, contrast) => {
    expect(spineMri(new Set(), words)).toBe(contrast)
  })
})
