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
/** Optional members may arrive as null or "" from careless clients; both mean absent. */
const absentWhenBlank = (value: unknown): unknown => (value === null || value === '' ? undefined : value)
const jsonObject = z.record(z.string(), z.unknown())
const optionalObject = z.preprocess(absentWhenBlank, jsonObject.optional())

const context = {
  userId: userReference,
  patientId: fhirId,
  encounterId: z.preprocess(absentWhenBlank, fhirId.optional())
}
/** A missing or null `draftOrders` counts as an empty one; its entries are read leniently later. */
const draftOrders = optionalObject
const selections = z.preprocess(absentWhenBlank, z.array(z.unknown()).optional())

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
  fhirServer: z.preprocess(absentWhenBlank, z.string().refine(isHttpUrl, 'must be an absolute http(s) URL').optional()),
  fhirAuthorization: optionalObject,
  prefetch: optionalObject,
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
export const requestSchemas = {
  'patient-view': requestOf('patient-view'),
  'order-select': requestOf('order-select'),
  'order-sign': requestOf('order-sign')
} as const

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
  patient: z.preprocess(absentWhenBlank, z.string().optional())
})

export type FhirAuthorization = z.infer<typeof authorization>

/** The authorization if it is complete; an incomplete one means no FHIR reads (never an error). */
export function completeAuthorization(request: HookRequest): FhirAuthorization | undefined {
  const parsed = authorization.safeParse(request.fhirAuthorization)
  return parsed.success ? parsed.data : undefined
}
