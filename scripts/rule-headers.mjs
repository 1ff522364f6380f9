// The header of each rule file: the recommendation in one sentence, and what it does not cover.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function headersOf(folder) {
  const headers = {}
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8')
    const match = /\/\*\*\n((?: \* .*\n)+) \*\/\nexport const \w+ = defineRule\(\{\s*id: '([a-z0-9-]+)'/.exec(text)
    if (match !== null)
      headers[match[2]] = match[1]
        .replace(/^ \* ?/gm, '')
        .replace(/\n/g, ' ')
        .trim()
  }
  return headers
}
