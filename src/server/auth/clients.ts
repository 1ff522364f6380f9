/** The clients that may call, from the file that AUTH_CLIENTS names. A wrong one stops the start with the place inside the file. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import type { AllowedBases } from '../caller.js'
import { ConfigError } from '../config.js'
import { allowedBases } from './bases.js'
import { clientSchema, fileSchema, keySetSchema, presetSchema, type Permissions, type WrittenClient } from './clients-schema.js'
import { keyFault } from './keys.js'
import { sandbox } from './sandbox.js'

type Key = Readonly<Record<string, unknown>>

/** Where the keys of a client come from. */
export type KeyPlace = { readonly url: string } | { readonly keys: readonly Key[] }

export interface Client {
  readonly issuer: string
  readonly keyPlace: KeyPlace
  /** What `jku` may say, where a token has one. */
  readonly jkus: ReadonlySet<string>
  readonly algorithms: ReadonlySet<string>
  /** Undefined: the client has no tenants. */
  readonly tenants: ReadonlyMap<string, AllowedBases> | undefined
  readonly fhirServers: AllowedBases
  readonly isPublicSandbox: boolean
}

export interface ClientsFile {
  readonly path: string
  /** AUTH_ALGORITHMS. */
  readonly algorithms: readonly string[]
}

type Fail = (place: string, fault: string) => never

const failIn =
  (file: string): Fail =>
  (place, fault) => {
    throw new ConfigError(`AUTH_CLIENTS: ${place === '' ? 'the list' : place} in ${file} ${fault}.`)
  }

function readText(file: string, complaint: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ConfigError(`AUTH_CLIENTS: ${complaint} could not be read.`)
  }
}

/** YAML is a superset of JSON. */
function readYaml(file: string, complaint: string): unknown {
  const written = readText(file, complaint)
  try {
    return parse(written)
  } catch (error) {
    const line = (error as { linePos?: readonly { line: number }[] }).linePos?.[0]?.line
    throw new ConfigError(`AUTH_CLIENTS: ${complaint} is not valid YAML or JSON${line === undefined ? '' : ` (line ${String(line)})`}.`)
  }
}

const join = (place: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (said, step) => (typeof step === 'number' ? `${said}[${String(step)}]` : `${said}${said === '' ? '' : '.'}${String(step)}`),
    place
  )

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string, fail: Fail): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') return fail(join(place, [...issue.path, issue.keys[0] ?? '']), 'is not a known setting')
  return fail(join(place, issue?.path ?? []), issue?.message ?? 'is wrong')
}

function checkKeys(keys: readonly Key[], place: string, fail: Fail): readonly Key[] {
  keys.forEach((key, index) => {
    const fault = keyFault(key)
    if (fault !== undefined) fail(`${place}.keys[${String(index)}]`, fault)
    if (keys.findIndex(({ kid }) => kid === key['kid']) !== index)
      fail(`${place}.keys[${String(index)}].kid`, 'is the kid of another key too')
  })
  return keys
}

/** Exactly one place for the keys. */
function keyPlaceOf({ jwksUrl, jwksFile, jwks }: WrittenClient, place: string, file: string, fail: Fail): KeyPlace {
  if ([jwksUrl, jwksFile, jwks].filter(one => one !== undefined).length !== 1)
    fail(place, 'needs exactly one of jwksUrl, jwksFile and jwks')
  if (jwksUrl !== undefined) return { url: jwksUrl }
  if (jwks !== undefined) return { keys: checkKeys(jwks.keys, `${place}.jwks`, fail) }
  const keyFile = resolve(dirname(file), jwksFile ?? '')
  const written = readYaml(keyFile, `${place}.jwksFile, ${keyFile},`)
  const failInKeys = failIn(keyFile)
  return { keys: checkKeys(check(keySetSchema, written, '', failInKeys).keys, 'the set', failInKeys) }
}

/** A tenant with FHIR bases of its own has those and no others. */
function permissionsOf(written: Permissions, place: string, fail: Fail): Pick<Client, 'tenants' | 'fhirServers'> {
  const basesAt = ({ fhirServers = [], allowHttp = false, allowWithoutToken = false }: Permissions, at: string): AllowedBases =>
    allowedBases(fhirServers, { allowHttp, allowWithoutToken }, (index, fault) => fail(`${at}.fhirServers[${String(index)}]`, fault))
  const fhirServers = basesAt(written, place)
  if (written.tenants === undefined) return { tenants: undefined, fhirServers }
  const tenants = Object.entries(written.tenants).map(
    ([tenant, own]) => [tenant, own?.fhirServers === undefined ? fhirServers : basesAt(own, `${place}.tenants.${tenant}`)] as const
  )
  if (tenants.length === 0) fail(`${place}.tenants`, 'must name at least one tenant; leave it out if the client has none')
  return { tenants: new Map(tenants), fhirServers }
}

function algorithmsOf(written: readonly string[] | undefined, accepted: readonly string[], place: string, fail: Fail): ReadonlySet<string> {
  const stranger = written?.findIndex(name => !accepted.includes(name)) ?? -1
  if (stranger !== -1) fail(`${place}.algorithms[${String(stranger)}]`, `must be one of AUTH_ALGORITHMS (${accepted.join(', ')})`)
  return new Set(written ?? accepted)
}

function clientOf(value: unknown, place: string, { path, algorithms }: ClientsFile, fail: Fail): Client {
  if (typeof value === 'object' && value !== null && 'preset' in value) {
    const written = check(presetSchema, value, place, fail)
    return {
      issuer: sandbox.issuer,
      keyPlace: { keys: sandbox.keys },
      jkus: new Set([sandbox.jku]),
      algorithms: new Set(algorithms),
      ...permissionsOf(written, place, fail),
      isPublicSandbox: true
    }
  }
  const written = check(clientSchema, value, place, fail)
  const { issuer, jwksUrl, jku = jwksUrl === undefined ? [] : [jwksUrl] } = written
  return {
    issuer,
    keyPlace: keyPlaceOf(written, place, path, fail),
    jkus: new Set(jku),
    algorithms: algorithmsOf(written.algorithms, algorithms, place, fail),
    ...permissionsOf(written, place, fail),
    isPublicSandbox: false
  }
}

/** By issuer. */
export function readClients(file: ClientsFile): ReadonlyMap<string, Client> {
  const fail = failIn(file.path)
  const written = check(fileSchema, readYaml(file.path, file.path), '', fail)
  const clients = new Map<string, Client>()
  written.clients.forEach((value, index) => {
    const place = `clients[${String(index)}]`
    const client = clientOf(value, place, file, fail)
    if (clients.has(client.issuer)) fail(`${place}.issuer`, 'is the issuer of another client too')
    clients.set(client.issuer, client)
  })
  return clients
}
