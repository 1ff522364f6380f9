import { isoDate } from '../../facts/dates.js'
import type { Finding } from '../../facts/findings.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own, type Markdown } from '../text.js'
import {
  careLately,
  hasOtherCause,
  heldLines,
  isCurrent,
  onsetUnknown,
  ordersKnown,
  painLine,
  painProblems,
  RELEVANT_PAIN,
  scoreOn,
  TWELVE_WEEKS,
  unreadLines
} from './course.js'

/** The brace we offer ends after six weeks, and in any case twelve weeks after the fracture (clinical reference B15). */
const BRACE_DAYS = 42

/**
 * In the first twelve weeks of a painful vertebral fracture a soft brace for a limited time is an option for comfort.
 * Does not cover rigid braces (the spine team's choice), skin breakdown, poor respiratory reserve or an ostomy, where it stays silent.
 */
export const bracingOption = defineRule({
  id: 'bracing-option',
  title: 'Time-limited soft brace',
  kind: 'guidance',
  topic: 'rest',
  about: 'bracing',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'NASS-2025',
  evidence: ['NASS-2025', 'SQUIRES-2023', 'ASBMR-VA-2019', 'AAOS-2010'],
  signOff: [
    'wear for 6 to 8 weeks is taken from a secondary page; weaning from week 4 and the end at 12 weeks rest on general knowledge',
    'no order when six weeks of wear would pass twelve weeks after the fracture, nor with kyphosis or dementia on record: design choices',
    'any pain score of 4/10 or more stands for pain on loading'
  ],
  needs: ['fracture', 'painCourse', 'spineCare', 'braceObstacles', 'kyphosis', 'dementia', 'asOf', 'unread'],

  evaluate(facts) {
    const { fracture, painCourse, spineCare, braceObstacles, asOf, unread } = facts
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (hasOtherCause(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    if (onsetUnknown(fracture)) return notApplicable('onset not usable: no advice bound to the age of the fracture')
    if (fracture.age.max >= TWELVE_WEEKS) return notApplicable('the fracture is, or may be, 12 weeks old or more')
    const [obstacle] = braceObstacles ?? []
    if (obstacle !== undefined) return notApplicable(obstacleText(obstacle))
    if (careLately(spineCare, ['brace'], TWELVE_WEEKS, asOf) !== undefined) return notApplicable('a brace is ordered or was given')
    if (painCourse === undefined) return dataRequired('painCourse')
    const { now } = painCourse
    if (now === undefined) return notApplicable(`no pain score within ${String(painCourse.window)} days`)
    if (now.value < RELEVANT_PAIN) return notApplicable(`pain ${scoreOn(now)} is below 4`)
    if (spineCare === undefined) return dataRequired('spineCare')

    const stops = stopsOf(facts, fracture)
    return applies({
      indicator: 'info',
      summary: `Pain ${scoreOn(now)}, ${fractureName(fracture)}: a soft brace for some weeks is an option; evidence mixed, no effect on deformity.`,
      why: [fractureText(fracture, false), painLine(painCourse), own('No brace order found')],
      guidance: [
        own(
          'NASS 2025 (grade C): a brace may be considered; no type is preferred. For comfort, when upright only, off in bed, skin checked daily, weaned from week 4 to 6, ended by 6 to 8 weeks and at the latest 12 weeks after the fracture.'
        ),
        own('A rigid brace only on advice of the spine team. It does not replace walking or exercise.')
      ],
      disagreement: [
        own(
          'Pooled trials (Squires 2023): rigid brace against none, less pain up to 6 months; soft equals rigid; no difference in kyphosis, function or opioid use. AAOS 2010: evidence does not settle it; ASBMR 2019: unclear.'
        )
      ],
      notChecked: [
        ...stops,
        ...heldLines(spineCare, ['brace'], asOf),
        ...painProblems(painCourse),
        ...unreadLines(unread, 'serviceRequests', 'procedures', 'measurements'),
        own('Device orders on the chart, body shape and the ability to put a brace on are not read')
      ],
      ifYouDisagree: own('Nothing is lost without a brace; say below if it was tried or is unwanted.'),
      proposals: stops.length === 0 ? braceProposals(fracture) : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'spine-team-advice']
    })
  }
})

const obstacleText = ({ sets }: Finding): string =>
  `a brace would do harm: ${sets.has('pressure-injury') ? 'pressure injury' : sets.has('ostomy-abdominal-hernia') ? 'ostomy' : 'severe respiratory disease'} on record`

function stopsOf(
  { kyphosis, dementia, braceObstacles, unread }: Pick<Facts, 'kyphosis' | 'dementia' | 'braceObstacles' | 'unread'>,
  { age }: FractureStory
): readonly Markdown[] {
  const stops: Markdown[] = []
  if (age.max + BRACE_DAYS > TWELVE_WEEKS) stops.push(own('No order offered: six weeks of wear would pass twelve weeks after the fracture'))
  const bent = kyphosis?.find(({ active }) => active)
  if (bent !== undefined) stops.push(md`No order offered: ${foreign(bent.name)} on record; the fit needs an orthotist`)
  const [confused] = dementia ?? []
  if (confused !== undefined)
    stops.push(md`No order offered: ${foreign(confused.name)} on record; putting it on and checking the skin need help`)
  if (braceObstacles === undefined || unread?.has('conditions') === true)
    stops.push(own('No order offered: the problem list could not be read completely'))
  if (!ordersKnown(unread)) stops.push(own('No order offered: earlier orders could not be read completely'))
  return stops
}

const braceProposals = ({ onset }: FractureStory): readonly Proposal[] => [
  {
    kind: 'order',
    key: 'soft-brace',
    order: 'soft-brace',
    ...(onset === undefined ? {} : { note: `Not beyond ${isoDate(onset.first + TWELVE_WEEKS)}, twelve weeks after the fracture.` })
  }
]
