import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, defineRule, notApplicable } from '../rule.js'
import { dated, foreign, md, own, round, type Markdown } from '../text.js'
import { ONE_YEAR, TWELVE_WEEKS } from './course.js'
import { injuryNeeds, isInjuryUncleared } from '../protective-rest.js'
import { therapyNeeds, therapyUnderWay } from './therapy-orders.js'

const needs = [
  ...injuryNeeds,
  ...therapyNeeds,
  'patient',
  'painCourse',
  'kyphosis',
  'fallHistory',
  'bedRest',
  'uprightIntolerance',
  'unread',
  'cancer',
  'mgus'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** From here pain comes first and the referral waits (clinical reference B9). */
const SEVERE_PAIN = 8
/** Pain that makes a prior fracture a reason for therapy, and below which acute pain has eased (a design choice). */
const PAIN = 4

/**
 * Refer a patient with a vertebral fracture to physical therapy now: safe movement first, strengthening and balance as pain allows.
 * Does not cover braces, activity advice, or instability and nerve deficits, which silence it; a prior fracture only with pain, kyphosis or falls.
 */
export const ptReferral = defineRule({
  id: 'pt-referral',
  title: 'Physical therapy after vertebral fracture',
  kind: 'guidance',
  core: true,
  topic: 'mobilisation',
  about: 'physical therapy',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'AAOS-2010', 'COCHRANE-EX-2019', 'ASBMR-VA-2019', 'BHOF-2022', 'BMJ-BP', 'NASS-2025'],
  signOff: [
    'one or two visits a week for 6–8 weeks and an early lifting limit are general knowledge',
    'strengthening from 4–12 weeks rests on a secondary source',
    'pain of 8 or more withholds the order: whether it is pain at rest is not in the data; pain of 4 or more makes a prior fracture count',
    'referrals older than 90 days do not count, even while still active'
  ],
  needs,

  evaluate(facts) {
    const { patient, fracture, painCourse } = facts
    if (fracture === undefined || fracture.status === 'suspected') return notApplicable('no confirmed vertebral fracture in scope')
    if (patient?.age !== undefined && patient.age.max < 18) return notApplicable('below 18')
    if (isInjuryUncleared(facts)) return notApplicable('the cause is high-energy: the spine is to be cleared first')
    const reason = reasonOf(fracture, facts)
    if (reason === undefined) return notApplicable('a prior fracture without pain, kyphosis or falls on record')
    const underWay = therapyUnderWay(facts)
    if (underWay !== undefined) return notApplicable(`physical therapy is ${underWay.status} (${dated(underWay.date)})`)

    const isUnknown = areOrdersUnknown(facts)
    const pain = painCourse?.now
    const isSevere = pain !== undefined && pain.value >= SEVERE_PAIN
    return applies({
      indicator: 'info',
      summary: isUnknown
        ? `Physical therapy for the ${fractureName(fracture)}: orders could not be read; check that a referral exists.`
        : `No physical therapy referral in ${String(facts.settings.therapyReferralDays)} days for the ${fractureName(fracture)}: refer for safe movement, back-extensor and balance work.`,
      why: [
        fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0),
        ...reason,
        ...(pain === undefined ? [] : [own(`Pain ${round(pain.value)}/10 on ${pain.date.text}`)]),
        ...olderReferral(facts)
      ],
      guidance: [
        own(
          'NOGG recommends back-extensor exercise and movement advice after vertebral fracture (strong); start unloaded while it hurts (conditional).'
        ),
        stageText(fracture, pain?.value),
        ...restSentence(fracture, facts)
      ],
      disagreement: [
        own(
          'AAOS 2010 found exercise inconclusive (its trial was in pain of over 3 months); Cochrane 2019 and ASBMR 2019 rate certainty low and show no fewer falls or fractures.'
        )
      ],
      notChecked: notCheckedOf(isSevere, facts),
      ifYouDisagree: own('A home programme, tele-rehabilitation or occupational therapy may serve instead: give the reason below.'),
      proposals: isUnknown || isSevere ? [] : [{ kind: 'order', key: 'physical-therapy', order: 'physical-therapy' }],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'inpatient-therapy', isSevere ? 'pain-too-severe' : 'transport']
    })
  }
})

