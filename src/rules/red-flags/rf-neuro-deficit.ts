import type { Finding } from '../../facts/findings.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { drugsAndMovement, findingsText, fractureLine, isMovement, notSurelyHealed, someCoded, surestFirst, whenText } from './watched.js'

/**
 * A new neurological deficit beside a current or suspected vertebral fracture calls for urgent imaging, spine surgery review and spinal precautions.
 * A deficit counts for 30 days (default) from onset, or while active without a date; a fracture code that states nerve or cord injury is one too.
 * A fracture of the last five days that is called resolved counts as current here.
 * Cauda equina signs count here once they are past the time of `rf-cauda-equina`. Does not cover bladder and bowel alone, root pain alone, nor ASIA grades and examinations, which have no code list yet.
 */
export const rfNeuroDeficit = defineRule({
  id: 'rf-neuro-deficit',
  title: 'Neurological deficit with vertebral fracture',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of nerve or cord injury',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'AAOS-2010',
  evidence: ['AAOS-2010', 'ACR-VCF-2018'],
  signOff: [
    'a look-back of 30 days (default; a site may only lengthen it), and undated entries counting as new, are design choices',
    'spinal precautions and epidural haematoma under an anticoagulant rest on general knowledge',
    'cauda equina signs that began 15 to 30 days ago count as a deficit: a design choice',
    'words without a code make a warning, never a critical card'
  ],
  needs: ['fractures', 'neuroDeficit', 'anticoagulantsTaken', 'asOf', 'unread', 'settings'],

  evaluate({ fractures, neuroDeficit, anticoagulantsTaken, asOf, unread, settings }) {
    if (fractures === undefined) return dataRequired('fractures')
    const live = notSurelyHealed(fractures, asOf)
    const [fracture] = live
    if (fracture === undefined) return notApplicable('no current or suspected vertebral fracture')
    if (neuroDeficit === undefined) return dataRequired('neuroDeficit')
    const found = surestFirst(neuroDeficit)
    const [first] = found
    if (first === undefined) return notApplicable(`no neurological deficit of the last ${String(settings.neuroDeficitDays)} days`)

    const bleeding: readonly Markdown[] =
      (anticoagulantsTaken ?? []).length > 0 ? [own('On an anticoagulant: consider an epidural or retroperitoneal haematoma as well.')] : []
    return applies({
      indicator: someCoded(found) && someCoded(live) ? 'critical' : 'warning',
      summary: `Vertebral fracture with ${deficitOf(first)}, ${whenText(first)}: urgent imaging, spine surgery review, spinal precautions.`,
      why: [findingsText('Found', found), fractureLine(fracture)],
      guidance: [
        own(
          'Expert practice (consensus): image the cord and roots urgently, ask spine surgery, protect the spine until they have seen it.'
        ),
        own('AAOS 2010 speaks only of people who are neurologically intact; its advice on care without surgery does not apply here.'),
        ...bleeding
      ],
      notChecked: [own('Power, sensation and reflexes are not read from the chart'), unreadText(unread, ['conditions'])].filter(
        line => line !== undefined
      ),
      ifYouDisagree: own(
        'Correct the entry if the deficit is old or has another cause; until then advice on moving, bracing and medicines is withheld.'
      ),
      proposals: [
        {
          kind: 'order',
          key: 'urgent-mri',
          order: 'spine-mri',
          recommended: true,
          note: 'Urgent: new neurological deficit with vertebral fracture.'
        },
        {
          kind: 'order',
          key: 'spine-surgery',
          order: 'spine-surgery-referral',
          note: 'Urgent: new neurological deficit with vertebral fracture.'
        }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'already-imaged', 'cleared-by-specialist'],
      silences: {
        cards: 'all-guidance',
        orders: drugsAndMovement,
        reason: 'a neurological deficit is not cleared',
        arguesAgainst: isMovement
      }
    })
  }
})

/** Our own words for the deficit, since a summary takes none from the chart. */
function deficitOf({ sets }: Finding): string {
  if (sets.has('cord-compression')) return 'cord compression'
  if (sets.has('cauda-equina')) return 'cauda equina signs'
  if (sets.has('motor-deficit')) return 'leg weakness or foot drop'
  return sets.has('vertebral-fracture-with-neurologic-injury') ? 'cord or nerve injury' : 'neurological deficit'
}
