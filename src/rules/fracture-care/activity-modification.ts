import { windowText } from '../../facts/settings.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, defineRule, notApplicable } from '../rule.js'
import { own } from '../text.js'
import {
  ageWords,
  careLately,
  hasOtherCause,
  heldLines,
  isCurrent,
  onsetUnknown,
  ordersKnown,
  TWELVE_WEEKS,
  unreadLines
} from './course.js'

/**
 * In the first twelve weeks after a vertebral fracture, teach how to move safely: each limit comes with something to do instead.
 * Does not cover therapy (`pt-referral`), bed rest (`early-mobilization`) or fractures of unknown age.
 */
export const activityModification = defineRule({
  id: 'activity-modification',
  title: 'Movement and posture education',
  kind: 'guidance',
  topic: 'rest',
  about: 'movement and posture',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'TFTF-2014', 'BMJ-BP'],
  signOff: [
    '20 to 30 minutes of sitting rest on general knowledge',
    'which movements to leave out is expert consensus, read in secondary pages',
    'once in 30 days is taken from the reference; education is recognised by the words of its order'
  ],
  needs: ['fracture', 'spineCare', 'asOf', 'unread', 'settings'],

  evaluate({ fracture, spineCare, asOf, unread, settings }) {
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (hasOtherCause(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    if (onsetUnknown(fracture)) return notApplicable('onset not usable: no advice bound to the age of the fracture')
    if (fracture.age.max >= TWELVE_WEEKS) return notApplicable('the fracture is, or may be, 12 weeks old or more')
    // Taught lately: not taught again (clinical reference B11).
    if (careLately(spineCare, ['education'], settings.movementEducationDays, asOf) !== undefined)
      return notApplicable(`movement education is on record within ${windowText(settings.movementEducationDays)}`)

    return applies({
      indicator: 'info',
      summary: `Recent ${fractureName(fracture)} (${ageWords(fracture)}): teach safe bending, rolling and lifting limits; walking goes on.`,
      why: [fractureText(fracture, false), own(`No movement education found in the last ${windowText(settings.movementEducationDays)}`)],
      guidance: [
        own('NOGG (strong) recommends early guidance on how to adapt daily movements; the details are expert consensus.'),
        own(
          'Instead of bending with a twist: hinge at the hips, turn with the feet. Instead of a long sit: stand up every 20 to 30 minutes. Instead of heavy loads: small ones close to the body. In bed: roll as one piece.'
        ),
        own('Walk little and often, with an aid if needed; return to usual activity step by step over 6 to 12 weeks. Modify, do not stop.')
      ],
      notChecked: [
        ...heldLines(spineCare, ['education'], asOf),
        ...unreadLines(unread, 'serviceRequests', 'procedures'),
        own('Advice given in conversation or in free-text notes is not read')
      ],
      ifYouDisagree: own(
        `If it was taught already, say so below; teaching that is on record counts for ${windowText(settings.movementEducationDays)}.`
      ),
      proposals: ordersKnown(unread) ? [{ kind: 'order', key: 'movement-education', order: 'movement-education' }] : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'will-address-later']
    })
  }
})
