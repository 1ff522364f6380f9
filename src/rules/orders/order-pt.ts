import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { loadsAskedFor } from '../../facts/order-words.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { defineRule, notApplicable } from '../rule.js'
import { foreign, md, own, type Markdown } from '../text.js'
import { ask, judge, keyFor, objectionsAmong, remove, type Objection } from './objections.js'
import { isCoded, isTherapy, wordsOfDraft } from './service-kinds.js'
import { dangerNeeds, dangersUnknown, spineDangers, spineReview } from './spine-dangers.js'

const needs = ['unread', ...dangerNeeds] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * Physical therapy after a vertebral fracture is held while a critical warning sign or an unstable fracture stands, and trains
 * extension, balance and hip-hinge rather than loaded flexion, sit-ups, traction or manipulation.
 * Does not cover what the therapist decides without writing it into the order, healed fractures, nor therapy of another joint.
 */
export const orderPt = defineRule({
  id: 'order-pt',
  title: 'Physical therapy: safe for the fracture',
  kind: 'order-check',
  topic: 'mobilisation',
  about: 'safety of the drafted therapy',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'TFTF-2014',
  evidence: ['TFTF-2014', 'NOGG', 'BMJ-BP', 'OF-2018'],
  signOff: [
    'harm from loaded flexion and traction rests on a secondary source and on general knowledge',
    'flexion, sit-ups, traction and manipulation are recognised by words in the order',
    'an ankylosed spine counts like an unstable fracture, also for a critical card',
    'calcium from 12 mg/dL and a high-energy injury of 14 days without imaging hold therapy too: design choices',
    'beside a suspected fracture the technique gives information only'
  ],
  needs,
  concerns: isTherapy,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isTherapy, (draft, all) => [
      ...dangerRow(draft, all, facts),
      ...unknownRow(draft, facts),
      ...techniqueRow(draft, all, facts)
    ])
    if (subjects.length > 0 && objections.length === 0 && (facts.fractures ?? []).every(({ status }) => status === 'prior'))
      return notApplicable('no current vertebral fracture')
    return judge(subjects, objections, {
      none: 'no physical therapy among the drafts',
      clear: 'the drafted therapy meets no objection',
      ifYouDisagree: own(
        'Keep the order, state that the spine is cleared or why the technique is wanted, and write the precautions into it.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'spine-team-advice'],
      notChecked: [
        own('No record of a deficit is not a neurological examination: confirm that there is none before therapy'),
        unreadText(facts.unread, ['conditions', 'labs', 'procedures', 'serviceRequests'])
      ]
    })
  }
})

function dangerRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  return spineDangers(facts).map(({ short, why, certain }) => ({
    draft,
    indicator: certain && isCoded(draft) ? 'critical' : 'warning',
    summary: `${short}, with vertebral fracture: hold mobilising therapy until the spine is reviewed.`,
    why,
    guidance: own(
      'Expert practice (consensus): with a possible cord, nerve or stability problem the spine is protected first; therapy follows once a specialist has cleared it. Hold therapy that is already running as well.'
    ),
    proposals: [remove(draft, all), ...spineReview(facts)]
  }))
}

function unknownRow(draft: Draft, facts: Known): readonly Objection[] {
  const hasLive = (facts.fractures ?? []).some(({ status }) => status !== 'prior')
  if (!hasLive || !dangersUnknown(facts) || spineDangers(facts).length > 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Cannot confirm that nerves and spine are safe: the problem list was read in part. Examine before therapy.',
      why: own('The problem list could not be read completely; a deficit or an ankylosed spine may be on it'),
      proposals: ask('neurological-exam')
    }
  ]
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

function techniqueRow(draft: Draft, all: readonly Draft[], { fracture }: Known): readonly Objection[] {
  const loads = loadsAskedFor(wordsOfDraft(draft))
  if (fracture === undefined || fracture.status === 'prior' || loads.length === 0) return []
  const isSuspected = fracture.status === 'suspected'
  const why: Markdown = md`${foreign(draft.name)} asks for ${own(inWords(loads))}; ${fractureText(fracture)}`
  return [
    {
      draft,
      indicator: isSuspected ? 'info' : 'warning',
      summary: `Therapy with ${inWords(loads)} drafted ${isSuspected ? 'for a suspected' : 'after a current'} vertebral fracture: consider extension and balance work.`,
      why,
      guidance: own(
        'Too Fit to Fracture 2014 (consensus): spare the spine, hinge at the hips, train extensors and balance. NOGG recommends such exercise; certainty on outcomes is low. Loaded flexion, traction and thrust are left out while the vertebra heals.'
      ),
      proposals:
        draft.resource.resourceType === 'ServiceRequest' || draft.resource.resourceType === 'ProcedureRequest'
          ? [{ kind: 'change', key: keyFor('spine-safe-therapy', draft, all), draft, change: 'spine-safe-therapy' }]
          : []
    }
  ]
}
