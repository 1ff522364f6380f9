import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { FractureStory } from '../../facts/index.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own } from '../text.js'
import { judge, named, objectionsAmong, remove, replace, type Objection } from './objections.js'
import { isManipulation } from './service-kinds.js'
import { dangerNeeds, dangersUnknown, spineDangers, spineReview } from './spine-dangers.js'

const needs = ['osteoporosisDiagnosis', 'physiotherapyOrders', 'unread', ...dangerNeeds] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** Younger than twelve weeks a current fracture makes the card critical (clinical reference 3.1). */
const TWELVE_WEEKS = 84

/**
 * Manipulation of the spine is not supported with a vertebral fracture or osteoporosis, and least of all within twelve weeks of
 * the fracture or with an unstable spine; physical therapy is offered in its place.
 * Does not cover gentle manual techniques, other joints, nor what a therapist does without an order of it.
 */
export const orderSpinalManipulation = defineRule({
  id: 'order-spinal-manipulation',
  title: 'Spinal manipulation',
  kind: 'order-check',
  topic: 'mobilisation',
  about: 'safety of the drafted manipulation',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'TFTF-2014',
  evidence: ['TFTF-2014', 'NOGG'],
  signOff: [
    'harm from high-velocity manipulation rests on general knowledge; no guideline on it is in the evidence list',
    'critical within twelve weeks of a coded current fracture, or with a coded sign of instability',
    'a referral to a chiropractor or osteopath counts as manipulation',
    'a suspected fracture, or one without a usable onset, is a warning; a healed one counts as osteoporosis unless its cause is another'
  ],
  needs,
  concerns: isManipulation,

  evaluate(facts) {
    const { fracture } = facts
    const { subjects, objections } = objectionsAmong(facts.drafts, isManipulation, (draft, all) => [
      ...dangerRow(draft, all, facts),
      ...fractureRow(draft, all, facts)
    ])
    if (subjects.length > 0 && objections.length === 0) return notApplicable('no vertebral fracture in scope and no osteoporosis on record')
    return judge(subjects, objections, {
      none: 'no spinal manipulation among the drafts',
      clear: 'the drafted manipulation meets no objection',
      ifYouDisagree: own('Keep the order, name who cleared the spine, and limit it to techniques without thrust.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'spine-team-advice'],
      notChecked: [
        own('No record of a deficit is not a neurological examination'),
        fracture !== undefined && fracture.status === 'current' && fracture.age.max === Infinity
          ? own('Onset is not recorded: whether the fracture is younger than 12 weeks cannot be told')
          : undefined,
        dangersUnknown(facts) ? own('The problem list was read in part: an unstable spine cannot be excluded') : undefined,
        unreadText(facts.unread, ['labs', 'procedures', 'serviceRequests'])
      ]
    })
  }
})

const isWeakBone = ({ etiology }: FractureStory): boolean => etiology === 'osteoporotic' || etiology === 'presumed-fragility'
const guidance = own(
  'Expert practice (consensus): high-velocity techniques may break a weak vertebra again or injure cord and nerves. Exercise that trains extension and balance is recommended by NOGG; certainty on outcomes is low.'
)

/** Physical therapy instead, unless the spine may be unstable or therapy is ordered already. */
function instead(draft: Draft, all: readonly Draft[], facts: Known): Proposal {
  const isOrdered =
    (facts.physiotherapyOrders ?? []).some(({ status, ended }) => status === 'active' && !ended) ||
    (facts.drafts ?? []).some(other => other !== draft && other.sets.has('order-physical-therapy') && !isManipulation(other))
  return isOrdered || dangersUnknown(facts) ? remove(draft, all) : replace(draft, all, 'physical-therapy')
}

const dangerRow = (draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] =>
  spineDangers(facts).map(({ short, why, certain }) => ({
    draft,
    indicator: certain ? 'critical' : 'warning',
    summary: `${short}, with vertebral fracture: no manipulation; the spine needs review first.`,
    why,
    guidance,
    proposals: [remove(draft, all), ...spineReview(facts)]
  }))

function fractureRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const { fracture, osteoporosisDiagnosis } = facts
  if (fracture === undefined) return []
  const stories = [fracture, ...fracture.others]
  const recent = stories.find(({ status, byText, age }) => status === 'current' && !byText && age.max < TWELVE_WEEKS)
  const proposals = spineDangers(facts).length > 0 ? [] : [instead(draft, all, facts)]
  const base = { draft, guidance, proposals }
  if (recent !== undefined) {
    const name = recent.levels.length > 3 ? 'Vertebral fracture' : fractureName(recent).replace(/^v/, 'V')
    return [
      {
        ...base,
        indicator: 'critical',
        summary: `${name} (onset ${recent.onset?.text ?? 'within 12 weeks'}): high-velocity manipulation may cause new fracture or nerve injury.`,
        why: fractureText({ ...fracture, ...recent })
      }
    ]
  }
  if (fracture.status !== 'prior') {
    const which = fracture.status === 'suspected' ? 'A suspected' : 'A current'
    return [
      {
        ...base,
        indicator: 'warning',
        summary: `${which} vertebral fracture is on record: high-velocity manipulation may cause new fracture or nerve injury.`,
        why: fractureText(fracture)
      }
    ]
  }
  const diagnosed = (osteoporosisDiagnosis ?? []).map(({ name }) => name)
  if (diagnosed.length === 0 && !isWeakBone(fracture)) return []
  return [
    {
      ...base,
      indicator: 'warning',
      summary: `${diagnosed.length > 0 ? 'Osteoporosis and an earlier vertebral fracture' : 'An earlier vertebral fragility fracture'} on record: high-velocity manipulation is not supported.`,
      why: diagnosed.length > 0 ? md`On record: ${named(diagnosed, 1)}; ${foreign(fracture.name)}` : fractureText(fracture)
    }
  ]
}
