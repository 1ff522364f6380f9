import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { own } from '../text.js'
import {
  capital,
  careLately,
  hasOtherCause,
  heldLines,
  isCurrent,
  ONE_YEAR,
  ordersKnown,
  painProblems,
  RELEVANT_PAIN,
  TWELVE_WEEKS,
  unreadLines
} from './course.js'
import { imagedLately, imagingNeeds, imagingReason, isPregnant } from './imaging-due.js'
import { EIGHT_WEEKS, lateSignNeeds, lateSigns, type LateSign } from './late-signs.js'

/**
 * When a vertebral fracture does not run its course (late pain, a second fracture, delayed healing, loss of height, breathlessness, early satiety, long opioid use), look for complications.
 * Does not cover mood, which is not read, nor neurological signs (red flags).
 */
export const complicationsWatch = defineRule({
  id: 'complications-watch',
  title: 'Complications of the fracture',
  kind: 'guidance',
  topic: 'rest',
  about: 'complications of the fracture',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'NASS-2025',
  evidence: ['NASS-2025', 'ACR-VCF-2018', 'BHOF-2022'],
  signOff: [
    'pain from 4/10 at 8 weeks and any pain at 12 weeks, height loss of 2 cm and opioids over 4 weeks (renewed within a month) as triggers',
    'non-union in a minority, and frequent re-fracture within a year, come from secondary pages: no figures are shown',
    'two fractures more than 14 days apart count as two; codes, shape and opioids count within the first year only',
    'warning for a second fracture and for the seventh characters G and K'
  ],
  needs: ['fracture', ...lateSignNeeds, 'pregnancy', 'pregnancyTest', 'unread', ...imagingNeeds],

  evaluate(facts) {
    const { fracture, painCourse, spineCare, asOf, unread } = facts
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (hasOtherCause(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    const signs = lateSigns(fracture, facts, asOf)
    const [first] = signs
    if (first === undefined) {
      const decides = painCourse === undefined && fracture.age.min >= EIGHT_WEEKS
      return decides
        ? dataRequired('painCourse')
        : notApplicable('no late pain, second fracture, delayed healing, new deformity, breathlessness, early satiety or long opioid use')
    }

    return applies({
      indicator: first.kind === 'second' || isUnhealed(fracture) ? 'warning' : 'info',
      summary: summaryOf(first),
      why: [fractureText(fracture, false), ...signs.map(({ why }) => why)],
      guidance: [
        own(
          'Consider: non-union or cleft, further collapse, kyphosis, a new fracture beside or away from it, lasting pain; thrombosis, pneumonia, constipation, pressure injury, low mood, opioid dependence.'
        ),
        own(
          'NASS 2025 (grade C): kyphosis may progress and new fractures follow. BHOF 2022: one vertebral fracture raises the risk of the next several-fold, so review the bone medicine.'
        ),
        own('ACR 2018: pain eases over 2 to 12 weeks in most; review when it has not. Opioids: taper towards the lowest use.')
      ],
      notChecked: [
        ...heldLines(spineCare, ['spine-consultation', 'pain-clinic'], asOf),
        ...(painCourse === undefined ? [] : painProblems(painCourse)),
        ...unreadLines(unread, 'measurements', 'medicationRequests', 'procedures', 'serviceRequests'),
        own('Mood, skin and imaging reports are not read')
      ],
      ifYouDisagree: own('Correct the code or status when the fracture has healed.'),
      proposals: ordersKnown(unread) ? proposalsFor(fracture, signs, facts) : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'will-address-later']
    })
  }
})

const isUnhealed = ({ seventh, age }: FractureStory): boolean => (seventh === 'G' || seventh === 'K') && age.min <= ONE_YEAR

function summaryOf({ kind, summary }: LateSign): string {
  const opening = capital(summary)
  if (kind === 'second') return `${opening}: review cause and bone therapy.`
  if (kind === 'healing') return `${opening}: consider a cleft or instability; image and ask the spine team.`
  if (kind === 'breathless') return `${opening}: consider embolism, pneumonia or kyphosis.`
  if (kind === 'satiety') return `${opening}: consider kyphosis or further collapse.`
  if (kind === 'opioid') return `${opening}: review need, bowels and falls; consider tapering.`
  return kind === 'pain'
    ? `${opening}: consider non-union, new fracture or kyphosis; review opioids.`
    : `${opening}: consider collapse or non-union; look again.`
}

/** A film only where `follow-up-imaging` does not offer it; consultation for a fracture that does not heal; pain clinic for lasting pain. */
function proposalsFor(
  fracture: FractureStory,
  signs: readonly LateSign[],
  facts: Pick<Facts, (typeof imagingNeeds)[number] | 'pregnancy' | 'pregnancyTest'>
): readonly Proposal[] {
  const { spineCare, painCourse, asOf = '', settings } = facts
  const has = (...kinds: readonly LateSign['kind'][]): boolean => signs.some(({ kind }) => kinds.includes(kind))
  const filmDue =
    has('second', 'healing', 'deformity') &&
    imagingReason(fracture, facts) === undefined &&
    !imagedLately(facts, asOf) &&
    !isPregnant(facts)
  const consultDue = has('healing') && careLately(spineCare, ['spine-consultation'], settings.spineReferralDays, asOf) === undefined
  const clinicDue =
    fracture.age.min >= TWELVE_WEEKS &&
    (painCourse?.now?.value ?? 0) >= RELEVANT_PAIN &&
    careLately(spineCare, ['pain-clinic'], settings.spineReferralDays, asOf) === undefined
  return [
    ...(filmDue ? [{ kind: 'order', key: 'spine-xray', order: 'spine-xray' } as const] : []),
    ...(consultDue ? [{ kind: 'order', key: 'spine-consultation', order: 'spine-consultation' } as const] : []),
    ...(clinicDue ? [{ kind: 'order', key: 'pain-clinic', order: 'pain-clinic-referral' } as const] : [])
  ]
}