/** Orders not read, or not all of them: then no referral found says nothing. */
const areOrdersUnknown = ({ physiotherapyOrders, unread }: Known): boolean =>
  physiotherapyOrders === undefined || unread?.has('serviceRequests') === true

/** What beyond the fracture itself calls for therapy; undefined when a prior fracture has nothing of the kind. */
function reasonOf({ status, age }: FractureStory, { painCourse, kyphosis, fallHistory }: Known): readonly Markdown[] | undefined {
  const [fall] = fallHistory ?? []
  const [curve] = kyphosis ?? []
  const found = [
    ...(curve === undefined ? [] : [md`On record: ${foreign(curve.name)}`]),
    ...(fall === undefined ? [] : [md`Falls on record: ${foreign(fall.name)}`])
  ]
  const isPainful = painCourse?.now !== undefined && painCourse.now.value >= PAIN
  // Over a year old and without pain: healed, whatever its status says (clinical reference 5.3).
  const isHealed = status !== 'current' || (age.min > ONE_YEAR && painCourse?.now?.value === 0)
  return !isHealed || isPainful || found.length > 0 ? found : undefined
}

/** The stage of therapy by the days since onset, by the narrower of two (clinical reference B9). */
function stageText({ status, age, acuity }: FractureStory, pain: number | undefined): Markdown {
  const late = 'progressive back-extensor, leg-strength and balance training'
  if (status === 'prior') return own(`Now: ${late}; movement and lifting advice.`)
  if (acuity === 'unknown') return own('Onset not usable: the therapist starts with unloaded movement and builds up as pain allows.')
  if (age.max < 14)
    return own('Now (first two weeks): education, transfers, log-roll, walking aid, breathing, gentle unloaded extension as tolerated.')
  if (age.min >= 28 || (pain !== undefined && pain < PAIN))
    return own(`Now (${age.min >= 28 ? 'from four weeks' : 'acute pain has eased'}): ${late}. No loaded bending or twisting at end range.`)
  return own(
    'Now (two to four weeks): keep to safe movement and unloaded extension; strengthening once acute pain has eased, commonly from 4 to 12 weeks.'
  )
}

/** Where no bed rest is on record there is no `early-mobilization` card, so its advice stands here. */
function restSentence({ status, age }: FractureStory, { bedRest, uprightIntolerance }: Known): readonly Markdown[] {
  if (status !== 'current' || age.min > TWELVE_WEEKS || (bedRest ?? []).length > 0 || (uprightIntolerance ?? []).length > 0) return []
  return [
    own(
      'If bed rest is needed at all, consider 1–2 days, rarely beyond 3, then up as pain allows (BHOF 2022: limited bed rest; AAOS 2010: evidence does not settle).'
    )
  ]
}

function olderReferral({ physiotherapyOrders }: Known): readonly Markdown[] {
  const older = physiotherapyOrders?.find(({ status }) => status === 'active')
  return [
    ...heldOrders(physiotherapyOrders),
    ...(older === undefined ? [] : [md`An older referral is still active: ${foreign(older.name)} (${own(dated(older.date))})`])
  ]
}

function notCheckedOf(isSevere: boolean, facts: Known): readonly Markdown[] {
  const { painCourse, unread } = facts
  const unreadLine = unreadText(unread, ['serviceRequests', 'procedures', 'measurements'])
  return [
    ...(isSevere
      ? [own('No order offered: pain of 8 or more comes first; the referral may be placed to start once it is controlled')]
      : []),
    ...(areOrdersUnknown(facts) ? [own('No order offered: whether a referral exists is not known')] : []),
    ...(unreadLine === undefined ? [] : [unreadLine]),
    ...(painCourse?.now === undefined ? [own(`No pain score within ${String(painCourse?.window ?? 14)} days`)] : []),
    own('No record of a neurological examination is read: confirm that strength, sensation and bladder are intact')
  ]
}
