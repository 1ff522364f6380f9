/** Before the suite: a folder for its logs. After it: the search, which fails the run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOG_FOLDER, scanLogs } from './log-scan.js'
import { planted } from './planted.js'

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cds-logs-'))
  process.env[LOG_FOLDER] = folder
  return () => {
    try {
      const lines = scanLogs(folder, planted())
      process.stdout.write(`${String(lines)} log lines hold nothing that was planted.\n`)
    } catch (error) {
      // The test runner reports an error of its end without failing for it.
      process.exitCode = 1
      throw error
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
