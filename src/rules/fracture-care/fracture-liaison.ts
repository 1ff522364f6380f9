import { isBoneReferral } from '../../facts/care-orders.js'
import type { BoneTherapy } from '../../facts/bone-therapy.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { dated, foreign, md, own, type Markdown } from '../text.js'

/** A completed referral covers the follow-up of twelve months (clinical reference B21, sample text). */
const REFERRAL_WINDOW = 365

/**
 * After a vertebral fragility fracture at 50 or older, follow-up by a fracture liaison service is recommended, so that treatment is started and kept up.
 * Takes the service as available, since no site configuration says otherwise yet; a referral to a bone clinic, endocrinology or rheumatology counts as well.
 * Does not cover visits (encounters are not read), nor fractures that are only suspected.
 */
export const fractureLiaison = defineRule({
  id: 'fracture-liaison',
  title: 'Fracture liaison service',
  kind: 'guidance',
  topic: 'rest',
  about: 'fracture liaison follow-up',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'ASBMR-SFP-2019', 'IOF-CTF'],
  signOff: [
    'a prior fracture counts as much as a new one (clinical reference 4.1), however long ago',
    'a bone specialist referral counts, completed ones for 365 days (design choice)',
    'Capture the Fracture best-practice standards rest on general knowledge'
  ],
  needs: ['adult50', 'patient', 'confirmedFracture', 'boneReferrals', 'boneTherapies', 'cancer', 'mgus', 'drafts', 'unread', 'asOf'],

  evaluate(facts) {
    const { adult50, confirmedFracture: fracture, asOf = '' } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (adult50 === undefined) return dataRequired('patient')
    if (!adult50.applies) return notApplicable('age below 50, or unknown')
    if (fracture.etiology !== 'osteoporotic' && fracture.etiology !== 'presumed-fragility')
      return notApplicable(`the cause is ${fracture.etiology}`)
    const referral = alreadyOrdered({ orders: facts.boneReferrals, drafts: facts.drafts, asOf, isWanted: isBoneReferral }, REFERRAL_WINDOW)
    if (referral !== undefined) return notApplicable('a fracture liaison or bone referral is open, or was completed within 12 months')

    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    const named = `${fracture.levels.length === 0 ? 'vertebral' : fracture.levels.join('/')} ${underQuestion ? 'fracture' : 'fragility fracture'}`
    const onset = fracture.onset === undefined ? '' : ` (${fracture.onset.text})`
    const unread = unreadText(facts.unread, ['serviceRequests', 'medicationRequests', 'medicationStatements'])
    return applies({
      indicator: 'info',
      summary: `${fracture.status === 'prior' ? 'Earlier' : 'Current'} ${named}${onset}: no fracture liaison referral found. Recommended for 12-month follow-up.`,
      why: [
        fractureText(fracture, !underQuestion),
        own('No fracture liaison or bone clinic referral found in the orders'),
        ...therapyText(facts.boneTherapies)
      ],
      guidance: [
        own(
          'NOGG 2021/24 recommends follow-up through a fracture liaison service (strong). The ASBMR coalition 2019 asks for a multidisciplinary system of this kind, from 65 after hip or vertebral fracture.'
        ),
        own(
          'The service checks that tests, treatment, adherence and falls care happen, and asks again within 12 months (IOF Capture the Fracture).'
        )
      ],
      notChecked: [
        ...heldOrders(facts.boneReferrals),
        ...(unread === undefined ? [] : [unread]),
        own('Visits to such a service are not read')
      ],
      ifYouDisagree: own('Where there is no such service, the practice or the bone clinic can take the same steps; choose a reason below.'),
      proposals: [{ kind: 'order', key: 'fracture-liaison', order: 'fracture-liaison-referral' }],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'limited-life-expectancy']
    })
  }
})

/** Whoever breaks a bone under a medicine is asked about taking it; under twelve months that is no failure. */
function therapyText(therapies: readonly BoneTherapy[] | undefined): readonly Markdown[] {
  const current = therapies?.find(({ state }) => state === 'current')
  return current === undefined
    ? []
    : [md`${foreign(current.name)} in force, first seen ${own(dated(current.since))}: check adherence and how it is taken`]
}
