/** Small charts as hook requests, and what is seen in the answer. */
import { AS_OF_EXTENSION, EVALUATION_EXTENSION, EXPLAIN_EXTENSION } from '../../src/cds-hooks/request.js'
import type { Card, FhirResource, HookResponse } from '../../src/cds-hooks/response.js'
import { chartOf, type SmallChart } from '../rules/facts-of.js'

export interface AskedChart extends SmallChart {
  readonly patientId?: string
  readonly fhirServer?: string
}

/** The patient of small charts is p1; another id is put in its place everywhere. */
export const bodyOf = ({ patientId = 'p1', fhirServer, ...small }: AskedChart): object => {
  const chart = chartOf({ hook: 'patient-view', ...small })
  const entries = (resources: readonly FhirResource[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map(resource => ({ resource }))
  })
  const prefetch = Object.fromEntries(
    Object.entries(chart.parts).map(([key, { resources }]) => [key, key === 'patient' ? resources[0] : entries(resources)])
  )
  const orders = chart.hook === 'patient-view' ? {} : { draftOrders: entries(chart.draftOrders) }
  const body = {
    hook: chart.hook,
    hookInstance: crypto.randomUUID(),
    ...(fhirServer === undefined ? {} : { fhirServer }),
    context: { userId: 'Practitioner/u1', patientId: 'p1', ...orders },
    prefetch,
    extension: { [AS_OF_EXTENSION]: chart.asOf, [EXPLAIN_EXTENSION]: true }
  }
  return JSON.parse(JSON.stringify(body).replaceAll('Patient/p1"', `Patient/${patientId}"`).replaceAll('"p1"', `"${patientId}"`)) as object
}

export interface Seen {
  readonly cards: readonly Card[]
  readonly rules: readonly string[]
  /** What the explanation says silenced a rule. */
  silencedBy(rule: string): string | undefined
}

interface Explained {
  readonly rules: readonly { readonly id: string; readonly silencedBy?: string }[]
}

export function seenIn({ cards, extension }: HookResponse): Seen {
  const { rules } = extension?.[EVALUATION_EXTENSION] as Explained
  return {
    cards,
    rules: cards.map(card => card.source.topic?.code ?? ''),
    silencedBy: rule => rules.find(({ id }) => id === rule)?.silencedBy
  }
}
