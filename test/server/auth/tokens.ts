/** Keys, tokens, key servers and a store that remembers, for the tests of authentication. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { stringify } from 'yaml'
import type { Nonce, Store } from '../../../src/server/store/store.js'
import { openStore } from '../../../src/server/store/open.js'

export const ISSUER = 'https://ehr.example.org'
export const PUBLIC_URL = 'https://cds.example.org/vfx'
export const DISCOVERY = `${PUBLIC_URL}/cds-services`
/** Every test has this time unless it says otherwise. */
export const NOW = new Date('2026-11-22T12:00:00Z')
export const NOW_S = NOW.getTime() / 1000

export interface Pair {
  readonly privateKey: CryptoKey
  readonly alg: string
  readonly kid: string
  /** Public, with kid, alg and use. */
  readonly jwk: JWK
}

export async function pair(alg: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, alg, kid, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export interface Written {
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
}

/** What a careful client sends; members given as undefined are left out. */
export function contents({ kid, alg }: Pair, { header = {}, claims = {} }: Written = {}) {
  return {
    header: { alg, kid, typ: 'JWT', ...header } as Record<string, unknown> & { alg: string },
    claims: { iss: ISSUER, aud: DISCOVERY, iat: NOW_S, exp: NOW_S + 300, jti: randomUUID(), ...claims } as Record<string, unknown>
  }
}

export async function token(key: Pair, written: Written = {}): Promise<string> {
  const { header, claims } = contents(key, written)
  return new SignJWT(JSON.parse(JSON.stringify(claims)) as Record<string, unknown>)
    .setProtectedHeader(JSON.parse(JSON.stringify(header)) as { alg: string })
    .sign(key.privateKey)
}

export const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs any two texts, for tokens that no library would write. */
export async function signedParts(key: Pair, header: string, claims: string): Promise<string> {
  const input = `${header}.${claims}`
  const algorithm = key.alg.startsWith('ES') ? { name: 'ECDSA', hash: 'SHA-384' } : { name: 'RSASSA-PKCS1-v1_5' }
  const signature = await crypto.subtle.sign(algorithm, key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A file of clients in a folder of its own. */
export function clientsFile(clients: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'))
  for (const [name, content] of Object.entries(more)) writeFileSync(join(folder, name), JSON.stringify(content))
  const path = join(folder, 'clients.yaml')
  writeFileSync(path, stringify({ clients }))
  return path
}

export const authEnv = (path: string): Record<string, string> => ({ AUTH: 'required', PUBLIC_URL, AUTH_CLIENTS: path })

/** Remembers nonces; `isDown` makes it reject as a database that cannot be reached. */
export interface NonceStore extends Store {
  isDown: boolean
  readonly used: Nonce[]
}

export async function nonceStore(): Promise<NonceStore> {
  const used: Nonce[] = []
  const store: NonceStore = {
    ...(await openStore({ kind: 'memory' })),
    isDown: false,
    used,
    useNonce: nonce => {
      if (store.isDown) return Promise.reject(new Error('secret-host is down'))
      const isNew = !used.some(({ issuer, jti }) => issuer === nonce.issuer && jti === nonce.jti)
      if (isNew) used.push(nonce)
      return Promise.resolve(isNew)
    }
  }
  return store
}

export interface KeyServer {
  readonly url: string
  readonly requests: string[]
  answer: RequestListener
  stop(): Promise<void>
}

export const keysAnswer =
  (...keys: readonly object[]): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
  }

export async function keyServer(answer: RequestListener): Promise<KeyServer> {
  const requests: string[] = []
  const listener = createServer((request, response) => {
    requests.push(request.url ?? '')
    running.answer(request, response)
  })
  await new Promise<void>(done => listener.listen(0, '127.0.0.1', done))
  const running: KeyServer = {
    url: `http://127.0.0.1:${String((listener.address() as AddressInfo).port)}/jwks.json`,
    requests,
    answer,
    stop: () => {
      listener.closeAllConnections()
      return new Promise(done =>
        listener.close(() => {
          done()
        })
      )
    }
  }
  return running
}
