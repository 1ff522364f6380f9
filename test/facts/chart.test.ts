import { expect, it } from 'vitest'
import { inOrder, isComplete, ledgerOf, resourcesOf, type KeyState } from '../../src/facts/index.js'
import { chartOf, given } from '../rules/facts-of.js'

it.each<[KeyState, boolean]>([
  ['sent', true],
  ['fetched', true],
  ['known-empty', true],
  ['absent', false],
  ['failed', false],
  ['truncated', false],
  ['not-permitted', false]
])('a part that is %s is complete: %s', (state, complete) => {
  expect(isComplete({ ...chartOf({ resources: [] }), parts: { labs: { state, resources: [] } } }, 'labs')).toBe(complete)
})

it('a part that nobody asked for is neither complete nor there', () => {
  const chart = { ...chartOf({ resources: [] }), parts: {} }
  expect(isComplete(chart, 'labs')).toBe(false)
  expect(resourcesOf(chart, 'labs')).toEqual([])
})

it('the ledger has a line per part, with counts and reasons where there are any', () => {
  const chart = {
    ...chartOf({ resources: [] }),
    parts: { labs: { state: 'failed', resources: [], reason: 'timed out' }, patient: { state: 'sent', resources: [given.patient(74)] } }
  } as const
  expect(ledgerOf(chart)).toEqual([
    { key: 'labs', state: 'failed', reason: 'timed out' },
    { key: 'patient', state: 'sent', count: 1 }
  ])
})

it('every list is in the order of its ids, and then of its content', () => {
  const resources = [
    given.icd('A', { id: 'c10' }),
    given.icd('B', { id: 'c9' }),
    given.icd('Z', { id: undefined }),
    given.icd('Y', { id: undefined })
  ]
  const codes = (list: typeof resources): unknown[] =>
    resourcesOf(inOrder(chartOf({ resources: list })), 'conditions').map(({ code }) => (code as { text: string }).text)
  expect(codes(resources)).toEqual(['Y', 'Z', 'A', 'B'])
  expect(codes([...resources].reverse())).toEqual(['Y', 'Z', 'A', 'B'])
})
