/** The shared home: PostgreSQL, for any number of processes and machines. */
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient, type Transaction } from 'kysely'
import pg from 'pg'
import { ConfigError } from '../config.js'
import type { Home, Writing } from './home.js'
import type { Tables } from './tables.js'

/** Per process; a server takes a hundred by default, and many processes may share it. */
const CONNECTIONS = 5
const CONNECT_MS = 2000
const STATEMENT_MS = 5000
/** A migration may have to wait for another process's. */
const MIGRATION_MS = 120_000
const IDLE_MS = 30_000
const RETRY_MS = 500

const locks = { migration: 7_360_101, records: 7_360_102 } as const

const isPostgresError = (thrown: unknown): boolean => thrown instanceof pg.DatabaseError

/** A connection on which anything but a statement failed may hold a half-read answer; it is not used again. */
function lent(client: pg.PoolClient): PostgresPoolClient {
  let isBroken = false
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(text, [...parameters])
    } catch (error) {
      isBroken ||= !isPostgresError(error)
      throw error
    }
  }
  return { query: query as PostgresPoolClient['query'], release: () => client.release(isBroken) }
}

/** Connections that the server or the network ends are replaced at the next call; without a listener they would end the process. */
function poolAt(url: string, statementMs: number): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: statementMs,
    query_timeout: statementMs + 1000,
    idle_in_transaction_session_timeout: 2 * statementMs,
    keepAlive: true,
    application_name: 'vertebral-fracture-cds'
  })
  const ignore = (): void => undefined
  pool.on('error', ignore)
  pool.on('connect', client => client.on('error', ignore))
  return { connect: async () => lent(await pool.connect()), end: () => pool.end() }
}

/** Feedback runs alone, issued cards together: neither misses what the other writes. */
async function prepare(trx: Transaction<Tables>, writing: Writing): Promise<void> {
  if (writing === 'migration') await sql`select pg_advisory_xact_lock(${sql.lit(locks.migration)})`.execute(trx)
  else if (writing === 'issued') await sql`select pg_advisory_xact_lock_shared(${sql.lit(locks.records)})`.execute(trx)
  else {
    await sql`select pg_advisory_xact_lock(${sql.lit(locks.records)}),
      case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end`.execute(trx)
  }
}

function homeOf(pool: PostgresPool): Home {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    once: statement => statement(db),
    write: (writing, work) =>
      db.transaction().execute(async trx => {
        await prepare(trx, writing)
        return work(trx)
      })
  }
}

/** Waiting does not mend a wrong password, a missing database or missing rights. */
const isFinal = (code: string | undefined): boolean => /^(28|3D|42)...$/.test(code ?? '')

/** A code such as ECONNREFUSED or 28P01; messages might quote the URL. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code) ? code : 'no answer'
}

/** The database may start later than we do, so it is tried again for a while; then a ConfigError. */
async function whenReachable(work: () => Promise<void>, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      const code = codeOf(error)
      if (isFinal(code)) throw new ConfigError(`DATABASE_URL: the database refused us (${code}).`)
      if (performance.now() + RETRY_MS > giveUpAt) {
        throw new ConfigError(`DATABASE_URL: the database could not be reached within ${patienceMs / 1000} s (${code}).`)
      }
      await delay(RETRY_MS)
    }
  }
}

export interface PostgresPlace {
  readonly url: string
  /** How long to wait for a database that does not answer yet. */
  readonly patienceMs: number
}

/** `migrate` runs on a connection of its own, which may wait for longer than a call. */
export async function postgresHome({ url, patienceMs }: PostgresPlace, migrate: (home: Home) => Promise<void>): Promise<Home> {
  const patient = homeOf(poolAt(url, MIGRATION_MS))
  try {
    await whenReachable(() => migrate(patient), patienceMs)
  } finally {
    await patient.db.destroy()
  }
  return homeOf(poolAt(url, STATEMENT_MS))
}
