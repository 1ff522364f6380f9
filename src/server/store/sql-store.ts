/** The store on a database, in one SQL for both. */
import { CompiledQuery, sql, type Transaction } from 'kysely'
import type { Home } from './home.js'
import { reportRows } from './report-rows.js'
import type { FeedbackItem, FeedbackReceipt, IssuedCard, Nonce, PastOverride, Store } from './store.js'
import { feedbackRow, instant, issuedCardRow, storable, type FeedbackRow, type IssuedCardRow, type Tables } from './tables.js'

/** Rows of one statement; the databases limit its parameters. */
const ROWS = 100
/** The same for issued cards: a power of two. */
const MOST_ROWS = 64
/** Deletions run in short steps, so that calls get their turn in between. */
const PURGE_ROWS = 500
/** How long after its expiry a token could still be accepted: the widest AUTH_CLOCK_SKEW_S. */
const CLOCK_SKEW_S = 300

const slices = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

/** In one order everywhere, so that two processes that write the same rows do not wait for each other in a circle. */
const inOrder = <Row extends { readonly id: string }>(rows: readonly Row[]): Row[] =>
  [...new Map(rows.map(row => [row.id, row])).values()].sort((one, other) => (one.id < other.id ? -1 : 1))

async function useNonce({ once }: Home, { issuer, jti, expiresAt }: Nonce): Promise<boolean> {
  const row = { issuer: storable(issuer), jti: storable(jti), expires_at: Math.ceil(expiresAt) }
  const { numInsertedOrUpdatedRows } = await once(db =>
    db
      .insertInto('nonce')
      .values(row)
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirstOrThrow()
  )
  return numInsertedOrUpdatedRows === 1n
}

type CardOf = Pick<IssuedCardRow, 'id' | 'rule' | 'version' | 'service' | 'issued_at' | 'week'>

/** What a feedback row says about its card once that is known. */
const ofCard = ({ rule, version, service, issued_at, week }: CardOf) => ({
  rule,
  version,
  card_service: service,
  counted_at: issued_at,
  week
})

async function withKnownCards(trx: Transaction<Tables>, rows: readonly FeedbackRow[]): Promise<FeedbackRow[]> {
  const ids = rows.map(({ card_id }) => card_id)
  const columns = ['id', 'rule', 'version', 'service', 'issued_at', 'week'] as const
  const known = await trx.selectFrom('issued_card').select(columns).where('id', 'in', ids).execute()
  const byId = new Map(known.map(card => [card.id, ofCard(card)]))
  return rows.map(row => ({ ...row, ...byId.get(row.card_id) }))
}

async function saveFeedback({ write }: Home, items: readonly FeedbackItem[]): Promise<FeedbackReceipt> {
  if (items.length === 0) return { stored: 0, duplicates: 0 }
  const rows = inOrder(items.map(feedbackRow))
  const stored = await write('feedback', async trx => {
    let inserted = 0n
    for (const some of slices(rows, ROWS)) {
      const result = await trx
        .insertInto('feedback')
        .values(await withKnownCards(trx, some))
        .onConflict(conflict => conflict.doNothing())
        .executeTakeFirstOrThrow()
      inserted += result.numInsertedOrUpdatedRows ?? 0n
    }
    return Number(inserted)
  })
  return { stored, duplicates: items.length - stored }
}

/** As many as a power of two at a time, so that few statements serve batches of any size. */
function* powers<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length;) {
    const size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(rows.length - from)))
    yield rows.slice(from, from + size)
    from += size
  }
}

/** A statement is written once for each number of rows: writing it costs more than running it. */
function writtenOnce<Row, Result>(
  write: (trx: Transaction<Tables>, rows: readonly Row[]) => CompiledQuery<Result>,
  parametersOf: (rows: readonly Row[]) => readonly unknown[]
): (trx: Transaction<Tables>, rows: readonly Row[]) => Promise<readonly Result[]> {
  const written = new Map<number, string>()
  return async (trx, rows) => {
    const known = written.get(rows.length)
    const query = known === undefined ? write(trx, rows) : CompiledQuery.raw(known, [...parametersOf(rows)])
    written.set(rows.length, query.sql)
    return (await trx.executeQuery<Result>(query)).rows
  }
}

