/**
 * What a token must pass, in this order: nothing untrusted costs I/O, and the nonce is noted only after all of it.
 * Server and `auth check` run this one list. CDS Hooks 2.0.1, "Trusting CDS Clients"; RFC 7519.
 */
import { compactVerify } from 'jose'
import type { Client } from './clients.js'
import type { FindKey } from './keys.js'
import type { AuthRefusal } from './refusals.js'
import { audiences, seconds, text, type Token } from './token.js'

export interface TrustedClient extends Client {
  readonly findKey: FindKey
}

export interface TokenRules {
  readonly algorithms: readonly string[]
  readonly maxLifetimeS: number
  readonly clockSkewS: number
}

/** A token under examination. */
export interface Subject {
  readonly token: Token
  /** The client of its `iss`; undefined when nobody trusts that issuer. */
  readonly client: TrustedClient | undefined
  readonly rules: TokenRules
  /** Public URL of the endpoint that is called. */
  readonly audience: string
  /** Epoch seconds. */
  readonly now: number
}

export interface Check {
  /** In words, for `auth check`. */
  readonly name: string
  /** The keys of the client are needed, and perhaps fetched. */
  readonly usesKeys?: true
  refuse(subject: Subject): AuthRefusal | undefined | Promise<AuthRefusal | undefined>
}

/** Any text would do (RFC 7519); printable ASCII of bounded length can be kept by every database. */
const JTI = /^[\x20-\x7e]{1,255}$/

const unless = (isRight: boolean, refusal: AuthRefusal): AuthRefusal | undefined => (isRight ? undefined : refusal)

function timeFault({ token: { claims }, rules, now }: Subject): AuthRefusal | undefined {
  const [exp, iat, nbf] = [seconds(claims['exp']), seconds(claims['iat']), seconds(claims['nbf'])]
  if (exp === undefined || iat === undefined) return 'times'
  if (now >= exp + rules.clockSkewS) return 'expired'
  if (iat > now + rules.clockSkewS) return 'issued-in-future'
  if (claims['nbf'] !== undefined && (nbf === undefined || nbf > now + rules.clockSkewS)) return 'not-before'
  return unless(exp > iat && exp - iat <= rules.maxLifetimeS, 'lifetime')
}

async function signatureFault({ token: { raw, header }, client }: Subject): Promise<AuthRefusal | undefined> {
  const [kid, alg] = [text(header['kid']), text(header['alg'])]
  if (client === undefined || kid === undefined || alg === undefined) return 'signature'
  const found = await client.findKey(kid, alg)
  if ('refusal' in found) return found.refusal
  try {
    await compactVerify(raw, found.key, { algorithms: [alg] })
    return undefined
  } catch {
    return 'signature'
  }
}

function tenantFault({ token, client }: Subject): AuthRefusal | undefined {
  const tenant = text(token.claims['tenant'])
  return unless(client?.tenants === undefined || (tenant !== undefined && client.tenants.has(tenant)), 'tenant')
}

export const checks: readonly Check[] = [
  {
    name: 'alg is an accepted algorithm',
    refuse: ({ token, rules }) => unless(rules.algorithms.includes(text(token.header['alg']) ?? ''), 'algorithm')
  },
  { name: 'typ is JWT', refuse: ({ token }) => unless(token.header['typ'] === 'JWT', 'type') },
  { name: 'no critical extensions (crit)', refuse: ({ token }) => unless(!('crit' in token.header), 'critical') },
  { name: 'kid names a key', refuse: ({ token }) => unless(text(token.header['kid']) !== undefined, 'no-kid') },
  { name: 'iss is a client', refuse: ({ client }) => unless(client !== undefined, 'issuer') },
  {
    name: 'alg is accepted from this client',
    refuse: ({ token, client }) => unless(client?.algorithms.has(text(token.header['alg']) ?? '') === true, 'client-algorithm')
  },
  {
    name: 'jku is absent, or the one that is configured',
    refuse: ({ token: { header }, client }) => unless(!('jku' in header) || client?.jkus.has(text(header['jku']) ?? '') === true, 'jku')
  },
  { name: 'the signature is that of the key kid names', usesKeys: true, refuse: signatureFault },
  {
    name: 'aud is the URL of the endpoint',
    refuse: ({ token, audience }) => unless(audiences(token.claims['aud']).includes(audience), 'audience')
  },
  { name: 'iat and exp are there, current and close together', refuse: timeFault },
  { name: 'tenant is one of this client', refuse: tenantFault },
  { name: 'jti is there', refuse: ({ token }) => unless(JTI.test(text(token.claims['jti']) ?? ''), 'jti') }
]

/** The first refusal; `seen` is told of each check that was made. */
export async function refusalOf(
  subject: Subject,
  seen?: (check: Check, refusal: AuthRefusal | undefined) => void
): Promise<AuthRefusal | undefined> {
  for (const check of checks) {
    const refusal = await check.refuse(subject)
    seen?.(check, refusal)
    if (refusal !== undefined) return refusal
  }
  return undefined
}
