import type { Facts, FractureStory } from '../../facts/index.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own, round, type Markdown } from '../text.js'
import {
  ageWords,
  capital,
  hasOtherCause,
  heldLines,
  isCurrent,
  ordersKnown,
  painLine,
  painProblems,
  score,
  scoreOn,
  unreadLines
} from './course.js'
import { imagingNeeds, imagingReason, isPregnant, riskFactors, type ImagingReason } from './imaging-due.js'

/**
 * A vertebral fracture that still hurts after four weeks, hurts more, or changes shape is imaged again: an upright lateral film first, MRI without contrast when it is worse or its age is unknown.
 * Does not cover cancer or infection (their red flags choose the imaging), nor a routine schedule, for which no guideline was found.
 */
export const followUpImaging = defineRule({
  id: 'follow-up-imaging',
  title: 'Follow-up imaging of the fracture',
  kind: 'guidance',
  topic: 'rest',
  about: 'follow-up imaging',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'ACR-VCF-2018',
  evidence: ['ACR-VCF-2018', 'SCHEYERER-2021'],
  signOff: [
    'the schedule itself (by default from 4 weeks with pain, 2 weeks with risk factors) is convention; no guideline schedule was found',
    'pain from 4/10 without imaging for 28 days (default); two readable risk factors out of three; T11–L2 as the junction',
    'severe pain (7/10) with unknown onset stands for "management depends on the age of the fracture"',
    'height loss counts from 2 cm between visits after the onset'
  ],
  needs: ['fracture', 'cancer', 'mgus', 'pregnancy', 'pregnancyTest', 'cardiacDevice', 'unread', ...imagingNeeds],

  evaluate(facts) {
    const { fracture, painCourse, spineCare, asOf, unread, settings } = facts
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (hasOtherCause(fracture)) return notApplicable(`the cause is ${fracture.etiology}: its red flag chooses the imaging`)
    if ([...(facts.cancer ?? []), ...(facts.mgus ?? [])].length > 0)
      return notApplicable('cancer or MGUS on record: rf-malignancy chooses the imaging')
    const reason = imagingReason(fracture, facts)
    if (reason === undefined && painCourse === undefined) return dataRequired('painCourse')
    if (reason === undefined)
      return notApplicable(
        `no lasting, worse or unexplained pain and no new deformity, or imaged within ${String(settings.spineImagingDays)} days`
      )
    if (spineCare === undefined || !ordersKnown(unread)) return dataRequired('spineCare')

    const { proposals, withheld } = proposalsFor(reason, facts)
    return applies({
      indicator: reason === 'worse' ? 'warning' : 'info',
      summary: summaryOf(reason, fracture, facts),
      why: [fractureText(fracture, false), ...(painCourse === undefined ? [] : [painLine(painCourse)]), ...deformityLines(facts.deformity)],
      guidance: guidanceFor(reason),
      notChecked: [
        ...withheld,
        ...heldLines(spineCare, ['spine-mri', 'spine-film-or-ct'], asOf),
        ...(painCourse === undefined ? [] : painProblems(painCourse)),
        ...unreadLines(unread, 'measurements'),
        own('Imaging reports are not read; only procedures and orders. Clefts, endplates and posterior wall are unknown to this service')
      ],
      ifYouDisagree: own(
        'Say below if it was imaged elsewhere; new leg weakness, numbness or bladder change is an emergency, not follow-up.'
      ),
      proposals,
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'already-imaged', 'specialist-managing']
    })
  }
})

