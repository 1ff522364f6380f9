/** Which drafts of an order hook are selected. CDS Hooks library, order-select. */
import type { HookRequest } from '../cds-hooks/request.js'
import type { FhirResource } from '../cds-hooks/response.js'
import { referenceKey, resourceKey } from '../facts/fhir.js'

/** Selections that name a draft; undefined when none does, and then all drafts count as selected. */
export function selectionsOf({ hook, context }: HookRequest, drafts: readonly FhirResource[]): ReadonlySet<string> | undefined {
  if (hook !== 'order-select' || context.selections === undefined) return undefined
  const known = new Set(drafts.map(resourceKey))
  const selected = new Set<string>()
  for (const reference of context.selections) {
    const key = referenceKey({ reference })
    if (key !== undefined && known.has(key)) selected.add(key)
  }
  return selected.size === 0 ? undefined : selected
}
