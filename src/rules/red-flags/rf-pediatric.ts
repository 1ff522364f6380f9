import { applies, dataRequired, defineRule, notApplicable, drugOrders } from '../rule.js'
import { own } from '../text.js'
import { fractureLine, isBoneDrug, isCalcitonin } from './watched.js'

/**
 * A vertebral fracture below 18 is outside this service: consider trauma, harm by others, leukaemia and fragile bone disease, and ask paediatrics.
 * Any vertebral fracture on record counts, healed ones too. Does not cover an age that is not known, or not surely below 18.
 */
export const rfPediatric = defineRule({
  id: 'rf-pediatric',
  title: 'Vertebral fracture below 18',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'vertebral fractures of children',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'AAOS-2010',
  evidence: ['AAOS-2010'],
  signOff: ['the causes to consider in a child are not taken from a source that was read'],
  needs: ['fractures', 'patient'],

  evaluate({ fractures, patient }) {
    if (patient === undefined) return dataRequired('patient')
    const { age } = patient
    if (age === undefined) return notApplicable('age is not recorded')
    if (age.max >= 18) return notApplicable(`age ${String(age.max)} is 18 or above`)
    if (fractures === undefined) return dataRequired('fractures')
    const [fracture] = fractures
    if (fracture === undefined) return notApplicable('no vertebral fracture')

    return applies({
      indicator: 'warning',
      summary: `Vertebral fracture at age ${String(age.max)}: outside the scope of this service, consider a paediatric referral.`,
      why: [own(`Age ${String(age.max)}`), fractureLine(fracture)],
      guidance: [
        own('AAOS 2010 and the other guidelines used here speak of adults; none of their advice on bone drugs or care applies.'),
        own('Expert practice: consider the mechanism, harm by others, leukaemia, osteogenesis imperfecta and other causes of fragile bone.')
      ],
      ifYouDisagree: own('Correct the date of birth if it is wrong.'),
      proposals: [{ kind: 'order', key: 'paediatric', order: 'paediatric-referral', recommended: true }],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing'],
      silences: {
        cards: 'all-guidance',
        orders: [...drugOrders, 'calcium-carbonate', 'calcium-citrate', 'cholecalciferol', 'cholecalciferol-weekly', 'acetaminophen'],
        reason: 'doses and advice here are for adults',
        arguesAgainst: draft => isBoneDrug(draft) || isCalcitonin(draft)
      }
    })
  }
})
