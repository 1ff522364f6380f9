import type { Indicator } from '../../cds-hooks/response.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { painProblems } from '../fracture-care/course.js'
import { unreadText } from '../fracture-text.js'
import { defineRule, notApplicable, type Proposal } from '../rule.js'
import { own } from '../text.js'
import { benefitNeeds, imagingRow, targetRow, trialRow, untreatedRow, vertebroplastyRow } from './augmentation-rows.js'
import { coagulationRow, deficitRow, infectionRow, safetyNeeds, unknownCoagulationRow, unreadRow } from './augmentation-safety-rows.js'
import { judge, objectionsAmong, type Objection } from './objections.js'
import { augmentationOf } from './service-kinds.js'

const needs = ['unread', ...benefitNeeds, ...safetyNeeds] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * Vertebroplasty is not supported for an osteoporotic fracture; kyphoplasty is an option only after failed care, with severe pain and an active
 * fracture on imaging; either is contraindicated with infection, uncorrected coagulation or a neurological deficit. A consultation is offered, never a procedure.
 * Does not cover what imaging reports say, allergy to cement, pregnancy (`rf-pregnancy`), nor fractures of a tumour, where augmentation has other aims.
 */
export const orderAugmentation = defineRule({
  id: 'order-augmentation',
  title: 'Vertebral augmentation: check before',
  kind: 'order-check',
  topic: 'pain',
  about: 'the drafted augmentation',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong-against',
  source: 'AAOS-2010',
  evidence: ['AAOS-2010', 'COCHRANE-VP-2018', 'ASBMR-VA-2019', 'ACR-VCF-2018', 'NICE-TA279', 'VERTOS4-2018', 'VERTOS5-2023', 'AACE-2020'],
  signOff: [
    'INR above 1.5, platelets below 50 ×10⁹/L and an active anticoagulant as contraindications rest on general knowledge',
    'INR and platelets count for 30 days, imaging for 8 weeks, fever and CRP for 14 days: design choices',
    'CRP counts as raised above 10 mg/L where the laboratory states no range: a design choice',
    'asymptomatic means a pain score of 0; improving means 2 points or more below the score before',
    'any analgesic, therapy or brace order on record stands for a trial of care',
    'infection other than of spine, bone and blood is read only as fever with raised CRP'
  ],
  needs,
  concerns: draft => augmentationOf(draft) !== undefined,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(
      facts.drafts,
      draft => augmentationOf(draft) !== undefined,
      (draft, all) => oneWay(objectionsTo(draft, all, facts))
    )
    if (subjects.length > 0 && facts.fracture === undefined) return notApplicable('no vertebral fracture in scope')
    return judge(subjects, objections, {
      none: 'no vertebral augmentation among the drafts',
      clear: 'the drafted augmentation meets no objection',
      ifYouDisagree: own('Keep the order and record the level, the imaging, the care that failed and the shared decision.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'benefit-outweighs-risk'],
      disagreement: [
        own(
          'Against: AAOS 2010 (vertebroplasty, strong), Cochrane 2018, ASBMR 2019, and VERTOS IV without a difference to sham. For selected severe pain: ACR 2018 usually appropriate, NICE TA279 an option, VERTOS V with oedema and pain beyond three months; AAOS keeps kyphoplasty as a weak option. Harms: cement leak, embolism, infection, rarely nerve injury.'
        )
      ],
      notChecked: [
        own('Imaging reports are not read: oedema, the painful level and the posterior wall are unknown to this service'),
        ...painProblems(facts.painCourse),
        unreadText(facts.unread, [
          'conditions',
          'labs',
          'measurements',
          'medicationRequests',
          'medicationStatements',
          'procedures',
          'serviceRequests'
        ])
      ]
    })
  }
})

const objectionsTo = (draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] => [
  ...deficitRow(draft, all, facts),
  ...infectionRow(draft, all, facts),
  ...coagulationRow(draft, all, facts),
  ...targetRow(draft, all, facts),
  ...vertebroplastyRow(draft, all, facts),
  ...trialRow(draft, all, facts),
  ...imagingRow(draft, all, facts),
  ...unknownCoagulationRow(draft, facts),
  ...unreadRow(draft, facts),
  ...untreatedRow(draft, all, facts)
]

const gravity: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }
const actsOnDraft = ({ kind }: Proposal): boolean => kind !== 'order'

/** A draft is removed or replaced once: as its gravest reason says. Tests for a milder reason stay. */
function oneWay(objections: readonly Objection[]): readonly Objection[] {
  const gravest = [...objections]
    .sort((a, b) => gravity[a.indicator] - gravity[b.indicator])
    .find(({ proposals }) => (proposals ?? []).some(actsOnDraft))
  return objections.map(objection =>
    objection === gravest ? objection : { ...objection, proposals: (objection.proposals ?? []).filter(proposal => !actsOnDraft(proposal)) }
  )
}
