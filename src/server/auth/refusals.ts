/**
 * Why a token is refused: one table of short classes. The log and the metrics name the class; the client is told nothing.
 * The sentences are for `auth check`, where integrators look at a token of their own.
 */
export const refusals = {
  'no-token': 'There is no Authorization header; it must be "Authorization: Bearer <jwt>" on every call, discovery and feedback included.',
  'not-bearer': 'There must be exactly one Authorization header with "Bearer", a space and the token.',
  'too-large': 'The token must have at most 8192 characters.',
  malformed: 'The token must be three parts of base64url with dots between them, the first two JSON objects.',
  algorithm: 'The alg of the header must be one of AUTH_ALGORITHMS; none and HS* are never accepted.',
  type: 'The typ of the header must be "JWT", in capitals.',
  critical: 'The header must not have crit: no extensions are supported.',
  'no-kid': 'The header must have a kid, which names the key in the JWK Set of the client.',
  issuer: 'The iss must be the issuer of a client in the file that AUTH_CLIENTS names, character by character.',
  'client-algorithm': 'The alg must be one of the algorithms of this client in AUTH_CLIENTS.',
  jku: 'The jku must be the jku of this client in AUTH_CLIENTS (its jwksUrl where there is no jku), or be left out; it is never fetched.',
  'keys-unavailable':
    'The JWK Set at the jwksUrl of this client could not be fetched; it must answer 200 with a JWK Set, without a redirect, within half of DEADLINE_MS.',
  'unknown-key':
    'The kid must name exactly one usable key in the JWK Set of this client: public, for signatures, RSA from 2048 bits, P-256, P-384, P-521 or Ed25519.',
  'key-mismatch': 'The key that kid names is not for this alg: look at its kty, crv, alg and key_ops.',
  signature: 'The signature must be made with the private half of the key that kid names, over exactly these two parts.',
  audience:
    'The aud must be the URL of the endpoint that is called, or a list with it, character by character: PUBLIC_URL and the path, without a slash at the end or a query.',
  times: 'The claims exp and iat must both be there, as numbers (seconds since 1970).',
  expired: 'The token has expired (exp). Make a new one for each call.',
  'issued-in-future': 'The iat lies in the future by more than AUTH_CLOCK_SKEW_S: compare the clocks.',
  'not-before': 'The nbf must be a number (seconds since 1970) and must not lie in the future.',
  lifetime: 'The exp must be after iat, and at most AUTH_MAX_LIFETIME_S later.',
  tenant: 'The tenant must be there and be one of the tenants of this client in AUTH_CLIENTS.',
  jti: 'The jti must be a text of 1 to 255 printable ASCII characters, a new one for each call.',
  replayed: 'The jti was used before. Make a new token for each call.'
} as const

export type AuthRefusal = keyof typeof refusals

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the token of this request was refused; never told to the client. */
    authRefusal: AuthRefusal | undefined
  }
}
