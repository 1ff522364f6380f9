import type { Finding } from '../../facts/findings.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, list, md, own, type Markdown } from '../text.js'
import { capital, careLately, hasOtherCause, heldLines, ordersKnown, TWELVE_WEEKS, unreadLines } from './course.js'
import { imagedLately, imagingNeeds, imagingReason, isPregnant } from './imaging-due.js'

/**
 * Every current or suspected vertebral fracture under twelve weeks, or of unknown age, needs a documented neurological examination and a look for instability.
 * Does not decide stability and computes no score: SINS is named for tumour only, and absence of findings in the data proves nothing.
 */
export const stabilityAssessment = defineRule({
  id: 'stability-assessment',
  title: 'Neurological exam and stability',
  kind: 'guidance',
  topic: 'rest',
  about: 'neurological examination and stability',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'OF-2018',
  evidence: ['OF-2018', 'ACR-VCF-2018', 'SINS-2010'],
  signOff: [
    'height loss from 50 %, local kyphosis from 30° and widened interspinous distance as signs of instability rest on general knowledge',
    'the OF score is not validated and its bands come from a secondary page: not shown',
    'SINS bands and components come from a secondary page',
    'a neurological examination is recognised by the words of an order or procedure of the last 12 weeks'
  ],
  needs: ['fracture', 'dementia', 'spinalMalignancy', 'cancer', 'mgus', 'pregnancy', 'pregnancyTest', 'unread', ...imagingNeeds],

  evaluate(facts) {
    const { fracture, spineCare, asOf, unread } = facts
    if (fracture === undefined || fracture.status === 'prior' || asOf === undefined)
      return notApplicable('no current or suspected vertebral fracture')
    if (fracture.age.min >= TWELVE_WEEKS) return notApplicable('the fracture is 12 weeks old or more')
    if (careLately(spineCare, ['neuro-exam'], Math.min(TWELVE_WEEKS, fracture.age.max), asOf) !== undefined)
      return notApplicable('a neurological examination is on record or ordered')

    const tumors = facts.spinalMalignancy ?? []
    const isTumor = fracture.etiology === 'neoplastic' || tumors.length > 0
    const filmDue =
      fracture.status === 'current' &&
      !hasOtherCause(fracture) &&
      (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0 &&
      !imagedLately(facts, asOf) &&
      imagingReason(fracture, facts) === undefined &&
      !isPregnant(facts)
    const orders: readonly Proposal[] = [
      { kind: 'order', key: 'neurological-exam', order: 'neurological-exam', recommended: true },
      ...(filmDue
        ? [{ kind: 'order', key: 'spine-xray', order: 'spine-xray', note: 'After the neurological exam, when it shows nothing.' } as const]
        : [])
    ]
    return applies({
      indicator: 'info',
      summary: isTumor
        ? `${capital(fractureName(fracture))} with spinal tumour on record: document the neurological exam; judge stability with SINS.`
        : `${capital(fractureName(fracture))}: no neurological exam found. Document it and signs of instability; SINS is for tumour only.`,
      why: [fractureText(fracture, false), own('No neurological examination or statement on stability was found'), ...tumorLine(tumors)],
      guidance: [
        ...checklist,
        ...((facts.dementia ?? []).length > 0
          ? [own('Dementia or delirium on record: symptoms may go unsaid. Examine promptly, and consider a bladder scan.')]
          : []),
        ...(isTumor ? sins : [own('SINS was built for tumour: it is not applicable to this fracture without one, and would mislead.')])
      ],
      notChecked: [
        own('This service cannot exclude cord or cauda equina compression'),
        ...heldLines(spineCare, ['neuro-exam'], asOf),
        ...unreadLines(unread, 'conditions', 'procedures', 'serviceRequests'),
        own('Notes and imaging reports are not read')
      ],
      ifYouDisagree: own('If examined already, say so below; a deficit is an emergency.'),
      proposals: ordersKnown(unread) ? orders : [],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'cleared-by-specialist']
    })
  }
})

const tumorLine = (tumors: readonly Finding[]): readonly Markdown[] =>
  tumors.length === 0 ? [] : [md`Spinal tumour on record: ${list(tumors.slice(0, 2).map(({ name }) => md`${foreign(name)}`))}`]

const checklist: readonly Markdown[] = [
  own(
    'Examine and record: leg power, sensation, reflexes, saddle sensation, bladder and bowel; how it happened; tenderness between the spinous processes.'
  ),
  own(
    'Signs of instability on imaging: retropulsed posterior wall, height loss from half, local kyphosis from 30°, wide interspinous gap, several adjacent levels.'
  ),
  own(
    'AO Spine–DGOU 2018 orders fractures without tumour or high energy from OF 1 (oedema only) over OF 2 and 3 (one endplate, posterior wall little or more) to OF 4 (frame lost) and OF 5 (distraction, rotation, translation); from OF 4 consider spine review.'
  )
]

/** Shown for tumour only: components and bands to be judged by a clinician, never computed (traps 14, D5). */
const sins: readonly Markdown[] = [
  own(
    'SINS (2010, built for tumour) is judged by a clinician from location, mechanical pain, lesion type, alignment, collapse and posterolateral involvement.'
  ),
  own(
    'Bands: 0–6 stable, 7–12 indeterminate, 13–18 unstable; from 7 points consider surgical consultation. This service computes no score.'
  )
]
