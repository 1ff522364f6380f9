import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { serviceLog } from '../src/server/log.js'
import { leaksIn, LOG_FOLDER, scanLogs } from './log-scan.js'
import { setup } from './log-scan.setup.js'
import { listeningApp } from './listening-app.js'
import { planted } from './planted.js'
import { patientView, start } from './server/stubs.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cds-scan-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const linesOfThisProcess = (): string => {
  const kept = process.env[LOG_FOLDER] ?? ''
  const names = readdirSync(kept).filter(name => name.startsWith(`${String(process.pid)}-`))
  return names.map(name => readFileSync(join(kept, name), 'utf8')).join('')
}

describe('the search of the logs', () => {
  test.each([
    ['{"msg":"call","patient":"pat-vcf-74"}', ['pat-vcf-74']],
    ['{"msg":"Ellison was here"}', ['Ellison']],
    ['{"url":"/Patient/pat-1"}', ['pat-1']],
    ['Bearer token-abc', ['token-abc']],
    ['{"msg":"call","rules":["dxa-baseline"],"several":"pat-10"}', []],
    ['', []]
  ])('%s', (text, leaks) => {
    expect(leaksIn(text, planted())).toEqual(leaks)
  })

  test('a folder with a leak fails, and the message says where', () => {
    writeFileSync(join(folder, '1.log'), '{"msg":"listening"}\n')
    expect(scanLogs(folder, planted())).toBe(1)
    writeFileSync(join(folder, '2.log'), '{"msg":"call"}\n{"msg":"failed for Secretname"}\n')
    expect(() => scanLogs(folder, planted())).toThrow(/1 lines\)\.\nSecretname in: \{"msg":"failed/)
  })

  test('the end of a run throws on a leak', () => {
    const before = process.exitCode
    const ofRun = process.env[LOG_FOLDER]
    const end = setup()
    const own = process.env[LOG_FOLDER] ?? ''
    process.env[LOG_FOLDER] = ofRun
    writeFileSync(join(own, '1.log'), 'order for Ellison\n')
    expect(end).toThrow(/Ellison/)
    expect(process.exitCode).toBe(1)
    process.exitCode = before
  })

  test('what the applications of the suite log is kept', async () => {
    const stub = await start()
    const { headers } = await supertest(stub.url)
      .post('/cds-services/vertebral-fracture-patient-view')
      .send(patientView({ fhirAuthorization: null }))
      .expect(200)
    await stub.stop()
    const real = await listeningApp()
    const answer = await supertest(real.server).post('/cds-services/vertebral-fracture-patient-view').send(patientView())
    await real.close()
    const kept = linesOfThisProcess()
    expect(kept).toContain(String(headers['x-request-id']))
    expect(kept).toContain(String(answer.headers['x-request-id']))
  })
})

test('secrets that something might log by mistake are redacted', () => {
  let text = ''
  const log = serviceLog('info', { write: line => (text += line) })
  log.info({
    authorization: 'Bearer abcdef',
    access_token: 'abcdef',
    request: { headers: { authorization: 'abcdef' }, fhirAuthorization: { x: 'abcdef' } }
  })
  expect(text).toContain('[redacted]')
  expect(text).not.toContain('abcdef')
})
