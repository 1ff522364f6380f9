/**
 * The facts of a chart: the only registration is `recorded.ts` and `derived.ts`. A fact that is not known is
 * `undefined`; a list that is known to be empty is `[]`.
 */
import type { FactDefinition, ValuesOf } from './definition.js'
import { derived } from './derived.js'
import type { PrefetchKey } from './prefetch.js'
import { recorded } from './recorded.js'
import type { ChartView } from './view.js'

const registry = { ...recorded, ...derived }
type Registry = typeof registry
export type FactName = keyof Registry
export type Facts = ValuesOf<Registry>

export const factNames = Object.keys(registry) as readonly FactName[]

/** The prefetch keys a fact is read from. */
export const keysOf = (name: FactName): readonly PrefetchKey[] => registry[name].from

/** The facts of one chart: each is read when first asked for, and then kept. */
class FactSheet {
  readonly view: ChartView
  readonly known = new Map<FactName, unknown>()
  constructor(view: ChartView) {
    this.view = view
  }
}

for (const name of factNames) {
  const { read } = registry[name] as FactDefinition<unknown, Facts>
  Object.defineProperty(FactSheet.prototype, name, {
    get(this: FactSheet): unknown {
      if (this.known.has(name)) return this.known.get(name)
      const value = read(this.view, this as unknown as Facts)
      this.known.set(name, value)
      return value
    }
  })
}

export const readFacts = (view: ChartView): Facts => new FactSheet(view) as unknown as Facts

export { within } from './observations.js'
export * from './chart.js'
export { ChartView } from './view.js'
export type { FractureStory } from './derived.js'
