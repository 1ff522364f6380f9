import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { judge, objectionsAmong } from './objections.js'
import { isOralBisphosphonate, oralBisphosphonateNeeds, oralBisphosphonateRows } from './oral-bisphosphonate-rows.js'

/**
 * A drafted oral bisphosphonate is checked against kidney function, calcium, vitamin D, the oesophagus, posture,
 * pregnancy, jaw and femur history, allergy, other medicines, and its weekly schedule.
 * Does not check what a second bone agent adds (`order-duplicate-antiresorptive`).
 */
export const orderOralBisphosphonate = defineRule({
  id: 'order-oral-bisphosphonate',
  title: 'Oral bisphosphonate: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted oral bisphosphonate',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-BP-2026',
  evidence: ['LABEL-BP-2026', 'UKTIS-2022', 'ES-2019'],
  signOff: [
    'critical below CrCl 30 is a design choice: the labels say "not recommended"',
    'bed rest counts as not staying upright',
    'the label limits of 35 and 30 mL/min and the risk beside aspirin and NSAIDs rest on a secondary source',
    'bariatric surgery as a warning rests on general knowledge',
    'a kidney result older than 12 months is missing, not low'
  ],
  needs: oralBisphosphonateNeeds,
  concerns: isOralBisphosphonate,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isOralBisphosphonate, (draft, all) =>
      oralBisphosphonateRows(draft, all, facts)
    )
    return judge(subjects, objections, {
      none: 'no oral bisphosphonate among the drafts',
      clear: 'the drafted oral bisphosphonate meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; a specialist may have decided otherwise.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'labs-done-elsewhere'],
      notChecked: [
        unreadText(facts.unread, [
          'labs',
          'measurements',
          'allergies',
          'medicationRequests',
          'medicationStatements',
          'procedures',
          'serviceRequests'
        ])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
