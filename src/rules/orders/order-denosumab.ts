import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { denosumabNeeds, denosumabRows, isDenosumab } from './denosumab-rows.js'
import { judge, objectionsAmong } from './objections.js'

/**
 * Drafted denosumab is checked against calcium, kidney function, vitamin D, malabsorption, pregnancy, allergy, a lapse since
 * the last dose, and a bisphosphonate or romosozumab in force; an order that stops it is questioned when no bisphosphonate follows.
 * Does not cover other second bone agents (`order-duplicate-antiresorptive`), thyroid surgery that only words tell,
 * a dose given too early, nor a cancelled draft, which no longer names an order.
 */
export const orderDenosumab = defineRule({
  id: 'order-denosumab',
  title: 'Denosumab: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted denosumab',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'FDA-DENO-2024',
  evidence: ['FDA-DENO-2024', 'BHOF-2022'],
  signOff: [
    'calcium within 30 days and 25-OH vitamin D from 20 ng/mL are design choices; an unknown vitamin D warns',
    'minerals at eGFR 30–59 and in malabsorption, checked again after 10–14 days, rest on a secondary source',
    'the limit of 30 is read on eGFR, or on CrCl where no eGFR is there',
    'seven months as a lapse is a design choice; any bisphosphonate in force or drafted counts as follow-on',
    'the 120 mg oncology product: a warning in kidney disease, and no rebound check',
    'jaw, femur and childhood as warnings: the reference has no row for them here'
  ],
  needs: denosumabNeeds,
  concerns: isDenosumab,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isDenosumab, (draft, all) => denosumabRows(draft, all, facts), {
      stops: true
    })
    return judge(subjects, objections, {
      none: 'no denosumab among the drafts',
      clear: 'the drafted denosumab meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; results or a plan from elsewhere may answer the question.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'labs-done-elsewhere', 'specialist-managing'],
      notChecked: [
        own('A date for the next dose in 6 months, a plan for the medicine after denosumab, and dental plans are not in the data'),
        facts.boneTherapies === undefined ? own('When denosumab was last given is not known') : undefined,
        unreadText(facts.unread, ['labs', 'measurements', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
