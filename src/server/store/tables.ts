/** The tables, and how rows are made of records. Texts, ISO instants in UTC and 0 or 1 only, so that both databases hold the same. */
import { createHash } from 'node:crypto'
import type { FeedbackItem, IssuedCard } from './store.js'
import { isoWeek } from './week.js'

export interface IssuedCardRow {
  /** Hash of issuer, tenant and uuid: a client cannot speak about the card of another one. */
  readonly id: string
  readonly uuid: string
  readonly issuer: string
  readonly tenant: string
  readonly service: string
  readonly rule: string
  readonly version: string
  readonly indicator: string
  readonly silent: number
  readonly issued_at: string
  readonly week: string
  readonly patient_key: string | null
  readonly data_hash: string | null
}

export interface FeedbackRow {
  /** Hash of what makes two items the same. */
  readonly id: string
  /** The `id` its issued card has, or would have. */
  readonly card_id: string
  readonly card: string
  readonly issuer: string
  readonly tenant: string
  /** The service it was sent to. */
  readonly service: string
  readonly outcome: string
  readonly outcome_timestamp: string
  /** The same instant in UTC, for comparing. */
  readonly outcome_at: string
  /** JSON list of ids, sorted. */
  readonly suggestions: string
  readonly reason_system: string | null
  readonly reason_code: string | null
  readonly comment: string | null
  readonly received_at: string
  /** Rule, version and service of the card; empty, and the service it was sent to, while the card is not known. */
  readonly rule: string
  readonly version: string
  readonly card_service: string
  /** When the card was issued; while that is not known, when the feedback came. */
  readonly counted_at: string
  readonly week: string
}

export interface NonceRow {
  readonly issuer: string
  readonly jti: string
  /** Epoch seconds. */
  readonly expires_at: number
}

export interface Tables {
  readonly issued_card: IssuedCardRow
  readonly feedback: FeedbackRow
  readonly nonce: NonceRow
  readonly applied_migration: { readonly name: string; readonly applied_at: string }
}

/** PostgreSQL holds no NUL in a text. */
export const storable = (text: string): string => text.replaceAll('\0', '')
const storableOrNull = (text: string | undefined): string | null => (text === undefined ? null : storable(text))

const hashOf = (...parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

/** An instant in UTC to the millisecond, as all compared columns hold it. */
export const instant = (text: string): string => new Date(text).toISOString()

const cardId = (issuer: string, tenant: string, uuid: string): string => hashOf(issuer, tenant, uuid)

export function issuedCardRow(card: IssuedCard): IssuedCardRow {
  const { uuid, service, rule, version, indicator, silent, patientKey, trigger } = card
  const issuer = storable(card.issuer ?? '')
  const tenant = storable(card.tenant ?? '')
  const issuedAt = instant(card.issuedAt)
  return {
    id: cardId(issuer, tenant, uuid),
    uuid,
    issuer,
    tenant,
    service,
    rule,
    version,
    indicator,
    silent: silent ? 1 : 0,
    issued_at: issuedAt,
    week: isoWeek(new Date(issuedAt)),
    patient_key: storableOrNull(patientKey),
    data_hash: storableOrNull(trigger)
  }
}

/** As of a card that is not known. */
export function feedbackRow(item: FeedbackItem): FeedbackRow {
  const { service, outcome, outcomeTimestamp } = item
  const issuer = storable(item.issuer ?? '')
  const tenant = storable(item.tenant ?? '')
  const card = storable(item.card)
  const suggestions = item.acceptedSuggestions.map(storable).sort()
  const system = storableOrNull(item.reasonSystem)
  const code = storableOrNull(item.reasonCode)
  const receivedAt = instant(item.receivedAt)
  return {
    id: hashOf(issuer, tenant, service, card, outcome, suggestions, system, code, outcomeTimestamp),
    card_id: cardId(issuer, tenant, card),
    card,
    issuer,
    tenant,
    service,
    outcome,
    outcome_timestamp: outcomeTimestamp,
    outcome_at: instant(outcomeTimestamp),
    suggestions: JSON.stringify(suggestions),
    reason_system: system,
    reason_code: code,
    comment: storableOrNull(item.comment),
    received_at: receivedAt,
    rule: '',
    version: '',
    card_service: service,
    counted_at: receivedAt,
    week: isoWeek(new Date(receivedAt))
  }
}
