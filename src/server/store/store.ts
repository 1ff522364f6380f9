/** What must outlive the process: feedback, issued cards, replay nonces. One interface, two homes (design section 7). */

/** A token's id, to be accepted once. */
export interface Nonce {
  readonly issuer: string
  readonly jti: string
  /** Epoch seconds; after that (and the clock skew) the token is refused by its age, and the nonce may go. */
  readonly expiresAt: number
}

/** A card that was decided and, unless `silent`, shown. No clinical content. */
export interface IssuedCard {
  readonly uuid: string
  readonly service: string
  readonly rule: string
  readonly version: string
  readonly indicator: 'info' | 'warning' | 'critical'
  /** The rule is evaluated and counted, not shown. */
  readonly silent: boolean
  readonly issuer: string | undefined
  readonly tenant: string | undefined
  /** RFC 3339, UTC. */
  readonly issuedAt: string
  /** HMAC of the patient, and hash of the data the card rests on; both only while QUIET is on. */
  readonly patientKey: string | undefined
  readonly trigger: string | undefined
}

export interface FeedbackItem {
  readonly service: string
  readonly card: string
  readonly outcome: 'accepted' | 'overridden'
  /** As sent: RFC 3339 with an offset. */
  readonly outcomeTimestamp: string
  readonly acceptedSuggestions: readonly string[]
  readonly reasonCode: string | undefined
  readonly reasonSystem: string | undefined
  /** Undefined unless STORE_COMMENTS. */
  readonly comment: string | undefined
  readonly issuer: string | undefined
  readonly tenant: string | undefined
  readonly receivedAt: string
}

export interface FeedbackReceipt {
  readonly stored: number
  /** Items that were there already. */
  readonly duplicates: number
}

/** A card a patient's clinicians overrode with a reason. */
export interface PastOverride {
  readonly rule: string
  readonly reasonCode: string
  /** Undefined where the client named none. */
  readonly reasonSystem: string | undefined
  readonly outcomeTimestamp: string
  readonly indicator: IssuedCard['indicator']
  /** Of the card that was overridden. */
  readonly trigger: string | undefined
}

/** Which records a report counts. */
export interface ReportPeriod {
  /** Calendar dates, UTC, both included. */
  readonly from: string
  readonly to: string
}

/** Counts of one rule, version, service, tenant and ISO week ("2026-W47"). */
export interface ReportRow {
  readonly rule: string
  readonly version: string
  readonly service: string
  readonly tenant: string
  readonly week: string
  /** Cards issued and shown. */
  readonly shown: number
  /** Cards evaluated by a silent rule. */
  readonly silent: number
  /** Cards of which at least one suggestion was accepted. */
  readonly accepted: number
  /** Cards overridden and never accepted, by reason code; "none" without a reason. */
  readonly overridden: Readonly<Record<string, number>>
}

/** Every method rejects when the database cannot be reached; nothing is half done. */
export interface Store {
  /** True when this token was not seen before, by any process. */
  useNonce(nonce: Nonce): Promise<boolean>
  /** Whole batch or nothing; when it resolves, the batch survives `kill -9`. */
  saveFeedback(items: readonly FeedbackItem[]): Promise<FeedbackReceipt>
  /** Cards already there (a retried call gives the same uuid) are left as they are. */
  saveIssued(cards: readonly IssuedCard[]): Promise<void>
  /** Overrides with a reason on cards of this patient since the instant given (RFC 3339), newest first. */
  overridesOf(patientKey: string, since: string): Promise<readonly PastOverride[]>
  report(period: ReportPeriod): Promise<readonly ReportRow[]>
  /** Deletes expired nonces, and records received or issued before the instant (RFC 3339); the number deleted. */
  purge(before: string, now: Date): Promise<number>
  /** Rejects when the database cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}
