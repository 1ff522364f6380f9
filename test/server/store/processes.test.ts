/** Several processes, one store: closing and opening again, starting at once, places that cannot be used. */
import { execFile } from 'node:child_process'
import { readdirSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { refusedStart } from '../../built-service.js'
import { ConfigError } from '../../../src/server/config.js'
import { whereThrown } from '../../../src/server/log.js'
import { openStore, type StorePlace } from '../../../src/server/store/open.js'
import { sqlStore } from '../../../src/server/store/sql-store.js'
import {
  accepted,
  canRun,
  cardNumber,
  durableKinds,
  emptyPlace,
  issued,
  overridden,
  rawHome,
  removeFolders,
  temporaryFolder
} from './homes.js'

const OPEN = resolve(import.meta.dirname, '../../../dist/src/server/store/open.js')
const NONCE = { issuer: 'https://ehr.example', jti: 'one', expiresAt: 4_000_000_000 }

/** Runs statements on `store` in a process of its own; what it prints, on stdout and stderr. */
async function inProcess(place: StorePlace, statements: string): Promise<string> {
  const code = `const { openStore } = await import(${JSON.stringify(OPEN)})
    const store = await openStore(${JSON.stringify(place)})
    ${statements}
    await store.close()`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  return (stdout + stderr).trim()
}

afterAll(removeFolders)

describe.each(durableKinds)('%s', kind => {
  describe.runIf(canRun(kind))('', () => {
    test('keeps everything when it is closed and opened again', async () => {
      const place = await emptyPlace(kind)
      const first = await openStore(place)
      await first.saveIssued([issued({ patientKey: 'k1' })])
      await first.saveFeedback([accepted(), overridden({ reasonCode: 'declined' })])
      await first.useNonce(NONCE)
      const before = [await first.report({ from: '2026-11-01', to: '2026-11-30' }), await first.overridesOf('k1', '2026-01-01T00:00:00Z')]
      await first.close()
      const again = await openStore(place)
      expect([await again.report({ from: '2026-11-01', to: '2026-11-30' }), await again.overridesOf('k1', '2026-01-01T00:00:00Z')]).toEqual(
        before
      )
      expect(before[1]).toHaveLength(1)
      expect(await again.useNonce(NONCE)).toBe(false)
      expect((await again.saveFeedback([accepted()])).duplicates).toBe(1)
      await again.close()
    })

    test(
      'five processes start on it at once and write at once: one of them has the nonce, and nothing is missing',
      { timeout: 60_000 },
      async () => {
        const place = await emptyPlace(kind)
        const item = (number: number) => JSON.stringify([overridden({ card: cardNumber(number) })])
        const printed = await Promise.all(
          Array.from({ length: 5 }, (_, index) =>
            inProcess(
              place,
              `console.log(await store.useNonce(${JSON.stringify(NONCE)}))
             for (let i = 0; i < 20; i += 1) await store.saveFeedback(${item(index)}.map(x => ({ ...x, card: x.card + i })))`
            )
          )
        )
        // Nothing else is printed: no warning of an experimental module.
        expect(printed.sort()).toEqual(['false', 'false', 'false', 'false', 'true'])
        const raw = await rawHome(place)
        expect(await raw.db.selectFrom('feedback').select('id').execute()).toHaveLength(100)
        expect(await raw.db.selectFrom('applied_migration').select('name').execute()).toEqual([{ name: '001-first-tables' }])
        await raw.db.destroy()
      }
    )
  })
})

test('the file and what SQLite puts beside it are for the owner alone', async () => {
  const dataDir = join(temporaryFolder(), 'new', 'data')
  const store = await openStore({ kind: 'file', dataDir })
  await store.saveFeedback([overridden()])
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  expect(modeOf(dataDir)).toBe('700')
  const files = readdirSync(dataDir)
  expect(files).toContain('vertebral-fracture-cds.sqlite')
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(modeOf(join(dataDir, file)), file).toBe('600')
  await store.close()
})

test('a file that is deleted or replaced under the process: nothing is acknowledged any more', async () => {
  const dataDir = temporaryFolder()
  const path = join(dataDir, 'vertebral-fracture-cds.sqlite')
  const store = await openStore({ kind: 'file', dataDir })
  await store.saveFeedback([overridden()])
  renameSync(path, `${path}.aside`)
  await expect(store.saveFeedback([accepted()])).rejects.toThrow('deleted or replaced')
  await expect(store.ping()).rejects.toThrow('deleted or replaced')
  writeFileSync(path, '')
  await expect(store.useNonce(NONCE)).rejects.toThrow('deleted or replaced')
  unlinkSync(path)
  renameSync(`${path}.aside`, path)
  await expect(store.saveFeedback([accepted()])).resolves.toEqual({ stored: 1, duplicates: 0 })
  await store.close()
})

test('a full disk: nothing is half stored, the log can say why, and it goes on when there is room', async () => {
  const dataDir = temporaryFolder()
  await (await openStore({ kind: 'file', dataDir })).close()
  const home = await rawHome({ kind: 'file', dataDir })
  const store = sqlStore(home)
  const many = Array.from({ length: 300 }, (_, index) => overridden({ card: cardNumber(index), comment: 'x'.repeat(1000) }))
  await sql`pragma max_page_count = 60`.execute(home.db)
  const fault: unknown = await store.saveFeedback(many).catch((error: unknown) => error)
  expect(whereThrown(fault)).toMatchObject({ reason: 'database or disk is full' })
  await sql`pragma max_page_count = 100000`.execute(home.db)
  await expect(store.saveFeedback(many)).resolves.toEqual({ stored: 300, duplicates: 0 })
  await store.close()
})

describe('a place that cannot be used stops the start with a sentence', () => {
  const aFile = (): string => {
    const path = join(temporaryFolder(), 'taken')
    writeFileSync(path, 'not a database, and long enough to be read as the header of one: '.repeat(40))
    return path
  }
  test('DATA_DIR that is a file', async () => {
    const { code, output } = await refusedStart({ DATA_DIR: aFile() })
    expect(code).toBe(1)
    expect(output).toMatch(/^DATA_DIR .* cannot hold the database \(EEXIST\)\.\n$/)
  })
  test('a file in DATA_DIR that is no database', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'vertebral-fracture-cds.sqlite'), 'not a database: '.repeat(100))
    await expect(openStore({ kind: 'file', dataDir })).rejects.toThrow(ConfigError)
    await expect(openStore({ kind: 'file', dataDir })).rejects.toThrow(/^DATA_DIR .*not a database/)
  })
  test('a database that does not answer: waited for, then refused, without a word of its URL', async () => {
    const started = performance.now()
    const opening = openStore({ kind: 'postgres', url: 'postgres://someone:Secretword@127.0.0.1:1/db', patienceMs: 1200 })
    await expect(opening).rejects.toThrow('DATABASE_URL: the database could not be reached within 1.2 s (ECONNREFUSED).')
    await expect(opening).rejects.toThrow(ConfigError)
    expect(performance.now() - started).toBeGreaterThan(500)
  })
  test.runIf(canRun('postgres'))('a database that is not there: refused at once', async () => {
    const place = await emptyPlace('postgres')
    if (place.kind !== 'postgres') throw new Error('not PostgreSQL')
    const { code, output } = await refusedStart({ DATABASE_URL: place.url.replace(/\/test_\w+/, '/missing') })
    expect([code, output]).toEqual([1, 'DATABASE_URL: the database refused us (3D000).\n'])
  })
})
