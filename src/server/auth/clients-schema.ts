/** The shape of the clients file. Unknown members are refused, so that a typing error does not pass for a rule that holds. */
import { z } from 'zod'
import { isLoopback } from '../loopback.js'

const words = (what: string) => z.string(`must be ${what}`).min(1, `must be ${what}`).max(2048, `must be ${what}`)

/** Keys that came over plain http might be anybody's. */
function isKeyUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))
}

const keyUrl = z.string('must be an https URL').refine(isKeyUrl, 'must be an https URL (http only on a loopback address)')
const bases = z.array(words('a FHIR base URL'), 'must be a list of FHIR base URLs').optional()
const yesOrNo = z.boolean('must be true or false').optional()

export const keySetSchema = z.looseObject(
  { keys: z.array(z.record(z.string(), z.unknown(), 'must be a JWK'), 'must be a list of JWKs').min(1, 'must hold at least one key') },
  'must be a JWK Set, an object with keys'
)

const tenantSchema = z
  .strictObject({ fhirServers: bases, allowHttp: yesOrNo, allowWithoutToken: yesOrNo }, 'must be empty, or an object with fhirServers')
  .nullable()

/** A list of names stands for tenants without settings. */
const tenants = z.preprocess(
  value =>
    Array.isArray(value) && value.every(name => typeof name === 'string') ? Object.fromEntries(value.map(name => [name, null])) : value,
  z.record(
    z.string().min(1),
    tenantSchema,
    'must be a list of names (in quotes where they look like numbers), or an object with one member for each'
  )
)

const permissions = { tenants: tenants.optional(), fhirServers: bases, allowHttp: yesOrNo, allowWithoutToken: yesOrNo }

export const presetSchema = z.strictObject(
  { preset: z.literal('cds-hooks-sandbox', 'must be cds-hooks-sandbox'), ...permissions },
  'must be an object'
)

const oneOrMore = z.preprocess(
  value => (typeof value === 'string' ? [value] : value),
  z.array(keyUrl, 'must be an https URL or a list of them').min(1, 'must be an https URL or a list of them')
)

export const clientSchema = z.strictObject(
  {
    issuer: words('the iss of the tokens of the client').refine(value => value.trim() === value, 'must not begin or end with a space'),
    jwksUrl: keyUrl.optional(),
    jwksFile: words('a path').optional(),
    jwks: keySetSchema.optional(),
    jku: oneOrMore.optional(),
    algorithms: z
      .array(words('the name of an algorithm'), 'must be a list of algorithms')
      .min(1, 'must name at least one algorithm')
      .optional(),
    ...permissions
  },
  'must be an object with the settings of a client'
)

export const fileSchema = z.strictObject(
  { clients: z.array(z.unknown(), 'must be a list of clients').min(1, 'must list at least one client') },
  'must be an object with clients'
)

export type WrittenClient = z.output<typeof clientSchema>
export type Permissions = Pick<WrittenClient, 'tenants' | 'fhirServers' | 'allowHttp' | 'allowWithoutToken'>
