import { describe, expect, it } from 'vitest'
import { evidenceOf } from '../../../src/rules/evidence.js'
import { rfMalignancy } from '../../../src/rules/red-flags/rf-malignancy.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(78)
const fracture = given.fracture('M80.08XA', '2026-11-20')
const healed = given.fracture('S32.010A', '2019-05-01', { clinicalStatus: { coding: [{ code: 'resolved' }] } })
const labs = given.goodLabs()
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const provisional = { verificationStatus: { coding: [{ code: 'provisional' }] } }
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })
const calcium = (value: number, unit = 'mg/dL', more = {}) => given.observation('17861-6', value, unit, '2026-11-10', more)
const range = (low: number, high: number, unit: string) => ({
  referenceRange: [{ low: { value: low, code: unit }, high: { value: high, code: unit } }]
})

ruleTest(rfMalignancy, {
  applies: [
    {
      name: 'breast cancer in 2011',
      facts: chart(fracture, ...labs, given.icd('Z85.3', { onsetDateTime: '2011' })),
      indicator: 'warning',
      summary: /Cancer in the history \(onset 2011\)/,
      detail: [/Downie 2013/, /SINS 2010/],
      notInDetail: [/osteoporotic/i],
      offers: ['mri', 'blood-count', 'esr', 'crp', 'alp', 'spep', 'light-chains', 'oncology']
    },
    {
      name: 'a fracture whose recorded name says osteoporotic does not bring the word in',
      facts: chart(
        given.fracture('M80.08XA', '2026-11-20', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M80.08XA' }], text: 'Osteoporotic fracture L1' }
        }),
        given.icd('C50.911')
      ),
      notInDetail: [/osteoporotic/i]
    },
    {
      name: 'active cancer that is resolved still counts for life',
      facts: chart(fracture, ...labs, given.icd('C18.9', resolved)),
      indicator: 'warning'
    },
    {
      name: 'cancer in words only',
      facts: chart(fracture, ...labs, { ...given.snomed('x'), code: { text: 'Metastatic breast cancer' } }),
      indicator: 'warning'
    },
    {
      name: 'cancer as a working diagnosis',
      facts: chart(fracture, ...labs, given.icd('C34.90', provisional)),
      indicator: 'warning',
      summary: /Cancer suspected/
    },
    {
      name: 'MGUS',
      facts: chart(fracture, ...labs, given.icd('D47.2')),
      indicator: 'warning',
      summary: /Monoclonal gammopathy/,
      detail: [/Consider MRI/]
    },
    { name: 'myeloma is a warning by itself', facts: chart(fracture, ...labs, given.icd('C90.00')), indicator: 'warning' },
    {
      name: 'known bone metastasis',
      facts: chart(fracture, ...labs, given.icd('C79.51')),
      indicator: 'critical',
      summary: /Spinal or bone tumour on record/
    },
    {
      name: 'spinal metastasis by words is a warning',
      facts: chart(fracture, ...labs, { ...given.snomed('x'), code: { text: 'Spinal metastasis T8' } }),
      indicator: 'warning'
    },
    { name: 'a fracture coded as neoplastic', facts: chart(given.fracture('M84.58XA', '2026-11-20'), ...labs), indicator: 'critical' },
    {
      name: 'a neoplastic fracture not confirmed is a warning',
      facts: chart(given.fracture('M84.58XA', '2026-11-20', provisional), ...labs),
      indicator: 'warning'
    },
    {
      name: 'cancer history with a neurological deficit',
      facts: chart(fracture, ...labs, given.icd('Z85.3'), given.icd('M21.371')),
      indicator: 'critical',
      detail: [/urgent/]
    },
    {
      name: 'calcium 10.6, just above the fallback range',
      facts: chart(fracture, calcium(10.6)),
      indicator: 'warning',
      summary: /Calcium 10\.6 mg\/dL on 2026-11-10/,
      offers: ['mri', 'blood-count', 'esr', 'crp', 'pth', 'alp', 'spep', 'light-chains']
    },
    { name: 'calcium 11.4', facts: chart(fracture, calcium(11.4)), indicator: 'warning', detail: [/hyperparathyroidism/] },
    { name: 'calcium 11.9', facts: chart(fracture, calcium(11.9)), indicator: 'warning' },
    { name: 'calcium 12.0', facts: chart(fracture, calcium(12)), indicator: 'critical' },
    {
      name: 'the gravest sign leads: calcium 12.4 beside cancer in the past',
      facts: chart(fracture, calcium(12.4), given.icd('Z85.3')),
      indicator: 'critical',
      summary: /^Calcium 12\.4/,
      detail: [/Cancer in the history/]
    },
    { name: 'calcium 3.0 mmol/L', facts: chart(fracture, calcium(3, 'mmol/L')), indicator: 'critical' },
    { name: 'calcium 2.95 mmol/L', facts: chart(fracture, calcium(2.95, 'mmol/L')), indicator: 'warning' },
    {
      name: 'corrected calcium 12.0 under a total of 10.8',
      facts: chart(fracture, calcium(10.8), given.observation('1751-7', 2.5, 'g/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /Corrected calcium 12 mg\/dL/
    },
    {
      name: 'calcium above the range of the laboratory',
      facts: chart(fracture, calcium(10.3, 'mg/dL', range(8.4, 10.2, 'mg/dL'))),
      indicator: 'warning'
    },
    {
      name: 'ionised calcium above its range',
      facts: chart(fracture, given.observation('1995-0', 1.45, 'mmol/L', '2026-11-10')),
      summary: /Ionised calcium 1\.45 mmol\/L/,
      indicator: 'warning'
    },
    { name: 'hypercalcaemia on the problem list without a value', facts: chart(fracture, given.icd('E83.52')), indicator: 'warning' },
    {
      name: 'weight loss within 12 months',
      facts: chart(fracture, ...labs, given.icd('R63.4', { onsetDateTime: '2025-11-23' })),
      indicator: 'warning'
    },
    {
      name: 'alkaline phosphatase raised before the fracture',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2026-11-01', range(40, 130, 'U/L'))),
      summary: /Alkaline phosphatase 190 U\/L/
    },
    {
      name: 'alkaline phosphatase raised 85 days after',
      facts: chart(
        given.fracture('M80.08XA', '2026-08-01'),
        ...labs,
        given.observation('6768-6', 190, 'U/L', '2026-10-25', { interpretation: [{ coding: [{ code: 'H' }] }] })
      )
    },
    {
      name: 'alkaline phosphatase 151 without a range, before the fracture',
      facts: chart(fracture, ...labs, given.observation('6768-6', 151, 'U/L', '2026-11-01')),
      summary: /Alkaline phosphatase 151/
    },
    {
      name: 'PSA 5 above the limit of the laboratory',
      facts: chart(fracture, ...labs, given.observation('2857-1', 5, 'ng/mL', '2026-11-01', range(0, 4, 'ng/mL'))),
      summary: /^PSA 5 ng\/mL on 2026-11-01/,
      indicator: 'warning'
    },
    {
      name: 'PSA 10.1 without a range',
      facts: chart(fracture, ...labs, given.observation('2857-1', 10.1, 'ng/mL', '2026-11-01')),
      summary: /^PSA 10\.1/
    },
    {
      name: 'a lytic lesion in words is a warning',
      facts: chart(fracture, ...labs, { ...given.snomed('x'), code: { text: 'Lytic lesion of L1' } }, given.icd('M21.371')),
      summary: /^Suspicious lesion of spine or bone/,
      indicator: 'warning'
    },
    {
      name: 'anaemia with raised ESR, without a range or verdict',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11.9, 'g/dL', '2026-11-10'),
        given.observation('4537-7', 31, 'mm/h', '2026-11-10')
      ),
      summary: /Anaemia \(11\.9 g\/dL on 2026-11-10\) with raised ESR/
    },
    {
      name: 'anaemia with raised ESR',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 9.4, 'g/dL', '2026-11-10', range(12, 16, 'g/dL')),
        given.observation('4537-7', 80, 'mm/h', '2026-11-10', range(0, 30, 'mm/h'))
      ),
      summary: /Anaemia \(9\.4 g\/dL on 2026-11-10\) with raised ESR/,
      detail: [/haemoglobin 9\.4/, /ESR 80/]
    },
    {
      name: 'a fracture at T3',
      facts: chart(given.fracture('S22.030A', '2026-11-20'), ...labs),
      summary: /Fracture above T4 \(2026-11-20\)/
    },
    {
      name: 'two levels, and whether osteoporosis is on the list could not be read',
      facts: factsOf({
        resources: [person, given.fracture('S22.060A', '2026-11-20'), given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }), ...labs],
        unread: { conditions: 'truncated' }
      }),
      indicator: 'warning',
      detail: [/what was read of the problem list/]
    },
    {
      name: 'two levels at once without osteoporosis',
      facts: chart(given.fracture('S22.060A', '2026-11-20'), given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }), ...labs),
      summary: /2 current vertebral fractures/
    },
    {
      name: 'a healed fracture beside active cancer',
      facts: chart(healed, ...labs, given.icd('C50.911')),
      summary: /an earlier vertebral fracture/,
      indicator: 'warning'
    },
    { name: 'a healed fracture beside calcium 11.4', facts: chart(healed, calcium(11.4)), indicator: 'warning' },
    { name: 'a healed fracture beside bone metastasis', facts: chart(healed, ...labs, given.icd('C79.51')), indicator: 'critical' },
    {
      name: 'a healed fracture beside active cancer and a deficit: the deficit is not of this fracture',
      facts: chart(healed, ...labs, given.icd('C50.911'), given.icd('M21.371')),
      indicator: 'warning',
      notInDetail: [/urgent/]
    },
    {
      name: 'a deficit beside cancer in words only',
      facts: chart(fracture, ...labs, { ...given.snomed('x'), code: { text: 'Metastatic breast cancer' } }, given.icd('M21.371')),
      indicator: 'warning'
    },
    {
      name: 'a deficit in words only beside coded cancer',
      facts: chart(fracture, ...labs, given.icd('Z85.3'), { ...given.snomed('x'), code: { text: 'Foot drop' } }),
      indicator: 'warning'
    },
    {
      name: 'cancer on record beside cancer of the past is on record, also for a healed fracture',
      facts: chart(healed, ...labs, given.icd('Z85.3'), given.icd('C18.9')),
      summary: /^Cancer on record/
    },
    {
      name: 'a healed fracture beside active cancer in words',
      facts: chart(healed, ...labs, { ...given.snomed('x'), code: { text: 'Metastatic breast cancer' } }),
      indicator: 'warning'
    },
    {
      name: 'a healed fracture beside hypercalcaemia on the problem list',
      facts: chart(healed, given.icd('E83.52')),
      indicator: 'warning'
    },
    {
      name: 'a bone metastasis is not said twice',
      facts: chart(fracture, ...labs, given.icd('C79.51')),
      notInDetail: [/Cancer on record/]
    },
    {
      name: 'calcium 12.4 that albumin leaves as it is',
      facts: chart(fracture, calcium(12.4), given.observation('1751-7', 4, 'g/dL', '2026-11-10')),
      summary: /^Calcium 12\.4/
    },
    {
      name: 'calcium 12.4 that albumin would lower',
      facts: chart(fracture, calcium(12.4), given.observation('1751-7', 5, 'g/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /^Calcium 12\.4/
    },
    {
      name: 'alkaline phosphatase beside a deficit',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2026-11-01', range(40, 130, 'U/L')), given.icd('M21.371')),
      indicator: 'critical'
    },
    {
      name: 'a fracture at T3 of unknown date',
      facts: chart(given.fracture('S22.030A', ''), ...labs),
      summary: /Fracture above T4 \(no date\)/
    },
    {
      name: 'two coded levels beside a deficit',
      facts: chart(
        given.fracture('S22.060A', '2026-11-20'),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }),
        given.icd('M21.371'),
        ...labs
      ),
      indicator: 'critical',
      detail: [/Several levels at once \(T7, T8, L1\)/]
    },
    {
      name: 'cancer with retention of urine',
      facts: chart(fracture, ...labs, given.icd('Z85.3'), given.icd('R33.9', { onsetDateTime: '2026-11-20' })),
      indicator: 'critical'
    },
    {
      name: 'MGUS beside high calcium: each brings its tests',
      facts: chart(fracture, calcium(11.4), given.icd('D47.2')),
      offers: ['mri', 'blood-count', 'esr', 'crp', 'pth', 'alp', 'spep', 'light-chains', 'oncology'],
      notInDetail: [/SINS/]
    },
    {
      name: 'haemoglobin 12.5 that the laboratory calls low, ESR 25 that it calls high',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 12.5, 'g/dL', '2026-11-10', { interpretation: [{ coding: [{ code: 'LL' }] }] }),
        given.observation('4537-7', 25, 'mm/h', '2026-11-10', { interpretation: [{ coding: [{ code: 'HH' }] }] })
      ),
      summary: /Anaemia \(12\.5/
    },
    {
      name: 'the coded entry leads, although the one in words came first',
      facts: chart(
        fracture,
        ...labs,
        { ...given.snomed('x', { onsetDateTime: '2020-01-01' }), code: { text: 'Breast cancer' } },
        given.icd('C50.911', { onsetDateTime: '2021-02-02' })
      ),
      summary: /^Cancer on record \(onset 2021-02-02\)/
    },
    {
      name: 'anaemia and ESR of a year ago to the day',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2025-11-22'),
        given.observation('4537-7', 40, 'mm/h', '2025-11-22')
      ),
      summary: /Anaemia/
    },
    {
      name: 'alkaline phosphatase of a year ago to the day',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2025-11-22', range(40, 130, 'U/L'))),
      summary: /Alkaline phosphatase/
    },
    {
      name: 'three levels at once, two of one bone counted once',
      facts: chart(
        given.fracture('S22.060A', '2026-11-20'),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx3' }),
        given.fracture('S32.030A', '2026-11-20', { id: 'fx4' }),
        ...labs
      ),
      summary: /3 current vertebral fractures/
    },
    {
      name: 'a normal calcium does not hide cancer, and calcium is not asked for again',
      facts: chart(fracture, ...labs, given.icd('C90.00')),
      offers: ['mri', 'blood-count', 'esr', 'crp', 'alp', 'spep', 'light-chains', 'oncology']
    },
    {
      name: 'cancer without any calcium: calcium is offered',
      facts: chart(fracture, given.icd('C90.00')),
      offers: ['mri', 'blood-count', 'esr', 'crp', 'calcium', 'alp', 'spep', 'light-chains', 'oncology']
    },
    {
      name: 'no oncologist for an indirect sign',
      facts: chart(given.fracture('S22.030A', '2026-11-20'), ...labs),
      offers: ['mri', 'blood-count', 'esr', 'crp', 'alp', 'spep', 'light-chains'],
      notInDetail: [/SINS/, /hyperparathyroidism/, /urgent/]
    }
  ],
  notApplicable: [
    { name: 'nothing found', facts: chart(fracture, ...labs), reason: /no sign/ },
    { name: 'no fracture', facts: chart(given.icd('C79.51')) },
    { name: 'non-melanoma skin cancer only', facts: chart(fracture, ...labs, given.icd('C44.91')) },
    { name: 'non-melanoma skin cancer in the past', facts: chart(fracture, ...labs, given.icd('Z85.828')) },
    {
      name: 'cancer refuted',
      facts: chart(fracture, ...labs, given.icd('C50.911', { verificationStatus: { coding: [{ code: 'refuted' }] } }))
    },
    { name: 'calcium 10.5, the upper limit', facts: chart(fracture, calcium(10.5)) },
    { name: 'calcium 10.4 inside the range of the laboratory', facts: chart(fracture, calcium(10.4, 'mg/dL', range(8.5, 10.4, 'mg/dL'))) },
    {
      name: 'hypercalcaemia on the list, calcium now normal',
      facts: chart(fracture, calcium(9.4), given.observation('1751-7', 4, 'g/dL', '2026-11-10'), given.icd('E83.52'))
    },
    { name: 'weight loss 13 months ago', facts: chart(fracture, ...labs, given.icd('R63.4', { onsetDateTime: '2025-10-20' })) },
    {
      name: 'alkaline phosphatase raised while the fracture heals',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2026-11-22', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase with a fracture of unknown date',
      facts: chart(given.fracture('M80.08XA', ''), ...labs, given.observation('6768-6', 190, 'U/L', '2026-11-01', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase 150 without a range',
      facts: chart(fracture, ...labs, given.observation('6768-6', 150, 'U/L', '2026-11-01'))
    },
    { name: 'PSA 10 without a range', facts: chart(fracture, ...labs, given.observation('2857-1', 10, 'ng/mL', '2026-11-01')) },
    {
      name: 'PSA 12 that the laboratory calls normal',
      facts: chart(
        fracture,
        ...labs,
        given.observation('2857-1', 12, 'ng/mL', '2026-11-01', { interpretation: [{ coding: [{ code: 'N' }] }] })
      )
    },
    { name: 'PSA 40 of 366 days ago', facts: chart(fracture, ...labs, given.observation('2857-1', 40, 'ng/mL', '2025-11-21')) },
    {
      name: 'alkaline phosphatase with Paget disease',
      facts: chart(fracture, ...labs, given.icd('M88.9'), given.observation('6768-6', 190, 'U/L', '2026-11-01', range(40, 130, 'U/L')))
    },
    {
      name: 'anaemia with a normal ESR',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 9.4, 'g/dL', '2026-11-10', range(12, 16, 'g/dL')),
        given.observation('4537-7', 20, 'mm/h', '2026-11-10', range(0, 30, 'mm/h'))
      )
    },
    {
      name: 'haemoglobin 12 and ESR 30, without a range or verdict',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 12, 'g/dL', '2026-11-10'),
        given.observation('4537-7', 30, 'mm/h', '2026-11-10')
      )
    },
    {
      name: 'haemoglobin and ESR that the laboratory calls normal',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2026-11-10', { interpretation: [{ coding: [{ code: 'N' }] }] }),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10')
      )
    },
    {
      name: 'haemoglobin 11 inside the range of the laboratory',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2026-11-10', range(10.5, 15, 'g/dL')),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10')
      )
    },
    {
      name: 'ESR 40 that the laboratory calls normal',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2026-11-10'),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10', { interpretation: [{ coding: [{ code: 'N' }] }] })
      )
    },
    {
      name: 'ESR 40 inside the range of the laboratory',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2026-11-10'),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10', range(0, 45, 'mm/h'))
      )
    },
    {
      name: 'haemoglobin of more than a year ago',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2025-11-21'),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10')
      )
    },
    {
      name: 'ESR of more than a year ago',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 11, 'g/dL', '2026-11-10'),
        given.observation('4537-7', 40, 'mm/h', '2025-11-21')
      )
    },
    {
      name: 'haemoglobin at the lower limit of its range',
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', 12, 'g/dL', '2026-11-10', range(12, 16, 'g/dL')),
        given.observation('4537-7', 40, 'mm/h', '2026-11-10')
      )
    },
    ...(
      [
        [12, 40],
        [13, 40],
        [11, 30]
      ] as const
    ).map(([hb, rate]) => ({
      name: `haemoglobin ${String(hb)} with ESR ${String(rate)}, without a range or verdict`,
      facts: chart(
        fracture,
        ...labs,
        given.observation('718-7', hb, 'g/dL', '2026-11-10'),
        given.observation('4537-7', rate, 'mm/h', '2026-11-10')
      )
    })),
    { name: 'anaemia alone', facts: chart(fracture, ...labs, given.observation('718-7', 9, 'g/dL', '2026-11-10')) },
    { name: 'a raised ESR alone', facts: chart(fracture, ...labs, given.observation('4537-7', 90, 'mm/h', '2026-11-10')) },
    {
      name: 'alkaline phosphatase of more than a year ago',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2025-11-21', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase at the upper limit of its range',
      facts: chart(fracture, ...labs, given.observation('6768-6', 130, 'U/L', '2026-11-01', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase raised on the day of the fracture',
      facts: chart(fracture, ...labs, given.observation('6768-6', 190, 'U/L', '2026-11-20', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase raised 84 days after',
      facts: chart(
        given.fracture('M80.08XA', '2026-08-01'),
        ...labs,
        given.observation('6768-6', 190, 'U/L', '2026-10-24', range(40, 130, 'U/L'))
      )
    },
    {
      name: 'alkaline phosphatase with cirrhosis',
      facts: chart(fracture, ...labs, given.icd('K74.60'), given.observation('6768-6', 190, 'U/L', '2026-11-01', range(40, 130, 'U/L')))
    },
    {
      name: 'alkaline phosphatase explained by the older of two fractures',
      facts: chart(
        fracture,
        given.fracture('M80.08XA', '2026-08-01', { id: 'fx2' }),
        ...labs,
        given.observation('6768-6', 190, 'U/L', '2026-10-01', range(40, 130, 'U/L'))
      )
    },
    {
      name: 'two fractures, one of them without a level',
      facts: chart(given.fracture('M48.56XA', '2026-11-20'), given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }), ...labs)
    },
    { name: 'a healed fracture beside a suspicion of cancer', facts: chart(healed, ...labs, given.icd('C34.90', provisional)) },
    {
      name: 'the same level twice',
      facts: chart(given.fracture('S32.010A', '2026-11-20'), given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }), ...labs)
    },
    {
      name: 'two levels, one only suspected',
      facts: chart(
        given.fracture('S22.060A', '2026-11-20'),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx2', ...provisional }),
        ...labs
      )
    },
    {
      name: 'a healed fracture beside cancer of the past in words',
      facts: chart(healed, ...labs, { ...given.snomed('x'), code: { text: 'History of breast cancer' } })
    },
    { name: 'a healed fracture beside cancer that is over', facts: chart(healed, ...labs, given.icd('C18.9', resolved)) },
    { name: 'a fracture at T4', facts: chart(given.fracture('S22.040A', '2026-11-20'), ...labs) },
    { name: 'one code that names two vertebrae', facts: chart(given.fracture('S22.080A', '2026-11-20'), ...labs) },
    {
      name: 'two levels with osteoporosis on record',
      facts: chart(
        given.fracture('S22.060A', '2026-11-20'),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }),
        given.icd('M81.0'),
        ...labs
      )
    },
    {
      name: 'two levels from a high-energy injury',
      facts: chart(
        given.fracture('S22.060A', '2026-11-20'),
        given.fracture('S32.010A', '2026-11-20', { id: 'fx2' }),
        given.icd('W11.XXXA', { onsetDateTime: '2026-11-20' }),
        ...labs
      )
    },
    {
      name: 'a healed fracture beside cancer of the past',
      facts: chart(healed, ...labs, given.icd('Z85.3')),
      reason: /beside a healed fracture/
    },
    { name: 'a healed fracture beside MGUS', facts: chart(healed, ...labs, given.icd('D47.2')) }
  ],
  dataRequired: [
    {
      name: 'laboratory results could not be read and nothing else speaks',
      facts: factsOf({ resources: [person, fracture], unread: { labs: 'failed' } }),
      missing: ['calcium']
    },
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, fracture, ...labs], unread: { conditions: 'truncated' } }),
      missing: ['cancer']
    }
  ]
})

