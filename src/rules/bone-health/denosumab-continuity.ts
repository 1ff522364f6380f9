import { calciumAge } from '../../facts/calcium.js'
import { isBoneReferral } from '../../facts/care-orders.js'
import type { Facts } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { heldMedicines, heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { dated, foreign, list, md, own, spanText, type Markdown } from '../text.js'
import { denosumabGap, followOn, isFollowDraft, mayBeRebound, otherAgent, type DenosumabGap } from './denosumab-gap.js'
import { calciumText } from './treatment.js'

type Inputs = Pick<
  Facts,
  | 'calcium'
  | 'boneReferrals'
  | 'workUpOrders'
  | 'denosumabOrders'
  | 'boneTherapies'
  | 'confirmedFracture'
  | 'distinctFractures'
  | 'fractures'
  | 'cancer'
  | 'mgus'
  | 'drafts'
  | 'unread'
  | 'asOf'
  | 'settings'
>

/**
 * Denosumab that is due (over six months), late (over seven) or stopped without a bisphosphonate to follow needs a plan at once;
 * with a current vertebral fracture it is a possible rebound fracture for a bone specialist, never an ordinary start of treatment.
 * Does not cover doses given elsewhere, drafted denosumab (order checks), nor patients whose vertebral fracture is only suspected.
 */
export const denosumabContinuity = defineRule({
  id: 'denosumab-continuity',
  title: 'Denosumab: next dose or follow-on medicine',
  kind: 'guidance',
  topic: 'pharmacotherapy',
  about: 'continuity of denosumab',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'FDA-DENO-2024',
  evidence: ['FDA-DENO-2024', 'ACP-2023', 'NOGG', 'BHOF-2022'],
  signOff: [
    'due over 183 days, late over 213 days: seven months as the mark of a lapse is a design choice',
    'only a bisphosphonate counts as follow-on; an anabolic agent or raloxifene after denosumab is named and left to the specialist (general knowledge)',
    'with a possible rebound fracture a drafted follow-on does not silence the card (design choice)',
    'a stopped or held order without another in force counts as stopping, whatever the date of the last dose'
  ],
  needs: [
    'patient',
    'confirmedFracture',
    'distinctFractures',
    'fractures',
    'boneTherapies',
    'denosumabOrders',
    'calcium',
    'boneReferrals',
    'workUpOrders',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { confirmedFracture: fracture, boneTherapies } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (boneTherapies === undefined) return dataRequired('boneTherapies')
    const gap = denosumabGap(facts)
    if (gap === undefined) return notApplicable('no denosumab on record')
    if (gap.state === 'on time') return notApplicable('the last denosumab dose lies within six months')
    const next = followOn(facts, gap)
    if (next !== undefined) return notApplicable(`${next.agent} follows denosumab`)
    const rebound = mayBeRebound(facts, gap)
    const drafted = (facts.drafts ?? []).find(isFollowDraft)
    if (drafted !== undefined && !rebound) return notApplicable('the next dose or a follow-on medicine is drafted')

    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    return applies({
      indicator: gap.state === 'undated' ? 'info' : 'warning',
      summary: summaryOf(gap, rebound, fractureName(fracture)),
      why: [
        gapText(gap),
        fractureText(fracture, !underQuestion),
        ...suspectedText(facts),
        ...(calciumIsFresh(facts) ? [calciumLine(facts)] : []),
        ...(drafted === undefined
          ? []
          : [md`Drafted now: ${foreign(drafted.name)}. It does not answer a possible rebound fracture by itself`])
      ],
      guidance: guidanceFor(rebound),
      disagreement: [own('Which agent follows, and when, is not settled; the specialist weighs a new dose against a bisphosphonate.')],
      notChecked: notCheckedIn(facts),
      ifYouDisagree: own('Enter the date of a dose given elsewhere, or the follow-on medicine; else give the reason below.'),
      proposals: proposalsFor(facts, gap, rebound),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'therapy-elsewhere', 'specialist-managing']
    })
  }
})

const monthsOf = (days: number): string => String(Math.floor(days / 30.4))

function summaryOf({ state, days, course }: DenosumabGap, rebound: boolean, fracture: string): string {
  const last = `last ${dated(course.last)}`
  if (rebound)
    return `Denosumab ${monthsOf(days ?? 0)} months ago (${last}), ${fracture}: possible rebound fracture. Urgent bone specialist review.`
  if (state === 'late')
    return `Denosumab late: ${last}, ${monthsOf(days ?? 0)} months ago, no bisphosphonate after it. Bone specialist review.`
  if (state === 'due') return `Denosumab due: ${last}. Plan the next dose or a follow-on bisphosphonate now, with calcium checked.`
  if (state === 'stopped') return `Denosumab stopped or on hold (${last}), no bisphosphonate to follow: plan the exit before it wears off.`
  return 'Denosumab on record without a date or a follow-on bisphosphonate: find out when the last dose was given.'
}

