import { isFallsOrder } from '../../facts/care-orders.js'
import { dayNumber } from '../../facts/dates.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import { datedText, type Finding } from '../../facts/findings.js'
import { windowText } from '../../facts/settings.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { foreign, list, md, own, type Markdown } from '../text.js'

/** From this age everyone with a vertebral fracture is asked about falls (clinical reference B20). */
const OLDER = 65
/** A fall and a fracture this close together are one event (as in the fracture's cause). */
const SAME_EVENT_DAYS = 14

type Inputs = Pick<
  Facts,
  | 'recentFalls'
  | 'fallHistory'
  | 'fallsOrders'
  | 'sedativesTaken'
  | 'analgesicsTaken'
  | 'antidepressantsTaken'
  | 'diureticsTaken'
  | 'renalBlockersTaken'
  | 'unread'
>

/**
 * With a vertebral fracture from 65, after a fall in twelve months, or when the fracture came from a fall, a falls assessment and a home-hazard visit are worth considering.
 * Does not cover falls that are not coded, measured gait, balance or orthostatic blood pressure, and assessments known only as encounters or questionnaires.
 */
export const fallsHomeSafety = defineRule({
  id: 'falls-home-safety',
  title: 'Falls assessment and home safety',
  kind: 'guidance',
  topic: 'rest',
  about: 'falls and home safety',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'NOGG', 'BEERS-2023'],
  signOff: [
    'an occupational therapy referral of the last 12 months counts as a home-safety referral (design choice)',
    'an undated active fall code counts as a fall of the last 12 months (design choice)',
    'the wording of the Beers criteria on sedatives rests on general knowledge'
  ],
  needs: [
    'patient',
    'confirmedFracture',
    'recentFalls',
    'fallHistory',
    'fallsOrders',
    'fallsAssessments',
    'headInjuryOrSyncope',
    'sedativesTaken',
    'analgesicsTaken',
    'antidepressantsTaken',
    'diureticsTaken',
    'renalBlockersTaken',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { patient, confirmedFracture: fracture, recentFalls, asOf = '' } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (patient === undefined) return dataRequired('patient')
    const age = patient.age?.min
    if (age !== undefined && age < 18) return notApplicable('age below 18')
    if (fracture.etiology === 'neoplastic' || fracture.etiology === 'infectious' || fracture.etiology === 'high-energy')
      return notApplicable(`the cause is ${fracture.etiology}`)
    const isOlder = age !== undefined && age >= OLDER
    const cause = fallOf(fracture, facts.fallHistory)
    const fall = cause ?? recentFalls?.[0]
    if (!isOlder && fall === undefined)
      return recentFalls === undefined
        ? dataRequired('recentFalls')
        : notApplicable('below 65, and no fall in 12 months or behind the fracture')
    const window = facts.settings.fallsAssessmentDays
    const assessed = (facts.fallsAssessments ?? []).some(({ onset }) => onset !== undefined && dayNumber(asOf) - onset.first <= window)
    const ordered = alreadyOrdered({ orders: facts.fallsOrders, drafts: facts.drafts, asOf, isWanted: isFallsOrder }, window)
    if (assessed || ordered !== undefined)
      return notApplicable(`a falls assessment or home-safety referral was made within ${windowText(window)}`)

    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    const unread = unreadText(facts.unread, ['procedures', 'serviceRequests', 'medicationRequests', 'medicationStatements'])
    const isUnread = facts.unread?.has('serviceRequests') === true || facts.unread?.has('procedures') === true
    return applies({
      indicator: 'info',
      summary: summaryOf(cause, fall, age, isUnread ? 'earlier assessments not readable' : `no falls assessment in ${windowText(window)}`),
      why: [
        fractureText(fracture, !underQuestion),
        ...(fall === undefined ? [] : [md`${foreign(fall.name)} (${own(datedText(fall))})`]),
        ...medicinesText(facts)
      ],
      guidance: [
        own(
          'Consider a home-hazard visit for people who live at home (BHOF 2022) and an assessment of several causes of falling: gait and balance, blood pressure lying and standing, vision, footwear, fear of falling.'
        ),
        own('Review sedating and blood-pressure medicines; balance exercise fits once pain allows.')
      ],
      disagreement: [
        own('Exercise lowers falls in general; after a vertebral fracture trials are too few to promise fewer falls or fractures.')
      ],
      notChecked: [
        ...(facts.headInjuryOrSyncope ?? [])
          .slice(0, 1)
          .map(({ name }) => md`${foreign(name)} on record: outside this service, to be assessed on its own`),
        ...heldOrders(facts.fallsOrders),
        ...(unread === undefined ? [] : [unread]),
        own('Falls that are not coded, and whether the patient lives at home, are not in the data')
      ],
      ifYouDisagree: own('If this was done elsewhere or the patient lives in care with its own programme, choose a reason below.'),
      proposals: [
        { kind: 'order', key: 'falls-assessment', order: 'falls-assessment' },
        { kind: 'order', key: 'home-safety-visit', order: 'home-safety-visit' }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'will-address-later']
    })
  }
})

/** The fall that broke the vertebra: a coded event within two weeks of the onset. */
const fallOf = ({ onset }: FractureStory, falls: readonly Finding[] | undefined): Finding | undefined =>
  (falls ?? []).find(
    finding =>
      !finding.sets.has('fall-risk-history') &&
      onset !== undefined &&
      finding.onset !== undefined &&
      Math.abs(finding.onset.first - onset.first) <= SAME_EVENT_DAYS
  )

function summaryOf(cause: Finding | undefined, fall: Finding | undefined, age: number | undefined, assessed: string): string {
  const advice = 'consider a falls assessment and a home-safety visit; review sedatives.'
  if (cause !== undefined) return `Fracture after a fall (${cause.onset?.text ?? ''}): ${advice}`
  if (fall !== undefined) return `Vertebral fracture and a fall on record (${fall.onset?.text ?? 'undated'}): ${advice}`
  return `Vertebral fracture, age ${String(age)}, ${assessed}: ${advice}`
}

/** What is on the list that may make a fall likelier. */
function medicinesText(facts: Inputs): readonly Markdown[] {
  const opioids = (facts.analgesicsTaken ?? []).filter(({ medicine }) => medicine.sets.has('opioids'))
  const taken = [
    ...(facts.sedativesTaken ?? []),
    ...opioids,
    ...(facts.antidepressantsTaken ?? []),
    ...(facts.diureticsTaken ?? []),
    ...(facts.renalBlockersTaken ?? [])
  ]
  const names = [...new Map(taken.map(({ medicine }) => [medicine.name, md`${foreign(medicine.name)}`])).values()]
  return names.length === 0 ? [] : [md`To review for falls: ${list(names.slice(0, 5))}`]
}