describe('rf-malignancy', () => {
  const silencesOf = (facts: ReturnType<typeof chart>) => {
    const decision = rfMalignancy.evaluate(facts)
    if (decision.decision !== 'applies' || decision.advice.silences === undefined) throw new Error('expected a card that silences')
    return decision.advice.silences
  }
  const drafted = (rxnorm: string, text: string) => {
    const [draft] = factsOf({ resources: [person, fracture], drafts: [given.draft(rxnorm, text)] }).drafts ?? []
    if (draft === undefined) throw new Error('expected a draft')
    return draft
  }
  it('applies although laboratory results could not be read, when cancer is on record', () => {
    expect(rfMalignancy.evaluate(factsOf({ resources: [person, fracture, given.icd('Z85.3')], unread: { labs: 'failed' } })).decision).toBe(
      'applies'
    )
  })
  it('leaves the treatment card without an order, and calcium alone unless calcium is high', () => {
    const { cards, orders } = silencesOf(chart(fracture, ...labs, given.icd('Z85.3')))
    expect(cards).not.toContain('osteoporosis-pharmacotherapy')
    expect(cards).toContain('calcitonin-acute-pain')
    expect(orders).toEqual(expect.arrayContaining(['alendronate', 'risedronate', 'zoledronic-acid', 'calcitonin', 'physical-therapy']))
    expect(orders).not.toContain('calcium-citrate')
    expect(silencesOf(chart(fracture, calcium(11.4))).orders).toEqual(expect.arrayContaining(['calcium-carbonate', 'calcium-citrate']))
  })
  it('argues against bone drugs and calcitonin, and against calcium only when calcium is high', () => {
    const { arguesAgainst } = silencesOf(chart(fracture, ...labs, given.icd('Z85.3')))
    expect(arguesAgainst?.(drafted('904431', 'alendronate 70 mg tablet'))).toBe(true)
    expect(arguesAgainst?.(drafted('x', 'calcitonin salmon nasal spray'))).toBe(true)
    expect(arguesAgainst?.(drafted('x', 'calcium carbonate 500 mg'))).toBe(false)
    expect(arguesAgainst?.(drafted('161', 'acetaminophen 500 mg'))).toBe(false)
    expect(silencesOf(chart(fracture, calcium(11.4))).arguesAgainst?.(drafted('x', 'calcium carbonate 500 mg'))).toBe(true)
  })
  it('cites no source whose name says osteoporotic', () => {
    for (const id of rfMalignancy.evidence) expect(evidenceOf(id).label).not.toMatch(/osteoporotic/i)
  })
})
