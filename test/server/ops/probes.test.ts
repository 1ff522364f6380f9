import { afterEach, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { reachability } from '../../../src/server/ops/probes.js'
import { patientView, start, type Running } from '../stubs.js'
import { codeIn } from './outcome.js'
import { storeDouble } from '../doubles.js'

let running: Running | undefined
afterEach(() => running?.stop())

describe('/ready', () => {
  test('is 200 while the store answers', async () => {
    running = await start({}, { store: storeDouble() })
    await supertest(running.url).get('/ready').expect(200, { status: 'ready' })
    await supertest(running.url).head('/ready').expect(200)
  })

  test('is 503 when the store does not, and /health stays 200', async () => {
    running = await start({}, { store: storeDouble({ ping: () => Promise.reject(new Error('Secretname')) }) })
    const { body, headers, text } = await supertest(running.url).get('/ready').expect(503)
    expect(codeIn(body)).toBe('CDS_ERR_STORE_UNAVAILABLE')
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(headers['content-type']).toMatch(/^application\/fhir\+json/)
    expect(text + running.logText()).not.toContain('Secretname')
    await supertest(running.url).get('/health').expect(200, { status: 'ok' })
  })

  test('is 503 when a ping throws at once', async () => {
    const ping = () => {
      throw new Error('no connection')
    }
    running = await start({}, { store: storeDouble({ ping }) })
    await supertest(running.url).get('/ready').expect(503)
  })

  test('does not wait for a store that hangs', async () => {
    running = await start({}, { store: storeDouble({ ping: () => new Promise(() => undefined) }) })
    const { body } = await supertest(running.url).get('/ready').timeout(8000).expect(503)
    expect(codeIn(body)).toBe('CDS_ERR_STORE_UNAVAILABLE')
  })

  test('many probes cost one ping', async () => {
    let pings = 0
    const ping = async () => {
      pings++
    }
    running = await start({}, { store: storeDouble({ ping }) })
    const { url } = running
    await Promise.all(Array.from({ length: 20 }, () => supertest(url).get('/ready').expect(200)))
    expect(pings).toBeLessThanOrEqual(2)
  })

  test('is 503 from the moment the process shuts down; calls are still answered', async () => {
    running = await start()
    running.app.operations.drain()
    const { body, text } = await supertest(running.url).get('/ready').expect(503)
    expect(codeIn(body)).toBe('CDS_ERR_OVERLOADED')
    expect(text).toContain('shutting down')
    await supertest(running.url).get('/health').expect(200)
    await supertest(running.url).post('/cds-services/vertebral-fracture-patient-view').send(patientView()).expect(200)
  })
})

describe('what a ping found', () => {
  test('is believed for a second, good or bad', async () => {
    let [time, isUp, pings] = [0, false, 0]
    const ping = () => {
      pings++
      return isUp ? Promise.resolve() : Promise.reject(new Error('down'))
    }
    const reaches = reachability(storeDouble({ ping }), () => time)
    expect(await reaches()).toBe(false)
    isUp = true
    time = 1000
    expect([await reaches(), pings]).toEqual([false, 1])
    time = 1001
    expect([await reaches(), pings]).toEqual([true, 2])
  })

  test('a ping under way serves whoever asks meanwhile, however long it takes', async () => {
    let [time, pings] = [0, 0]
    let finish: () => void = () => undefined
    const ping = () => {
      pings++
      return new Promise<void>(done => {
        finish = done
      })
    }
    const reaches = reachability(storeDouble({ ping }), () => time)
    const first = reaches()
    time = 5000
    const second = reaches()
    await Promise.resolve()
    finish()
    expect([await first, await second, pings]).toEqual([true, true, 1])
  })
})
