/** A store that keeps nothing and answers as told. */
import type { Store } from '../../../src/server/store/store.js'

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
