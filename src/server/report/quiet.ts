/** Reason-aware quiet: which rules an earlier override silences for this patient. Clinical reference 0.7. */
import type { Quiet } from '../../respond.js'
import type { Caller } from '../caller.js'
import type { Config } from '../config.js'
import type { Store } from '../store/store.js'

export interface Quieting {
  /** Stands for the patient in records; undefined while QUIET is off. */
  readonly patientKey: string | undefined
  readonly quiet: Quiet | undefined
}

/** What is quiet for one patient; when the store cannot tell in time, nothing is. */
export type QuietFor = (caller: Caller, patientId: string, asOf: string) => Promise<Quieting>

const nothing: Promise<Quieting> = Promise.resolve({ patientKey: undefined, quiet: undefined })

export function quietReader(_config: Config, _store: Store): QuietFor {
  return () => nothing
}
