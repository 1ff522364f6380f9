import type { Draft } from '../../facts/drafts.js'
import { nameOf, objects } from '../../facts/fhir.js'
import type { Facts } from '../../facts/index.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { defineRule, notApplicable } from '../rule.js'
import { foreign, md, own, round } from '../text.js'
import { orderedDays, productName } from './doses.js'
import { reasonOfDraft } from './draft-reason.js'
import { ask, judge, objectionsAmong, remove, type Objection } from './objections.js'
import { isStop } from './stop-orders.js'

const needs = [
  'drafts',
  'hook',
  'fracture',
  'fractures',
  'backPain',
  'glucocorticoidsTaken',
  'boneTherapies',
  'boneReferrals',
  'caudaEquina',
  'neuroDeficit',
  'spinalTumor',
  'unread'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** Three months of treatment ask for bone protection (clinical reference 3.3). */
const LONG_COURSE_DAYS = 90

/**
 * A systemic glucocorticoid for back pain or a vertebral fracture alone is not supported: it costs bone and has no shown benefit
 * for the fracture; three months or more ask for bone protection.
 * Does not cover an order without a stated reason, another stated reason, cord compression and tumour, nor local forms and injections into the spine.
 */
export const orderGlucocorticoid = defineRule({
  id: 'order-glucocorticoid',
  title: 'Systemic steroid for back pain',
  kind: 'order-check',
  topic: 'pain',
  about: 'safety of the drafted steroid',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'NOGG'],
  signOff: [
    'that systemic steroids bring no benefit in vertebral fracture rests on general knowledge',
    'only the reason written on the order is read: back pain or a vertebral fracture, and nothing else; an order without a reason is passed over',
    'a steroid that is taken already is not offered for removal, since stopping may harm',
    'three months count as 90 days'
  ],
  needs,
  concerns: isSystemicSteroid,

  evaluate(facts) {
    const { fracture } = facts
    const { subjects, objections } = objectionsAmong(facts.drafts, isSystemicSteroid, (draft, all) => rows(draft, all, facts))
    if (subjects.length > 0 && fracture === undefined) return notApplicable('no vertebral fracture in scope')
    if (objections.length > 0 && mayTreatCord(facts))
      return notApplicable('a deficit or tumour is on record: the steroid may be meant for it')
    return judge(subjects, objections, {
      none: 'no systemic glucocorticoid among the drafts',
      clear: 'the drafted steroid states another reason, or none',
      ifYouDisagree: own(
        'Write the other indication into the order; keep it short, and plan bone protection if it lasts three months or more.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'benefit-outweighs-risk'],
      notChecked: [
        own('Whether there is another indication cannot be known: only the reason written on the order is read'),
        facts.glucocorticoidsTaken === undefined ? own('Whether a steroid is taken already is not known') : undefined,
        unreadText(facts.unread, ['conditions', 'medicationRequests', 'medicationStatements'])
      ]
    })
  }
})

const local =
  /\b(epidural|intra-?articular|intra-?lesional|facet|transforaminal|trigger point|inhal\w*|nasal|topical|ophthalmic|otic|eye|ear|cream|ointment|lotion|rectal|enema)\b/i

function isSystemicSteroid(draft: Draft): boolean {
  const routes = objects(draft.resource['dosageInstruction']).map(({ route }) => nameOf(route) ?? '')
  return (
    draft.sets.has('systemic-glucocorticoids') &&
    !isStop(draft) &&
    !local.test(`${productName(draft)} ${draft.dosing.text} ${routes.join(' ')}`)
  )
}

const mayTreatCord = ({ fracture, caudaEquina, neuroDeficit, spinalTumor }: Known): boolean =>
  fracture?.etiology === 'neoplastic' || [...(caudaEquina ?? []), ...(neuroDeficit ?? []), ...(spinalTumor ?? [])].length > 0

function rows(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const { fracture, glucocorticoidsTaken } = facts
  if (fracture === undefined || reasonOfDraft(draft, facts) !== 'spine') return []
  const days = orderedDays(draft)
  const isLong = days !== undefined && days >= LONG_COURSE_DAYS
  const taken = glucocorticoidsTaken?.[0]
  const length = days === undefined ? '' : ` for ${round(days, 0)} days`
  const lasting = isLong
    ? ' Three months or more ask for bone protection at the start.'
    : days === undefined && facts.hook === 'order-sign'
      ? ' No end is stated; from three months on bone protection is due.'
      : ''
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Systemic steroid${length} drafted for back pain or vertebral fracture: not supported, and it costs bone.`,
      why: md`${foreign(draft.name)}${own(length)}, no other reason on the order; ${fractureText(fracture)}`,
      guidance: own(
        `Expert practice (consensus): no benefit for a vertebral fracture is shown, while steroids weaken bone, raise fracture risk and mask infection.${lasting}${taken === undefined ? '' : ' A steroid is taken already: do not stop it abruptly.'}`
      ),
      ...(taken === undefined
        ? {}
        : { notChecked: md`${foreign(taken.medicine.name)} is active: this may be a renewal, so removal is not offered` }),
      proposals: [
        ...(glucocorticoidsTaken?.length === 0 ? [remove(draft, all)] : []),
        ...(isLong && !isProtected(facts) ? ask('bone-specialist-referral') : [])
      ]
    }
  ]
}

/** Treated already, or a bone specialist is asked. */
const isProtected = ({ boneTherapies, boneReferrals }: Known): boolean =>
  (boneTherapies ?? []).some(({ state }) => state === 'current') ||
  (boneReferrals ?? []).some(({ status, ended }) => status === 'active' && !ended)
