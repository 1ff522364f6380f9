/** Whether an answer is what the vignette asks for. */
import type { Card, HookResponse } from '../cds-hooks/response.js'
import type { Vignette } from './vignette.js'

const gravity = { info: 0, warning: 1, critical: 2 } as const

const offersOf = (card: Card): string =>
  (card.suggestions ?? [])
    .map(({ label, actions }) => `${label} ${actions.map(({ description }) => description).join(' ')}`)
    .join('\n')
    .toLowerCase()

const wordsOf = ({ summary, detail }: Card): string => `${summary}\n${detail}`.replace(/\\/g, '').toLowerCase()

/** What is wrong, each in a sentence; an empty list means that the vignette passes. */
export function faultsOf(vignette: Vignette, response: HookResponse): readonly string[] {
  const faults: string[] = []
  const { cards } = response
  const byRule = new Map(cards.map(card => [card.source.topic?.code ?? '', card]))
  const need = (rule: string): Card | undefined => {
    const card = byRule.get(rule)
    if (card === undefined && !faults.includes(`${rule} is missing`)) faults.push(`${rule} is missing`)
    return card
  }
  if (vignette.silent && cards.length > 0) faults.push(`must be silent, but shows ${[...byRule.keys()].join(', ')}`)
  vignette.must.forEach(need)
  for (const rule of vignette.mustNot) if (byRule.has(rule)) faults.push(`${rule} must not appear`)
  for (const [rule, indicator] of Object.entries(vignette.indicator)) {
    const card = need(rule)
    if (card !== undefined && card.indicator !== indicator) faults.push(`${rule} is ${card.indicator}, must be ${indicator}`)
  }
  for (const [rule, offers] of Object.entries(vignette.offers)) {
    const card = need(rule)
    for (const offer of offers)
      if (card !== undefined && !offersOf(card).includes(offer.toLowerCase())) faults.push(`${rule} does not offer "${offer}"`)
  }
  for (const [rule, offers] of Object.entries(vignette.withholds)) {
    const card = need(rule)
    for (const offer of offers)
      if (card !== undefined && offersOf(card).includes(offer.toLowerCase())) faults.push(`${rule} offers "${offer}"`)
  }
  for (const offer of vignette.neverOffers) {
    for (const card of cards)
      if (offersOf(card).includes(offer.toLowerCase())) faults.push(`${card.source.topic?.code ?? ''} offers "${offer}"`)
  }
  for (const [rule, words] of Object.entries(vignette.words)) {
    const card = need(rule)
    for (const word of words)
      if (card !== undefined && !wordsOf(card).includes(word.toLowerCase())) faults.push(`${rule} does not say "${word}"`)
  }
  for (const word of vignette.neverWords) {
    for (const card of cards) if (wordsOf(card).includes(word.toLowerCase())) faults.push(`${card.source.topic?.code ?? ''} says "${word}"`)
  }
  const { atMost } = vignette
  if (atMost !== undefined) {
    for (const card of cards)
      if (gravity[card.indicator] > gravity[atMost])
        faults.push(`${card.source.topic?.code ?? ''} is ${card.indicator}, nothing may be above ${atMost}`)
  }
  return faults
}
