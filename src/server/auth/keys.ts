/** Public keys of a client: which may be used, and which one a token names. RFC 7517; CDS Hooks 2.0.1, "JWT Signing Algorithm". */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { createLocalJWKSet, type CryptoKey } from 'jose'

export type FoundKey = { readonly key: CryptoKey } | { readonly refusal: 'unknown-key' | 'key-mismatch' | 'keys-unavailable' }
export type FindKey = (kid: string, alg: string) => Promise<FoundKey>

export interface KeySet {
  has(kid: string): boolean
  readonly find: FindKey
}

type KeyMembers = Readonly<Record<string, unknown>>

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
const CURVES: Readonly<Record<string, readonly string[]>> = { EC: ['P-256', 'P-384', 'P-521'], OKP: ['Ed25519'] }
const LEAST_RSA_BITS = 2048

function isPublicKey(key: KeyMembers): boolean {
  try {
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

const modulusBits = (key: KeyMembers): number =>
  createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? 0

/** Completes the sentence "The key …": why it is not used; undefined when it may be. */
export function keyFault(key: KeyMembers): string | undefined {
  const { kty, kid, crv, use } = key
  if (kty === 'oct') return 'is symmetric, and whoever can verify with it can sign'
  if (PRIVATE_MEMBERS.some(member => member in key)) return 'is a private key; only its public half belongs here'
  if (typeof kid !== 'string' || kid === '') return 'has no kid'
  if (use !== undefined && use !== 'sig') return 'is not for signatures (use)'
  if (kty !== 'RSA' && !(typeof kty === 'string' && CURVES[kty]?.includes(String(crv))))
    return 'is neither RSA nor on a curve that is accepted'
  if (!isPublicKey(key)) return 'cannot be read'
  if (kty === 'RSA' && modulusBits(key) < LEAST_RSA_BITS) return `is shorter than ${String(LEAST_RSA_BITS)} bits`
  return undefined
}

/** A `kid` that two keys share names neither. */
export function keySet(keys: readonly KeyMembers[]): KeySet {
  const kids = keys.map(({ kid }) => kid)
  const usable = keys.filter((key, index) => keyFault(key) === undefined && kids.indexOf(key['kid']) === kids.lastIndexOf(kids[index]))
  const known = new Set(usable.map(({ kid }) => kid))
  const resolve = createLocalJWKSet({ keys: usable })
  return {
    has: kid => known.has(kid),
    find: async (kid, alg) => {
      if (!known.has(kid)) return { refusal: 'unknown-key' }
      try {
        return { key: await resolve({ alg, kid }) }
      } catch {
        return { refusal: 'key-mismatch' }
      }
    }
  }
}
