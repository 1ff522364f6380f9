/** What makes moving or manipulating the spine dangerous now: critical flags and signs of instability (clinical reference 0.2, 4). */
import { dayNumber } from '../../facts/dates.js'
import type { Fracture } from '../../facts/fracture.js'
import type { FactName, Facts } from '../../facts/index.js'
import { instabilityOf } from '../../facts/instability.js'
import { calciumText } from '../bone-health/treatment.js'
import { fractureName } from '../fracture-text.js'
import type { Proposal } from '../rule.js'
import { infectionSigns, signFacts } from '../red-flags/infection-signs.js'
import { findingsText, liveFractures, someCoded, surestFirst, whenText } from '../red-flags/watched.js'
import { md, own, round, type Markdown } from '../text.js'
import { ask } from './objections.js'

export const dangerNeeds = [
  'drafts',
  'fracture',
  'fractures',
  'caudaEquina',
  'neuroDeficit',
  'ankylosingSpine',
  'spinalDislocation',
  'spinalTumor',
  'calcium',
  'sepsis',
  'spineCare',
  'spineReferrals',
  ...signFacts
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof dangerNeeds)[number]>

/** Beyond a year a fracture is a prior one; an injury counts for two weeks; critical calcium in mg/dL (clinical reference 4, 4.1). */
const YEAR = 365
const INJURY_DAYS = 14
const CRITICAL_CALCIUM = 12 - 1e-9

export interface Danger {
  /** Opens a summary: our own words with the date or value. */
  readonly short: string
  readonly why: Markdown
  /** Rests on codes and values: enough for a critical card. */
  readonly certain: boolean
}

const ofFindings = (label: string, found: Known['caudaEquina'], live: readonly Fracture[]): readonly Danger[] => {
  const [first] = surestFirst(found ?? [])
  return first === undefined
    ? []
    : [
        {
          short: `${label} (${whenText(first)})`,
          why: findingsText(label, found ?? []),
          certain: someCoded(found ?? []) && someCoded(live)
        }
      ]
}

/** A burst code, stable or not, is certain; three columns, and words for an unstable fracture, are not. */
function unstable(live: readonly Fracture[]): readonly Danger[] {
  const found = live.find(fracture => instabilityOf(fracture) === 'burst') ?? live.find(fracture => instabilityOf(fracture) !== undefined)
  if (found === undefined) return []
  const name = found.levels.length > 3 ? 'Vertebral fracture' : fractureName(found).replace(/^v/, 'V')
  const isBurst = instabilityOf(found) === 'burst'
  const what = isBurst ? 'coded as burst' : 'described as unstable'
  return [
    {
      short: `${name} ${what}`,
      why: own(`${name} (${found.onset?.text ?? 'onset not recorded'}) ${what}`),
      certain: isBurst && !found.byText
    }
  ]
}

/** A high-energy injury of the last two weeks whose imaging is not on record. */
function injury({ fracture, spineCare, asOf }: Known): readonly Danger[] {
  if (fracture?.etiology !== 'high-energy' || fracture.status === 'prior' || fracture.age.min > INJURY_DAYS || asOf === undefined) return []
  const since = dayNumber(asOf) - INJURY_DAYS
  const isImaged = (spineCare ?? []).some(
    ({ kind, state, date }) =>
      (kind === 'spine-mri' || kind === 'spine-film-or-ct') && state === 'done' && date !== undefined && date.last >= since
  )
  return isImaged
    ? []
    : [
        {
          short: 'High-energy injury, spine not cleared',
          why: own('Evidence of high energy; no imaging of the spine found in 14 days'),
          certain: spineCare !== undefined && !fracture.byText
        }
      ]
}

function gravelyIll(facts: Known, live: readonly Fracture[]): readonly Danger[] {
  const { calcium, sepsis } = facts
  const highest = calcium?.highest ?? 0
  const isHigh = calcium !== undefined && highest >= CRITICAL_CALCIUM
  const infected = (sepsis ?? []).length > 0 ? infectionSigns(facts, live).slice(0, 1) : []
  return [
    ...infected.map(({ short, why }): Danger => ({
      short: `${short}, with sepsis`,
      why,
      certain: someCoded(sepsis ?? []) && someCoded(live)
    })),
    ...(isHigh
      ? [{ short: `Calcium ${round(highest)} mg/dL, not explained`, why: md`Calcium: ${calciumText(calcium)}`, certain: someCoded(live) }]
      : [])
  ]
}

/** The surest first; empty when none is known. Only beside a fracture that is current or suspected and at most a year old. */
export function spineDangers(facts: Known): readonly Danger[] {
  const live = liveFractures(facts.fractures ?? []).filter(({ age }) => age.min <= YEAR)
  if (live.length === 0) return []
  const found = [
    ...ofFindings('Bladder, bowel or saddle signs', facts.caudaEquina, live),
    ...ofFindings('Neurological deficit', facts.neuroDeficit, live),
    ...unstable(live),
    ...ofFindings('Dislocation of the spine', facts.spinalDislocation, live),
    ...ofFindings('Ankylosed spine', facts.ankylosingSpine, live),
    ...ofFindings('Spinal or bone tumour', facts.spinalTumor, live),
    ...injury(facts),
    ...gravelyIll(facts, live)
  ]
  return [...found].sort((a, b) => Number(b.certain) - Number(a.certain))
}

/** The problem list was read in part only: a deficit or an ankylosed spine may be missing from it. */
export const dangersUnknown = ({
  caudaEquina,
  neuroDeficit,
  ankylosingSpine
}: Pick<Facts, 'caudaEquina' | 'neuroDeficit' | 'ankylosingSpine'>): boolean =>
  caudaEquina === undefined || neuroDeficit === undefined || ankylosingSpine === undefined

/** Whether a spine surgeon is asked already, on record or in this session. */
export const isSpineAsked = ({ spineReferrals, drafts }: Pick<Facts, 'spineReferrals' | 'drafts'>): boolean =>
  (spineReferrals ?? []).some(({ status, ended }) => (status === 'active' || status === 'draft') && !ended) ||
  (drafts ?? []).some(({ sets }) => sets.has('order-referral-spine-surgery'))

/** A referral to spine surgery, unless one is on its way. */
export const spineReview = (facts: Pick<Facts, 'spineReferrals' | 'drafts'>): readonly Proposal[] =>
  isSpineAsked(facts) ? [] : ask('spine-surgery-referral')
