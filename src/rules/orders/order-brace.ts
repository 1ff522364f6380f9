import { dayInterval, dayNumber, isoDate, type IsoDate } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { member, number, text } from '../../facts/fhir.js'
import type { Finding } from '../../facts/findings.js'
import type { Facts } from '../../facts/index.js'
import { repeatOf } from '../../facts/orders.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own, round } from '../text.js'
import { reasonOfDraft } from './draft-reason.js'
import { judge, keyFor, objectionsAmong, remove, type Objection } from './objections.js'
import { isBrace, wordsOfDraft } from './service-kinds.js'

const needs = ['drafts', 'hook', 'asOf', 'fracture', 'fractures', 'backPain', 'braceObstacles', 'unread'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** Longest wear, and the age of the fracture beyond which a brace brings little: twelve weeks (clinical reference B15, 3.1). */
const TWELVE_WEEKS = 84
/** The change offered ends the brace after six weeks. */
const SIX_WEEKS = 42

/**
 * A brace after a vertebral fracture is optional and ends by six to eight weeks, at the latest after twelve; where skin, lungs or
 * an ostomy stand against it, or the fracture is older than twelve weeks, it brings little and may harm.
 * Does not cover the choice between soft and rigid, which is the spine team's, nor a brace for another reason.
 */
export const orderBrace = defineRule({
  id: 'order-brace',
  title: 'Brace: limit its time',
  kind: 'order-check',
  topic: 'rest',
  about: 'the drafted brace',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'NASS-2025',
  evidence: ['NASS-2025', 'SQUIRES-2023', 'ASBMR-VA-2019', 'AAOS-2010'],
  signOff: [
    'an end by 6 to 8 weeks is taken from a secondary page; the latest end at 12 weeks, weaning and skin checks rest on general knowledge',
    'harm in lung disease, pressure injury and ostomy rests on general knowledge; the lung disease may be mild, severity is not read',
    'the change offered ends after 6 weeks, and only when that lies within 12 weeks of the fracture: a design choice'
  ],
  needs,
  concerns: isBrace,

  evaluate(facts) {
    const { fracture } = facts
    const isForSpine = (draft: Draft): boolean => isBrace(draft) && reasonOfDraft(draft, facts) !== 'other'
    const { subjects, objections } = objectionsAmong(facts.drafts, isForSpine, (draft, all) => [
      ...obstacleRow(draft, all, facts),
      ...oldRow(draft, all, facts),
      ...lengthRow(draft, all, facts)
    ])
    if (subjects.length > 0 && fracture === undefined) return notApplicable('no vertebral fracture in scope')
    return judge(subjects, objections, {
      none: 'no brace for the spine among the drafts',
      clear: 'the drafted brace meets no objection',
      ifYouDisagree: own(
        'Keep the order with a date for review, daily skin checks and a plan to wean; the spine team may choose longer wear.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'spine-team-advice', 'benefit-outweighs-risk'],
      disagreement: [
        own(
          'Pooled trials (Squires 2023): rigid brace against none, less pain up to 6 months; soft equals rigid; no difference in kyphosis or function. AAOS 2010: evidence does not settle it; ASBMR 2019: unclear.'
        )
      ],
      notChecked: [
        own('Skin, body shape and the ability to put the brace on are not in the data'),
        unreadText(facts.unread, ['conditions'])
      ]
    })
  }
})

const wordsOfLength = /\b(?:for|x|up to|at most|max(?:imum)?(?: of)?)\s*(?:\d+\s?(?:-|–|to)\s?)?(\d+)\s?(day|week|wk|month)s?\b/i
const daysPerWord: Readonly<Record<string, number>> = { day: 1, week: 7, wk: 7, month: 30 }
const daysPerUnit: Readonly<Record<string, number>> = {
  d: 1,
  day: 1,
  days: 1,
  wk: 7,
  week: 7,
  weeks: 7,
  mo: 30,
  month: 30,
  months: 30,
  a: 365
}

/** Days of wear that the draft states; undefined when it states no end. */
function daysOfWear({ resource }: Draft, words: string, asOf: IsoDate): number | undefined {
  const repeat = repeatOf(resource['occurrenceTiming'])
  for (const period of [resource['occurrencePeriod'], member(repeat, 'boundsPeriod')]) {
    const end = dayInterval(member(period, 'end'))
    const start = dayInterval(member(period, 'start')) ?? dayInterval(resource['authoredOn'])
    // An end before the start states no length.
    if (end !== undefined && end.last >= (start?.first ?? dayNumber(asOf))) return end.last - (start?.first ?? dayNumber(asOf))
  }
  const bounds = member(repeat, 'boundsDuration') ?? member(member(repeat, 'boundsRange'), 'high')
  const factor = daysPerUnit[text(member(bounds, 'code')) ?? text(member(bounds, 'unit')) ?? '']
  const value = number(member(bounds, 'value'))
  if (value !== undefined && factor !== undefined) return value * factor
  const [, digits, unit = ''] = wordsOfLength.exec(words) ?? []
  return digits === undefined ? undefined : Number(digits) * (daysPerWord[unit.toLowerCase()] ?? 1)
}

function lengthRow(draft: Draft, all: readonly Draft[], { fracture, hook, asOf }: Known): readonly Objection[] {
  if (fracture === undefined || fracture.status === 'prior' || asOf === undefined) return []
  const days = daysOfWear(draft, wordsOfDraft(draft), asOf)
  if (days === undefined ? hook !== 'order-sign' : days <= TWELVE_WEEKS) return []
  const length = days === undefined ? 'without an end' : `for ${round(days / 7)} weeks`
  const latest =
    fracture.onset !== undefined && fracture.age.max < Infinity
      ? ` The latest end is ${isoDate(fracture.onset.first + TWELVE_WEEKS)}, twelve weeks after this fracture.`
      : ''
  const canEnd = draft.resource.resourceType === 'ServiceRequest' || draft.resource.resourceType === 'DeviceRequest'
  const fits = fracture.age.max === Infinity || fracture.age.max + SIX_WEEKS <= TWELVE_WEEKS
  const end: readonly Proposal[] =
    canEnd && fits
      ? [{ kind: 'change', key: keyFor('end-brace-within-6-weeks', draft, all), draft, change: 'end-brace-within-6-weeks' }]
      : []
  return [
    {
      draft,
      indicator: 'info',
      summary: `Brace ${length} drafted: consider an end by 6 to 8 weeks, at most 12, with daily skin checks and weaning.`,
      why: md`${foreign(draft.name)}, ${own(length)}; ${fractureText(fracture)}`,
      guidance: own(
        `NASS 2025 (grade C): a brace may be considered, no type is preferred. Long wear weakens the trunk; set an end, check the skin daily, wean.${latest}`
      ),
      proposals: end
    }
  ]
}

const obstacleName = ({ sets }: Finding): string =>
  sets.has('pressure-injury') ? 'Pressure injury' : sets.has('ostomy-abdominal-hernia') ? 'Ostomy' : 'Chronic lung disease'

function obstacleRow(draft: Draft, all: readonly Draft[], { fracture, braceObstacles }: Known): readonly Objection[] {
  const [obstacle] = braceObstacles ?? []
  if (fracture === undefined || obstacle === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${obstacleName(obstacle)} on record: a brace adds risk for limited benefit. Consider going without.`,
      why: md`On record: ${foreign(obstacle.name)}`,
      guidance: own(
        'Expert practice: a brace presses on skin and abdomen and limits breathing. Where support is still wanted, ask an orthotist for the softest one.'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}

/** Healed, or surely older than twelve weeks. */
function oldRow(draft: Draft, all: readonly Draft[], { fracture }: Known): readonly Objection[] {
  if (fracture === undefined || (fracture.status !== 'prior' && fracture.age.min <= TWELVE_WEEKS)) return []
  const when =
    fracture.status === 'prior'
      ? 'The fracture is recorded as healed or past'
      : `The fracture is at least ${round(fracture.age.min / 7)} weeks old`
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${when}: a brace brings little now and weakens the trunk. Consider going without.`,
      why: fractureText(fracture),
      guidance: own(
        'The trials of bracing looked at new fractures. Exercise that trains extension and balance is the usual next step (NOGG).'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}
