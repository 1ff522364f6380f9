/** What stands against a bone drug order now, by any route or by mouth only; the card itself stays (clinical reference B3, 0.2). */
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import type { RenalFact } from '../../facts/renal.js'
import { VITAMIN_D_LOW } from '../../facts/vitamin-d.js'
import { windowText } from '../../facts/settings.js'
import { unreadText } from '../fracture-text.js'
import { heldMedicines } from '../not-done.js'
import { dated, foreign, md, notInterpretedText, own, readingText, type Markdown } from '../text.js'
import { historyStops, suspicion, type Stop } from './history-stops.js'
import { calciumFinding, calciumText, renalText } from './results-text.js'

export type { Stop } from './history-stops.js'

export const stopNeeds = [
  'renal',
  'calcium',
  'vitaminD',
  'labGaps',
  'kidneySaid',
  'allergies',
  'jawNecrosis',
  'atypicalFemurFracture',
  'pregnancy',
  'pregnancyTest',
  'boneMetabolicDisease',
  'hypocalcemiaDiagnosis',
  'nsaidsTaken',
  'aspirinTaken',
  'unidentifiedMedicines',
  'unread',
  'unreadResults',
  'cancer',
  'mgus',
  'boneTherapies',
  'boneMedicineOrders',
  'boneObstacleSuspected',
  'oralObstacleSuspected',
  'asOf',
  'settings'
] as const
type Known = Pick<Facts, (typeof stopNeeds)[number]>

function calciumStops({ calcium, hypocalcemiaDiagnosis, settings }: Known): readonly Stop[] {
  if (calcium === undefined) return []
  switch (calcium.status) {
    case 'low':
      return [
        {
          words: md`calcium is low (${calciumText(calcium)}); contraindicated until corrected (US labels)`,
          summary: `${calciumFinding(calcium)} is low: correct it and find its cause before any bone medicine.`,
          instead: ['calcium', 'pth']
        }
      ]
    case 'low-unconfirmed':
      return [
        {
          words: md`low calcium cannot be excluded (${calciumText(calcium)}, albumin not found)`,
          summary: `Cannot confirm calcium: ${calciumFinding(calcium).replace('Calcium ', '')}, no albumin. Check it before a bone medicine.`,
          instead: ['ionized-calcium']
        }
      ]
    case 'high':
      return [
        {
          words: md`calcium is high (${calciumText(calcium)}) and needs an explanation first`,
          summary: `${calciumFinding(calcium)} is high: explain it before any bone medicine.`
        }
      ]
    case 'normal':
    case 'not-found': {
      const listed = (hypocalcemiaDiagnosis ?? [])[0]
      const onList: readonly Stop[] =
        listed === undefined ? [] : [{ words: md`${foreign(listed.name)} is on the problem list; confirm that it is corrected` }]
      return calcium.status === 'not-found'
        ? [{ words: own(`no usable calcium in the last ${windowText(settings.calciumDays)}`), missing: 'calcium' }, ...onList]
        : onList
    }
  }
}

function renalStops({ renal, labGaps, kidneySaid }: Known, limited: boolean): readonly Stop[] {
  if (renal === undefined) return []
  const stops: Stop[] = []
  if (renal.acuteInjury)
    stops.push({
      words: own('acute kidney injury'),
      summary: 'Acute kidney injury on record: no bone medicine until kidney function is stable.'
    })
  if (limited) return stops
  for (const { name } of (kidneySaid ?? []).slice(0, 1))
    stops.push({ words: md`${foreign(name)} is on the problem list; confirm kidney function`, instead: ['creatinine'] })
  if (labGaps?.some(({ item }) => item === 'creatinine') === true)
    stops.push({
      words: md`no usable creatinine within ${renal.oralWindow} days${own(renal.decidedBy === undefined ? '' : ` (last ${renal.decidedBy.date.text})`)}`,
      missing: 'creatinine'
    })
  else if (renal.band === 'grey') stops.push(greyStop(renal))
  return stops
}

const greyStop = (renal: RenalFact): Stop =>
  renal.crcl === undefined
    ? {
        words: md`kidney function is unclear (${renalText(renal)}); weight is needed for CrCl`,
        summary: 'Cannot confirm kidney function: CrCl needs a weight before a bone medicine; treatment is due.'
      }
    : {
        words: md`${renalText(renal)} and other kidney findings on record disagree`,
        summary: 'Cannot confirm kidney function: findings on record disagree; settle it before a bone medicine.',
        instead: ['creatinine']
      }

/** Window of a low 25-OH vitamin D (clinical reference 0.8). Fixed: a low value is not forgotten sooner where a site wants newer ones. */
const LOW_VITAMIN_D_DAYS = 183

