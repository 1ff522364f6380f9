/**
 * Every endpoint of the built service, as its own process, under anything a client or a stranger may send.
 * RUNS raises the number of runs; a failure prints fast-check's seed.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HookResponse } from '../src/cds-hooks/response.js'
import { startService, type BuiltService } from './built-service.js'
import { draftRefsOf, expectConformant } from './conformance.js'
import { bytes, malformed } from './fuzz-raw.js'
import { expectDecent, refusalOf, sendTo, stackTrace, type Reply } from './fuzz-replies.js'
import { anyCall, damagedBytes, feedbackCall, mutated, paths, PLANTED, type Call } from './fuzz-requests.js'
import { until } from './until.js'

const RUNS = Number(process.env['RUNS'] ?? 60)
const timeout = 30_000 + RUNS * 200
const TOKEN = 'a-token-only-for-this-test-0123456789'

/** On SIGUSR2 the service collects garbage and says what is left. */
const sayHeap = `process.on('SIGUSR2',()=>{gc();gc();process.stderr.write('heap '+process.memoryUsage().heapUsed+'\\n')})`

let service: BuiltService
beforeAll(async () => {
  service = await startService(
    { BODY_LIMIT_MB: '1', MAX_EVENT_LOOP_DELAY_MS: '0', ADMIN_TOKEN: TOKEN, METRICS_TOKEN: TOKEN },
    { nodeOptions: ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(sayHeap)}`] }
  )
}, 60_000)
afterAll(() => service.end())

const send = (call: Call): Promise<Reply> => sendTo(service.port, call)

const post = (path: string, body: string | Buffer): Promise<Reply> =>
  send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) })

/** A draft goes back as it came, so what was broken in it stays so; all the rest of an answer must conform. */
const withoutUpdates = ({ cards, ...rest }: HookResponse): HookResponse => ({
  ...rest,
  cards: cards.map(card => {
    const { suggestions, selectionBehavior, ...bare } = card
    const isUpdate = suggestions?.some(({ actions }) => actions.some(({ type }) => type === 'update')) === true
    return isUpdate || suggestions === undefined || selectionBehavior === undefined ? bare : { ...bare, suggestions, selectionBehavior }
  })
})

async function heapAfterCollection(): Promise<number> {
  const before = service.output().length
  const heap = (): string | undefined => /heap (\d+)\n/.exec(service.output().slice(before))?.[1]
  service.signal('SIGUSR2')
  await until(() => heap() !== undefined || !service.isRunning())
  return Number(heap())
}

let warmHeap = 0

describe('a request with members replaced', () => {
  it('is answered with conforming cards or with a refusal', { timeout }, async () => {
    const statuses = new Map<number, number>()
    const round = (): Promise<void> =>
      fc.assert(
        fc.asyncProperty(mutated, async ({ path, text, body }) => {
          const reply = await post(path, text)
          expectDecent(reply, 'POST', path)
          statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
          if (reply.status === 200)
            expectConformant(withoutUpdates(JSON.parse(reply.text) as HookResponse), { draftRefs: draftRefsOf(body) })
        }),
        { numRuns: RUNS }
      )
    await round()
    warmHeap = await heapAfterCollection()
    await round()
    // Were all refused, or none, the mutations would prove little.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(RUNS / 10)
    expect(statuses.get(400) ?? 0).toBeGreaterThan(RUNS / 50)
  })

  it('is answered when its bytes are damaged', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(damagedBytes, fc.constantFrom(...paths.filter(path => path.startsWith('/cds-services/'))), async (body, path) => {
        expectDecent(await post(path, body), 'POST', path)
      }),
      { numRuns: RUNS }
    )
  })
})

describe('feedback', () => {
  it('of any shape is stored or refused', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(feedbackCall, async call => {
        expectDecent(await send(call), 'POST', call.path)
      }),
      { numRuns: RUNS }
    )
  })
})

describe('any method, path, headers and body', () => {
  it('are answered', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCall, async call => {
        expectDecent(await send(call), call.method, `${call.method} ${call.path.slice(0, 80)}`)
      }),
      { numRuns: RUNS * 3 }
    )
  })

  it.each(['/admin/report', '/metrics'])('%s is answered to its token only', async path => {
    const get = (authorization?: string): Promise<Reply> =>
      send({ method: 'GET', path, headers: authorization === undefined ? {} : { authorization }, body: undefined })
    const isThere = (await get(`Bearer ${TOKEN}`)).status === 200
    for (const authorization of [undefined, 'Bearer', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN])
      expect(refusalOf(await get(authorization))).toBe(isThere ? 'CDS_ERR_UNAUTHORIZED' : 'CDS_ERR_NOT_FOUND')
  })
})

/** Status and body of the first answer on a socket that is closed after these bytes; undefined when there was none. */
async function exchange(sent: Buffer): Promise<Reply | undefined> {
  const socket = connect(service.port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.setTimeout(5000, () => socket.destroy())
  socket.end(sent)
  await once(socket, 'close')
  const [, status, head = '', text = ''] =
    /^HTTP\/1\.1 (\d{3})([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(Buffer.concat(chunks).toString('latin1')) ?? []
  const type = /content-type: ([^\r\n]+)/i.exec(head)?.[1] ?? ''
  return status === undefined ? undefined : { status: Number(status), type, text }
}

/** A missing host and an unknown expectation are refused by Node itself, before the service, and without a body. */
const isNodesOwn = ({ status, text }: Reply): boolean => (status === 400 || status === 417) && (text === '' || text === '0\r\n\r\n')

/** No answer at all is one, too: the connection is closed. */
function expectRefusedOrServed(reply: Reply | undefined, what: string): void {
  if (reply === undefined || reply.status < 300 || isNodesOwn(reply)) return
  expect(reply.status, what).toBeGreaterThanOrEqual(400)
  expect(reply.status, what).toBeLessThan(500)
  expect(reply.text, what).toContain('"OperationOutcome"')
  expect(reply.text).not.toMatch(stackTrace)
}

describe('bytes that are no HTTP', () => {
  it.each(Object.entries(malformed))('%s', async (what, text) => {
    expectRefusedOrServed(await exchange(Buffer.from(text, 'latin1')), what)
  })

  it('of any kind', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async sent => {
        expectRefusedOrServed(await exchange(sent), sent.toString('latin1'))
      }),
      { numRuns: RUNS }
    )
  })

  it('that stop in the middle hold nobody up', async () => {
    const waiting = Array.from({ length: 30 }, () => connect(service.port, '127.0.0.1'))
    for (const socket of waiting)
      socket.on('error', () => undefined).write('POST /cds-services HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n')
    expect((await send({ method: 'GET', path: '/health', headers: {}, body: undefined })).status).toBe(200)
    for (const socket of waiting) socket.destroy()
  })
})

describe('after all that', () => {
  it('the process is the same one, and serves', async () => {
    expect(service.isRunning()).toBe(true)
    for (const path of ['/health', '/ready', '/cds-services'])
      expect((await send({ method: 'GET', path, headers: {}, body: undefined })).status, path).toBe(200)
  })

  it('its heap is not larger than generously after the warm-up', async () => {
    expect(warmHeap).toBeGreaterThan(0)
    expect(await heapAfterCollection()).toBeLessThan(warmHeap * 1.5 + 20_000_000)
  })

  it('its log holds no planted text, no fatal line and no unhandled rejection', () => {
    expect(service.output()).toContain('"call"')
    expect(service.output()).not.toContain(PLANTED)
    expect(service.output()).not.toContain(encodeURIComponent(PLANTED))
    expect(service.output()).not.toMatch(/unhandled rejection|uncaught exception|call failed/)
  })
})
