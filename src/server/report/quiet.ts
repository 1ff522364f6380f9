/** What earlier overrides rest for one patient: read from the store beside the gathering of the chart, never waited for long. */
import { createHmac } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { IsoDate } from '../../facts/dates.js'
import { dayNumber, isoDate } from '../../facts/dates.js'
import { LONGEST_REST, quietOf, type Override, type Quiet } from '../../quiet.js'
import type { Caller } from '../caller.js'
import { dateIn } from '../clock.js'
import type { Config } from '../config.js'
import { fhirBase } from '../fhir/base.js'
import { whereThrown, type ErrorPlace } from '../log.js'
import type { Store } from '../store/store.js'
import { within } from '../within.js'

export interface Quieting {
  /** Stands for the patient in records; undefined while QUIET is off. */
  readonly patientKey: string | undefined
  readonly quiet: Quiet | undefined
}

/** Whom a call is about: ids are unique on one FHIR server only. */
export interface PatientPlace {
  readonly patientId: string
  readonly fhirServer: string | undefined
}

/** What is quiet for one patient; never rejects: when the store cannot tell in time, nothing is quiet. */
export type QuietFor = (caller: Caller, place: PatientPlace, asOf: IsoDate) => Promise<Quieting>

export interface QuietReader {
  readonly quietFor: QuietFor
  /** How often the store could not tell in time. */
  readonly unread: number
}

/** Longer than a healthy database takes, and little beside the deadline. */
const PATIENCE_MS = 100
/** Kept for what follows, where the deadline is short. */
const SHARE_OF_DEADLINE = 0.5
const LOG_EVERY_MS = 60_000

const off: Promise<Quieting> = Promise.resolve({ patientKey: undefined, quiet: undefined })

/**
 * HMAC-SHA256 over issuer, tenant, FHIR server and patient id. The same id on another server, or at another client, is another patient; a client
 * that names its server in some calls only is met with cards, not with silence. Without the secret the key tells nobody who it is.
 */
const patientKeyOf = (secret: string, { issuer, tenant }: Caller, { patientId, fhirServer }: PatientPlace): string => {
  const base = fhirServer === undefined ? null : (fhirBase(fhirServer) ?? fhirServer)
  return createHmac('sha256', secret)
    .update(JSON.stringify([issuer ?? null, tenant ?? null, base, patientId]))
    .digest('hex')
}

export function quietReader(config: Config, store: Store, log: Pick<FastifyBaseLogger, 'warn'>): QuietReader {
  const secret = config.patientKeySecret
  if (!config.quiet || secret === undefined) return { quietFor: () => off, unread: 0 }
  const patienceMs = Math.min(PATIENCE_MS, config.deadlineMs * SHARE_OF_DEADLINE)
  const dayOf = dateIn(config.timeZone)
  let unread = 0
  let lastLogged = -Infinity
  const note = (place: ErrorPlace | { readonly error: 'late' }): void => {
    unread++
    if (performance.now() - lastLogged < LOG_EVERY_MS) return
    lastLogged = performance.now()
    log.warn({ ...place, unread }, 'overrides could not be read; nothing is quiet')
  }
  const overridesOf = async (patientKey: string, since: string): Promise<readonly Override[]> => {
    try {
      const overrides = await within(patienceMs, store.overridesOf(patientKey, since))
      if (overrides === undefined) note({ error: 'late' })
      // Clients write instants in UTC; the day that rests a card is that of the site.
      return (overrides ?? []).map(override => ({ ...override, outcomeTimestamp: dayOf(new Date(override.outcomeTimestamp)) }))
    } catch (error) {
      note(whereThrown(error))
      return []
    }
  }
  return {
    quietFor: async (caller, place, asOf) => {
      const patientKey = patientKeyOf(secret, caller, place)
      const since = `${isoDate(dayNumber(asOf) - LONGEST_REST)}T00:00:00Z`
      return { patientKey, quiet: quietOf(await overridesOf(patientKey, since), asOf) }
    },
    get unread() {
      return unread
    }
  }
}
