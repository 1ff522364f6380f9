import type { Finding } from '../../facts/findings.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { own } from '../text.js'
import { drugsAndMovement, findingsText, fractureLine, isMovement, notSurelyHealed, someCoded, surestFirst, whenText } from './watched.js'

/**
 * Signs of cauda equina or conus compression beside a current or suspected vertebral fracture call for emergency examination and MRI.
 * Signs count for 14 days from onset, or while active without a date; older ones, also by record date, do not. A fracture of the last five days
 * that is called resolved counts as current here.
 * Does not cover post-void residual, sexual dysfunction or examination findings: no value set or code list holds them yet.
 */
export const rfCaudaEquina = defineRule({
  id: 'rf-cauda-equina',
  title: 'Possible cauda equina compression',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of cauda equina compression',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'CES-UK',
  evidence: ['CES-UK', 'AAOS-2010'],
  signOff: [
    'onset within 14 days, MRI within 4 hours and 200 mL of residual urine are taken from a secondary page on the UK pathway',
    'mixed signs at L1 rest on general knowledge',
    'urinary retention or faecal incontinence alone makes the card critical, whatever its cause',
    'words without a code make a warning, never a critical card'
  ],
  needs: ['fractures', 'caudaEquina', 'asOf', 'unread'],

  evaluate({ fractures, caudaEquina, asOf, unread }) {
    if (fractures === undefined) return dataRequired('fractures')
    const live = notSurelyHealed(fractures, asOf)
    const [fracture] = live
    if (fracture === undefined) return notApplicable('no current or suspected vertebral fracture')
    if (caudaEquina === undefined) return dataRequired('caudaEquina')
    const found = surestFirst(caudaEquina)
    const [first] = found
    if (first === undefined) return notApplicable('no cauda equina sign of the last 14 days')

    return applies({
      indicator: someCoded(found) && someCoded(live) ? 'critical' : 'warning',
      summary: `Possible cauda equina compression: ${signOf(first)}, ${whenText(first)}. Emergency examination and MRI now.`,
      why: [findingsText('Found', found), fractureLine(fracture)],
      guidance: [
        own(
          'UK pathway 2023 (consensus): examine at once; MRI as an emergency, within 4 hours of the request; refer to the spine team without delay if it confirms.'
        ),
        own(
          'One sign is enough to look. Less than 200 mL of urine left after voiding does not rule it out, and leg pain on one side only is more common than on both.'
        ),
        own('L1 lies beside the conus: upper and lower motor neurone signs may mix.')
      ],
      notChecked: [
        own('Residual urine, saddle sensation and anal tone are not read from the chart'),
        unreadText(unread, ['conditions'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own(
        'Correct the entry if it is old or explained otherwise; until then advice on moving, bracing and medicines is withheld.'
      ),
      proposals: [
        {
          kind: 'order',
          key: 'emergency-mri',
          order: 'spine-mri',
          recommended: true,
          note: 'Emergency: possible cauda equina or conus compression.'
        },
        {
          kind: 'order',
          key: 'spine-surgery',
          order: 'spine-surgery-referral',
          note: 'Emergency: possible cauda equina or conus compression.'
        }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'already-imaged', 'cleared-by-specialist'],
      silences: { cards: 'all-guidance', orders: drugsAndMovement, reason: 'possible cauda equina compression', arguesAgainst: isMovement }
    })
  }
})

/** Our own words for the sign, since a summary takes none from the chart. */
function signOf({ sets }: Finding): string {
  if (sets.has('cauda-equina')) return 'cauda equina signs'
  return sets.has('urinary-retention') ? 'urinary retention' : 'faecal incontinence'
}
