/** What primary and workers say to each other. */
import { isObject } from '../../facts/fhir.js'
import type { MetricsJson } from './metrics.js'

/** A worker was asked for metrics and wants those of all. */
export interface MetricsWanted {
  readonly kind: 'metrics-wanted'
  readonly id: number
}
/** The primary asks each worker for its own. */
export interface MetricsAsked {
  readonly kind: 'metrics-asked'
  readonly round: number
}
export interface MetricsGiven {
  readonly kind: 'metrics-given'
  readonly round: number
  readonly json: MetricsJson
}
export interface MetricsSummed {
  readonly kind: 'metrics-summed'
  readonly id: number
  readonly text: string
}

export type FromPrimary = { readonly kind: 'drain' } | { readonly kind: 'renew-certificate' } | MetricsAsked | MetricsSummed
export type FromWorker = MetricsWanted | MetricsGiven

const kindOf = (message: unknown): unknown => (isObject(message) ? message['kind'] : undefined)

export const isDrain = (message: unknown): boolean => kindOf(message) === 'drain'
export const isRenewal = (message: unknown): boolean => kindOf(message) === 'renew-certificate'
export const isMetricsAsked = (message: unknown): message is MetricsAsked => kindOf(message) === 'metrics-asked'
export const isMetricsSummed = (message: unknown): message is MetricsSummed => kindOf(message) === 'metrics-summed'
export const isMetricsWanted = (message: unknown): message is MetricsWanted => kindOf(message) === 'metrics-wanted'
export const isMetricsGiven = (message: unknown): message is MetricsGiven => kindOf(message) === 'metrics-given'
