import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { judge, objectionsAmong } from './objections.js'
import { isZoledronate, zoledronateNeeds, zoledronateRows } from './zoledronate-rows.js'

/**
 * Drafted zoledronic acid is checked against kidney function, calcium, vitamin D, earlier doses, nephrotoxic company,
 * infusion time, pregnancy, allergy and aspirin-sensitive asthma.
 * Does not check what another bone agent adds (`order-duplicate-antiresorptive`), nor dehydration that is not on the problem list.
 */
export const orderZoledronate = defineRule({
  id: 'order-zoledronate',
  title: 'Zoledronic acid: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted zoledronic acid',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'DAILYMED-ZOL',
  evidence: ['DAILYMED-ZOL', 'BHOF-2022', 'UKTIS-2022'],
  signOff: [
    'creatinine within 30 days of each dose rests on a secondary source',
    'calcium within 30 days and 25-OH vitamin D from 20 ng/mL are design choices',
    'bronchospasm in aspirin-sensitive asthma and the nephrotoxin list rest on a secondary source',
    'warning at age 80 or older is a design choice',
    'dehydration counts for 14 days unless it is closed: a design choice',
    'eleven months counts as 335 days; continued 4 mg oncology dosing is not held to it',
    'jaw, femur and childhood as warnings: the reference has no row for them here'
  ],
  needs: zoledronateNeeds,
  concerns: isZoledronate,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isZoledronate, (draft, all) => zoledronateRows(draft, all, facts))
    return judge(subjects, objections, {
      none: 'no zoledronic acid among the drafts',
      clear: 'the drafted zoledronic acid meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; results from elsewhere may answer the question.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'labs-done-elsewhere', 'specialist-managing'],
      notChecked: [
        own('Hydration today, dental plans and tolerance of earlier infusions are not in the data'),
        facts.renal?.band === 'acceptable' && facts.renal.crcl === undefined
          ? own('No weight in 12 months: judged by eGFR, CrCl not calculated')
          : undefined,
        unreadText(facts.unread, ['labs', 'measurements', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
