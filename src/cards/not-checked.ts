/** The two cards that speak of what could not be done: data that could not be read, and a check that failed. */
import { keyNames, type PrefetchKey } from '../facts/prefetch.js'
import type { Advice, Rule } from '../rules/rule.js'
import { list, md, own } from '../rules/text.js'

const frame = {
  kind: 'order-check',
  core: true,
  about: 'what could not be checked',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'CDS-HOOKS',
  evidence: [],
  signOff: [],
  needs: []
} as const

const never: Rule['evaluate'] = () => ({ decision: 'not-applicable', reason: 'never evaluated' })

export const notCheckedRule: Rule = { ...frame, id: 'not-checked', title: 'What could not be checked', topic: 'rest', evaluate: never }
export const failedCheckRule: Rule = {
  ...frame,
  id: 'not-checked',
  title: 'A safety check could not run',
  topic: 'red-flag',
  evaluate: never
}

/** `unchecked`: what each unreadable key would have been needed for. */
export function notCheckedAdvice(unchecked: ReadonlyMap<PrefetchKey, readonly string[]>): Advice {
  const keys = [...unchecked.keys()]
  const advice = [...new Set([...unchecked.values()].flat())]
  return {
    indicator: 'info',
    summary: `Not checked for this fracture: ${keys.map(key => keyNames[key]).join(', ')} could not be read.`,
    why: keys.map(key => own(`${capital(keyNames[key])} could not be read`)),
    guidance: [own('No conclusion is drawn from what was not read. Missing is not normal.')],
    notChecked: [md`Advice on ${list(advice.map(own), ', ')}`],
    ifYouDisagree: own('Check these in the record; a client administrator can see in the service log which read failed.'),
    overrideReasons: ['addressed-elsewhere', 'declined', 'not-appropriate', 'data-wrong']
  }
}

export function failedCheckAdvice(titles: readonly string[]): Advice {
  return {
    indicator: 'warning',
    summary: `A safety check could not run: ${titles.join(', ')}. Check by hand.`,
    why: [own('An internal error stopped this check; the other cards are not affected.')],
    guidance: [own('The absence of a card on this subject says nothing about its safety.')],
    notChecked: titles.map(own),
    ifYouDisagree: own('Report the request id of this call to the service owner.'),
    overrideReasons: ['addressed-elsewhere', 'declined', 'not-appropriate', 'data-wrong']
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
