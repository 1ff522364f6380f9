import type { Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { dayNumber } from '../../src/facts/dates.js'
import { prefetchKeys, prefetchTemplates, resourceTypeOf } from '../../src/facts/prefetch.js'
import { freshChart, readCharts } from '../../src/server/demo/charts.js'
import { demoFhir } from '../../src/server/demo/fhir.js'
import { packageRoot } from '../../src/server/package-root.js'

interface Bundle {
  total: number
  link: { relation: string; url: string }[]
  entry?: { fullUrl: string; resource: Record<string, unknown> & { id: string; effectiveDateTime?: string } }[]
}

let server: Server
beforeAll(
  () =>
    new Promise<void>(done => {
      server = demoFhir(readCharts(join(packageRoot, 'fixtures', 'patients'))).listen(0, '127.0.0.1', done)
    })
)
afterAll(
  () =>
    new Promise<void>(done => {
      server.close(() => {
        done()
      })
    })
)

const get = async (path: string): Promise<Bundle> => (await supertest(server).get(path).expect(200)).body as Bundle
const idsOf = ({ entry = [] }: Bundle): string[] => entry.map(({ resource }) => resource.id)

describe('the demo FHIR server', () => {
  test('is what the sandbox needs: version, patients with given names, CORS', async () => {
    const metadata = await supertest(server)
      .get('/fhir/metadata')
      .set('Accept', 'application/json+fhir')
      .set('Origin', 'https://sandbox.example.org')
      .expect(200)
    expect(metadata.body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' })
    expect(metadata.headers['access-control-allow-origin']).toBe('https://sandbox.example.org')
    const patients = await get('/fhir/Patient')
    expect(patients.total).toBeGreaterThanOrEqual(2)
    for (const { resource } of patients.entry ?? []) expect(resource['name']).toMatchObject([{ given: [expect.any(String)] }])
    const preflight = await supertest(server)
      .options('/fhir/Condition/_search')
      .set('Origin', 'https://sandbox.example.org')
      .set('Access-Control-Request-Headers', 'authorization')
      .expect(204)
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization')
  })

  test('every patient has Conditions with text and code', async () => {
    for (const id of idsOf(await get('/Patient'))) {
      const { total, entry } = await get(`/Condition?patient=${id}`)
      expect(total).toBeGreaterThan(0)
      for (const { resource } of entry ?? [])
        expect(resource['code']).toMatchObject({ text: expect.any(String) as string, coding: [{ code: expect.any(String) as string }] })
    }
  })

  test.each(prefetchKeys)('answers the template of %s', async key => {
    const url = `/fhir/${prefetchTemplates[key].replace('{{context.patientId}}', 'l1-wedge-74').replaceAll('|', '%7C')}`
    const { body } = await supertest(server).get(url).expect(200)
    expect(body).toMatchObject({ resourceType: key === 'patient' ? 'Patient' : 'Bundle' })
    for (const { resource } of (body as Bundle).entry ?? []) expect(resource['resourceType']).toBe(resourceTypeOf(key))
  })

  test('searches by subject, token alternatives, category, status; GET and POST alike', async () => {
    const path = 'patient=l1-egfr-24'
    const byCode = await get(`/Observation?${path}&code=2160-0,http://loinc.org%7C98979-8`)
    expect(byCode.total).toBe(2)
    expect((await get(`/Observation?subject=Patient/l1-egfr-24&code=2160-0`)).total).toBe(1)
    expect((await get(`/Observation?${path}&code=http://other%7C2160-0`)).total).toBe(0)
    expect((await get(`/Condition?${path}&clinical-status=active&category=problem-list-item`)).total).toBe(2)
    expect((await get(`/MedicationRequest?${path}&status=stopped`)).total).toBe(0)
    const posted = await supertest(server)
      .post('/fhir/Observation/_search')
      .type('form')
      .send({ patient: 'l1-egfr-24', code: '2160-0,http://loinc.org|98979-8' })
      .expect(200)
    expect((posted.body as Bundle).total).toBe(2)
  })

  test('sorts by date and pages', async () => {
    const all = await get('/Observation?patient=l1-wedge-74&_sort=-date')
    const dates = (all.entry ?? []).map(({ resource }) => resource.effectiveDateTime ?? '')
    expect(dates).toEqual([...dates].sort().reverse())
    const first = await get('/Observation?patient=l1-wedge-74&_sort=-date&_count=5')
    const next = first.link.find(({ relation }) => relation === 'next')?.url ?? ''
    const second = await get(new URL(next).pathname + new URL(next).search)
    expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(all))
    expect(second.link.map(({ relation }) => relation)).toEqual(['self'])
  })

  test('unknown types are empty, unknown ids 404, writing 405', async () => {
    expect(await get('/fhir/Immunization?patient=x')).toMatchObject({ total: 0 })
    await supertest(server).get('/fhir/Patient/nobody').expect(404)
    await supertest(server).get('/').expect(404)
    await supertest(server).put('/fhir/Patient/x').send({}).expect(405)
  })

  test('moves every date so that the day of the chart is today', () => {
    const chart = {
      meta: { lastUpdated: '2026-11-22T08:00:00Z' },
      entry: [
        {
          resource: {
            resourceType: 'Condition',
            onsetDateTime: '2026-11-20',
            issued: '2026-11-20T09:30:00+01:00',
            note: '2026-11-20 was wet',
            onsetString: '2026-11'
          }
        }
      ]
    }
    expect(freshChart(chart, '2027-03-02')).toEqual([
      {
        resourceType: 'Condition',
        onsetDateTime: '2027-02-28',
        issued: '2027-02-28T09:30:00+01:00',
        note: '2026-11-20 was wet',
        onsetString: '2026-11'
      }
    ])
  })

  test('so the fracture of the chart stays two days old', async () => {
    const { entry } = await get('/Condition?patient=l1-wedge-74&code=S32.010A')
    const today = new Date().toISOString().slice(0, 10)
    expect(dayNumber(today) - dayNumber(String(entry?.[0]?.resource['onsetDateTime']))).toBeLessThanOrEqual(3)
  })
})
