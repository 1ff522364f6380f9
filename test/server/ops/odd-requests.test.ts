/** Requests that Node would answer by itself, or in another form than usual, are answered like any other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, type Running } from '../stubs.js'
import { talk } from './sockets.js'

let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())

const ask = (...lines: readonly string[]): Promise<string> => talk(running.url, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`).answer
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

describe('a refusal with a body', () => {
  it.each([
    ['no Host', 400, 'CDS_ERR_BAD_REQUEST', ['GET /health HTTP/1.1']],
    ['two Hosts', 400, 'CDS_ERR_BAD_REQUEST', ['GET /health HTTP/1.1', 'Host: one', 'host: two']],
    ['an unknown Expect', 417, 'CDS_ERR_EXPECTATION', ['GET /health HTTP/1.1', 'Host: one', 'Expect: a-miracle']],
    ['CONNECT', 400, 'CDS_ERR_BAD_REQUEST', ['CONNECT other.example.org:443 HTTP/1.1', 'Host: one']]
  ])('%s', async (_name, status, code, lines) => {
    const answer = await ask(...lines)
    expect(statusOf(answer)).toBe(status)
    expect(answer).toContain('application/fhir+json')
    expect(answer).toContain(code)
  })
})

describe('an answer as usual', () => {
  it.each([
    ['HTTP/1.0 without Host', ['GET /health HTTP/1.0']],
    ['Expect: 100-continue', ['GET /health HTTP/1.1', 'Host: one', 'Expect: 100-Continue']],
    ['a whole URL', ['GET http://cds.example.org/health HTTP/1.1', 'Host: one']],
    ['a whole URL with a query', ['GET HTTPS://cds.example.org:8443/health?x=http://other.example.org HTTP/1.1', 'Host: one']]
  ])('%s', async (_name, lines) => {
    const answers = await ask(...lines)
    expect(answers).toContain('{"status":"ok"}')
    expect(answers).toMatch(/HTTP\/1\.1 200/)
  })

  it('a whole URL leads to nothing else', async () => {
    expect(statusOf(await ask('GET http://cds.example.org/nothing HTTP/1.1', 'Host: one'))).toBe(404)
    expect(statusOf(await ask('GET /x/http://cds.example.org/health HTTP/1.1', 'Host: one'))).toBe(404)
  })
})
