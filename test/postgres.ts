/** One PostgreSQL for the whole test run. Without its binaries the tests that need it are skipped, loudly; in CI that is a failure. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { postgresBinaries, postgresServer } from './postgres-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the maintenance database; undefined when PostgreSQL is not installed. */
    postgres: string | undefined
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const binaries = postgresBinaries()
  if (binaries === undefined) {
    const sentence = 'PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql): its tests cannot run.'
    if (process.env['CI'] === 'true') throw new Error(sentence)
    console.warn(`\n  ${sentence} THEY ARE SKIPPED.\n`)
    provide('postgres', undefined)
    return () => Promise.resolve()
  }
  const server = await postgresServer(binaries)
  provide('postgres', server.url('postgres'))
  return () => server.stop()
}

/** A new, empty database on the server of this run. */
export async function emptyDatabase(maintenance: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: maintenance })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return maintenance.replace('/postgres?', `/${name}?`)
}
