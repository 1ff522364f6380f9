/** `auth check <jwt>`: tells an integrator, locally, why a token is refused. The nonce is not spent. */
import { text as readAll } from 'node:stream/consumers'
import { refusalOf, type Subject } from '../server/auth/checks.js'
import { refusals, type AuthRefusal } from '../server/auth/refusals.js'
import { audiences, readToken, seconds } from '../server/auth/token.js'
import { trustOf, type Trust } from '../server/auth/trust.js'
import { systemClock, type Clock } from '../server/clock.js'
import { ConfigError, readConfig } from '../server/config.js'
import { readSite } from '../server/site-file.js'
import { servicesFor } from '../services.js'

export interface AuthCheck {
  readonly token: string
  /** The endpoint that is to be called; unless given, the one of ours that the token names, else discovery. */
  readonly url: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly out: (line: string) => void
}

const HEADERS = ['alg', 'typ', 'kid', 'jku']
const CLAIMS = ['iss', 'aud', 'iat', 'exp', 'nbf', 'tenant', 'jti']
const TIMES = ['iat', 'exp', 'nbf']
/** Beyond it no date can be written. */
const LAST_SECOND = 8.64e12

/** Terminals obey control characters. */
const printable = (value: unknown): string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)
    ? value
    : JSON.stringify(value).replace(/[^\x20-\x7e]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

function shown(name: string, value: unknown): string {
  const at = TIMES.includes(name) ? seconds(value) : undefined
  return at === undefined || Math.abs(at) > LAST_SECOND ? printable(value) : `${String(at)}  ${new Date(at * 1000).toISOString()}`
}

function showPart(title: string, part: Readonly<Record<string, unknown>>, names: readonly string[], out: AuthCheck['out']): void {
  out(title)
  for (const name of names) if (name in part) out(`  ${name.padEnd(7)} ${shown(name, part[name])}`)
  const others = Object.keys(part).filter(name => !names.includes(name))
  if (others.length > 0) out(`  also    ${others.map(printable).join(', ')} (not looked at)`)
}

const listed = (values: Iterable<string>): string => [...values].join(', ') || 'none'

/** What was expected of this very token, where the sentence alone does not say. */
function expectation(
  refusal: AuthRefusal,
  { rules, client, audience, now, token: { claims } }: Subject,
  { clients }: Trust
): string | undefined {
  const [exp, iat] = [seconds(claims['exp']), seconds(claims['iat'])]
  const expected: Partial<Record<AuthRefusal, string>> = {
    algorithm: `Accepted: ${listed(rules.algorithms)}`,
    'client-algorithm': `Accepted: ${listed(client?.algorithms ?? [])}`,
    issuer: `Known: ${listed(clients.keys())}`,
    jku: `Configured: ${listed(client?.jkus ?? [])}`,
    audience: `Expected: ${audience}`,
    expired: `Now: ${new Date(now * 1000).toISOString()}; AUTH_CLOCK_SKEW_S is ${String(rules.clockSkewS)}`,
    'issued-in-future': `Now: ${new Date(now * 1000).toISOString()}; AUTH_CLOCK_SKEW_S is ${String(rules.clockSkewS)}`,
    lifetime: `From iat to exp: ${String((exp ?? 0) - (iat ?? 0))} s; AUTH_MAX_LIFETIME_S is ${String(rules.maxLifetimeS)}`,
    tenant: `Known: ${listed(client?.tenants?.keys() ?? [])}`
  }
  return expected[refusal]
}

function endpointsOf({ publicUrl, siteConfig }: ReturnType<typeof readConfig>): readonly string[] {
  const discovery = `${publicUrl}/cds-services`
  const ofServices = servicesFor(readSite(siteConfig)).flatMap(({ id }) =>
    ['', '/feedback', '/source-attributes'].map(end => `${discovery}/${id}${end}`)
  )
  return [discovery, ...ofServices]
}

function audienceFor(url: string | undefined, aud: unknown, endpoints: readonly string[]): string {
  if (url === undefined) return audiences(aud).find(one => endpoints.includes(one)) ?? endpoints[0] ?? ''
  if (endpoints.includes(url)) return url
  throw new ConfigError(`--url must be an endpoint under PUBLIC_URL, such as ${endpoints.slice(0, 3).join(' or ')}.`)
}

function refused(refusal: AuthRefusal, out: AuthCheck['out'], more?: string): false {
  out('')
  out(`REFUSED (${refusal})`)
  out(`  ${refusals[refusal]}`)
  if (more !== undefined) out(`  ${more}`)
  return false
}

/** Whether the token would be accepted now. */
export async function authCheck({ token: written, url, env, clock, out }: AuthCheck): Promise<boolean> {
  const config = readConfig(env)
  const trust = trustOf({ config, clock, keysFailed: () => undefined })
  if (config.auth === 'open') out('AUTH is open: the service would not look at the token. Checked as with AUTH=required.\n')
  const read = readToken(written.trim().replace(/^Bearer +/i, ''))
  if ('refusal' in read) return refused(read.refusal, out)
  const { token } = read
  const audience = audienceFor(url, token.claims['aud'], endpointsOf(config))
  const subject = trust.subject(token, audience)
  showPart('Header', token.header, HEADERS, out)
  showPart('Claims', token.claims, CLAIMS, out)
  out(`Endpoint\n  ${audience}`)
  const keyPlace = subject.client?.keyPlace
  out('Checks')
  const refusal = await refusalOf(subject, ({ name, usesKeys }, fault) => {
    out(`  ${fault === undefined ? 'ok  ' : 'NO  '}  ${name}`)
    if (usesKeys === true && keyPlace !== undefined && 'url' in keyPlace) out(`        (keys fetched from ${keyPlace.url})`)
  })
  if (refusal !== undefined) return refused(refusal, out, expectation(refusal, subject, trust))
  out('  --    jti was not used before: not looked up here, and not used up by this check')
  out('\nACCEPTED')
  return true
}

export async function authCheckCommand(token: string, url: string | undefined): Promise<void> {
  const written = token === '-' ? await readAll(process.stdin) : token
  const isAccepted = await authCheck({
    token: written,
    url,
    env: process.env,
    clock: systemClock,
    out: line => void process.stdout.write(`${line}\n`)
  })
  if (!isAccepted) process.exitCode = 1
}
