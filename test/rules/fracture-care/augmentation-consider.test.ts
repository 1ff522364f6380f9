import { expect, it } from 'vitest'
import { augmentationConsider } from '../../../src/rules/fracture-care/augmentation-consider.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { acetaminophen, ago, fractured, mri, pain, undated, withFracture } from './case-charts.js'

const tried = acetaminophen(30)
const inr = (value: number, daysAgo = 5): ReturnType<typeof given.observation> => given.observation('6301-6', value, '{INR}', ago(daysAgo))
const platelets = (value: number): ReturnType<typeof given.observation> => given.observation('777-3', value, '10*9/L', ago(5))
const bedConfined = (daysAgo: number): ReturnType<typeof given.icd> => given.icd('Z74.01', { onsetDateTime: ago(daysAgo) })
const consult = (daysAgo: number, more = {}): ReturnType<typeof given.service> =>
  given.service('Spine surgery consultation', { authoredOn: ago(daysAgo), ...more })

ruleTest(augmentationConsider, {
  applies: [
    {
      name: 'vignette 41: 8/10 at 35 days with analgesia tried',
      facts: fractured(35, [pain(8), tried]),
      indicator: 'info',
      summary: /Pain 8\/10 on 2026-11-21, L1 fracture at 35 days: consider a spine\/IR consultation; augmentation evidence conflicts/,
      detail: [/Against: AAOS 2010 \(strong\)/, /For selected patients: ACR 2018/, /not supported/],
      offers: ['spine-mri', 'spine-consultation']
    },
    { name: 'day 28 and 7/10', facts: fractured(28, [pain(7), tried]) },
    { name: 'day 365', facts: fractured(365, [pain(7), tried]) },
    { name: 'a score of 14 days', facts: fractured(35, [pain(8, 14), tried]) },
    {
      name: 'an analgesic begun 14 days ago',
      facts: fractured(35, [pain(8), acetaminophen(14)]),
      detail: [/Analgesia tried: acetaminophen/]
    },
    { name: 'an analgesic tried and stopped', facts: fractured(35, [pain(8), acetaminophen(20, { status: 'stopped' })]) },
    {
      name: 'bed-confined since the fracture with 4/10',
      facts: fractured(35, [pain(4), tried, bedConfined(30)]),
      detail: [/Bed-confined since the fracture/]
    },
    { name: 'MRI of this month: consultation only', facts: fractured(35, [pain(8), tried, mri(10)]), offers: ['spine-consultation'] },
    {
      name: 'a pacemaker: no MRI',
      facts: fractured(35, [pain(8), tried, given.icd('Z95.0')]),
      detail: [/No MRI offered/],
      offers: ['spine-consultation']
    },
    {
      name: 'INR 1.5 and platelets 50 pass',
      facts: fractured(35, [pain(8), tried, inr(1.5), platelets(50)]),
      notInDetail: [/INR not found/]
    },
    { name: 'coagulation missing is said', facts: fractured(35, [pain(8), tried]), detail: [/INR not found/, /Platelets not found/] },
    { name: 'a consultation of 91 days', facts: fractured(120, [pain(8), tried, consult(91, { status: 'completed' })]) },
    {
      name: 'a consultation on hold is named',
      facts: fractured(35, [pain(8), tried, consult(5, { status: 'on-hold' })]),
      detail: [/not counted as done/]
    },
    { name: 'no claim of rapid relief', facts: fractured(35, [pain(8), tried]), notInDetail: [/rapid/i, /proven/i, /mortality/i] }
  ],
  notApplicable: [
    { name: 'day 27', facts: fractured(27, [pain(8), tried]), reason: /28 days/ },
    { name: 'vignette 43: day 20', facts: fractured(20, [pain(8), tried]), reason: /28 days/ },
    { name: 'day 366', facts: fractured(366, [pain(8), tried]), reason: /12 months/ },
    {
      name: 'a month that may lie inside four weeks',
      facts: withFracture(given.fracture('M80.08XA', '2026-10'), [pain(8), tried]),
      reason: /not surely/
    },
    { name: 'onset unknown', facts: withFracture(undated({ recordedDate: ago(60) }), [pain(8), tried]), reason: /onset not usable/ },
    { name: '6/10', facts: fractured(35, [pain(6), tried]), reason: /below 7/ },
    { name: 'vignette 42: 3/10', facts: fractured(35, [pain(3), tried]), reason: /below 7/ },
    { name: 'a score of 15 days', facts: fractured(50, [pain(8, 15), tried]), reason: /14 days/ },
    { name: 'improving', facts: fractured(35, [pain(9, 8), pain(7, 1), tried]), reason: /improving/ },
    { name: 'bed-confined before the fracture', facts: fractured(35, [pain(5), tried, bedConfined(200)]), reason: /below 7/ },
    { name: 'no analgesic', facts: fractured(35, [pain(8)]), reason: /no trial/ },
    { name: 'an analgesic begun 13 days ago', facts: fractured(35, [pain(8), acetaminophen(13)]), reason: /no trial/ },
    {
      name: 'an analgesic that ended before the fracture',
      facts: fractured(35, [pain(8), acetaminophen(200, { status: 'completed' })]),
      reason: /no trial/
    },
    { name: 'spinal infection (vignette 40)', facts: fractured(35, [pain(8), tried, given.icd('M46.26')]), reason: /infect/ },
    { name: 'bacteraemia', facts: fractured(35, [pain(8), tried, given.icd('R78.81', { onsetDateTime: ago(5) })]), reason: /infection/ },
    {
      name: 'an anticoagulant',
      facts: fractured(35, [pain(8), tried, given.medication('855332', 'warfarin sodium 5 MG Oral Tablet')]),
      reason: /anticoagulant/
    },
    { name: 'INR 1.6', facts: fractured(35, [pain(8), tried, inr(1.6)]), reason: /INR 1.6/ },
    { name: 'platelets 49', facts: fractured(35, [pain(8), tried, platelets(49)]), reason: /platelets 49/ },
    {
      name: 'pregnancy',
      facts: fractured(35, [pain(8), tried, given.snomed('77386006', { onsetDateTime: ago(60) })]),
      reason: /pregnancy/
    },
    { name: 'new foot drop', facts: fractured(35, [pain(8), tried, given.icd('M21.371', { onsetDateTime: ago(3) })]), reason: /deficit/ },
    { name: 'cancer history', facts: fractured(35, [pain(8), tried, given.icd('Z85.3')]), reason: /cancer/ },
    { name: 'a healed fracture', facts: withFracture(given.fracture('M80.08XS', ago(60)), [pain(8), tried]), reason: /no current/ },
    {
      name: 'a suspected fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(60), { verificationStatus: { coding: [{ code: 'provisional' }] } }), [
        pain(8),
        tried
      ]),
      reason: /no current/
    },
    { name: 'a consultation of 90 days', facts: fractured(120, [pain(8), tried, consult(90, { status: 'completed' })]), reason: /90 days/ },
    {
      name: 'a referral to a spine surgeon by code',
      facts: fractured(35, [
        pain(8),
        tried,
        given.service('Referral', { code: { coding: [{ system: 'http://snomed.info/sct', code: '308482002' }] } })
      ]),
      reason: /90 days/
    },
    {
      name: 'kyphoplasty done',
      facts: fractured(60, [pain(8), tried, given.procedure('http://snomed.info/sct', '426243004', ago(20))]),
      reason: /90 days/
    }
  ],
  dataRequired: [
    {
      name: 'medication orders could not be read',
      facts: fractured(35, [pain(8)], { unread: { medicationRequests: 'failed' } }),
      missing: ['anticoagulantsTaken']
    },
    {
      name: 'orders could not be read',
      facts: fractured(35, [pain(8), tried], { unread: { serviceRequests: 'failed' } }),
      missing: ['spineCare']
    }
  ]
})

it('never orders a procedure', () => {
  const decision = augmentationConsider.evaluate(fractured(35, [pain(9), tried]))
  expect(decision.decision).toBe('applies')
  if (decision.decision !== 'applies') return
  for (const proposal of decision.advice.proposals ?? []) expect(JSON.stringify(proposal)).not.toMatch(/plasty|augment/i)
})
