/** Signs that the spine changed its shape after the fracture: lost height, kyphosis on record. */
import { dayNumber, type IsoDate } from './dates.js'
import type { Finding } from './findings.js'
import type { Fracture } from './fracture.js'
import { within, type Measured, type Reading } from './observations.js'

/** Height loss between visits that counts, in cm (clinical reference B19). */
const HEIGHT_LOSS_CM = 2
/** The newer height is no older than this; without an onset the earlier one lies within a year (design choices). */
const NEWER_DAYS = 180
const EARLIER_DAYS = 365

export interface Deformity {
  readonly heightLoss: { readonly cm: number; readonly from: Reading; readonly to: Reading } | undefined
  /** Active kyphosis that is dated after the onset. */
  readonly newKyphosis: readonly Finding[]
  /** Active kyphosis that is not known to be older than the fracture. */
  readonly kyphosis: readonly Finding[]
}

function heightLossOf({ latest, all }: Measured, since: number, asOf: IsoDate): Deformity['heightLoss'] {
  if (latest === undefined || !within(latest, NEWER_DAYS, asOf)) return undefined
  const earlier = all.filter(({ date }) => date.first >= since && date.last < latest.date.first)
  const tallest = earlier.reduce<Reading | undefined>(
    (most, reading) => (most === undefined || reading.value > most.value ? reading : most),
    undefined
  )
  if (tallest === undefined) return undefined
  const cm = Math.round((tallest.value - latest.value) * 10) / 10
  return cm >= HEIGHT_LOSS_CM ? { cm, from: tallest, to: latest } : undefined
}

export function readDeformity(height: Measured, kyphosis: readonly Finding[], { onset, age }: Fracture, asOf: IsoDate): Deformity {
  const since = dayNumber(asOf) - (age.max === Infinity ? EARLIER_DAYS : age.max)
  const active = kyphosis.filter(finding => finding.active)
  const dateOf = (finding: Finding): Finding['onset'] => finding.onset ?? finding.recorded
  return {
    heightLoss: heightLossOf(height, since, asOf),
    newKyphosis: active.filter(finding => onset !== undefined && (dateOf(finding)?.first ?? -Infinity) > onset.last),
    kyphosis: active.filter(finding => onset === undefined || (finding.onset?.last ?? Infinity) >= onset.first)
  }
}
