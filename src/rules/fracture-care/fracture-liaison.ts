import { isBoneReferral } from '../../facts/care-orders.js'
import type { BoneTherapy } from '../../facts/bone-therapy.js'
import { windowText } from '../../facts/settings.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { dated, foreign, md, own, type Markdown } from '../text.js'

/**
 * After a vertebral fragility fracture at 50 or older, follow-up by a fracture liaison service is recommended, so that treatment is started and kept up.
 * Takes the service as available unless the site says that there is none: then follow-up by the practice or a bone clinic is what it asks for. A referral to a bone clinic, endocrinology or rheumatology counts as well.
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
  needs: [
    'adult50',
    'patient',
    'confirmedFracture',
    'boneReferrals',
    'boneTherapies',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { adult50, confirmedFracture: fracture, asOf = '' } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (adult50 === undefined) return dataRequired('patient')
    if (!adult50.applies) return notApplicable('age below 50, or unknown')
    if (fracture.etiology !== 'osteoporotic' && fracture.etiology !== 'presumed-fragility')
      return notApplicable(`the cause is ${fracture.etiology}`)
    const { liaisonDays, fractureLiaison: hasService } = facts.settings
    const referral = alreadyOrdered({ orders: facts.boneReferrals, drafts: facts.drafts, asOf, isWanted: isBoneReferral }, liaisonDays)
    if (referral !== undefined)
      return notApplicable(`a fracture liaison or bone referral is open, or was completed within ${windowText(liaisonDays)}`)

    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    const named = `${fracture.levels.length === 0 ? 'vertebral' : fracture.levels.join('/')} ${underQuestion ? 'fracture' : 'fragility fracture'}`
    const onset = fracture.onset === undefined ? '' : ` (${fracture.onset.text})`
    const unread = unreadText(facts.unread, ['serviceRequests', 'medicationRequests', 'medicationStatements'])
    const ordersUnread = facts.unread?.has('serviceRequests') === true
    const advice = ordersUnread
      ? 'orders could not be read; check that follow-up by a fracture liaison service is arranged.'
      : hasService
        ? 'no fracture liaison referral found. Recommended for 12-month follow-up.'
        : 'no follow-up arranged. No fracture liaison service here: plan it with practice or bone clinic.'
    return applies({
      indicator: 'info',
      summary: `${fracture.status === 'prior' ? 'Earlier' : 'Current'} ${named}${onset}: ${advice}`,
      why: [
        fractureText(fracture, !underQuestion),
        ...(ordersUnread ? [] : [own('No fracture liaison or bone clinic referral found in the orders')]),
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
      ifYouDisagree: own(
        hasService
          ? 'Where there is no such service, the practice or the bone clinic can take the same steps; choose a reason below.'
          : 'If follow-up is arranged already, choose a reason below.'
      ),
      proposals: hasService
        ? [{ kind: 'order', key: 'fracture-liaison', order: 'fracture-liaison-referral' }]
        : [
            {
              kind: 'order',
              key: 'bone-specialist',
              order: 'bone-specialist-referral',
              note: 'Follow-up after a vertebral fracture; no fracture liaison service here.'
            }
          ],
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
