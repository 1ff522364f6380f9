/** The embedded home: one SQLite file, shared by the processes of one machine. */
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, SqliteDialect } from 'kysely'
import { ConfigError } from '../config.js'
import type { Home } from './home.js'
import { openSqlite, type OpenedSqlite } from './sqlite-driver.js'
import type { Tables } from './tables.js'

const FILE = 'vertebral-fracture-cds.sqlite'
/** Where the embedded database of a folder is, or would be. */
export const databaseFile = (dataDir: string): string => join(dataDir, FILE)
/** SQLite waits inside a call, where nothing else can run; so it waits shortly, and we wait between calls. */
const BUSY_TIMEOUT_MS = 100
const PATIENCE_MS = 5000
const PAUSE_MS = 10
const SQLITE_BUSY = 5

const isBusy = (thrown: unknown): boolean => {
  const code = (thrown as { readonly errcode?: unknown } | undefined)?.errcode
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY
}

/** Another process may be writing; its turn takes milliseconds. */
async function whenFree<Result>(work: () => Promise<Result>): Promise<Result> {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error
      await delay(PAUSE_MS * (0.5 + Math.random()))
    }
  }
}

function homeOf(database: OpenedSqlite, check: () => void): Home {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  const checked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    check()
    return work()
  }
  return {
    db,
    once: statement => checked(() => whenFree(() => statement(db))),
    write: (_writing, work) => checked(() => whenFree(() => db.transaction().execute(work)))
  }
}

export const memoryHome = (): Home => homeOf(openSqlite(':memory:'), () => undefined)

const GONE = 'the database file was deleted or replaced'

/** SQLite goes on writing to a file that was deleted or replaced, and all of it would be lost at the next start. */
function fileGuard(path: string): () => void {
  const { ino } = statSync(path)
  return () => {
    if (statSync(path, { throwIfNoEntry: false })?.ino !== ino) throw Object.assign(new Error(GONE), { errstr: GONE })
  }
}

/** FULL: a commit is on the disk, not merely with the operating system. */
async function configure(database: OpenedSqlite): Promise<void> {
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  await whenFree(async () => database.exec('pragma journal_mode = wal'))
  database.exec('pragma synchronous = full')
}

/** For the owner alone; the files that SQLite puts beside it take the same mode. */
function makeFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = databaseFile(dataDir)
  closeSync(openSync(path, 'a', 0o600))
  return path
}

/** Throws a ConfigError when the folder or its file cannot be used. */
export async function fileHome(dataDir: string): Promise<Home> {
  let database: OpenedSqlite | undefined
  try {
    const path = makeFile(dataDir)
    database = openSqlite(path)
    await configure(database)
    return homeOf(database, fileGuard(path))
  } catch (error) {
    database?.close()
    const { code, errstr } = error as NodeJS.ErrnoException & { readonly errstr?: string }
    throw new ConfigError(`DATA_DIR ${dataDir} cannot hold the database (${errstr ?? code ?? 'unknown error'}).`)
  }
}
