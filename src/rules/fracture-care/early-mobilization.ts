import type { BedRest } from '../../facts/bed-rest.js'
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { TWELVE_WEEKS } from './course.js'
import { protectiveNeeds, whyRestMayProtect } from '../protective-rest.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { foreign, list, md, own, type Markdown } from '../text.js'

const needs = [
  ...protectiveNeeds,
  'bedRest',
  'uprightIntolerance',
  'mobilityOrders',
  'thrombosisOrders',
  'spinalProcedure',
  'unread',
  'cancer',
  'mgus'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** 48 hours in calendar days: more than two (clinical reference B10). */
const REST_DAYS = 2

/**
 * In the first twelve weeks of a vertebral fracture, bed rest of more than 48 hours is ended as pain allows.
 * Does not cover drafted bed rest (`order-bed-rest`) or rest for another coded reason. Silent where rest may protect: deficit, instability, spinal precautions, spine review pending, a spinal procedure since yesterday.
 */
export const earlyMobilization = defineRule({
  id: 'early-mobilization',
  title: 'Early mobilisation after vertebral fracture',
  kind: 'guidance',
  core: true,
  topic: 'mobilisation',
  about: 'early mobilisation',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'AAOS-2010', 'CHO-2022', 'FUNAYAMA-2022', 'BMJ-BP'],
  signOff: [
    '48 hours are counted as more than two calendar days; 1–2 days of rest rest on a secondary source',
    'a fracture whose onset is not known counts as within twelve weeks unless its record is older',
    'bed rest with a coded reason other than spine, pain or fall is left alone'
  ],
  needs,

  evaluate(facts) {
    const { fracture, bedRest, uprightIntolerance } = facts
    if (fracture?.status !== 'current') return notApplicable('no current vertebral fracture in scope')
    if (fracture.age.min > TWELVE_WEEKS) return notApplicable('the fracture is more than twelve weeks old')
    const protects = whyRestMayProtect(facts)
    if (protects !== undefined) return notApplicable(`rest may be protective: ${protects}`)
    if (isJustOperated(facts)) return notApplicable('a spinal procedure was done since yesterday')
    const confined = uprightIntolerance ?? []
    if (bedRest === undefined && confined.length === 0) return dataRequired('bedRest')
    const rests = (bedRest ?? []).filter(({ otherReason }) => otherReason === undefined)
    const long = rests.filter(isLong).sort((a, b) => (b.days ?? 0) - (a.days ?? 0))
    if (long.length === 0 && confined.length === 0) return notApplicable(silentReason(bedRest ?? [], rests))
    // Rest for another coded reason may be why the patient is in bed.
    if (long.length === 0 && (bedRest ?? []).length > rests.length) return notApplicable('bed rest is ordered for another coded reason')

    const [longest] = long
    return applies({
      indicator: longest === undefined ? 'info' : 'warning',
      summary: summaryOf(longest, fractureName(fracture)),
      why: [
        fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0),
        ...long.slice(0, 2).map(restText),
        ...confinedText(facts),
        ...(facts.mobilityOrders ?? []).slice(0, 1).map(({ name }) => md`Ordered already: ${foreign(name)}`)
      ],
      guidance: [
        own(
          'BHOF 2022 (consensus) allows only limited bed rest; BMJ Best Practice: 24–48 hours, then mobilise. Consider activity as tolerated, out of bed with help, with physical and occupational therapy.'
        ),
        own(
          'Long rest costs muscle and bone and brings thrombosis, pneumonia, pressure injury, delirium and urinary infection. Three days against seven: fewer complications, same collapse and kyphosis (Cho 2022, retrospective).'
        )
      ],
      disagreement: [
        own(
          'AAOS 2010: evidence does not settle bed rest. In a poor-prognosis MRI pattern the spine team may choose longer: with two weeks of rest one cohort had fewer operations and less collapse, no more union or independence (Funayama 2022).'
        )
      ],
      notChecked: notCheckedOf(facts),
      ifYouDisagree: own('If rest cannot be avoided: give it an end, assess thrombosis risk, protect the skin, keep the bowel moving.'),
      proposals: [
        ...((facts.mobilityOrders ?? []).length > 0
          ? []
          : [{ kind: 'order', key: 'mobilise', order: 'mobilise-with-assistance' } as const]),
        ...((facts.thrombosisOrders ?? []).length > 0
          ? []
          : [{ kind: 'order', key: 'thrombosis-risk', order: 'thrombosis-risk-assessment' } as const])
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'medical-reason-for-rest', 'spine-team-advice']
    })
  }
})

/** Lying flat after a procedure is counted in hours; dates tell no more than the day (clinical reference B10). */
function isJustOperated({ spineCare, spinalProcedure, asOf }: Known): boolean {
  if (asOf === undefined) return false
  const done = (spineCare ?? []).filter(({ kind, state }) => kind === 'augmentation' && state !== 'held').map(({ date }) => date)
  return [...done, ...(spinalProcedure ?? []).map(({ onset }) => onset)].some(
    date => date !== undefined && date.last >= dayNumber(asOf) - 1 && date.first <= dayNumber(asOf)
  )
}

const isLong = ({ days }: BedRest): boolean => days !== undefined && days > REST_DAYS

function silentReason(all: readonly BedRest[], rests: readonly BedRest[]): string {
  if (all.length === 0) return 'no bed rest and no bed confinement on record'
  if (rests.length === 0) return 'bed rest is ordered for another coded reason'
  return rests.every(({ days }) => days === undefined)
    ? 'when the bed rest began is not recorded'
    : 'bed rest has been active for 48 hours or less'
}

const summaryOf = (longest: BedRest | undefined, name: string): string =>
  longest === undefined
    ? `Confined to bed with ${name}: consider mobilising as pain allows; long rest harms older adults.`
    : `Bed rest active ${String(longest.days)} days (since ${longest.since?.text ?? ''}): consider mobilising as pain allows; long rest harms older adults.`

const restText = ({ order, since, days }: BedRest): Markdown =>
  md`${foreign(order.name)}: active since ${own(since?.text ?? '')}, ${own(String(days))} days`

const confinedText = ({ uprightIntolerance }: Known): readonly Markdown[] =>
  (uprightIntolerance ?? []).length === 0
    ? []
    : [md`On record: ${list((uprightIntolerance ?? []).slice(0, 2).map(({ name }) => md`${foreign(name)}`))}`]

function notCheckedOf({ unread }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['serviceRequests', 'conditions'])
  return [
    ...(unreadLine === undefined ? [] : [unreadLine]),
    own('Notes on spinal clearance, neurological findings and mobility are not read: confirm that the spine is stable before mobilising'),
    own('An order already signed is not changed from here: end it in the chart')
  ]
}
