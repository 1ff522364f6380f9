import type { Fracture } from '../../facts/fracture.js'
import { instabilityOf, type Instability } from '../../facts/instability.js'
import { fractureName, unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { findingsText, fractureLine, isMovement, liveFractures, someCoded, surestFirst } from './watched.js'

/** Beyond a year a fracture is a prior one whatever its status says (clinical reference 4.1). */
const YEAR = 365

/**
 * A current or suspected burst fracture, a dislocation of the spine, or any fracture in an ankylosed spine, calls for spine surgery review before mobilisation or manipulation.
 * A burst or dislocation code is critical, a burst stable or not. A three-column code and an ankylosed spine are warnings; so are burst, retropulsion, dislocation,
 * half of the height lost, kyphosis from 30 degrees, ligament injury and OF grades 3 to 5 in the words of the fracture entry; a wedge code outweighs "burst" in words.
 * Does not cover healed fractures or those over a year old, nor what reports say.
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
    'a burst fracture coded as stable is critical too; a three-column code is a warning',
    'words of the fracture entry make a warning, also beside a code that leaves the shape open',
    'a minor fracture of an ankylosed spine counting as unstable rests on general knowledge',
    'a fracture of more than a year no longer fires: a design choice'
  ],
  needs: ['fractures', 'ankylosingSpine', 'spinalDislocation', 'unread'],

  evaluate({ fractures, ankylosingSpine, spinalDislocation, unread }) {
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures).filter(({ age }) => age.min <= YEAR)
    const [fracture] = live
    if (fracture === undefined) return notApplicable('no current or suspected vertebral fracture of the last year')
    const isAnkylosed = (ankylosingSpine ?? []).length > 0
    const dislocations = surestFirst(spinalDislocation ?? [])
    const [dislocation] = dislocations
    const unstable = mostUnstable(live)
    if (unstable === undefined && dislocation === undefined && !isAnkylosed) {
      return ankylosingSpine === undefined
        ? dataRequired('ankylosingSpine')
        : notApplicable('no burst fracture, dislocation or ankylosed spine on record')
    }

    const subject = unstable?.fracture ?? fracture
    const isBurst = unstable?.kind === 'burst'
    const isCertain = (isBurst && someCoded([subject])) || (someCoded(dislocations) && someCoded(live))
    return applies({
      indicator: isCertain ? 'critical' : 'warning',
      summary: `${nameOf(subject)} ${whatText(unstable?.kind, dislocation !== undefined && !isBurst)}, ${onsetText(subject)}: spine surgery review before mobilisation or manipulation.`,
      why: [
        fractureLine(subject),
        ...(unstable === undefined ? [] : [own(`This fracture is ${kindText[unstable.kind]}`)]),
        ...(dislocation === undefined ? [] : [findingsText('Dislocation of the spine', dislocations)]),
        ...(isAnkylosed ? [own('This fracture is in an ankylosed spine'), findingsText('Ankylosed spine', ankylosingSpine ?? [])] : [])
      ],
      guidance: guidanceFor(unstable !== undefined || dislocation !== undefined, isAnkylosed),
      notChecked: [
        own('Height loss, kyphosis and ligament injury are read from the words of the fracture entry only, reports not at all'),
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

const kindText: Readonly<Record<Instability, string>> = {
  burst: 'coded as burst',
  'three-column': 'coded as three-column',
  'in words': 'described as unstable'
}
const kinds = Object.keys(kindText) as readonly Instability[]

interface Unstable {
  readonly fracture: Fracture
  readonly kind: Instability
}

/** A burst before three columns before words. */
function mostUnstable(live: readonly Fracture[]): Unstable | undefined {
  const found = live.flatMap((fracture): Unstable[] => {
    const kind = instabilityOf(fracture)
    return kind === undefined ? [] : [{ fracture, kind }]
  })
  return [...found].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))[0]
}

function whatText(kind: Instability | undefined, isDislocated: boolean): string {
  if (isDislocated) return 'with dislocation of the spine'
  return kind === undefined ? 'in an ankylosed spine' : kindText[kind]
}

const onsetText = ({ onset }: Fracture): string => (onset === undefined ? 'onset not recorded' : `onset ${onset.text}`)

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
