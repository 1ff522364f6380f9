/** What each rule decides by, sentence by sentence, and the vignettes that stand on either side of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Vignette } from './vignette.js'

const criterion = z.strictObject({
  /** The condition, in our own words. */
  says: z.string().min(5),
  kind: z.enum(['inclusion', 'exclusion', 'threshold', 'missing data', 'grade', 'offer', 'wording']),
  /** Vignettes in which the card is there (grade: with its indicator; offer: with the order; wording: with the words) because of it. */
  yes: z.array(z.string()).default([]),
  /** Vignettes in which it is not, because of it. */
  no: z.array(z.string()).default([]),
  /** A test that proves both sides where a vignette cannot say it. */
  test: z.string().optional(),
  /** Why nothing can exercise it, or not yet. */
  open: z.string().optional()
})

export type Criterion = z.infer<typeof criterion>
export type Criteria = Readonly<Record<string, readonly Criterion[]>>

const criteriaFile = z.record(z.string(), z.array(criterion).min(1))

/** Throws with the file and the place when a criterion is not written as it should be. */
export function loadCriteria(folder: string): Criteria {
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
  return Object.assign(
    {},
    ...files.map(file => {
      const read = criteriaFile.safeParse(parse(readFileSync(join(folder, file), 'utf8')))
      if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`)
      return read.data
    })
  ) as Criteria
}

/** Whether a criterion is exercised on both sides. */
export const isProved = ({ yes, no, test }: Criterion): boolean => test !== undefined || (yes.length > 0 && no.length > 0)

/** The card of the rule must be there for the vignette to pass. */
export const shows = ({ must, indicator, words, offers, withholds }: Vignette, id: string): boolean =>
  [must, Object.keys(indicator), Object.keys(words), Object.keys(offers), Object.keys(withholds)].some(rules => rules.includes(id))

/** The card of the rule must not be there for the vignette to pass. */
export const hides = ({ mustNot, silent }: Vignette, id: string): boolean => silent || mustNot.includes(id)

/** What a vignette must ask for to stand on the side it is listed on; undefined when it does. */
export function misplaced(rule: string, { kind }: Criterion, side: 'yes' | 'no', vignette: Vignette): string | undefined {
  const asked = (isAsked: boolean, what: string): string | undefined => (isAsked ? undefined : `does not ask that ${rule} ${what}`)
  if (side === 'yes') {
    if (kind === 'offer') return asked(rule in vignette.offers, 'offers something')
    if (kind === 'wording') return asked(rule in vignette.words, 'says something')
    if (kind === 'grade') return asked(rule in vignette.indicator, 'has an indicator')
    return asked(shows(vignette, rule), 'is there')
  }
  if (kind === 'offer')
    return asked(rule in vignette.withholds || vignette.neverOffers.length > 0 || hides(vignette, rule), 'withholds something')
  if (kind === 'wording')
    return asked(rule in vignette.words || vignette.neverWords.length > 0 || hides(vignette, rule), 'leaves something unsaid')
  if (kind === 'grade')
    return asked(rule in vignette.indicator || hides(vignette, rule) || vignette.atMost !== undefined, 'has another indicator')
  if (kind === 'missing data') return asked(hides(vignette, rule) || shows(vignette, rule), 'is there or not')
  return asked(hides(vignette, rule), 'is not there')
}
