import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { applies, defineRule, notApplicable } from '../rule.js'
import { foreign, md, own, spanText, type Markdown } from '../text.js'
import { careTrial, contraindication, contraindicationNeeds, lastingPain, trialNeeds } from './augmentation-gate.js'
import { calcitoninExclusion, calcitoninNeeds, WINDOW_DAYS } from './calcitonin-criteria.js'
import { careLately, hasOtherCause, ONE_YEAR } from './course.js'
import { imagingNeeds, imagingReason, isPregnant } from './imaging-due.js'
import { therapyNeeds, therapyUnderWay } from './therapy-orders.js'

const needs = [
  ...new Set([
    ...calcitoninNeeds,
    ...imagingNeeds,
    ...contraindicationNeeds,
    ...therapyNeeds,
    ...trialNeeds,
    'uprightIntolerance',
    'unread'
  ] as const)
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** An augmentation consultation is put in question from here (clinical reference B18). */
const FOUR_WEEKS = 28

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
    'advice counts as held back when it is the stage of physical therapy, or calcitonin, imaging for lasting pain or a consultation on augmentation that nothing else forbids'
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

/** The time-dependent advice that this onset suppresses: the stage of therapy, calcitonin within five days, imaging and consultation from four weeks. */
function heldBackBy(fracture: FractureStory, facts: Known): readonly string[] {
  if (fracture.status !== 'current') return []
  const { age, onsetProblem } = fracture
  const stage = !isUsable(fracture) && therapyUnderWay(facts) === undefined ? ['therapy stage'] : []
  // A code of later care is no reason to leave calcitonin out of the question when it contradicts the onset itself.
  const asked = onsetProblem === 'conflict' ? { ...fracture, seventh: undefined } : fracture
  const mayBeInWindow = age.min <= WINDOW_DAYS && age.max > WINDOW_DAYS
  const calcitonin = mayBeInWindow && calcitoninExclusion(facts, asked) === undefined ? ['pain options'] : []
  const late = isUsable(fracture) || age.max < FOUR_WEEKS ? [] : heldBackLate(fracture, facts)
  return [...stage, ...calcitonin, ...late]
}

/** What the same chart would call for if the fracture were known to be old enough for a new film, or for a consultation. */
function heldBackLate(fracture: FractureStory, facts: Known): readonly string[] {
  const { asOf, cancer, mgus } = facts
  if (asOf === undefined || hasOtherCause(fracture) || (cancer ?? []).length + (mgus ?? []).length > 0 || isPregnant(facts)) return []
  const late = facts.settings.persistentPainDays
  const asLate: FractureStory = { ...fracture, age: { min: late, max: late }, acuity: 'subacute' }
  const imaging = imagingReason(fracture, facts) === undefined && imagingReason(asLate, facts) === 'persistent' ? ['imaging'] : []
  return [...imaging, ...(isAugmentationHeldBack(fracture, facts, asOf) ? ['augmentation consultation'] : [])]
}

function isAugmentationHeldBack(fracture: FractureStory, facts: Known, asOf: string): boolean {
  const { age, etiology } = fracture
  const isTimely = age.min >= FOUR_WEEKS && age.max <= ONE_YEAR
  if (isTimely || age.min > ONE_YEAR || etiology === 'indeterminate' || facts.anticoagulantsTaken === undefined) return false
  return (
    contraindication(fracture, facts, asOf) === undefined &&
    typeof lastingPain(fracture, facts, asOf) !== 'string' &&
    careTrial(facts, fracture, asOf) !== undefined &&
    careLately(facts.spineCare, ['spine-consultation', 'augmentation'], facts.settings.spineReferralDays, asOf) === undefined
  )
}

function summaryOf(fracture: FractureStory, heldBack: readonly string[]): string {
  const { onset, onsetProblem } = fracture
  const name = fracture.levels.length > 2 ? 'vertebral fracture' : fractureName(fracture)
  const held = heldBack.length > 0 ? `${heldBack.slice(0, 2).join(' and ')} held back` : 'is it recent?'
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
  if (onset !== undefined && age.max !== Infinity) return [own(`The onset may be ${spanText(age.min, age.max)} ago`)]
  return recorded === undefined ? [] : [own(`Recorded on ${recorded.text}, which is not an onset`)]
}

function notCheckedOf({ unread }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['conditions', 'serviceRequests'])
  return [...(unreadLine === undefined ? [] : [unreadLine]), own('Imaging reports and notes are not read for an onset')]
}
