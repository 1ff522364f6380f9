import { dayNumber, type IsoDate } from '../../facts/dates.js'
import { beganWithin, type Finding } from '../../facts/findings.js'
import type { Fracture } from '../../facts/fracture.js'
import type { SpineCare } from '../../facts/spine-care.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { dated, own, type Markdown } from '../text.js'
import { drugsAndMovement, findingsText, fractureLine, isMovement, liveFractures, someCoded, surestFirst, whenText } from './watched.js'

/** Look-back of the injury, clinical reference section 4; also how far apart injury and fracture may be dated. */
const INJURY_DAYS = 14

/**
 * A vertebral fracture from a high-energy injury of the last 14 days calls for CT, spinal precautions and trauma or spine review.
 * An injury without a date counts while active, if the fracture may be that young; an open fracture (seventh character B) is one by itself.
 * Critical while procedures and orders can be read and show no imaging of the spine, a warning otherwise.
 * Does not cover falls on the level, from furniture or on stairs at any age, and injuries of the skin over the spine, which have no code list yet.
 */
export const rfHighEnergyTrauma = defineRule({
  id: 'rf-high-energy-trauma',
  title: 'High-energy injury with vertebral fracture',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of a high-energy injury',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'DOWNIE-2013',
  evidence: ['DOWNIE-2013', 'BHOF-2022'],
  signOff: [
    'the height of a fall (about 3 m, general knowledge) is not in the codes: falls from ladders, trees and buildings count whatever their height',
    'imaging counts by code only, and an open order for it makes the card a warning: a design choice',
    'an open fracture code counts as high energy: general knowledge'
  ],
  needs: ['fractures', 'highEnergyTrauma', 'spineCare', 'asOf', 'unread'],

  evaluate({ fractures, highEnergyTrauma, spineCare, asOf, unread }) {
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures)
    const [fracture] = live
    if (fracture === undefined) return notApplicable('no current or suspected vertebral fracture')
    if (asOf === undefined) return dataRequired('asOf')
    const events = surestFirst((highEnergyTrauma ?? []).filter(event => live.some(one => isRecentCause(event, one, asOf))))
    const open = live.find(one => one.seventh === 'B' && mayBeRecent(one))
    const [event] = events
    if (event === undefined && open === undefined) {
      return highEnergyTrauma === undefined ? dataRequired('highEnergyTrauma') : notApplicable('no high-energy injury of the last 14 days')
    }

    const imaging = imagingSince(dayNumber(asOf) - INJURY_DAYS, spineCare)
    const isImagingKnown = spineCare !== undefined && imagingKeys.every(key => unread?.has(key) !== true)
    const isDone = imaging.some(({ state }) => state === 'done')
    const isCertain = open !== undefined || (someCoded(events) && someCoded(live))
    const what =
      event === undefined
        ? `Open vertebral fracture (${open?.onset?.text ?? 'no date'})`
        : `High-energy injury (${whenText(event)}) with vertebral fracture`
    return applies({
      indicator: isCertain && isImagingKnown && imaging.length === 0 ? 'critical' : 'warning',
      summary: `${what}: ${isDone ? 'spinal precautions until trauma or spine review.' : 'CT, spinal precautions, trauma or spine review.'}`,
      why: [
        ...(event === undefined ? [] : [findingsText('Injury', events)]),
        ...(open === undefined ? [] : [own('The fracture is coded as open')]),
        fractureLine(open ?? fracture),
        imagingText(isImagingKnown, imaging)
      ],
      guidance: [
        own(
          'Downie 2013 (review): severe trauma, and bruising over the spine, make a fracture more likely. Expert practice: CT and precautions until the spine is cleared.'
        ),
        own(
          'BHOF 2022: a fracture from considerable force may still show weak bone in an adult. Return to bone health once the spine is cleared.'
        )
      ],
      notChecked: [
        own('Height of the fall and other injuries are not read from the chart'),
        unreadText(unread, ['conditions', 'procedures', 'serviceRequests'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own(
        'Correct the injury entry, or choose below that the spine is cleared; a low fall at any age does not belong here.'
      ),
      proposals: [
        ...(imaging.length > 0 ? [] : [ct]),
        { kind: 'order', key: 'spine-surgery', order: 'spine-surgery-referral', note: 'Trauma or spine review after a high-energy injury.' }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'already-imaged', 'cleared-by-specialist'],
      silences: {
        cards: 'all-guidance',
        orders: drugsAndMovement,
        reason: 'the spine is not cleared after a high-energy injury',
        // Unread imaging takes the critical card away; it must not take the card away from the order hooks too.
        arguesAgainst: draft => !isImagingKnown || isMovement(draft)
      }
    })
  }
})

const ct: Proposal = {
  kind: 'order',
  key: 'spine-ct',
  order: 'spine-ct',
  recommended: true,
  note: 'High-energy injury with vertebral fracture.'
}

/** The fracture may be at most 14 days old, as far as dates tell. */
const mayBeRecent = ({ age }: Fracture): boolean => age.min <= INJURY_DAYS

function isRecentCause(event: Finding, fracture: Fracture, asOf: IsoDate): boolean {
  if (!beganWithin(event, INJURY_DAYS, asOf, true) || !mayBeRecent(fracture)) return false
  if (event.onset === undefined) return event.active
  const { onset } = fracture
  return onset === undefined || (event.onset.first - INJURY_DAYS <= onset.last && onset.first <= event.onset.last + INJURY_DAYS)
}

const imagingKeys = ['procedures', 'serviceRequests'] as const

const imagingSince = (day: number, care: readonly SpineCare[] | undefined): readonly SpineCare[] =>
  (care ?? [])
    .filter(
      ({ kind, state, date }) =>
        (kind === 'spine-mri' || kind === 'spine-film-or-ct') && state !== 'held' && date !== undefined && date.last >= day
    )
    .sort((a, b) => Number(b.state === 'done') - Number(a.state === 'done'))

function imagingText(isKnown: boolean, [first]: readonly SpineCare[]): Markdown {
  if (first !== undefined) return own(`Imaging of the spine ${first.state === 'done' ? 'done' : 'ordered'} (${dated(first.date)})`)
  return own(isKnown ? 'No imaging of the spine found in 14 days' : 'Whether the spine was imaged could not be read')
}
