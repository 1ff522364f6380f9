/** The clients of this deployment with their keys, and the rules for their tokens: the same for the server and for `auth check`. */
import type { Clock } from '../clock.js'
import { ConfigError, type Config } from '../config.js'
import type { Subject, TokenRules, TrustedClient } from './checks.js'
import { readClients, type Client } from './clients.js'
import { keySet, type FindKey } from './keys.js'
import { remoteKeys } from './remote-keys.js'
import { text, type Token } from './token.js'

/** For asking a key server, and for asking the store; the rest is for the answer. */
export const SHARE_OF_DEADLINE = 0.5

export interface TrustParts {
  readonly config: Config
  readonly clock: Clock
  /** Told the issuer whose keys could not be fetched. */
  readonly keysFailed: (issuer: string) => void
}

export interface Trust {
  readonly clients: ReadonlyMap<string, TrustedClient>
  subject(token: Token, audience: string): Subject
}

export function trustOf({ config, clock, keysFailed }: TrustParts): Trust {
  if (config.authClients === undefined) throw new ConfigError('AUTH_CLIENTS must be the path of the file that lists the clients.')
  const patienceMs = config.deadlineMs * SHARE_OF_DEADLINE
  const findKeyOf = ({ issuer, keyPlace }: Client): FindKey =>
    'url' in keyPlace ? remoteKeys({ url: keyPlace.url, patienceMs, clock, failed: () => keysFailed(issuer) }) : keySet(keyPlace.keys).find
  const read = readClients({ path: config.authClients, algorithms: config.authAlgorithms })
  const clients = new Map([...read].map(([issuer, client]) => [issuer, { ...client, findKey: findKeyOf(client) }] as const))
  const rules: TokenRules = {
    algorithms: config.authAlgorithms,
    maxLifetimeS: config.authMaxLifetimeS,
    clockSkewS: config.authClockSkewS
  }
  return {
    clients,
    subject: (token, audience) => ({
      token,
      client: clients.get(text(token.claims['iss']) ?? ''),
      rules,
      audience,
      now: clock().getTime() / 1000
    })
  }
}
