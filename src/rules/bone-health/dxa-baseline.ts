import { isDensityOrder } from '../../facts/care-orders.js'
import { dayNumber } from '../../facts/dates.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import { within, type Reading } from '../../facts/observations.js'
import { windowText } from '../../facts/settings.js'
import { alreadyOrdered } from '../already-ordered.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable, type Decision } from '../rule.js'
import { foreign, list, md, own, readingText, round, type Markdown } from '../text.js'

/** At or below this T-score BMD alone makes the diagnosis (WHO; AACE 2020). */
const WHO_T_SCORE = -2.5
/** The vertebrae of the spine region. */
const measuredLevels: ReadonlySet<string> = new Set(['L1', 'L2', 'L3', 'L4'])

type Inputs = Pick<
  Facts,
  | 'tScore'
  | 'spineTScore'
  | 'densityProcedures'
  | 'densityOrders'
  | 'drafts'
  | 'unread'
  | 'kyphosis'
  | 'glucocorticoidsTaken'
  | 'cancer'
  | 'mgus'
  | 'settings'
>

/**
 * After a vertebral fragility fracture at 50 or older, a DXA of hip and spine sets the baseline; it gives no permission to treat, and its result takes none away.
 * A spine T-score above −2.5 that may contain a fractured L1–L4 is questioned even inside the 24 months.
 * Does not cover DXA known only as bone density or report without a T-score, the table's weight limit, follow-up scans, FRAX, or Z-scores below 50.
 */
export const dxaBaseline = defineRule({
  id: 'dxa-baseline',
  title: 'Baseline bone density after vertebral fracture',
  kind: 'guidance',
  topic: 'rest',
  about: 'bone density measurement',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'AACE-2020',
  evidence: ['AACE-2020', 'ISCD', 'NOGG', 'BHOF-2022'],
  signOff: [
    'a DXA counts for 24 months (design choice)',
    'leaving fractured vertebrae out of the spine region rests on general knowledge of ISCD practice',
    'questioning a recent spine T-score above −2.5 with a fracture at L1–L4 dated no later is our reading of vignette 48'
  ],
  needs: [
    'adult50',
    'patient',
    'confirmedFracture',
    'tScore',
    'spineTScore',
    'densityProcedures',
    'densityOrders',
    'pregnancy',
    'pregnancyTest',
    'kyphosis',
    'glucocorticoidsTaken',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { adult50, confirmedFracture: fracture, tScore, settings, asOf = '' } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (adult50 === undefined) return dataRequired('patient')
    if (!adult50.applies) return notApplicable('age below 50, or unknown')
    if (fracture.etiology !== 'osteoporotic' && fracture.etiology !== 'presumed-fragility')
      return notApplicable(`the cause is ${fracture.etiology}`)
    if ((facts.pregnancy ?? []).length > 0 || (facts.pregnancyTest ?? []).length > 0) return notApplicable('pregnancy')

    const scores = (tScore?.all ?? []).filter(reading => within(reading, settings.dxaDays, asOf))
    if (scores.length > 0) return recentScan(fracture, facts, scores)
    const scan = (facts.densityProcedures ?? []).find(
      ({ onset }) => onset !== undefined && dayNumber(asOf) - onset.first <= settings.dxaDays
    )
    if (scan !== undefined) return notApplicable(`a DXA was done within ${windowText(settings.dxaDays)}`)
    const ordered = alreadyOrdered({ orders: facts.densityOrders, drafts: facts.drafts, asOf, isWanted: isDensityOrder }, settings.dxaDays)
    if (ordered !== undefined) return notApplicable(`a DXA is ordered, or was completed within ${windowText(settings.dxaDays)}`)
    return tScore === undefined ? dataRequired('tScore') : noScan(fracture, facts, tScore.latest)
  }
})

const isAsked = ({ cancer, mgus }: Inputs): boolean => (cancer ?? []).length > 0 || (mgus ?? []).length > 0

/** "L1", or all words for a level that nobody recorded. */
const leaveOut = ({ levels }: FractureStory): string => {
  const spine = levels.filter(level => measuredLevels.has(level))
  return spine.length > 0 ? spine.join(' and ') : 'fractured vertebrae'
}

