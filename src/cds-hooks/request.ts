/** The request half of the wire format. CDS Hooks 2.0.1, "Calling a CDS Service" and the hook library's context tables. */
import { z } from 'zod'

export const hookNames = ['patient-view', 'order-select', 'order-sign'] as const
export type HookName = (typeof hookNames)[number]

/** Fixes `asOf` for one request; honoured in open mode only. */
export const AS_OF_EXTENSION = 'io.github.vertebral-fracture-cds.asOf'
/** Asks for the evaluation in the answer. */
export const EXPLAIN_EXTENSION = 'io.github.vertebral-fracture-cds.explain'
export const EVALUATION_EXTENSION = 'io.github.vertebral-fracture-cds.evaluation'

const fhirId = z.string().regex(/^(?!\.+$)[A-Za-z0-9\-.]{1,64}$/, 'must be a FHIR id without a type prefix')
const userReference = z
  .string()
  .regex(/^(Practitioner|PractitionerRole|Patient|RelatedPerson)\/[A-Za-z0-9\-.]{1,64}$/, 'must be a reference such as Practitioner/123')
type JsonObject = Readonly<Record<string, unknown>>
const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Passed on as it came, not copied. */
const jsonObject = z.custom<JsonObject>(isJsonObject, 'must be a JSON object')

const context = {
  userId: userReference,
  patientId: fhirId,
  encounterId: fhirId.optional()
}
/** A missing `draftOrders` counts as an empty one; its entries are read leniently later. */
const draftOrders = jsonObject.optional()
const selections = z.array(z.unknown()).optional()

const contextOf = {
  'patient-view': z.looseObject(context),
  'order-select': z.looseObject({ ...context, draftOrders, selections }),
  'order-sign': z.looseObject({ ...context, draftOrders })
} as const satisfies Record<HookName, z.ZodType>

const isHttpUrl = (value: string): boolean => {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

const envelope = {
  hookInstance: z.guid('must be a UUID'),
  fhirServer: z.string().refine(isHttpUrl, 'must be an absolute http(s) URL').optional(),
  fhirAuthorization: jsonObject.optional(),
  prefetch: jsonObject.optional(),
  extension: z.unknown().optional()
}

const requestOf = (hook: HookName) =>
  z
    .object({ hook: z.literal(hook), ...envelope, context: contextOf[hook] })
    .refine(request => request.fhirAuthorization === undefined || request.fhirServer !== undefined, {
      path: ['fhirServer'],
      message: 'is required when fhirAuthorization is present'
    })

/** One schema per hook, compiled at start. */
const requestSchemas = {
  'patient-view': requestOf('patient-view'),
  'order-select': requestOf('order-select'),
  'order-sign': requestOf('order-sign')
} as const

const isBlank = (value: unknown): boolean => value === null || value === ''
const optionalMembers: ReadonlySet<string> = new Set([
  'fhirServer',
  'fhirAuthorization',
  'prefetch',
  'encounterId',
  'draftOrders',
  'selections'
])

/**
 * Optional members may arrive as null or "" from careless clients; both mean absent. They are left out before validation: a schema that
 * preprocesses them keeps whole bodies alive through many garbage collections, a tenth of a call.
 */
const withoutBlanks = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => !optionalMembers.has(name) || !isBlank(value)))

/** The request as its hook asks for it; the error names each field that is wrong. */
export function parseRequest(hook: HookName, body: JsonObject): z.ZodSafeParseResult<HookRequest> {
  const { context } = body
  return requestSchemas[hook].safeParse({ ...withoutBlanks(body), ...(isJsonObject(context) ? { context: withoutBlanks(context) } : {}) })
}

export interface HookContext {
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string | undefined
  readonly draftOrders?: Readonly<Record<string, unknown>> | undefined
  readonly selections?: readonly unknown[] | undefined
}

/** A validated request; clinical resources inside are still unknown and read defensively. */
export interface HookRequest {
  readonly hook: HookName
  readonly hookInstance: string
  readonly fhirServer?: string | undefined
  readonly fhirAuthorization?: Readonly<Record<string, unknown>> | undefined
  readonly context: HookContext
  readonly prefetch?: Readonly<Record<string, unknown>> | undefined
  readonly extension?: unknown
}

const authorization = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int(),
  scope: z.string(),
  subject: z.string(),
  patient: z.preprocess(value => (isBlank(value) ? undefined : value), z.string().optional())
})

export type FhirAuthorization = z.infer<typeof authorization>

/** The authorization if it is complete; an incomplete one means no FHIR reads (never an error). */
export function completeAuthorization(request: HookRequest): FhirAuthorization | undefined {
  const parsed = authorization.safeParse(request.fhirAuthorization)
  return parsed.success ? parsed.data : undefined
}
