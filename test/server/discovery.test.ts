import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { allServices, start, type Running } from './stubs.js'

let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())

interface Entry {
  hook: string
  id: string
  title: string
  description: string
  version: string
  usageRequirements: string
  prefetch: Record<string, string>
}

describe('discovery (REQ-10 to 20)', () => {
  test.each(['/cds-services', '/cds-services/', '//cds-services', '/cds-services?x=//y'])('GET %s is 200', async path => {
    const { body, headers } = await supertest(running.url).get(path).expect(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(body).toHaveProperty('services')
  })

  test('each entry has what the specification asks for', async () => {
    const { body } = await supertest(running.url).get('/cds-services')
    const { services } = body as { services: Entry[] }
    expect(services.map(({ hook }) => hook)).toEqual(allServices.map(({ hook }) => hook))
    for (const entry of services) {
      expect(entry.description).not.toBe('')
      expect(entry.title).not.toBe('')
      expect(entry.id).toMatch(/^[A-Za-z0-9._~-]+$/)
      expect(entry.version).toMatch(/^\d+\.\d+\.\d+/)
      expect(entry.usageRequirements).toBeTypeOf('string')
      for (const template of Object.values(entry.prefetch)) expect(template).toMatch(/^[A-Z][A-Za-z]+([/?])/)
      const { status } = await supertest(running.url).post(`/cds-services/${entry.id}`).send({})
      expect(status).not.toBe(404)
    }
  })

  test('where ordered medicines are asked for, reported ones are too', async () => {
    const { body } = await supertest(running.url).get('/cds-services')
    const { services } = body as { services: Entry[] }
    expect(services.filter(({ prefetch }) => 'medicationRequests' in prefetch).map(({ id }) => id)).toEqual(
      services.filter(({ prefetch }) => 'medicationStatements' in prefetch).map(({ id }) => id)
    )
  })

  test('without services it is still 200 with an empty list', async () => {
    const empty = await start({}, { services: [] })
    const { body } = await supertest(empty.url).get('/cds-services').expect(200)
    expect(body).toEqual({ services: [] })
    await empty.stop()
  })

  test('health, readiness and the landing answer', async () => {
    await supertest(running.url).get('/health').expect(200, { status: 'ok' })
    await supertest(running.url).get('/ready').expect(200)
    const { body } = await supertest(running.url).get('/').expect(200)
    expect(body).toHaveProperty('discovery', 'http://127.0.0.1:3000/cds-services')
  })
})

describe('CORS (REQ-114)', () => {
  const paths = ['/cds-services', '/cds-services/vertebral-fracture-patient-view', '/cds-services/vertebral-fracture-patient-view/feedback']
  test.each(paths)('the preflight of %s needs no token and names both headers', async path => {
    const { headers } = await supertest(running.url)
      .options(path)
      .set('Origin', 'https://ehr.example.org')
      .set('Access-Control-Request-Method', 'POST')
      .set('Access-Control-Request-Headers', 'authorization,content-type')
      .expect(204)
    expect(headers['access-control-allow-origin']).toBe('https://ehr.example.org')
    expect(headers['access-control-allow-headers']).toMatch(/Authorization/)
    expect(headers['access-control-allow-headers']).toMatch(/Content-Type/)
    expect(headers['access-control-allow-methods']).toBe('GET, POST, OPTIONS')
  })

  test.each([
    ['/nothing', 404],
    ['/cds-services/vertebral-fracture-patient-view', 405]
  ])('the refusal of GET %s can be read by a browser', async (path, status) => {
    const { headers } = await supertest(running.url).get(path).set('Origin', 'https://ehr.example.org').expect(status)
    expect(headers['access-control-allow-origin']).toBe('https://ehr.example.org')
  })

  test('CORS_ORIGINS narrows it', async () => {
    const narrow = await start({ CORS_ORIGINS: 'https://ehr.example.org' })
    const listed = await supertest(narrow.url).get('/cds-services').set('Origin', 'https://ehr.example.org')
    const other = await supertest(narrow.url).get('/cds-services').set('Origin', 'https://elsewhere.example.org')
    expect(listed.headers['access-control-allow-origin']).toBe('https://ehr.example.org')
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    await narrow.stop()
  })
})
