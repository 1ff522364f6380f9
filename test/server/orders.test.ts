import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { HOOK_INSTANCE, fullPrefetch, start, type Running } from './stubs.js'

let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())
afterEach(() => {
  running.charts.length = 0
})

const draft = (id: string, more: object = {}) => ({
  resource: { resourceType: 'MedicationRequest', id, status: 'draft', subject: { reference: 'Patient/pat-1' }, ...more }
})
const drafts = { resourceType: 'Bundle', entry: [draft('d1'), draft('d2')] }

async function chartOf(hook: 'order-select' | 'order-sign', context: object) {
  await supertest(running.url)
    .post(`/cds-services/vertebral-fracture-${hook}`)
    .send({
      hook,
      hookInstance: HOOK_INSTANCE,
      context: { userId: 'Practitioner/p1', patientId: 'pat-1', ...context },
      prefetch: fullPrefetch()
    })
    .expect(200)
  return running.charts.at(-1)
}

describe('order hooks (REQ-118 to 125)', () => {
  test('selections name drafts', async () => {
    const chart = await chartOf('order-select', {
      draftOrders: drafts,
      selections: ['MedicationRequest/d2', 'MedicationRequest/unknown', 5]
    })
    expect(chart?.draftOrders).toMatchObject([{ id: 'd1' }, { id: 'd2' }])
    expect([...(chart?.selections ?? [])]).toEqual(['MedicationRequest/d2'])
  })

  test.each([undefined, null, [], ['MedicationRequest/unknown'], [null, {}]])(
    'without usable selections (%j) all drafts count',
    async selections => {
      expect((await chartOf('order-select', { draftOrders: drafts, selections }))?.selections).toBeUndefined()
    }
  )

  test('order-sign has no selections', async () => {
    expect((await chartOf('order-sign', { draftOrders: drafts, selections: ['MedicationRequest/d1'] }))?.selections).toBeUndefined()
  })

  test.each([undefined, null, { resourceType: 'Bundle' }, { resourceType: 'Bundle', entry: [{}, { resource: null }, null] }])(
    'draftOrders of %j are no drafts',
    async draftOrders => {
      expect((await chartOf('order-select', { draftOrders }))?.draftOrders).toEqual([])
    }
  )

  test('a Medication beside the drafts names the medicine of an order and is no order itself', async () => {
    const entry = [
      draft('d1', { medicationReference: { reference: 'Medication/m1' } }),
      { resource: { resourceType: 'Medication', id: 'm1', code: { text: 'alendronate' } } },
      { fullUrl: 'urn:uuid:2', resource: { resourceType: 'Medication', code: { text: 'naproxen' } } }
    ]
    const chart = await chartOf('order-sign', { draftOrders: { resourceType: 'Bundle', entry } })
    expect(chart?.draftOrders).toMatchObject([{ id: 'd1' }])
    expect([...(chart?.medications.keys() ?? [])]).toEqual(['Medication/m1', 'urn:uuid:2'])
  })

  test('any status, type and shape is taken', async () => {
    const entry = [
      draft('d1', { status: 'active' }),
      { resource: { resourceType: 'MedicationOrder', id: 'o1', patient: { reference: 'Patient/pat-1' } } },
      { resource: { resourceType: 'Something' } }
    ]
    expect((await chartOf('order-sign', { draftOrders: { entry } }))?.draftOrders).toHaveLength(3)
  })

  test("another patient's draft is left out and logged", async () => {
    const entry = [draft('d1'), draft('d2', { subject: { reference: 'Patient/someone-else' } })]
    expect((await chartOf('order-sign', { draftOrders: { entry } }))?.draftOrders).toMatchObject([{ id: 'd1' }])
    expect(running.lines.at(-1)).toMatchObject({ otherPatients: 1 })
  })

  test('draftOrders that is text → 400', async () => {
    const body = {
      hook: 'order-sign',
      hookInstance: HOOK_INSTANCE,
      context: { userId: 'Practitioner/p1', patientId: 'pat-1', draftOrders: 'x' }
    }
    const { body: outcome } = await supertest(running.url).post('/cds-services/vertebral-fracture-order-sign').send(body).expect(400)
    expect(outcome).toMatchObject({ issue: [{ diagnostics: 'context.draftOrders' }] })
  })
})
