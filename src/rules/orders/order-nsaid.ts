import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { isSystemicNsaid, nsaidNeeds, nsaidRows } from './nsaid-rows.js'
import { judge, objectionsAmong } from './objections.js'

/**
 * A drafted systemic NSAID is checked against kidney function, heart, liver, bleeding risk, recent heart attack, stroke
 * or bypass surgery, allergy, pregnancy and length; acetaminophen is the only replacement offered.
 * Does not cover topical products, aspirin, nor fracture healing, on which the evidence is not settled.
 */
export const orderNsaid = defineRule({
  id: 'order-nsaid',
  title: 'NSAID: safety check',
  kind: 'order-check',
  topic: 'pain',
  about: 'safety of the drafted NSAID',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'NSAID-BOX',
  evidence: ['NSAID-BOX', 'KDIGO-NSAID', 'NOGG', 'BEERS-2023'],
  signOff: [
    'kidney limits 30 and 60 rest on a secondary source; CrCl stands in where eGFR is missing, and without weight an eGFR by CKD-EPI 2021 where it is below 60',
    'bleeding-risk list, age 75 and the pregnancy limit of 20 weeks rest on general knowledge',
    'recent heart attack or stroke counts as 365 days (default), perioperative bypass surgery as 30 days (design choices)',
    'longer than 14 days as a warning and 11 to 14 as information, from age 65 (defaults), are design choices',
    'a plain allergy entry without severity is a warning; chronic liver disease counts like cirrhosis'
  ],
  needs: nsaidNeeds,
  concerns: isSystemicNsaid,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isSystemicNsaid, (draft, all) => nsaidRows(draft, all, facts))
    return judge(subjects, objections, {
      none: 'no systemic NSAID among the drafts',
      clear: 'the drafted NSAID meets no objection',
      ifYouDisagree: own('Keep it short and low, protect the stomach, recheck kidney function, and state the reason.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'benefit-outweighs-risk', 'tolerated-before'],
      notChecked: [
        unreadText(facts.unread, ['labs', 'measurements', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
