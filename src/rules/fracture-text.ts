/** How cards speak of the fracture and of what was not read; used by many rules, decides nothing. */
import type { FractureStory } from '../facts/index.js'
import type { Fracture } from '../facts/fracture.js'
import type { PrefetchKey } from '../facts/prefetch.js'
import { foreign, list, md, own, spanText, type Markdown } from './text.js'

/** "L1 fracture", "vertebral fracture". Plain words for summaries. */
export const fractureName = ({ levels }: Fracture): string =>
  levels.length === 0 || levels.length > 3 ? 'vertebral fracture' : `${levels.join('/')} fracture`

/** "onset 2026-11-19, 3 days ago", "onset not recorded". */
export function ageText({ age, onset, onsetProblem }: Fracture): string {
  if (onset === undefined || age.max === Infinity) {
    if (onsetProblem === 'future') return 'onset lies in the future and is not used'
    if (onsetProblem === 'conflict') return `onset ${onset?.text ?? ''} contradicts its code or status`
    return 'onset not recorded'
  }
  return `onset ${onset.text}, ${spanText(age.min, age.max)} ago`
}

const statusText = { current: 'current', suspected: 'suspected, not confirmed', prior: 'prior' } as const

const etiologyText: Readonly<Record<FractureStory['etiology'], string>> = {
  osteoporotic: 'coded as osteoporotic',
  'presumed-fragility': 'presumed fragility fracture – confirm',
  indeterminate: 'cause not determined',
  'high-energy': 'with evidence of high energy',
  neoplastic: 'with evidence of tumour',
  infectious: 'with evidence of infection'
}

/** The first line of every guidance card: which fracture, how old, of what cause. `withCause` is off under a malignancy question. */
export function fractureText(fracture: FractureStory, withCause = true): Markdown {
  const cause = withCause ? own(`; ${etiologyText[fracture.etiology]}`) : own('')
  const missing = fracture.statusMissing ? own('; its clinical status is missing and taken for active') : own('')
  return md`${foreign(fracture.name)} (${own(statusText[fracture.status])}; ${own(ageText(fracture))})${cause}${missing}`
}

/** One line for what could not be read, out of the keys that matter to this card; undefined when all were read. */
export function unreadText(unread: ReadonlyMap<PrefetchKey, string> | undefined, keys: readonly PrefetchKey[]): Markdown | undefined {
  const names = keys.map(key => unread?.get(key)).filter(name => name !== undefined)
  return names.length === 0 ? undefined : md`Could not be read completely: ${list(names.map(own))}`
}
