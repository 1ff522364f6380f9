import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { isDensityOrder } from '../../src/facts/care-orders.js'
import { alreadyOrdered } from '../../src/rules/already-ordered.js'
import { heldMedicines, heldOrders } from '../../src/rules/not-done.js'
import { factsOf, given } from './facts-of.js'

const dxa = (more: Readonly<Record<string, unknown>> = {}, text = 'DXA'): FhirResource => given.service(text, more)

describe('what was ordered and is not done', () => {
  const orders = (...resources: readonly FhirResource[]): readonly string[] => heldOrders(factsOf({ resources }).densityOrders)
  it.each([
    ['on-hold', 'is on hold'],
    ['revoked', 'was revoked'],
    ['stopped', 'was stopped']
  ])('%s: it %s', (status, words) => {
    expect(orders(dxa({ status }))).toEqual([`Not counted as done: DXA ${words} (2026-11-15)`])
  })
  it.each(['active', 'completed', 'draft'])('%s is not named', status => {
    expect(orders(dxa({ status }))).toEqual([])
  })
  it('is named with its reason, two at most', () => {
    expect(orders(dxa({ status: 'on-hold', statusReason: { text: 'declined' }, authoredOn: undefined }))).toEqual([
      'Not counted as done: DXA is on hold (no date, reason: declined)'
    ])
    expect(orders(dxa({ status: 'on-hold' }), dxa({ status: 'revoked' }), dxa({ status: 'stopped' }))).toHaveLength(2)
    expect(heldOrders(undefined)).toEqual([])
  })
  it('is told of medicines too', () => {
    const held = (status: string): readonly string[] =>
      heldMedicines(
        factsOf({ resources: [given.medication('x', 'denosumab 60 mg syringe', { status, statusReason: { text: 'surgery' } })] })
          .denosumabOrders
      )
    expect(held('on-hold')).toEqual(['Not counted as done: denosumab 60 mg syringe is on hold (2026-10-01, reason: surgery)'])
    expect(held('stopped')).toEqual(['Not counted as done: denosumab 60 mg syringe was stopped (2026-10-01, reason: surgery)'])
    expect(held('cancelled')).toEqual(['Not counted as done: denosumab 60 mg syringe was cancelled (2026-10-01, reason: surgery)'])
    expect(held('completed')).toEqual([])
    expect(held('active')).toEqual([])
    expect(heldMedicines(undefined)).toEqual([])
  })
})

describe('what makes a second order superfluous', () => {
  const found = (resources: readonly FhirResource[], drafts: readonly FhirResource[] = []): string | undefined => {
    const facts = factsOf({ resources, drafts })
    return alreadyOrdered({ orders: facts.densityOrders, drafts: facts.drafts, asOf: '2026-11-22', isWanted: isDensityOrder }, 365)?.name
  }
  it.each([
    [{ status: 'active', authoredOn: '2020-01-01' }, 'DXA'],
    [{ status: 'completed', authoredOn: '2025-11-22' }, 'DXA'],
    [{ status: 'completed', authoredOn: '2025-11-21' }, undefined],
    [{ status: 'completed', authoredOn: undefined }, undefined],
    [{ status: 'on-hold' }, undefined],
    [{ status: 'revoked' }, undefined]
  ])('an order %j: %s', (more, name) => {
    expect(found([dxa(more)])).toBe(name)
  })
  it('is a draft of the session where no order is', () => {
    expect(found([], [dxa({ status: 'draft' }, 'DEXA hip')])).toBe('DEXA hip')
    expect(found([dxa()], [dxa({ status: 'draft' }, 'DEXA hip')])).toBe('DXA')
    expect(found([], [given.service('MRI', { status: 'draft' }), given.draft('x', 'DXA tablets')])).toBeUndefined()
  })
  it('is nothing where nothing is known', () => {
    expect(alreadyOrdered({ orders: undefined, drafts: undefined, asOf: '2026-11-22', isWanted: isDensityOrder }, 365)).toBeUndefined()
  })
})
