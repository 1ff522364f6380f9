/** Who may be offered calcitonin for acute fracture pain, time apart: the list of clinical reference B12. */
import type { Facts, FractureStory } from '../../facts/index.js'
import type { Reading } from '../../facts/observations.js'

export const calcitoninNeeds = [
  'jurisdiction',
  'patient',
  'fracture',
  'neuroDeficit',
  'caudaEquina',
  'cancer',
  'mgus',
  'calcium',
  'hypocalcemiaDiagnosis',
  'allergies',
  'pregnancy',
  'lactation',
  'pregnancyTest',
  'calcitoninTaken',
  'nasalUlceration',
  'drafts',
  'pain',
  'asOf'
] as const
/** Rules that ask with `calcitoninNeeds` need the settings as well, for themselves. */
type Known = Pick<Facts, (typeof calcitoninNeeds)[number] | 'settings'>

/** AAOS 2010: onset 0 to 5 days ago. */
export const WINDOW_DAYS = 5
const LEAST_PAIN = 4
const LEAST_AGE = 50

/** The newest pain score of those that count in a fracture under six weeks (clinical reference 0.8) that is not older than the fracture itself: its highest of that day. */
export function acutePain({ pain, fracture, asOf, settings }: Known): Reading | undefined {
  const [latest] = pain?.all ?? []
  if (latest === undefined || asOf === undefined) return undefined
  const today = Date.parse(asOf) / 86_400_000
  if (today - latest.date.first > settings.painEarlyDays || (fracture?.onset !== undefined && latest.date.last < fracture.onset.first))
    return undefined
  const sameDay = (pain?.all ?? []).filter(({ date }) => date.text === latest.date.text)
  return sameDay.reduce((highest, reading) => (reading.value > highest.value ? reading : highest))
}

const some = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0

function fractureExclusion(fracture: FractureStory | undefined): string | undefined {
  if (fracture?.status !== 'current') return 'no current vertebral fracture in scope'
  if (fracture.etiology !== 'osteoporotic' && fracture.etiology !== 'presumed-fragility') return `the cause is ${fracture.etiology}`
  if (fracture.seventh !== undefined && fracture.seventh !== 'A')
    return `the 7th character ${fracture.seventh} does not speak of initial care`
  return undefined
}

/** Why calcitonin is not to be mentioned, whatever the onset; undefined when nothing known speaks against it. */
export function calcitoninExclusion(facts: Known, fracture = facts.fracture): string | undefined {
  const { jurisdiction, patient, calcium } = facts
  if (jurisdiction !== 'US') return 'only where the nasal spray is authorised: jurisdiction is not US'
  if (patient?.age === undefined || patient.age.min < LEAST_AGE) return 'below 50, or age unknown: left to the clinician'
  const byFracture = fractureExclusion(fracture)
  if (byFracture !== undefined) return byFracture
  if (some(facts.neuroDeficit) || some(facts.caudaEquina)) return 'a neurological finding is on record'
  if (some(facts.cancer) || some(facts.mgus)) return 'cancer or MGUS is on record'
  if (some(facts.pregnancy) || some(facts.lactation) || some(facts.pregnancyTest)) return 'pregnancy or lactation is on record'
  if (facts.allergies?.some(({ sets }) => sets.has('allergen-calcitonin') || sets.has('calcitonin')) === true)
    return 'calcitonin allergy is on record'
  if (calcium?.status === 'low' || calcium?.status === 'high') return `calcium is ${calcium.status}`
  if (some(facts.hypocalcemiaDiagnosis)) return 'hypocalcaemia is on the problem list'
  if (some(facts.nasalUlceration)) return 'nasal ulceration or severe rhinitis is on record'
  if (some(facts.calcitoninTaken) || facts.drafts?.some(({ sets }) => sets.has('calcitonin')) === true)
    return 'calcitonin is already taken or drafted'
  const pain = acutePain(facts)
  return pain !== undefined && pain.value < LEAST_PAIN ? `pain is ${String(pain.value)} of 10` : undefined
}
