/** SQLite through the `node:sqlite` interface: built in where Node has all of it, else the package of the same shape. */
import { createRequire } from 'node:module'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

interface Statement {
  columns(): readonly unknown[]
  all(...parameters: readonly unknown[]): unknown[]
  run(...parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(...parameters: readonly unknown[]): IterableIterator<unknown>
}

interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database
  readonly StatementSync: { readonly prototype: object }
}

/** Prepared statements that are kept; the store has about twenty. */
const KEPT_STATEMENTS = 64

/** Node 22 announces on stderr that its module is experimental; the version range we accept is tested, so that line helps nobody. */
function withoutExperimentalWarning<Result>(load: () => Result): Result {
  const emitWarning = Reflect.get(process, 'emitWarning') as (...parts: readonly unknown[]) => void
  process.emitWarning = (...parts: readonly unknown[]): void => {
    if (parts[1] === 'ExperimentalWarning' && String(parts[0]).startsWith('SQLite')) return
    Reflect.apply(emitWarning, process, parts)
  }
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}

function loadSqlite(): Sqlite {
  const builtIn = withoutExperimentalWarning(() => process.getBuiltinModule('node:sqlite') as Sqlite | undefined)
  if (builtIn !== undefined && 'columns' in builtIn.StatementSync.prototype) return builtIn
  return createRequire(import.meta.url)('@photostructure/sqlite') as Sqlite
}

export interface OpenedSqlite extends SqliteDatabase {
  exec(sql: string): void
}

const SQLITE_ERROR = 1

/** Where the disk is full SQLite has rolled back by itself; then the fault before the rollback is the one to be told of. */
function rollBack(statement: Statement): ReturnType<Statement['run']> {
  try {
    return statement.run()
  } catch (error) {
    if ((error as { readonly errcode?: unknown }).errcode !== SQLITE_ERROR) throw error
    return { changes: 0, lastInsertRowid: 0 }
  }
}

const forKysely = (statement: Statement, sql: string): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: parameters => statement.all(...parameters),
  run: parameters => (sql === 'rollback' ? rollBack(statement) : statement.run(...parameters)),
  iterate: parameters => statement.iterate(...parameters)
})

/** A database as Kysely wants it. Every transaction of ours writes, and says so at its begin: one that began by reading could not be retried. */
export function openSqlite(path: string): OpenedSqlite {
  const database = new (loadSqlite().DatabaseSync)(path)
  const kept = new Map<string, SqliteStatement>()
  return {
    exec: sql => database.exec(sql),
    close: () => {
      kept.clear()
      database.close()
    },
    prepare: written => {
      const sql = written === 'begin' ? 'begin immediate' : written
      const statement = kept.get(sql) ?? forKysely(database.prepare(sql), sql)
      kept.delete(sql)
      kept.set(sql, statement)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest)
      return statement
    }
  }
}
