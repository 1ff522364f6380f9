/** What the two databases do differently; all else is one SQL. */
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** What a transaction writes. Feedback waits for issued cards and they for it, so that neither misses the other; issued cards run side by side. */
export type Writing = 'migration' | 'feedback' | 'issued'

export interface Home {
  readonly db: Kysely<Tables>
  /** One statement that writes, as a transaction of its own. */
  readonly once: <Result>(statement: (db: Kysely<Tables>) => Promise<Result>) => Promise<Result>
  /** One transaction: all of it is durable when this resolves, nothing of it is there when this rejects. */
  readonly write: <Result>(writing: Writing, work: (trx: Transaction<Tables>) => Promise<Result>) => Promise<Result>
}
