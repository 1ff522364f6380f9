/** Medications that orders refer to and nobody sent. Design section 5, "Prefetch, precisely". */
import type { FhirResource } from '../../cds-hooks/response.js'
import type { Chart } from '../../facts/chart.js'
import { member, referenceKey, text } from '../../facts/fhir.js'
import type { Medications } from './bundle.js'
import { underBase } from './base.js'
import type { FhirReads } from './reads.js'

const READ_LIMIT = 20

/** `Medication/<id>` on this server that the order refers to, in the shape of R4 or R5. */
function referredMedication(order: FhirResource, base: string): string | undefined {
  const reference = order['medicationReference'] ?? member(order['medication'], 'reference')
  const key = referenceKey(reference)
  if (key?.startsWith('Medication/') !== true) return undefined
  const written = text(member(reference, 'reference')) ?? ''
  return written.includes('//') && underBase(written, base) === undefined ? undefined : key
}

/** Reads them side by side into `medications`; what cannot be read stays unknown. */
export async function readMissingMedications(
  drafts: readonly FhirResource[],
  parts: Chart['parts'],
  medications: Medications,
  reads: FhirReads
): Promise<void> {
  const missing = new Set<string>()
  const orders = [drafts, parts.medicationRequests?.resources ?? [], parts.medicationStatements?.resources ?? []]
  for (const order of orders.flat()) {
    const key = referredMedication(order, reads.base)
    if (key !== undefined && !medications.has(key) && missing.size < READ_LIMIT) missing.add(key)
  }
  await Promise.all(
    [...missing].map(async key => {
      const medication = await reads.medication(key.slice('Medication/'.length))
      if (medication !== undefined) medications.set(key, medication)
    })
  )
}
