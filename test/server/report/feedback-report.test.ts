import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { feedbackReportCommand } from '../../../src/cli/feedback-report.js'
import { ConfigError } from '../../../src/server/config.js'
import { openStore } from '../../../src/server/store/open.js'

let dataDir = ''
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'feedback-report-'))
  await (await openStore({ kind: 'file', dataDir })).close()
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('DATABASE_URL', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(dataDir, { recursive: true, force: true })
})

async function printed(more: Partial<Parameters<typeof feedbackReportCommand>[0]>): Promise<string> {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => written.push(String(chunk)) > 0)
  await feedbackReportCommand({ json: false, csv: false, ...more })
  return written.join('')
}

describe('feedback report', () => {
  it('prints a table of a database without records', async () => {
    const table = await printed({ from: '2026-11-01', to: '2026-11-22' })
    expect(table).toMatch(/^2026-11-01 to 2026-11-22;/)
    expect(table).toMatch(/\ntotal +0 +0 +0 +0 +0\n$/)
  })
  it('prints the JSON of the route', async () => {
    expect(JSON.parse(await printed({ to: '2026-11-22', json: true }))).toMatchObject({
      period: { from: '2026-08-25', to: '2026-11-22' },
      groups: [],
      totals: { shown: 0 }
    })
  })
  it('prints the CSV of the route', async () => {
    expect(await printed({ csv: true })).toMatch(/^"rule","version","service","tenant","week","shown",[^\n]*\r\n$/)
  })
  it('makes no database where there is none', async () => {
    const misspelt = join(dataDir, 'elsewhere')
    vi.stubEnv('DATA_DIR', misspelt)
    await expect(printed({})).rejects.toThrow(/^DATA_DIR .*elsewhere holds no database; /)
    expect(existsSync(misspelt)).toBe(false)
  })
  it.each<[Partial<Parameters<typeof feedbackReportCommand>[0]>, RegExp]>([
    [{ from: '22.11.2026' }, /^--from must be a calendar date such as/],
    [{ to: '2026-02-30' }, /^--to must be a calendar date such as/],
    [{ from: '2026-11-23', to: '2026-11-22' }, /^--from must not lie after to\.$/],
    [{ json: true, csv: true }, /exclude each other/]
  ])('%j is a sentence', async (more, sentence) => {
    const failed = printed(more)
    await expect(failed).rejects.toThrow(ConfigError)
    await expect(failed).rejects.toThrow(sentence)
  })
})
