/** Everything the suite logs is kept in one folder, and searched for what was planted when the suite ends. */
import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Names the folder; set by log-scan.setup.ts for the whole run. */
export const LOG_FOLDER = 'CDS_TEST_LOG_FOLDER'

let file: number | undefined

/** Keeps log text of this process, or of a child it started. */
export function keepLog(text: string): void {
  const folder = process.env[LOG_FOLDER]
  if (folder === undefined) return
  file ??= openSync(join(folder, `${String(process.pid)}-${String(performance.timeOrigin)}.log`), 'a')
  writeSync(file, text)
}

/** For pino. */
export const keptLog = { write: keepLog }

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The planted words that a text contains as whole words. */
export const leaksIn = (text: string, planted: readonly string[]): readonly string[] =>
  planted.filter(word => new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`).test(text))

/** Throws when any file of the folder holds a planted word; says which, and the start of the line. */
export function scanLogs(folder: string, planted: readonly string[]): number {
  let lines = 0
  const found: string[] = []
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue
      lines++
      const leaks = leaksIn(line, planted)
      if (leaks.length > 0) found.push(`${leaks.join(', ')} in: ${line.slice(0, 300)}`)
    }
  }
  if (found.length > 0)
    throw new Error(`The log holds what must never be logged (${String(found.length)} lines).\n${found.slice(0, 10).join('\n')}`)
  return lines
}