function gapText({ course, state, days }: DenosumabGap): Markdown {
  const since = days === undefined ? own('no date of a dose') : own(`last dose or order ${dated(course.last)}, ${spanText(days)} ago`)
  return md`${foreign(course.name)}: ${since}; ${own(state === 'stopped' ? 'stopped or on hold' : state)}, no bisphosphonate in force after it`
}

/** A suspected fracture adds nothing to the decision, but the reader should see it. */
function suspectedText({ fractures }: Inputs): readonly Markdown[] {
  const suspected = (fractures ?? []).filter(({ status }) => status === 'suspected').slice(0, 2)
  return suspected.length === 0 ? [] : [md`Also suspected, not confirmed: ${list(suspected.map(({ name }) => md`${foreign(name)}`))}`]
}

function guidanceFor(rebound: boolean): readonly Markdown[] {
  const lines = [
    own('FDA and US label: denosumab should not be stopped or delayed without a plan; several vertebral fractures may follow.')
  ]
  if (rebound)
    lines.push(
      own(
        'Possible rebound: ask the specialist urgently. A new dose after calcium is checked is an option. This is no first start of treatment: do not answer it with a tablet alone.'
      )
    )
  else lines.push(own('Give the next dose, or a bisphosphonate when the effect ends; who stops denosumab needs the exit medicine named.'))
  lines.push(own('Low calcium is corrected first; boxed warning for severe hypocalcaemia with eGFR below 30 or dialysis (FDA 2024).'))
  return lines
}

function notCheckedIn(facts: Inputs): readonly Markdown[] {
  const unread = unreadText(facts.unread, ['procedures', 'medicationStatements', 'labs', 'serviceRequests'])
  const other = otherAgent(facts)
  return [
    ...heldMedicines((facts.denosumabOrders ?? []).filter(({ active }) => !active)),
    ...heldOrders(facts.boneReferrals),
    ...(other === undefined
      ? []
      : [md`${foreign(other.name)} is in force; whether it protects after denosumab is a specialist's question`]),
    ...(unread === undefined ? [] : [md`${unread}; a later dose may stand there`]),
    ...(calciumIsFresh(facts) ? [] : [calciumLine(facts)]),
    own('Doses given elsewhere, and administrations that are not coded, are not seen')
  ]
}

/** Calcium before denosumab (clinical reference 0.8). */
const calciumIsFresh = ({ calcium, settings, asOf = '' }: Inputs): boolean =>
  calcium !== undefined && calciumAge(calcium, asOf) <= settings.infusionLabDays

function calciumLine(facts: Inputs): Markdown {
  const { calcium, settings } = facts
  const fresh = String(settings.infusionLabDays)
  if (calcium === undefined) return own('Calcium could not be read')
  if (calcium.status === 'not-found')
    return own(`No calcium found in the last ${windowText(settings.calciumDays)}; denosumab needs one of the last ${fresh} days`)
  return calciumIsFresh(facts)
    ? md`Calcium of the last ${own(fresh)} days: ${calciumText(calcium)}`
    : md`Calcium is older than ${own(fresh)} days: ${calciumText(calcium)}`
}

/** Referral and calcium test, each unless it is already on its way. */
function proposalsFor(facts: Inputs, { state }: DenosumabGap, rebound: boolean): readonly Proposal[] {
  const { asOf = '', drafts, settings } = facts
  const offers: Proposal[] = []
  const referral: OrderId = rebound || state === 'late' ? 'bone-specialist-referral-urgent' : 'bone-specialist-referral'
  const note = rebound ? 'Possible rebound vertebral fracture after denosumab.' : 'Denosumab without the next dose or a follow-on medicine.'
  if (alreadyOrdered({ orders: facts.boneReferrals, drafts, asOf, isWanted: isBoneReferral }, settings.boneReferralDays) === undefined)
    offers.push({ kind: 'order', key: 'bone-specialist', order: referral, note })
  const calciumOrder = alreadyOrdered(
    {
      orders: (facts.workUpOrders ?? []).filter(({ sets }) => sets.has('lab-calcium-total')),
      drafts,
      asOf,
      isWanted: ({ sets }) => sets.has('lab-calcium-total')
    },
    0
  )
  if (facts.calcium !== undefined && !calciumIsFresh(facts) && calciumOrder === undefined)
    offers.push({ kind: 'order', key: 'calcium', order: 'calcium' })
  return offers
}
