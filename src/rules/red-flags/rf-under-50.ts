import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, drugOrders, notApplicable, type OrderId } from '../rule.js'
import { own } from '../text.js'
import { fractureLine, isBoneDrug, isCalcitonin } from './watched.js'

/**
 * A vertebral fracture at 18 to 49 without a high-energy injury is unusual: look for secondary osteoporosis, tumour, pregnancy and drugs before
 * calling it fragility. Below 40 the card is a warning.
 * Any vertebral fracture on record counts, healed ones too. An age that may lie on either side of a limit takes the younger reading.
 * Does not cover children (`rf-pediatric`), nor the choice of treatment, which is left to a specialist.
 */
export const rfUnder50 = defineRule({
  id: 'rf-under-50',
  title: 'Vertebral fracture below 50',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'vertebral fractures of young adults',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'AACE-2020', 'ISCD', 'UKTIS-2022'],
  signOff: [
    'a warning below 40 and information from 40 to 49 is a design choice',
    'FRAX not valid below 40 is taken from a secondary source'
  ],
  needs: ['fractures', 'fracture', 'patient', 'highEnergyTrauma', 'glucocorticoidsTaken', 'unread'],

  evaluate({ fractures, fracture, patient, highEnergyTrauma, glucocorticoidsTaken, unread }) {
    if (patient === undefined) return dataRequired('patient')
    const { age, sex } = patient
    if (age === undefined) return notApplicable('age is not recorded')
    if (age.min >= 50 || age.max < 18) return notApplicable(`age ${String(age.min)} is not between 18 and 49`)
    if (fractures === undefined) return dataRequired('fractures')
    const subject = fracture ?? fractures[0]
    if (subject === undefined) return notApplicable('no vertebral fracture')
    // The cause is worked out for T4 to L5; above, any high-energy injury on record stands for it.
    const isExplained = fracture === undefined ? (highEnergyTrauma ?? []).length > 0 : fracture.etiology === 'high-energy'
    if (isExplained) return notApplicable('a high-energy injury explains the fracture')

    const mayConceive = sex !== 'male'
    return applies({
      indicator: age.min < 40 ? 'warning' : 'info',
      summary: `Vertebral fracture at age ${String(age.min)} (${subject.onset === undefined ? 'onset not recorded' : `onset ${subject.onset.text}`}): consider a secondary cause before calling it fragility.`,
      why: [own(`Age ${String(age.min)}; no high-energy injury recorded with the fracture`), fractureLine(subject)],
      guidance: [
        own(
          'BHOF 2022 and AACE 2020 (consensus): consider secondary osteoporosis, malignancy and medicines at this age; DXA is read by Z-score (ISCD).'
        ),
        ...((glucocorticoidsTaken ?? []).length > 0
          ? [own('A systemic glucocorticoid is on the medication list and may be the cause.')]
          : []),
        own('FRAX is not validated below 40. No bone drug is offered here; treatment is an option for a specialist to weigh.'),
        ...(mayConceive
          ? [own('Consider pregnancy first; bisphosphonates stay in bone for years, which matters before a later pregnancy (UKTIS 2022).')]
          : [])
      ],
      notChecked: [
        own('Mechanism of injury, family history and menstrual history are not read from the chart'),
        unreadText(unread, ['conditions', 'medicationRequests'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own('Record the injury that explains the fracture. If the search for a cause is done, choose that reason below.'),
      proposals: [
        ...workUp.map(([key, order]) => ({ kind: 'order', key, order }) as const),
        { kind: 'order', key: 'bone-specialist', order: 'bone-specialist-referral' }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'labs-done-elsewhere', 'specialist-managing'],
      silences: {
        cards: ['osteoporosis-pharmacotherapy', 'bisphosphonate-alternative', 'calcitonin-acute-pain'],
        orders: [...drugOrders],
        reason: 'the cause at this age is not settled',
        arguesAgainst: draft => isBoneDrug(draft) || isCalcitonin(draft)
      }
    })
  }
})

const workUp: readonly (readonly [string, OrderId])[] = [
  ['blood-count', 'blood-count'],
  ['calcium', 'calcium'],
  ['creatinine', 'creatinine'],
  ['alp', 'alkaline-phosphatase'],
  ['vitamin-d', 'vitamin-d-level'],
  ['pth', 'pth'],
  ['spep', 'protein-electrophoresis']
]
