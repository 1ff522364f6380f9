import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { judge, objectionsAmong } from './objections.js'
import { isPthAnalog, pthAnalogNeeds, pthAnalogRows } from './pth-analog-rows.js'

/**
 * Drafted teriparatide or abaloparatide is checked against tumour in bone, Paget disease, unexplained alkaline phosphatase,
 * radiation, age below 18, high calcium, primary hyperparathyroidism, stones, orthostatic hypotension, pregnancy and allergy.
 * Does not cover hereditary risk of osteosarcoma and the total time of treatment.
 */
export const orderPthAnalog = defineRule({
  id: 'order-pth-analog',
  title: 'Parathyroid hormone analogue: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted parathyroid hormone analogue',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-PTH',
  evidence: ['LABEL-PTH', 'CALC-CORR'],
  signOff: [
    'the groups to avoid rest for abaloparatide on a secondary source; both drugs are held to the same list',
    'radiation whose field is not coded is a warning; critical only where the skeleton is known to have been in it, which no code tells',
    'a raised alkaline phosphatase is critical only without a fracture of the last 12 weeks, liver disease or Paget disease',
    'myeloma counts as a malignancy of bone; hyperparathyroidism of unspecified kind is a warning',
    'alkaline phosphatase and calcium within 12 months are design choices; pregnancy as a warning has no row in the reference',
    'open growth plates are read as age below 18'
  ],
  needs: pthAnalogNeeds,
  concerns: isPthAnalog,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isPthAnalog, (draft, all) => pthAnalogRows(draft, all, facts))
    return judge(subjects, objections, {
      none: 'no parathyroid hormone analogue among the drafts',
      clear: 'the drafted parathyroid hormone analogue meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; a specialist may have settled the question.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'specialist-managing'],
      notChecked: [
        own('Radiation fields and earlier courses elsewhere are not read'),
        unreadText(facts.unread, ['labs', 'procedures', 'allergies'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
