/** Where this package lies, from the sources as from dist/. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('package.json was not found above the program')
  return rootAbove(above)
}

export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)))
