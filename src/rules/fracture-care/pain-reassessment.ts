import type { FractureStory } from '../../facts/index.js'
import type { PainCourse } from '../../facts/pain.js'
import type { Settings } from '../../facts/settings.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { own } from '../text.js'
import {
  ageWords,
  careLately,
  heldLines,
  isCurrent,
  ONE_YEAR,
  ordersKnown,
  painLine,
  painProblems,
  score,
  scoreOn,
  SEVERE_PAIN,
  unreadLines,
  WORSENING
} from './course.js'

/** Severe pain after two weeks calls for a look (clinical reference B14). */
const TWO_WEEKS = 14

/**
 * Pain and function are reviewed regularly after a vertebral fracture: when the score is missing or old, when it rose by two points, and when it is still 7 after two weeks.
 * Does not cover the choice of analgesic (`analgesia-plan`) or imaging (`follow-up-imaging`); a missing score of a fracture older than a year is left alone.
 */
export const painReassessment = defineRule({
  id: 'pain-reassessment',
  title: 'Pain and function review',
  kind: 'guidance',
  topic: 'pain',
  about: 'review of pain and function',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'ACR-VCF-2018', 'NASS-2025'],
  signOff: [
    'windows of 14 and 30 days for a pain score, and review at 1–2, 4–6 and 12 weeks (defaults), are design choices',
    'warning from 7/10 after 14 days or a rise of 2 points',
    'a rise is measured from the best earlier day since onset, each day by its highest score',
    'that a minority does not heal rests on one cohort read in a secondary page'
  ],
  needs: ['fracture', 'painCourse', 'spineCare', 'asOf', 'unread', 'settings'],

  evaluate({ fracture, painCourse, spineCare, asOf, unread, settings }) {
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (painCourse === undefined) return dataRequired('painCourse')
    const { now, rise, window } = painCourse
    const isWorse = rise >= WORSENING
    const isStillSevere = now !== undefined && now.value >= SEVERE_PAIN && fracture.age.min >= TWO_WEEKS
    const isMissing = now === undefined && fracture.age.min <= ONE_YEAR
    if (!isWorse && !isStillSevere && !isMissing)
      return notApplicable('a pain score is in its window, not worse and not severe after two weeks; or the fracture is over a year old')
    const review = careLately(spineCare, ['pain-review'], window, asOf)
    if (isMissing && review !== undefined) return notApplicable('a review of pain is on record or ordered')

    return applies({
      indicator: isWorse || isStillSevere ? 'warning' : 'info',
      summary: summaryOf(fracture, painCourse),
      why: [fractureText(fracture, false), painLine(painCourse)],
      guidance: [
        own(
          `NOGG (strong) recommends regular review of pain and titration of analgesics in both directions. Useful times: ${reviewTimes(settings)} weeks.`
        ),
        own('Ask: pain moving and at rest, walking, sleep, bowels, mood, leg or bladder symptoms, opioid use.'),
        own(
          isWorse
            ? 'Worse after a better phase: consider a new fracture, collapse or instability, and image again.'
            : 'Most ease over 2 to 12 weeks (ACR 2018); a minority does not, and function may decline even so (NASS 2025, grade B).'
        )
      ],
      notChecked: [
        ...painProblems(painCourse),
        ...heldLines(spineCare, ['pain-review'], asOf),
        ...unreadLines(unread, 'measurements', 'serviceRequests', 'procedures'),
        own('Function scores and notes are not read')
      ],
      ifYouDisagree: own(
        painCourse.now === undefined
          ? 'Record a pain score, or say below why none is needed.'
          : 'If pain and function were reviewed already, say so below.'
      ),
      proposals:
        ordersKnown(unread) && review === undefined ? [{ kind: 'order', key: 'pain-reassessment', order: 'pain-reassessment' }] : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'pain-controlled', 'will-address-later']
    })
  }
})

const reviewTimes = ({ firstReviewWeeks, secondReviewWeeks, thirdReviewWeeks }: Settings): string =>
  `1 to ${String(firstReviewWeeks)}, 4 to ${String(secondReviewWeeks)} and ${String(thirdReviewWeeks)}`

function summaryOf(fracture: FractureStory, { now, stale, best, rise }: PainCourse): string {
  const name = fractureName(fracture)
  if (now !== undefined && best !== undefined && rise >= WORSENING)
    return `Pain rose from ${score(best)} to ${scoreOn(now)} after ${name}: reassess; a new fracture is possible.`
  if (now !== undefined) return `Pain still ${scoreOn(now)}, ${name} ${ageWords(fracture)}: reassess function and analgesics.`
  if (stale !== undefined) return `Last pain score after ${name}: ${scoreOn(stale)}. Reassess pain and function, review analgesics.`
  return `No pain score found, ${name} ${ageWords(fracture)}: reassess pain and function, review analgesics.`
}
