/** Vignettes from the YAML files of a folder, one file per topic. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { vignetteFile, type Vignette } from './vignette.js'

export interface Topic {
  readonly topic: string
  readonly file: string
  readonly vignettes: readonly Vignette[]
}

/** Throws with the file and the place when a vignette is not written as it should be. */
export function loadVignettes(folder: string): readonly Topic[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(file => {
      const read = vignetteFile.safeParse(parse(readFileSync(join(folder, file), 'utf8')))
      if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`)
      return { file, ...read.data }
    })
}

/** The rule ids a vignette speaks of. */
export const rulesOf = (vignette: Vignette): ReadonlySet<string> =>
  new Set([
    ...vignette.must,
    ...vignette.mustNot,
    ...Object.keys(vignette.indicator),
    ...Object.keys(vignette.offers),
    ...Object.keys(vignette.withholds),
    ...Object.keys(vignette.words)
  ])
