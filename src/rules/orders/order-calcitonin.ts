import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { calcitoninNeeds, calcitoninRows, isCalcitonin } from './calcitonin-rows.js'
import { judge, objectionsAmong } from './objections.js'

/**
 * Drafted calcitonin is checked against the onset window of 0–5 days, at most 28 days without refills, cancer, allergy,
 * calcium, the indication, where the nasal spray is still authorised, lithium and pregnancy.
 * Does not judge whether other analgesia was tried.
 */
export const orderCalcitonin = defineRule({
  id: 'order-calcitonin',
  title: 'Calcitonin: safety check',
  kind: 'order-check',
  topic: 'pain',
  about: 'safety of the drafted calcitonin',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-CALCITONIN',
  evidence: ['LABEL-CALCITONIN', 'AAOS-2010', 'EMA-CALC-2012', 'BOUCHER-2020', 'KNOPP-2012'],
  signOff: [
    'critical with active cancer, warning with past cancer: the label gives a warning, not a contraindication',
    'low calcium as critical; a missing calcium as a warning',
    'calcitonin lowering lithium levels rests on a secondary source',
    'withdrawal of the nasal spray in Canada rests on a secondary source',
    'every recorded calcitonin allergy that is no intolerance is critical; pregnancy as a warning is a design choice'
  ],
  needs: calcitoninNeeds,
  concerns: isCalcitonin,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isCalcitonin, (draft, all) => calcitoninRows(draft, all, facts))
    return judge(subjects, objections, {
      none: 'no calcitonin among the drafts',
      clear: 'the drafted calcitonin meets no objection',
      ifYouDisagree: own(
        'Sign the order and state the reason, such as an onset known from the history; record that date on the problem list.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'onset-known', 'benefit-outweighs-risk'],
      disagreement: [
        own(
          'AAOS 2010 suggests four weeks for a fracture of 0 to 5 days (moderate, two small trials). Later pooling found less pain at week 1 and an uncertain effect at week 4 (Boucher 2020). The EMA and Canada withdrew the spray over a small excess of cancers.'
        )
      ],
      notChecked: [
        own('Nasal ulceration, neurological examination and other analgesia tried are not in the data'),
        unreadText(facts.unread, ['labs', 'allergies', 'medicationRequests', 'medicationStatements'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
