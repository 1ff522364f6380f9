/** An exception that nobody catches: the process ends at once, and what waited to be stored is stored first. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/server/store/open.js'
import { startService } from '../../built-service.js'
import { dataFolder, today, visit } from './clients.js'

/** pino's number for the level. */
const FATAL = 60

/** Throws from a timer that ends before the queue of issued cards writes by itself. */
const throwAfterCall = `import { subscribe } from 'node:diagnostics_channel'
  subscribe('http.server.response.finish', ({ request }) => {
    if (request.method === 'POST') setTimeout(() => { throw new Error('Secretname') }, 1)
  })`

test('after an uncaught exception the issued cards are stored, and the exit code is 1', { timeout: 60_000 }, async () => {
  const dataDir = dataFolder()
  const module = join(dataFolder(), 'throw-after-call.mjs')
  writeFileSync(module, throwAfterCall)
  const service = await startService({ DATA_DIR: dataDir }, { nodeOptions: ['--import', module] })
  const { cards } = await visit(service)
  expect(cards.length).toBeGreaterThan(0)
  expect(await service.exit).toBe(1)
  // The line of the call itself may come before or after.
  expect(service.lines().filter(({ level }) => level === FATAL)).toMatchObject([{ msg: 'uncaught exception', error: 'Error' }])
  expect(service.output()).not.toContain('Secretname')
  const store = await openStore({ kind: 'file', dataDir })
  const rows = await store.report({ from: today(), to: today() })
  await store.close()
  expect(rows.reduce((sum, { shown }) => sum + shown, 0)).toBe(cards.length)
})
