/** `feedback report`: prints what `GET /admin/report` answers. */
import { ConfigError, readConfig } from '../server/config.js'
import { systemClock } from '../server/clock.js'
import { isWrong, periodOf } from '../server/report/asked.js'
import { csvOf } from '../server/report/csv.js'
import { tableOf } from '../server/report/table.js'
import { dimensions, tally } from '../server/report/tally.js'
import { openStore, type StorePlace } from '../server/store/open.js'
import type { ReportPeriod, ReportRow } from '../server/store/store.js'

export interface ReportArguments {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly json: boolean
  readonly csv: boolean
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
  const rows = await rowsOf(databaseUrl === undefined ? { kind: 'file', dataDir } : { kind: 'postgres', url: databaseUrl }, period)
  const report = tally(rows, dimensions)
  const written = csv
    ? csvOf(report.groups)
    : json
      ? `${JSON.stringify({ period, by: dimensions, ...report }, null, 2)}\n`
      : `${tableOf(report, dimensions, period)}\n`
  process.stdout.write(written)
}
