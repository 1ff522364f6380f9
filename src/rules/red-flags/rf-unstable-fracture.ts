import type { Fracture } from '../../facts/fracture.js'
import { fractureName, unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { findingsText, fractureLine, isMovement, liveFractures, someCoded } from './watched.js'

/** Beyond a year a fracture is a prior one whatever its status says (clinical reference 4.1). */
const YEAR = 365

/**
 * A current or suspected burst fracture, or any such fracture in an ankylosed spine, calls for spine surgery review before mobilisation or manipulation.
 * A burst code is critical, stable or not; an ankylosed spine is a warning; so is a burst, dislocation or retropulsion known by words only.
 * Does not cover healed fractures or those over a year old, and height loss, kyphosis, ligament injury and OF grades, which no code list or fact holds yet.
 */
export const rfUnstableFracture = defineRule({
  id: 'rf-unstable-fracture',
  title: 'Features of an unstable fracture',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of an unstable fracture',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'OF-2018',
  evidence: ['OF-2018', 'ACR-VCF-2018'],
  signOff: [
    'a burst fracture coded as stable is critical too',
    'a minor fracture of an ankylosed spine counting as unstable rests on general knowledge',
    'a fracture of more than a year no longer fires: a design choice'
  ],
  needs: ['fractures', 'ankylosingSpine', 'unread'],

  evaluate({ fractures, ankylosingSpine, unread }) {
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures).filter(({ age }) => age.min <= YEAR)
    const [fracture] = live
    if (fracture === undefined) return notApplicable('no current or suspected vertebral fracture of the last year')
    const burst = live.find(isBurst)
    const described = live.find(isUnstableInWords)
    const isAnkylosed = (ankylosingSpine ?? []).length > 0
    const named = burst ?? described
    if (named === undefined && !isAnkylosed) {
      return ankylosingSpine === undefined
        ? dataRequired('ankylosingSpine')
        : notApplicable('no burst fracture and no ankylosed spine on record')
    }

    const subject = named ?? fracture
    const date = subject.onset === undefined ? 'onset not recorded' : `onset ${subject.onset.text}`
    const what = burst !== undefined ? 'coded as burst' : described !== undefined ? 'described as unstable' : 'in an ankylosed spine'
    return applies({
      indicator: burst !== undefined && someCoded([burst]) ? 'critical' : 'warning',
      summary: `${nameOf(subject)} ${what}, ${date}: spine surgery review before mobilisation or manipulation.`,
      why: [
        fractureLine(subject),
        own(`This fracture is ${what}`),
        ...(isAnkylosed ? [findingsText('Ankylosed spine', ankylosingSpine ?? [])] : [])
      ],
      guidance: guidanceFor(named !== undefined, isAnkylosed),
      notChecked: [
        own('Height loss, kyphosis, ligament injury and the wording of reports are not read from the chart'),
        unreadText(unread, ['conditions'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own(
        'If the spine team has cleared the spine, choose that reason below; advice on moving and therapy stays withheld while the entry stands.'
      ),
      proposals: isAnkylosed ? [ct, mri, review] : [review, ct],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'already-imaged'],
      silences: {
        // A brace and an upright film get the patient up as well; the flag itself chooses the imaging.
        cards: [
          'early-mobilization',
          'pt-referral',
          'activity-modification',
          'bracing-option',
          'follow-up-imaging',
          'augmentation-consider'
        ],
        orders: ['physical-therapy', 'mobilise-with-assistance', 'soft-brace', 'spine-xray'],
        reason: 'the spine may be unstable',
        arguesAgainst: isMovement
      }
    })
  }
})

const ct: Proposal = { kind: 'order', key: 'spine-ct', order: 'spine-ct' }
const mri: Proposal = { kind: 'order', key: 'spine-mri', order: 'spine-mri' }
const review: Proposal = {
  kind: 'order',
  key: 'spine-surgery',
  order: 'spine-surgery-referral',
  recommended: true,
  note: 'Stability, before mobilisation or manipulation.'
}

const isBurst = ({ sets }: Fracture): boolean =>
  sets.has('vertebral-fracture-burst') || sets.has('vertebral-fracture-burst-stable') || sets.has('vertebral-fracture-burst-unstable')

const unstableWords = /\b(burst|retropuls\w*|dislocat\w*|unstable|chance fracture|flexion[- ]distraction|tricolumnar|three[- ]column)\b/i
/** Words are read only where no code made it a vertebral fracture. */
const isUnstableInWords = ({ byText, name }: Fracture): boolean => byText && unstableWords.test(name) && !/\b(no|not|without)\b/i.test(name)

/** Short enough for a summary, however many levels one entry names. */
const nameOf = (fracture: Fracture): string =>
  fracture.levels.length === 0 || fracture.levels.length > 3 ? 'Vertebral fracture' : fractureName(fracture)

function guidanceFor(isBurstOrSo: boolean, isAnkylosed: boolean): readonly Markdown[] {
  const lines: Markdown[] = []
  if (isBurstOrSo)
    lines.push(
      own(
        'AO Spine–DGOU 2018 (consensus): fractures that involve the posterior wall, or both endplates, are the less stable grades. Consider CT or MRI and a surgical opinion.'
      )
    )
  if (isAnkylosed)
    lines.push(
      own(
        'Expert practice: even a minor fracture of an ankylosed spine is taken for unstable until CT or MRI has shown otherwise; keep the spine still until then.'
      )
    )
  return lines
}