function summaryOf(reason: ImagingReason, fracture: FractureStory, facts: Pick<Facts, (typeof imagingNeeds)[number]>): string {
  const name = fractureName(fracture)
  const { now, best } = facts.painCourse ?? {}
  if (reason === 'worse' && now !== undefined && best !== undefined)
    return `Pain rose from ${score(best)} to ${scoreOn(now)} after ${name}: image again for collapse or new fracture.`
  if (reason === 'deformity') {
    const { heightLoss, newKyphosis = [] } = facts.deformity ?? {}
    if (heightLoss !== undefined)
      return `Height fell ${round(heightLoss.cm)} cm by ${heightLoss.to.date.text} after ${name}: consider a film for further collapse.`
    return `Kyphosis recorded ${(newKyphosis[0]?.onset ?? newKyphosis[0]?.recorded)?.text ?? ''} after ${name}: consider a film for further collapse.`
  }
  if (reason === 'risk')
    return `${capital(name)} ${ageWords(fracture)}, ${riskFactors(fracture, facts).join(', ')}: consider an upright film for collapse.`
  const pain = now === undefined ? 'Pain' : `Pain ${scoreOn(now)}`
  if (reason === 'unknown-age') return `${pain}, age of ${name} unknown: ask for the onset; MRI may show if it is recent.`
  return `${pain}, ${name} ${ageWords(fracture)}, not imaged for ${String(facts.settings.spineImagingDays)} days: consider an upright film.`
}

function deformityLines(deformity: Facts['deformity'] | undefined): readonly Markdown[] {
  const { heightLoss, newKyphosis = [] } = deformity ?? {}
  return [
    ...(heightLoss === undefined
      ? []
      : [
          own(
            `Height ${round(heightLoss.from.value)} cm on ${heightLoss.from.date.text}, ${round(heightLoss.to.value)} cm on ${heightLoss.to.date.text}`
          )
        ]),
    ...newKyphosis.slice(0, 1).map(({ name, onset, recorded }) => md`${foreign(name)} (${own((onset ?? recorded)?.text ?? 'no date')})`)
  ]
}

const guidanceFor = (reason: ImagingReason): readonly Markdown[] => [
  own(
    'No guideline gives a schedule; the timing here is convention. An upright lateral film (standing or sitting) shows progressive collapse and kyphosis; compare with earlier films.'
  ),
  own(
    'ACR 2018: for a new symptomatic fracture without malignancy MRI or CT without contrast is usually appropriate; contrast is not usual.'
  ),
  ...(reason === 'persistent'
    ? [own('Consider MRI next when the film shows a change, when pain stays severe, or before any augmentation is discussed.')]
    : []),
  ...(reason === 'risk'
    ? [
        own(
          'Scheyerer 2021 names age over 73, T-score below −2.95 and the thoracolumbar junction among the risk factors for failure of conservative care.'
        )
      ]
    : [])
]

/** Film and, where it answers more, MRI; a device turns MRI into CT, pregnancy takes film and CT away. */
function proposalsFor(
  reason: ImagingReason,
  facts: Pick<Facts, 'pregnancy' | 'pregnancyTest' | 'cardiacDevice'>
): { readonly proposals: readonly Proposal[]; readonly withheld: readonly Markdown[] } {
  const { cardiacDevice } = facts
  const pregnant = isPregnant(facts)
  const [device] = cardiacDevice ?? []
  const withheld = [
    ...(pregnant ? [own('No radiograph or CT offered: pregnancy on record; MRI without contrast is preferred')] : []),
    ...(device === undefined ? [] : [md`No MRI offered: ${foreign(device.name)} on record; CT, bone scan or SPECT-CT instead`]),
    ...(cardiacDevice === undefined ? [own('Pacemaker or defibrillator could not be checked')] : [])
  ]
  const film: readonly Proposal[] =
    pregnant || reason === 'unknown-age' ? [] : [{ kind: 'order', key: 'spine-xray', order: 'spine-xray', recommended: true }]
  const wantsSection = pregnant || reason === 'worse' || reason === 'deformity' || reason === 'unknown-age'
  const section: readonly Proposal[] = !wantsSection
    ? []
    : device === undefined
      ? [{ kind: 'order', key: 'spine-mri', order: 'spine-mri-stir' }]
      : pregnant
        ? []
        : [{ kind: 'order', key: 'spine-ct', order: 'spine-ct-follow-up' }]
  return { proposals: [...film, ...section], withheld }
}
