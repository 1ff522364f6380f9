/** What a site may set: which rules run, thresholds that are design choices, its formulary and its own order codes. Pure data; `server/site-file.ts` reads it. */
import type { Jurisdiction } from './facts/chart.js'

export interface Site {
  /** Undefined: as JURISDICTION says. */
  readonly jurisdiction: Jurisdiction | undefined
  /** Rules evaluated and counted, not shown. */
  readonly silent: ReadonlySet<string>
  /** Rules not evaluated. */
  readonly off: ReadonlySet<string>
}

/** A site that sets nothing. */
export const defaultSite: Site = { jurisdiction: undefined, silent: new Set(), off: new Set() }
