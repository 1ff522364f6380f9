import { stabilityAssessment } from '../../../src/rules/fracture-care/stability-assessment.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, film, fractured, pain, undated, withFracture } from './case-charts.js'

const exam = (daysAgo: number, more = {}): ReturnType<typeof given.service> =>
  given.service('Neurological examination', { authoredOn: ago(daysAgo), ...more })
const metastasis = (text: string): ReturnType<typeof given.icd> =>
  given.icd('C79.51', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51' }], text } })
const suspected = { verificationStatus: { coding: [{ code: 'provisional' }] } }
const noSins = [/indeterminate/, /\b(7|8|13)\s?–?\s?(points|12|18)/, /SINS 8/]

ruleTest(stabilityAssessment, {
  applies: [
    {
      name: 'vignette 64: a benign L1 fracture, SINS named as not applicable and no band',
      facts: fractured(10),
      indicator: 'info',
      summary: /L1 fracture: no neurological exam found\. .*SINS is for tumour only/,
      detail: [/not applicable to this fracture/, /cannot exclude cord or cauda equina/],
      notInDetail: noSins,
      offers: ['neurological-exam', 'spine-xray']
    },
    {
      name: 'vignette 75: a suspected fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(3), suspected)),
      detail: [/suspected, not confirmed/],
      offers: ['neurological-exam']
    },
    { name: 'unknown age counts', facts: withFracture(undated()), summary: /Vertebral fracture: no neurological exam/ },
    { name: 'day 83', facts: fractured(83) },
    { name: 'imaged this week: exam only', facts: fractured(10, [film(3)]), offers: ['neurological-exam'] },
    {
      name: 'pregnancy: no film',
      facts: fractured(10, [given.snomed('77386006', { onsetDateTime: ago(60) })]),
      offers: ['neurological-exam']
    },
    { name: 'an exam before the fracture does not count', facts: fractured(10, [exam(20, { status: 'completed' })]) },
    {
      name: 'a spinal metastasis on record: SINS with its bands, no score',
      facts: fractured(10, [given.icd('C79.51')]),
      summary: /judge stability with SINS/,
      detail: [/0–6 stable/, /computes no score/],
      notInDetail: [/\bscore of \d/],
      offers: ['neurological-exam']
    },
    {
      name: 'vignette 8: beside a cancer history no word on the cause',
      facts: fractured(10, [given.icd('Z85.3')]),
      notInDetail: [/osteoporotic/i]
    },
    { name: 'never "no red flags"', facts: fractured(10), notInDetail: [/no red flags/i, /ruled out/i] },
    { name: 'orders unread: no order twice', facts: fractured(10, [], { unread: { serviceRequests: 'failed' } }), offers: [] },
    { name: 'a cancelled exam is named', facts: fractured(10, [exam(2, { status: 'revoked' })]), detail: [/not counted as done/] },
    { name: 'a cancer history: no film from here', facts: fractured(10, [given.icd('Z85.3')]), offers: ['neurological-exam'] },
    { name: 'a monoclonal gammopathy: no film from here', facts: fractured(10, [given.icd('D47.2')]), offers: ['neurological-exam'] },
    {
      name: 'a cancer history and a monoclonal gammopathy: no film from here',
      facts: fractured(10, [given.icd('Z85.3'), given.icd('D47.2')]),
      offers: ['neurological-exam']
    },
    { name: 'pain of 4/10 at 28 days: the film is for follow-up-imaging', facts: fractured(28, [pain(4)]), offers: ['neurological-exam'] },
    { name: 'pain of 3/10 at 28 days: the film is offered', facts: fractured(28, [pain(3)]), offers: ['neurological-exam', 'spine-xray'] },
    { name: 'no tumour on record: none is named', facts: fractured(10), notInDetail: [/Spinal tumour on record/] },
    {
      name: 'a spinal metastasis is named',
      facts: fractured(10, [metastasis('Metastasis of L3')]),
      detail: [/^Spinal tumour on record: Metastasis of L3$/m]
    },
    {
      name: 'three spinal metastases: two are named',
      facts: fractured(
        10,
        ['L2', 'L3', 'L4'].map(level => metastasis(`Metastasis of ${level}`))
      ),
      detail: [/^Spinal tumour on record: Metastasis of L\d, Metastasis of L\d$/m]
    }
  ],
  notApplicable: [
    { name: 'twelve weeks', facts: fractured(84), reason: /12 weeks/ },
    { name: 'recorded twelve weeks ago, so surely older', facts: withFracture(undated({ recordedDate: ago(84) })), reason: /12 weeks/ },
    { name: 'an exam done since the fracture', facts: fractured(10, [exam(5, { status: 'completed' })]), reason: /on record/ },
    { name: 'an exam is ordered', facts: fractured(10, [exam(0)]), reason: /on record/ },
    {
      name: 'an exam recorded as procedure',
      facts: fractured(10, [given.procedure('urn:local', 'x', ago(4), 'Neurologic exam of lower limbs')]),
      reason: /on record/
    },
    { name: 'a prior fracture', facts: withFracture(given.fracture('M80.08XS', ago(30))), reason: /no current/ }
  ]
})
