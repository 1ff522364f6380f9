/** How many vertebral fractures the entries of a chart mean: one fracture is often written down several times. */
import { ICD10, ICD10CM, icdLevel, normalizeIcd } from '../terminology/index.js'
import type { DayInterval } from './dates.js'
import { codings, objects, wordsOf } from './fhir.js'
import type { Fracture } from './fracture.js'

export interface FractureEvent {
  /** The vertebra; several where the code leaves open which of them, none when not recorded. */
  readonly levels: readonly string[]
  readonly onset: DayInterval | undefined
  readonly current: boolean
  /** The entries taken for this fracture, the most telling first. */
  readonly entries: readonly Fracture[]
}

/** Entries of one level whose onsets lie no further apart mean one fracture; a design choice. */
const SAME_EVENT_DAYS = 42
/** A fracture no older than this cannot be what a healed-fracture code speaks of (most heal in 8–12 weeks, clinical reference 5.3). */
export const STILL_HEALING_DAYS = 83

interface Entry {
  readonly levels: readonly string[]
  readonly fracture: Fracture
}

const range = /\b[TL]\s?-?\d{1,2}\s*(?:-|–|\/|to)\s*[TL]?\d{1,2}\b/i

/** S22.08 is "T11 or T12", one fracture; two body sites, or "T12 and L1" in words, are two. */
function namesSeveral({ levels, resource }: Fracture): boolean {
  if (levels.length < 2) return false
  const sites = objects(resource['bodySite'])
  if (sites.length >= 2) return true
  const byCode = codings(resource['code']).some(
    ({ system, code }) => [ICD10, ICD10CM].includes(system) && (icdLevel(normalizeIcd(code))?.levels.length ?? 0) > 0
  )
  return !byCode && !range.test([resource['code'], ...sites].map(wordsOf).join(' '))
}

const entriesOf = (fracture: Fracture): readonly Entry[] =>
  namesSeveral(fracture) ? fracture.levels.map(level => ({ levels: [level], fracture })) : [{ levels: fracture.levels, fracture }]

/** ICD-10-CM D, G, K, P and S look back at a fracture that is already known. */
const looksBack = ({ seventh }: Fracture): boolean => seventh !== undefined && 'DGKPS'.includes(seventh)
const isHistory = ({ sets }: Fracture): boolean => sets.has('fragility-fracture-history') || sets.has('vertebral-fracture-history-sequela')

/** Whether the second surely happened at another time than the first. */
function happenedAfter(earlier: Fracture, later: Fracture): boolean {
  if (later.onset === undefined || looksBack(later)) return false
  const before = earlier.onset ?? earlier.recorded
  if (before !== undefined && later.onset.first - before.last > SAME_EVENT_DAYS) return true
  return isHistory(earlier) && earlier.onset === undefined && later.status === 'current' && later.age.max <= STILL_HEALING_DAYS
}

function isSame(a: Entry, b: Entry): boolean {
  const meet = a.levels.length === 0 || b.levels.length === 0 || a.levels.some(level => b.levels.includes(level))
  return meet && !happenedAfter(a.fracture, b.fracture) && !happenedAfter(b.fracture, a.fracture)
}

/** Whether two entries mean one fracture: a vertebra in common or not told, and no time between them. */
export const isSameFracture = (a: Fracture, b: Fracture): boolean =>
  entriesOf(a).some(one => entriesOf(b).some(other => isSame(one, other)))

const tells = ({ levels, fracture }: Entry): number => (levels.length === 0 ? 0 : 2) + (fracture.onset === undefined ? 0 : 1)

/** All that `isSame` looks at: an entry is the same as its repeats, and whatever holds of one holds of all. */
function signatureOf({ levels, fracture }: Entry): string {
  const { onset, recorded, status, age } = fracture
  const dates = [onset?.first, onset?.last, recorded?.last].map(day => day ?? null)
  return JSON.stringify([levels, dates, status, age.max <= STILL_HEALING_DAYS, looksBack(fracture), isHistory(fracture)])
}

interface Group {
  readonly entries: Entry[]
  /** Without repeats, so that a list of thousands is compared in no time. */
  readonly different: Map<string, Entry>
}

const belongs = (entry: Entry, signature: string, { different }: Group): boolean =>
  different.has(signature) || [...different.values()].every(other => isSame(entry, other))

function groupsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups: Group[] = []
  for (const entry of entries) {
    const signature = signatureOf(entry)
    const known = groups.find(group => belongs(entry, signature, group))
    if (known === undefined) groups.push({ entries: [entry], different: new Map([[signature, entry]]) })
    else {
      known.entries.push(entry)
      known.different.set(signature, entry)
    }
  }
  return groups.map(({ entries: all }) => all)
}

/** Fractures that differ by level or by date, the latest first; undated ones last. */
export function distinctFractures(fractures: readonly Fracture[]): readonly FractureEvent[] {
  return groupsOf(fractures.flatMap(entriesOf).sort((a, b) => tells(b) - tells(a)))
    .map(group => ({
      levels: group.find(({ levels }) => levels.length > 0)?.levels ?? [],
      onset: group.map(({ fracture }) => fracture.onset).find(onset => onset !== undefined),
      current: group.some(({ fracture }) => fracture.status === 'current'),
      entries: group.map(({ fracture }) => fracture)
    }))
    .sort((a, b) => (b.onset?.last ?? 0) - (a.onset?.last ?? 0))
}
