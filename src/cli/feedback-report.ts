/** `feedback report`: prints what `GET /admin/report` answers. */
import { existsSync } from 'node:fs'
import { ConfigError, readConfig } from '../server/config.js'
import { systemClock } from '../server/clock.js'
import { isWrong, periodOf } from '../server/report/asked.js'
import { csvOf } from '../server/report/csv.js'
import { tableOf } from '../server/report/table.js'
import { dimensions, tally } from '../server/report/tally.js'
import { openStore, type StorePlace } from '../server/store/open.js'
import { databaseFile } from '../server/store/sqlite.js'
import type { ReportPeriod, ReportRow } from '../server/store/store.js'

export interface ReportArguments {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly json: boolean
  readonly csv: boolean
}

/** A report of a folder that was misspelt would be one of zeros, and would leave a database there. */
function requireDatabase(place: StorePlace): void {
  if (place.kind === 'file' && !existsSync(databaseFile(place.dataDir)))
    throw new ConfigError(`DATA_DIR ${place.dataDir} holds no database; run the report where the service runs, with the same variables.`)
}

/** A database that cannot be read is a sentence; what it said may quote the connection. */
async function rowsOf(place: StorePlace, period: ReportPeriod): Promise<readonly ReportRow[]> {
  try {
    const store = await openStore(place)
    try {
      return await store.report(period)
    } finally {
      await store.close()
    }
  } catch {
    const named = place.kind === 'postgres' ? 'DATABASE_URL' : 'DATA_DIR'
    throw new ConfigError(`The database that ${named} names could not be read.`)
  }
}

export async function feedbackReportCommand({ from, to, json, csv }: ReportArguments): Promise<void> {
  if (json && csv) throw new ConfigError('--json and --csv exclude each other.')
  const period = periodOf(from, to, systemClock())
  if (isWrong(period)) throw new ConfigError(`--${period.sentence}`)
  const { databaseUrl, dataDir } = readConfig(process.env)
  const place: StorePlace = databaseUrl === undefined ? { kind: 'file', dataDir } : { kind: 'postgres', url: databaseUrl }
  requireDatabase(place)
  const rows = await rowsOf(place, period)
  const report = tally(rows, dimensions)
  const written = csv
    ? csvOf(report.groups)
    : json
      ? `${JSON.stringify({ period, by: dimensions, ...report }, null, 2)}\n`
      : `${tableOf(report, dimensions, period)}\n`
  process.stdout.write(written)
}
