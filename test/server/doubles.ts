/** Stand-ins for what stands behind the routes: a store and a queue that keep nothing, a FHIR client without a network. */
import type { FhirClient } from '../../src/server/fhir/client.js'
import type { IssuedQueue } from '../../src/server/store/issued-queue.js'
import type { Store } from '../../src/server/store/store.js'

export const storeDouble = (answers: Partial<Store> = {}): Store => ({
  useNonce: () => Promise.resolve(true),
  saveFeedback: items => Promise.resolve({ stored: items.length, duplicates: 0 }),
  saveIssued: () => Promise.resolve(),
  overridesOf: () => Promise.resolve([]),
  report: () => Promise.resolve([]),
  purge: () => Promise.resolve(0),
  ping: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ...answers
})

export const queueDouble = (answers: Partial<IssuedQueue> = {}): IssuedQueue => ({
  record: () => undefined,
  depth: 0,
  dropped: 0,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ...answers
})

export const noNetwork: FhirClient = {
  get: () => Promise.resolve({ ok: false, reason: 'no network' }),
  search: () => Promise.resolve({ ok: false, reason: 'no network' }),
  breakers: () => new Map(),
  close: () => Promise.resolve()
}
