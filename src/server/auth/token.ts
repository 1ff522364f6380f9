/** A client's token, taken apart and not yet believed. CDS Hooks 2.0.1, "Trusting CDS Clients"; RFC 7515, compact serialisation. */

type Json = Readonly<Record<string, unknown>>

export interface Token {
  readonly raw: string
  readonly header: Json
  readonly claims: Json
}

/** Tokens of real clients have well under 2,000 characters. */
const SIZE_LIMIT = 8192

export const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Epoch seconds; fractions are legal (RFC 7519, "NumericDate"). */
export const seconds = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)

/** What `aud` names: one text, or a list of texts. */
export function audiences(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  return all.every(one => typeof one === 'string') ? all : []
}

/** The token of the one `Authorization` header; the first value that Node keeps of several would hide the others. */
export function bearerToken(rawHeaders: readonly string[]): { readonly raw: string } | { readonly refusal: 'no-token' | 'not-bearer' } {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization')
  const [value, second] = values
  if (value === undefined) return { refusal: 'no-token' }
  const raw = /^Bearer +([\x21-\x7e]+)$/i.exec(value)?.[1]
  return raw === undefined || second !== undefined ? { refusal: 'not-bearer' } : { raw }
}

/** The JSON object in one part of the token. */
function objectIn(part: string | undefined): Json | undefined {
  if (part === undefined || !/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

export function readToken(raw: string): { readonly token: Token } | { readonly refusal: 'too-large' | 'malformed' } {
  if (raw.length > SIZE_LIMIT) return { refusal: 'too-large' }
  const parts = raw.split('.')
  const [header, claims] = [objectIn(parts[0]), objectIn(parts[1])]
  const isSigned = parts.length === 3 && /^[A-Za-z0-9_-]*$/.test(parts[2] ?? '')
  return header === undefined || claims === undefined || !isSigned ? { refusal: 'malformed' } : { token: { raw, header, claims } }
}
