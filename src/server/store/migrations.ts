/** Brings a database to the present tables. A migration that was published is never changed; a new one is added below it. */
import { sql, type Transaction } from 'kysely'
import type { Tables } from './tables.js'

type Step = (trx: Transaction<Tables>) => Promise<void>

async function firstTables(trx: Transaction<Tables>): Promise<void> {
  const { schema } = trx
  await schema
    .createTable('issued_card')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('uuid', 'text', column => column.notNull())
    .addColumn('issuer', 'text', column => column.notNull())
    .addColumn('tenant', 'text', column => column.notNull())
    .addColumn('service', 'text', column => column.notNull())
    .addColumn('rule', 'text', column => column.notNull())
    .addColumn('version', 'text', column => column.notNull())
    .addColumn('indicator', 'text', column => column.notNull())
    .addColumn('silent', 'integer', column => column.notNull())
    .addColumn('issued_at', 'text', column => column.notNull())
    .addColumn('week', 'text', column => column.notNull())
    .addColumn('patient_key', 'text')
    .addColumn('data_hash', 'text')
    .execute()
  await schema.createIndex('issued_card_issued_at').on('issued_card').column('issued_at').execute()
  await schema
    .createIndex('issued_card_patient_key')
    .on('issued_card')
    .column('patient_key')
    .where(sql.ref('patient_key'), 'is not', null)
    .execute()
  await schema
    .createTable('feedback')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('card_id', 'text', column => column.notNull())
    .addColumn('card', 'text', column => column.notNull())
    .addColumn('issuer', 'text', column => column.notNull())
    .addColumn('tenant', 'text', column => column.notNull())
    .addColumn('service', 'text', column => column.notNull())
    .addColumn('outcome', 'text', column => column.notNull())
    .addColumn('outcome_timestamp', 'text', column => column.notNull())
    .addColumn('outcome_at', 'text', column => column.notNull())
    .addColumn('suggestions', 'text', column => column.notNull())
    .addColumn('reason_system', 'text')
    .addColumn('reason_code', 'text')
    .addColumn('comment', 'text')
    .addColumn('received_at', 'text', column => column.notNull())
    .addColumn('rule', 'text', column => column.notNull())
    .addColumn('version', 'text', column => column.notNull())
    .addColumn('card_service', 'text', column => column.notNull())
    .addColumn('counted_at', 'text', column => column.notNull())
    .addColumn('week', 'text', column => column.notNull())
    .execute()
  await schema.createIndex('feedback_card_id').on('feedback').column('card_id').execute()
  await schema.createIndex('feedback_counted_at').on('feedback').column('counted_at').execute()
  await schema.createIndex('feedback_received_at').on('feedback').column('received_at').execute()
  await schema
    .createTable('nonce')
    .addColumn('issuer', 'text', column => column.notNull())
    .addColumn('jti', 'text', column => column.notNull())
    .addColumn('expires_at', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('nonce_once', ['issuer', 'jti'])
    .execute()
  await schema.createIndex('nonce_expires_at').on('nonce').column('expires_at').execute()
}

const migrations: readonly (readonly [name: string, step: Step])[] = [['001-first-tables', firstTables]]

/** In one transaction that no other process can enter at the same time. */
export async function migrate(trx: Transaction<Tables>): Promise<void> {
  await trx.schema
    .createTable('applied_migration')
    .ifNotExists()
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('applied_at', 'text', column => column.notNull())
    .execute()
  const applied = new Set((await trx.selectFrom('applied_migration').select('name').execute()).map(({ name }) => name))
  for (const [name, step] of migrations) {
    if (applied.has(name)) continue
    await step(trx)
    await trx.insertInto('applied_migration').values({ name, applied_at: new Date().toISOString() }).execute()
  }
}
