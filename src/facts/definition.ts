/** What registering a fact takes: the prefetch keys it is read from, and the reading. */
import type { Measured } from './observations.js'
import type { PrefetchKey } from './prefetch.js'
import type { ChartView } from './view.js'

export interface FactDefinition<T, Others = unknown> {
  readonly from: readonly PrefetchKey[]
  /** `undefined` means not known; `others` are the facts a derived one builds on. */
  readonly read: (view: ChartView, others: Others) => T | undefined
}

export const fact = <T, Others = unknown>(
  from: readonly PrefetchKey[],
  read: FactDefinition<T, Others>['read']
): FactDefinition<T, Others> => ({ from, read })

export const unlessUndefined = <T, R>(value: T | undefined, then: (value: T) => R): R | undefined =>
  value === undefined ? undefined : then(value)

export const noMeasure: Measured = { latest: undefined, all: [], notInterpreted: [] }

export type ValueOf<Definition> = Definition extends { readonly read: (view: ChartView, others: never) => infer T }
  ? Exclude<T, undefined>
  : never
export type ValuesOf<Registry> = { readonly [Name in keyof Registry]: ValueOf<Registry[Name]> | undefined }
