/** The response half of the wire format. CDS Hooks 2.0.1, "CDS Service Response". */

export type Indicator = 'info' | 'warning' | 'critical'

/** CDS Hooks' own Coding: `system` is required since 2.0. */
export interface Coding {
  readonly code: string
  readonly system: string
  readonly display?: string
}

export interface Source {
  readonly label: string
  readonly url?: string
  readonly topic?: Coding
}

/** A FHIR resource of which only the frame is known. */
export interface FhirResource {
  readonly resourceType: string
  readonly id?: string
  readonly [member: string]: unknown
}

export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: FhirResource }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string }

export interface Suggestion {
  readonly label: string
  readonly uuid: string
  readonly isRecommended?: boolean
  readonly actions: readonly Action[]
}

export interface Link {
  readonly label: string
  readonly url: string
  readonly type: 'absolute'
}

export interface Card {
  readonly uuid: string
  readonly summary: string
  readonly detail: string
  readonly indicator: Indicator
  readonly source: Source
  readonly suggestions?: readonly Suggestion[]
  readonly selectionBehavior?: 'any' | 'at-most-one'
  readonly overrideReasons?: readonly Required<Coding>[]
  readonly links?: readonly Link[]
}

export interface HookResponse {
  readonly cards: readonly Card[]
  readonly extension?: Readonly<Record<string, unknown>>
}
