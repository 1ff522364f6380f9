/** Clients of running services: every call on a connection of its own, so that any worker may take it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'undici'
import { afterAll } from 'vitest'
import type { HookResponse } from '../../../src/cds-hooks/response.js'
import { isoDate, dayNumber } from '../../../src/facts/dates.js'
import type { BuiltService } from '../../built-service.js'
import { given } from '../../rules/facts-of.js'
import { clientsFile, ISSUER, pair, token, type Pair } from '../auth/tokens.js'
import { bodyOf, seenIn, type AskedChart, type Seen } from '../small-request.js'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'

export const PATIENT_VIEW = '/cds-services/vertebral-fracture-patient-view'
export const FEEDBACK = `${PATIENT_VIEW}/feedback`
/** The port is not known beforehand; several processes so have one PUBLIC_URL. */
export const PUBLIC_URL = 'http://127.0.0.1:0'

const agent = new Agent({ pipelining: 0 })
const folders: string[] = []
afterAll(async () => {
  await agent.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Outlives the processes of a test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cds-whole-'))
  folders.push(folder)
  return folder
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** POST with a body, else GET. */
export async function send({ url }: BuiltService, path: string, { body, bearer }: { body?: object; bearer?: string } = {}): Promise<Reply> {
  const {
    statusCode,
    headers,
    body: answer
  } = await request(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` })
    },
    body: body === undefined ? null : JSON.stringify(body),
    dispatcher: agent
  })
  return { status: statusCode, headers, text: await answer.text() }
}

export interface Client {
  /** What the services need to know it. */
  readonly env: Readonly<Record<string, string>>
  /** A new token for a path. */
  token(path: string, tenant?: string): Promise<string>
}

/** The client of AUTH=required, with two tenants. */
export async function client(): Promise<Client> {
  const key: Pair = await pair('ES384', 'ward')
  const file = clientsFile([{ issuer: ISSUER, jwks: { keys: [key.jwk] }, tenants: ['north', 'south'] }])
  folders.push(dirname(file))
  return {
    env: { AUTH: 'required', AUTH_CLIENTS: file, PUBLIC_URL },
    token: (path, tenant = 'north') => {
      const iat = Math.floor(Date.now() / 1000)
      return token(key, { claims: { aud: PUBLIC_URL + path, iat, exp: iat + 300, tenant } })
    }
  }
}

export const today = (): string => new Date().toISOString().slice(0, 10)
export const ago = (days: number): string => isoDate(dayNumber(today()) - days)

/** A woman in her seventies with a fracture of six weeks and good results; dates count from today, since AUTH=required knows no other day. */
export const resources = () => [
  given.patient(76),
  given.fracture('M80.08XA', ago(45)),
  ...given.goodLabs(ago(43)).filter(({ effectiveDateTime }) => effectiveDateTime === ago(43))
]

export interface Visiting extends Partial<AskedChart> {
  readonly tenant?: string
  readonly as?: Client
}

/** One hook call with a hookInstance of its own. */
export async function visit(service: BuiltService, { tenant, as, ...chart }: Visiting = {}): Promise<Seen> {
  const path = PATIENT_VIEW.replace('patient-view', chart.hook ?? 'patient-view')
  const body = bodyOf({ asOf: today(), resources: resources(), ...chart })
  const { status, text } = await send(service, path, { body, ...(as === undefined ? {} : { bearer: await as.token(path, tenant) }) })
  if (status !== 200) throw new Error(`a visit was answered ${String(status)}`)
  return seenIn(JSON.parse(text) as HookResponse)
}

/** The value of a metric without labels, or with exactly these. */
export async function metric(service: BuiltService, name: string): Promise<number | undefined> {
  const line = (await send(service, '/metrics')).text.split('\n').find(each => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}
