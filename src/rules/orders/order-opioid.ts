import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { own } from '../text.js'
import { judge, objectionsAmong } from './objections.js'
import { opioidRows } from './opioid-rows.js'
import { isOpioid, opioidNeeds } from './opioid-subject.js'

/**
 * A drafted opioid is checked against opioid-naive use of long-acting products, length and dose, benzodiazepines and other risks for
 * breathing, a missing laxative, falls and dementia, kidney function, serotonin and seizures with tramadol, pregnancy, use disorder
 * and allergy; acetaminophen is the only replacement offered.
 * Does not cover doses it cannot convert, opioids already taken in the daily total, nor treatment of opioid use disorder itself.
 */
export const orderOpioid = defineRule({
  id: 'order-opioid',
  title: 'Opioid: safety check',
  kind: 'order-check',
  topic: 'pain',
  about: 'safety of the drafted opioid',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'CDC-2022',
  evidence: ['CDC-2022', 'NOGG', 'BEERS-2023'],
  signOff: [
    'long-acting products in opioid-naive patients, more than 7 days and 50 MME a day rest on general knowledge of CDC 2022',
    'the conversion factors (CDC 2022) rest on general knowledge: codeine 0.15, hydrocodone 1, hydromorphone 5, methadone 4.7, morphine 1, oxycodone 1.5, oxymorphone 3, tapentadol 0.4, tramadol 0.2, fentanyl patch 2.4 per mcg/h',
    'opioid-naive means no active opioid on the chart; more than 7 days is questioned only then',
    'gabapentinoids, falls, dementia and the Beers wording rest on a secondary source',
    'morphine, codeine and tramadol below 30 mL/min, by eGFR or CrCl, and a warning without any result are design choices',
    'doses and days of senna and polyethylene glycol, and 5 days as the shorter course, rest on general knowledge',
    'buprenorphine under the tongue, and methadone with a use disorder, are not held to length, dose and release'
  ],
  needs: opioidNeeds,
  concerns: isOpioid,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isOpioid, (draft, all) => opioidRows(draft, all, facts))
    return judge(subjects, objections, {
      none: 'no opioid among the drafts',
      clear: 'the drafted opioid meets no objection',
      ifYouDisagree: own('Keep it short and low, with a laxative and a date for review, and state the reason; palliative care may differ.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'benefit-outweighs-risk', 'monitoring-in-place'],
      notChecked: [
        own('Prescription monitoring data, opioids taken already in the daily total, and naloxone at home are not read'),
        unreadText(facts.unread, ['labs', 'measurements', 'medicationRequests', 'medicationStatements', 'allergies', 'conditions'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})