function oralStops({ vitaminD, nsaidsTaken, aspirinTaken, oralObstacleSuspected, asOf, settings }: Known): readonly Stop[] {
  const stops: Stop[] = (oralObstacleSuspected ?? []).slice(0, 1).map(({ name }) => ({ words: suspicion(name), oralOnly: true }))
  const reading = vitaminD?.reading
  const hold = settings.vitaminDOralHold
  if (reading !== undefined && reading.value < hold)
    stops.push({ words: md`${readingText('25-OH vitamin D', reading)} is below ${hold}; replete first`, oralOnly: true })
  const stale = vitaminD?.stale
  // "2026" may be last week: a low value is not to be missed for its vague date.
  const mayBeRecent = stale !== undefined && asOf !== undefined && dayNumber(asOf) - stale.date.last <= LOW_VITAMIN_D_DAYS
  if (mayBeRecent && stale.value < hold)
    stops.push({ words: md`${readingText('25-OH vitamin D', stale)} is below ${hold} and may still hold; measure again`, oralOnly: true })
  const irritant = [...(nsaidsTaken ?? []), ...(aspirinTaken ?? [])][0]
  if (irritant !== undefined)
    stops.push({
      words: md`${foreign(irritant.medicine.name)} is active and raises the upper-GI risk of an oral bisphosphonate; review it first`,
      oralOnly: true
    })
  return stops
}

function readingStops({ renal, calcium, labGaps, unread, unidentifiedMedicines }: Known, limited: boolean): readonly Stop[] {
  const stops: Stop[] = []
  if (!limited && (renal === undefined || calcium === undefined || labGaps === undefined))
    stops.push({
      words: own('laboratory results could not be read'),
      summary: 'Untreated vertebral fracture: treatment is due, but laboratory results could not be read.'
    })
  if (
    unreadText(unread, ['conditions', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures', 'serviceRequests']) !==
    undefined
  )
    stops.push({ words: own('what could not be read may forbid it') })
  if ((unidentifiedMedicines ?? []).length > 0) stops.push({ words: own('a medicine on the list could not be identified') })
  return stops
}

const kidneyResults: ReadonlySet<string> = new Set(['creatinine', 'eGFR', 'creatinine clearance', 'weight'])

/** Results that nobody can read, where no other stop speaks of them: they may forbid the order. */
function uninterpretedStops({ unreadResults, renal, calcium, labGaps }: Known, limited: boolean): readonly Stop[] {
  const hasGap = (gap: string): boolean => labGaps?.some(({ item }) => item === gap) === true
  const isTold = (name: string, isDated: boolean): boolean => {
    if (name === '25-OH vitamin D') return false
    if (!kidneyResults.has(name)) return calcium?.status !== 'normal'
    return limited || renal?.band === 'grey' || hasGap('creatinine') || (isDated && name !== 'weight' && renal?.crcl !== undefined)
  }
  return (unreadResults ?? [])
    .filter(({ name, date }) => !isTold(name, date !== undefined))
    .slice(0, 3)
    .map(item => ({
      words: md`${own(item.name)} (${own(dated(item.date))}) could not be interpreted; measure it again`,
      ...(item.name === '25-OH vitamin D' ? { oralOnly: true as const } : {})
    }))
}

/** `limited`: kidney function is below 30 anyway, so that its other questions fall away. */
export const stopsOf = (facts: Known, limited: boolean): readonly Stop[] => [
  ...renalStops(facts, limited),
  ...calciumStops(facts),
  ...historyStops(facts),
  ...oralStops(facts),
  ...uninterpretedStops(facts, limited),
  ...readingStops(facts, limited)
]

/** What an order may go with, but not without a word. An infusion asks for vitamin D itself. */
export function cautionsOf({ calcium, renal, vitaminD, boneMedicineOrders, settings }: Known, isOral: boolean): readonly Markdown[] {
  const lines: Markdown[] = [...heldMedicines(boneMedicineOrders)]
  const reading = vitaminD?.reading
  if (calcium?.preferIonized === true) lines.push(own('Albumin is below 3.0 g/dL: ionised calcium would be more reliable'))
  if (calcium !== undefined && calcium.status === 'normal' && calcium.albumin === undefined && calcium.ionized === undefined)
    lines.push(own('Albumin not found: calcium is not corrected'))
  if (renal !== undefined && renal.band === 'acceptable' && renal.crcl === undefined)
    lines.push(own(`No weight in ${windowText(settings.weightDays)}: judged by eGFR, CrCl not calculated`))
  if (isOral && vitaminD !== undefined && reading === undefined) lines.push(own('No recent 25-OH vitamin D found'))
  if (isOral && reading !== undefined && reading.value >= settings.vitaminDOralHold && reading.value < VITAMIN_D_LOW)
    lines.push(md`${readingText('25-OH vitamin D', reading)}: an oral agent may start while it is repleted`)
  const unclear = [...(calcium?.notInterpreted ?? []), ...(renal?.notInterpreted ?? []), ...(vitaminD?.notInterpreted ?? [])].slice(0, 3)
  return [...lines, ...unclear.map(notInterpretedText)]
}

/** What the treatment cards could not read. */
export function unreadForTreatment({
  unread,
  unidentifiedMedicines
}: Pick<Facts, 'unread' | 'unidentifiedMedicines'>): readonly Markdown[] {
  const unreadLine = unreadText(unread, [
    'conditions',
    'labs',
    'measurements',
    'medicationRequests',
    'medicationStatements',
    'allergies',
    'procedures',
    'serviceRequests'
  ])
  const unnamed = (unidentifiedMedicines ?? []).length
  return [
    ...(unreadLine === undefined ? [] : [unreadLine]),
    ...(unnamed === 0 ? [] : [own(`${String(unnamed)} ${unnamed === 1 ? 'medicine' : 'medicines'} on the list could not be identified`)])
  ]
}

/** Our words for what is in the way, in one line: "No order offered: …". */
export const stopText = ({ words }: Stop): Markdown => md`No order offered: ${words}`
