/**
 * The facts of a chart: the only registration is `recorded.ts` (with `history.ts`, `results.ts`, `treatment.ts`) and `derived.ts`. A fact that is not known is
 * `undefined`; a list that is known to be empty is `[]`.
 */
import type { FactDefinition, ValuesOf } from './definition.js'
import { derived } from './derived.js'
import type { PrefetchKey } from './prefetch.js'
import { recorded } from './recorded.js'
import type { Settings } from './settings.js'
import type { ChartView } from './view.js'

const registry = { ...recorded, ...derived }
type Registry = typeof registry
export type FactName = keyof Registry
export type Facts = ValuesOf<Registry> & { readonly settings: Settings }

export const factNames = Object.keys(registry) as readonly FactName[]

/** The prefetch keys a fact is read from. */
export const keysOf = (name: FactName): readonly PrefetchKey[] => registry[name].from

const UNREAD = Symbol('unread')

/** The facts of one chart: each is read when first asked for, and then kept. */
class FactSheet {
  readonly view: ChartView
  /** The same chart with other drafts: what does not depend on drafts is taken from there. */
  readonly base: FactSheet | undefined
  readonly values: unknown[] = new Array<unknown>(factNames.length).fill(UNREAD)
  readonly fromDrafts: boolean[] = []

  constructor(view: ChartView, base?: FactSheet) {
    this.view = view
    this.base = base
  }
}

factNames.forEach((name, index) => {
  const { read } = registry[name] as FactDefinition<unknown, Facts>
  function get(this: FactSheet): unknown {
    const { values, view, base, fromDrafts } = this
    if (values[index] === UNREAD) {
      const inBase = base === undefined ? undefined : get.call(base)
      if (base !== undefined && base.fromDrafts[index] !== true) values[index] = inBase
      else {
        const before = view.draftReads
        values[index] = read(view, this as unknown as Facts)
        fromDrafts[index] = view.draftReads > before
      }
    } else if (fromDrafts[index] === true) view.draftReads++
    return values[index]
  }
  Object.defineProperty(FactSheet.prototype, name, { get })
})

export const readFacts = (view: ChartView): Facts => new FactSheet(view) as unknown as Facts

/** The facts of the same chart with other drafts; what drafts do not touch is not read again. */
export const readFactsBeside = (facts: Facts, view: ChartView): Facts =>
  new FactSheet(view, facts as unknown as FactSheet) as unknown as Facts

export { within } from './observations.js'
export * from './chart.js'
export { ChartView } from './view.js'
export type { FractureStory } from './derived.js'
