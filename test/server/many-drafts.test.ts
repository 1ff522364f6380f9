/** Every draft is checked beside every other: a request of thousands is refused before any of that. */
import { readFileSync } from 'node:fs'
import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start, type Running } from './stubs.js'

interface Request {
  readonly context: { readonly draftOrders: { entry: { resource: { id?: string } }[] } }
}

let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())

function requestWith(count: number): Request {
  const file = new URL('../../fixtures/order-sign/bed-rest-and-alendronate.request.json', import.meta.url)
  const request = JSON.parse(readFileSync(file, 'utf8')) as Request
  const { draftOrders } = request.context
  const given = draftOrders.entry
  draftOrders.entry = Array.from({ length: count }, (_, index) => {
    const copy = structuredClone(given[index % given.length]) ?? { resource: {} }
    copy.resource.id = `draft-${String(index)}`
    return copy
  })
  return request
}

const post = (count: number) => supertest(running.url).post('/cds-services/vertebral-fracture-order-sign').send(requestWith(count))

it('200 drafts are answered', async () => {
  const { status } = await post(200)
  expect(status).toBe(200)
})

it('more are refused, with the field and the limit', async () => {
  const { status, body } = await post(201)
  expect(status).toBe(400)
  expect(body).toMatchObject({
    issue: [{ diagnostics: 'context.draftOrders', details: { text: 'context.draftOrders holds more than 200 orders.' } }]
  })
})
