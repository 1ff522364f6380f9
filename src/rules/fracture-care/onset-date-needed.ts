import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { applies, defineRule, notApplicable } from '../rule.js'
import { foreign, md, own, type Markdown } from '../text.js'
import { calcitoninExclusion, calcitoninNeeds, WINDOW_DAYS } from './calcitonin-criteria.js'
import { therapyUnderWay } from './therapy-orders.js'

const needs = [...calcitoninNeeds, 'physiotherapyOrders', 'unread', 'settings'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * Where the onset of a current or suspected vertebral fracture is missing, contradictory or too coarse, ask for it: advice that depends on time is held back.
 * Does not cover prior fractures, nor current ones for which no time-dependent advice was held back; the date of recording is never taken for an onset.
 */
export const onsetDateNeeded = defineRule({
  id: 'onset-date-needed',
  title: 'Onset date of the vertebral fracture',
  kind: 'guidance',
  topic: 'rest',
  about: 'the onset date',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'AAOS-2010',
  evidence: ['AAOS-2010', 'NOGG'],
  signOff: [
    'a suspected fracture is asked for its onset whatever else is on record',
    'advice counts as held back when it is the stage of physical therapy, or calcitonin for pain that nothing else forbids'
  ],
  needs,

  evaluate(facts) {
    const { fracture } = facts
    if (fracture === undefined || fracture.status === 'prior') return notApplicable('no current or suspected vertebral fracture in scope')
    const heldBack = heldBackBy(fracture, facts)
    if (isUsable(fracture) && heldBack.length === 0) return notApplicable(`the onset is usable (${fracture.acuity})`)
    if (fracture.status === 'current' && heldBack.length === 0) return notApplicable('no advice was held back for want of an onset')
    return applies({
      indicator: 'info',
      summary: summaryOf(fracture, heldBack),
      why: [fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0), ...problemText(fracture)],
      guidance: [
        own('Ask: when did this pain start? Then record it as the onset of the problem, to the day where possible.'),
        own(
          `Held back: ${heldBack.length > 0 ? heldBack.join(', ') : 'all that follows from whether the fracture is recent'}. A date of recording shows that a fracture is old, never that it is new.`
        )
      ],
      notChecked: notCheckedOf(facts),
      ifYouDisagree: own('If the onset cannot be known, say so below; advice then stays with what holds at any stage.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'onset-known', 'onset-uncertain']
    })
  }
})

const isUsable = ({ acuity }: FractureStory): boolean => acuity !== 'unknown'

/** The time-dependent advice that this onset suppresses: the stage of therapy, and calcitonin within five days. */
function heldBackBy(fracture: FractureStory, facts: Known): readonly string[] {
  if (fracture.status !== 'current') return []
  const { age, onsetProblem } = fracture
  const stage = !isUsable(fracture) && therapyUnderWay(facts) === undefined ? ['therapy stage'] : []
  // A code of later care is no reason to leave calcitonin out of the question when it contradicts the onset itself.
  const asked = onsetProblem === 'conflict' ? { ...fracture, seventh: undefined } : fracture
  const mayBeInWindow = age.min <= WINDOW_DAYS && age.max > WINDOW_DAYS
  const calcitonin = mayBeInWindow && calcitoninExclusion(facts, asked) === undefined ? ['pain options'] : []
  return [...stage, ...calcitonin]
}

function summaryOf(fracture: FractureStory, heldBack: readonly string[]): string {
  const { onset, onsetProblem } = fracture
  const name = fracture.levels.length > 2 ? 'vertebral fracture' : fractureName(fracture)
  const held = heldBack.length > 0 ? `${heldBack.join(' and ')} held back` : 'is it recent?'
  if (onsetProblem === 'conflict') return `Onset ${onset?.text ?? ''} of the ${name} contradicts its code or record: confirm it; ${held}.`
  if (onsetProblem === 'future') return `Onset of the ${name} lies in the future: confirm it; ${held}.`
  if (onset !== undefined) return `Onset of the ${name} is known only as ${onset.text}: ask when the pain started; ${held}.`
  return `Onset date of the ${name} is missing: ask when the pain started; ${held}.`
}

function problemText({ onset, onsetProblem, recorded, seventh, age }: FractureStory): readonly Markdown[] {
  if (onsetProblem === 'conflict')
    return [
      md`Onset ${own(onset?.text ?? '')}${seventh === undefined || seventh === 'A' ? own('') : md`, 7th character ${foreign(seventh)}`}${own(recorded === undefined ? '' : `, recorded ${recorded.text}`)}`
    ]
  if (onset !== undefined && age.max !== Infinity) return [own(`The onset may be ${String(age.min)} to ${String(age.max)} days ago`)]
  return recorded === undefined ? [] : [own(`Recorded on ${recorded.text}, which is not an onset`)]
}

function notCheckedOf({ unread }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['conditions', 'serviceRequests'])
  return [...(unreadLine === undefined ? [] : [unreadLine]), own('Imaging reports and notes are not read for an onset')]
}
