import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ConnectionOptions } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Agent, request } from 'undici'
import { patientView, start, type Running } from '../stubs.js'
import { hasOpenssl, selfSigned, type Files } from './certificates.js'
import { talk } from './sockets.js'

if (!hasOpenssl) console.warn('TLS IS NOT TESTED: there is no openssl on this machine.')

let folder: string
let first: Files
let second: Files
let live: Files
let running: Running | undefined

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cds-tls-'))
  if (!hasOpenssl) return
  first = selfSigned(folder, 'first')
  second = selfSigned(folder, 'second')
  live = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(async () => {
  await running?.stop()
  running = undefined
})

const install = ({ cert, key }: Files): void => {
  copyFileSync(cert, live.cert)
  copyFileSync(key, live.key)
}
const listening = async (): Promise<number> => {
  install(first)
  running = await start({ TLS_CERT: live.cert, TLS_KEY: live.key })
  return Number(new URL(running.url).port)
}

/** Protocol and name of the certificate of a new connection, or the error. */
const handshake = (port: number, options: ConnectionOptions = {}): Promise<{ protocol?: string | null; name?: string; error?: string }> =>
  new Promise(done => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      done({ protocol: socket.getProtocol(), name: String(socket.getPeerCertificate().subject.CN) })
      socket.destroy()
    })
    socket.on('error', (error: Error) => done({ error: (error as NodeJS.ErrnoException).code ?? error.message }))
  })
const old = (version: 'TLSv1' | 'TLSv1.1') => ({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }) as const

describe.skipIf(!hasOpenssl)('TLS by the service', () => {
  test('1.2 and 1.3 are spoken, 1.0 and 1.1 are not (REQ-1)', async () => {
    const port = await listening()
    expect(await handshake(port, { maxVersion: 'TLSv1.2' })).toEqual({ protocol: 'TLSv1.2', name: 'first' })
    expect(await handshake(port, { minVersion: 'TLSv1.3' })).toEqual({ protocol: 'TLSv1.3', name: 'first' })
    expect((await handshake(port, old('TLSv1.1'))).error).toBeDefined()
    expect((await handshake(port, old('TLSv1'))).error).toBeDefined()
  })

  test('a call is answered, with HSTS; plain HTTP is not', async () => {
    const port = await listening()
    const dispatcher = new Agent({ connect: { ca: readFileSync(first.cert), servername: 'first' } })
    const { statusCode, headers, body } = await request(`https://127.0.0.1:${String(port)}/cds-services/vertebral-fracture-patient-view`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(patientView()),
      dispatcher
    })
    await body.dump()
    await dispatcher.close()
    expect(statusCode).toBe(200)
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    const plain = await talk(`http://127.0.0.1:${String(port)}`, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n').answer
    expect(plain).not.toContain('200')
    expect((await handshake(port)).name).toBe('first')
  })

  test('a handshake that never comes ends the connection as a request would, and so does what is none', async () => {
    install(first)
    running = await start({ TLS_CERT: live.cert, TLS_KEY: live.key, REQUEST_TIMEOUT_MS: '1000' })
    const hello = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]).toString('latin1')
    for (const begun of ['', hello, 'GET /health HTTP/1.1\r\n\r\n']) await talk(running.url, begun).answer
    expect((await handshake(Number(new URL(running.url).port))).name).toBe('first')
  })

  test('a renewed pair serves new connections; a half-written or mismatching one does not', async () => {
    const port = await listening()
    const look = () => running?.app.operations.renewCertificate()
    copyFileSync(second.cert, live.cert)
    look()
    expect((await handshake(port)).name).toBe('first')
    writeFileSync(live.cert, readFileSync(second.cert, 'utf8').slice(0, 200))
    look()
    expect((await handshake(port)).name).toBe('first')
    rmSync(live.key)
    look()
    expect((await handshake(port)).name).toBe('first')
    install(second)
    look()
    expect(await handshake(port, { maxVersion: 'TLSv1.2' })).toEqual({ protocol: 'TLSv1.2', name: 'second' })
    expect((await handshake(port, old('TLSv1.1'))).error).toBeDefined()
    const said = running?.lines.map(({ level, msg }) => [level, msg])
    expect(said).toContainEqual([50, 'TLS_KEY is not the key of the certificate in TLS_CERT. The old certificate stays in use.'])
    expect(said).toContainEqual([50, 'TLS_CERT holds no certificate in PEM format. The old certificate stays in use.'])
    expect(said).toContainEqual([30, 'the renewed certificate is in use'])
    expect(running?.logText()).not.toContain('PRIVATE')
  })

  test('the same pair again is no renewal, and the same fault is said once', async () => {
    await listening()
    running?.app.operations.renewCertificate()
    rmSync(live.key)
    running?.app.operations.renewCertificate()
    running?.app.operations.renewCertificate()
    expect(running?.logText()).not.toContain('renewed certificate is in use')
    expect(running?.lines.filter(({ level }) => level === 50)).toHaveLength(1)
  })

  test.each([
    ['a missing certificate', () => ({ TLS_CERT: join(folder, 'none'), TLS_KEY: first.key }), 'TLS_CERT cannot be read (ENOENT).'],
    ['a folder for a key', () => ({ TLS_CERT: first.cert, TLS_KEY: folder }), 'TLS_KEY cannot be read (EISDIR).'],
    ['a key for a certificate', () => ({ TLS_CERT: first.key, TLS_KEY: first.key }), 'TLS_CERT holds no certificate in PEM format.'],
    [
      'a certificate for a key',
      () => ({ TLS_CERT: first.cert, TLS_KEY: first.cert }),
      'TLS_KEY holds no private key in PEM format without a passphrase.'
    ],
    ['a foreign key', () => ({ TLS_CERT: first.cert, TLS_KEY: second.key }), 'TLS_KEY is not the key of the certificate in TLS_CERT.']
  ])('%s stops the start with a sentence', async (_name, env, sentence) => {
    await expect(start(env())).rejects.toThrow(sentence)
  })
})