const neverOff = own(
  'The fracture itself makes the diagnosis, whatever the T-score: a normal or osteopenic result does not take treatment away (AACE 2020).'
)
const cutOff = own(
  'WHO cut-off: T-score −2.5 or below at spine, femoral neck, total hip or distal third of the radius. A crushed vertebra reads falsely dense.'
)

function noScan(fracture: FractureStory, facts: Inputs, old: Reading | undefined): Decision {
  const window = windowText(facts.settings.dxaDays)
  const known =
    old === undefined
      ? own(`No DXA found in the last ${window}`)
      : md`No DXA found in the last ${own(window)}; the last is older: ${readingText('T-score', old)}`
  const unread = unreadText(facts.unread, ['measurements', 'procedures', 'serviceRequests'])
  return applies({
    indicator: 'info',
    summary:
      `${fractureName(fracture)}: no DXA in ${window}. Consider hip and spine without ${leaveOut(fracture)}${isAsked(facts) ? '' : '; treatment need not wait'}.`.replace(
        /^v/,
        'V'
      ),
    why: [fractureText(fracture, !isAsked(facts)), known],
    guidance: [
      own(
        `Consider a DXA as baseline and for drug choice (AACE 2020, BHOF 2022). Leave ${leaveOut(fracture)} out of the spine region (ISCD).`
      ),
      ...(isAsked(facts) ? [] : [neverOff]),
      cutOff,
      imagingText(facts)
    ],
    disagreement: [own('FRAX thresholds decide only where there is no hip or vertebral fracture; they are not needed here.')],
    notChecked: [
      ...heldOrders(facts.densityOrders),
      ...(unread === undefined ? [] : [unread]),
      own('A scan done elsewhere, one without a T-score on record, and the weight limit of the table are not seen here')
    ],
    ifYouDisagree: own(`Enter the date and T-scores of a DXA done elsewhere: it counts for ${window} from its date.`),
    proposals: [{ kind: 'order', key: 'dxa', order: 'dxa', note: `Fracture: ${fractureName(fracture)}. Leave out ${leaveOut(fracture)}.` }],
    overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'limited-life-expectancy']
  })
}

/** NOGG names the findings that call for vertebral fracture assessment; those on record are said. */
function imagingText({ kyphosis, glucocorticoidsTaken }: Inputs): Markdown {
  const [steroid] = glucocorticoidsTaken ?? []
  const found = [
    ...(kyphosis ?? []).slice(0, 1).map(({ name }) => md`${foreign(name)}`),
    ...(steroid === undefined ? [] : [md`${foreign(steroid.medicine.name)}`])
  ]
  const here = found.length === 0 ? own('') : md` On record here: ${list(found)}.`
  return md`Ask for vertebral fracture assessment (VFA) in the same visit with height loss of 4 cm or more, kyphosis, glucocorticoids or a T-score of −2.5 or below (NOGG).${here}`
}

/** A scan in the window silences, unless its reassuring spine value may hold the fractured vertebra. */
function recentScan(fracture: FractureStory, facts: Inputs, scores: readonly Reading[]): Decision {
  const [newest] = scores
  const ofScan = scores.filter(({ date }) => date.last === newest?.date.last)
  const spine = facts.spineTScore?.all.find(({ date }) => date.last === newest?.date.last)
  const reassures = ofScan.every(({ value }) => value > WHO_T_SCORE)
  const levels = fracture.levels.filter(level => measuredLevels.has(level))
  const mayContain = spine !== undefined && levels.length > 0 && (fracture.onset === undefined || fracture.onset.first <= spine.date.last)
  if (spine === undefined || !reassures || !mayContain || isAsked(facts))
    return notApplicable(`a DXA was done within ${windowText(facts.settings.dxaDays)}`)
  return applies({
    indicator: 'info',
    summary: `Spine T-score ${round(spine.value)} on ${spine.date.text} may contain the fractured ${levels.join(' and ')}: exclude ${levels.join(' and ')} and read the hip.`,
    why: [
      fractureText(fracture),
      md`${readingText('Spine T-score', spine)}, measured after this fracture or at a time that cannot be told from it`
    ],
    guidance: [
      own(`Consider a new analysis of the same scan without ${levels.join(' and ')} (ISCD); a new scan is not needed for that.`),
      neverOff,
      cutOff
    ],
    notChecked: [own('Which vertebrae the region held is not in the data')],
    ifYouDisagree: own('If the report already leaves the fractured vertebra out, choose a reason below.'),
    overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere']
  })
}