function issuedWriter({ write }: Home): (cards: readonly IssuedCard[]) => Promise<void> {
  const insert = writtenOnce<IssuedCardRow, unknown>(
    (trx, rows) =>
      trx
        .insertInto('issued_card')
        .values([...rows])
        .onConflict(conflict => conflict.doNothing())
        .compile(),
    rows => rows.flatMap((row): readonly unknown[] => Object.values(row))
  )
  /** Feedback can be here before its card is. */
  const earlyFeedback = writtenOnce<IssuedCardRow, { card_id: string }>(
    (trx, rows) =>
      trx
        .selectFrom('feedback')
        .select('card_id')
        .distinct()
        .where(
          'card_id',
          'in',
          rows.map(({ id }) => id)
        )
        .where('rule', '=', '')
        .compile(),
    rows => [...rows.map(({ id }) => id), '']
  )
  return async cards => {
    // The first of two records of one card is the one that counts.
    const rows = inOrder([...cards].reverse().map(issuedCardRow))
    if (rows.length === 0) return
    await write('issued', async trx => {
      for (const some of powers(rows)) {
        await insert(trx, some)
        for (const { card_id } of await earlyFeedback(trx, some)) {
          const card = some.find(({ id }) => id === card_id)
          if (card !== undefined) await trx.updateTable('feedback').set(ofCard(card)).where('card_id', '=', card_id).execute()
        }
      }
    })
  }
}

async function overridesOf({ db }: Home, patientKey: string, since: string): Promise<readonly PastOverride[]> {
  const rows = await db
    .selectFrom('issued_card')
    .innerJoin('feedback', 'feedback.card_id', 'issued_card.id')
    .select(['issued_card.rule', 'reason_code', 'reason_system', 'outcome_timestamp', 'indicator', 'data_hash'])
    .where('patient_key', '=', storable(patientKey))
    .where('outcome', '=', 'overridden')
    .where('reason_code', 'is not', null)
    .where('outcome_at', '>=', instant(since))
    .orderBy('outcome_at', 'desc')
    .orderBy('feedback.id')
    .execute()
  return rows.map(({ rule, reason_code, reason_system, outcome_timestamp, indicator, data_hash }) => ({
    rule,
    reasonCode: reason_code ?? '',
    reasonSystem: reason_system ?? undefined,
    outcomeTimestamp: outcome_timestamp,
    indicator: indicator as PastOverride['indicator'],
    trigger: data_hash ?? undefined
  }))
}

async function purgeRecords({ db, once }: Home, table: 'feedback' | 'issued_card', before: string): Promise<number> {
  const column = table === 'feedback' ? 'received_at' : 'issued_at'
  let purged = 0
  for (;;) {
    const old = db
      .selectFrom(table)
      .select('id')
      .where(sql<string>`${sql.ref(column)}`, '<', before)
      .limit(PURGE_ROWS)
    const { numDeletedRows } = await once(() => db.deleteFrom(table).where('id', 'in', old).executeTakeFirstOrThrow())
    purged += Number(numDeletedRows)
    if (numDeletedRows < PURGE_ROWS) return purged
    await new Promise(resolve => setImmediate(resolve))
  }
}

async function purge(home: Home, before: string, now: Date): Promise<number> {
  const past = Math.floor(now.getTime() / 1000) - CLOCK_SKEW_S
  const nonces = await home.once(db => db.deleteFrom('nonce').where('expires_at', '<', past).executeTakeFirstOrThrow())
  const feedback = await purgeRecords(home, 'feedback', instant(before))
  const cards = await purgeRecords(home, 'issued_card', instant(before))
  return Number(nonces.numDeletedRows) + feedback + cards
}

async function ping({ once }: Home): Promise<void> {
  await once(db => sql`select 1`.execute(db))
}

export const sqlStore = (home: Home): Store => ({
  useNonce: nonce => useNonce(home, nonce),
  saveFeedback: items => saveFeedback(home, items),
  saveIssued: issuedWriter(home),
  overridesOf: (patientKey, since) => overridesOf(home, patientKey, since),
  report: period => reportRows(home.db, period),
  purge: (before, now) => purge(home, before, now),
  ping: () => ping(home),
  close: () => home.db.destroy()
})
