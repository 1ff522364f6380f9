/** Answer → records of the cards it issued, for the store. No clinical content. */
import type { Answer, ShownCard } from '../../respond.js'
import type { Caller } from '../caller.js'
import type { IssuedCard } from '../store/store.js'

export interface IssuedContext {
  readonly service: string
  readonly caller: Caller
  readonly patientKey: string | undefined
  readonly now: Date
}

export function issuedCards({ shown, silent }: Answer, { service, caller, patientKey, now }: IssuedContext): readonly IssuedCard[] {
  const issuedAt = now.toISOString()
  const record = (card: ShownCard, isSilent: boolean): IssuedCard => ({
    uuid: card.uuid,
    service,
    rule: card.rule,
    version: card.version,
    indicator: card.indicator,
    silent: isSilent,
    issuer: caller.issuer,
    tenant: caller.tenant,
    issuedAt,
    // A card that nobody saw cannot be overridden.
    patientKey: isSilent ? undefined : patientKey,
    trigger: card.trigger
  })
  return [...shown.map(card => record(card, false)), ...silent.map(card => record(card, true))]
}
