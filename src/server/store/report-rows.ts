/** Counts of what became of the cards. A card counts in the week it was issued; feedback of a card that is not known, in the week it came. */
import { sql, type Kysely } from 'kysely'
import type { ReportPeriod, ReportRow } from './store.js'
import type { Tables } from './tables.js'

const DAY_MS = 86_400_000

interface Group {
  readonly rule: string
  readonly version: string
  readonly service: string
  readonly tenant: string
  readonly week: string
}

interface Counts {
  shown: number
  silent: number
  accepted: number
  readonly overridden: Map<string, number>
}

/** From the first instant of `from` until before the first instant after `to`. */
function bounds({ from, to }: ReportPeriod): { readonly first: string; readonly after: string } {
  return { first: new Date(`${from}T00:00:00Z`).toISOString(), after: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString() }
}

/** pg gives counts as texts. */
const issued = (db: Kysely<Tables>, period: ReportPeriod) =>
  db
    .selectFrom('issued_card')
    .select(['rule', 'version', 'service', 'tenant', 'week', 'silent'])
    .select(eb => eb.fn.countAll().as('cards'))
    .where('issued_at', '>=', bounds(period).first)
    .where('issued_at', '<', bounds(period).after)
    .groupBy(['rule', 'version', 'service', 'tenant', 'week', 'silent'])
    .execute()

/** One row per card: an acceptance if there is any, else the latest override. */
const lastWords = (db: Kysely<Tables>, period: ReportPeriod) =>
  db
    .selectFrom('feedback')
    .select(['rule', 'version', 'card_service as service', 'tenant', 'week', 'outcome', 'reason_code as reason'])
    .select(
      sql<number>`row_number() over (partition by card_id order by case outcome when 'accepted' then 0 else 1 end, outcome_at desc, received_at desc, id)`.as(
        'place'
      )
    )
    .where('counted_at', '>=', bounds(period).first)
    .where('counted_at', '<', bounds(period).after)

const outcomes = (db: Kysely<Tables>, period: ReportPeriod) =>
  db
    .selectFrom(lastWords(db, period).as('word'))
    .select(['rule', 'version', 'service', 'tenant', 'week', 'outcome', 'reason'])
    .select(eb => eb.fn.countAll().as('cards'))
    .where('place', '=', 1)
    .groupBy(['rule', 'version', 'service', 'tenant', 'week', 'outcome', 'reason'])
    .execute()

const keyOf = ({ rule, version, service, tenant, week }: Group): string => JSON.stringify([week, rule, version, service, tenant])

/** Sorted by week, rule, version, service and tenant. */
export async function reportRows(db: Kysely<Tables>, period: ReportPeriod): Promise<readonly ReportRow[]> {
  const rows = new Map<string, Group & Counts>()
  const countsOf = ({ rule, version, service, tenant, week }: Group): Counts => {
    const key = keyOf({ rule, version, service, tenant, week })
    const found = rows.get(key)
    if (found !== undefined) return found
    const made = { rule, version, service, tenant, week, shown: 0, silent: 0, accepted: 0, overridden: new Map<string, number>() }
    rows.set(key, made)
    return made
  }
  for (const row of await issued(db, period)) countsOf(row)[row.silent === 1 ? 'silent' : 'shown'] += Number(row.cards)
  for (const row of await outcomes(db, period)) {
    const counts = countsOf(row)
    if (row.outcome === 'accepted') counts.accepted += Number(row.cards)
    else {
      const reason = row.reason ?? 'none'
      counts.overridden.set(reason, (counts.overridden.get(reason) ?? 0) + Number(row.cards))
    }
  }
  return [...rows]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { overridden, ...row }]) => ({ ...row, overridden: Object.fromEntries([...overridden].sort()) }))
}
