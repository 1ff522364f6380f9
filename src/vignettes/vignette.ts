/** A clinical vignette in short form, as a clinician writes it in YAML: the patient, what is drafted, what must come out. */
import { z } from 'zod'
import { hookNames } from '../cds-hooks/request.js'
import { thresholdNames, thresholds, type ThresholdName } from '../facts/settings.js'

/** "3d" (days ago), or a date as FHIR writes it. */
const when = z.string().regex(/^(\d+d|\d{4}(-\d{2}(-\d{2})?)?)$/, 'is "3d" for three days ago, or a date such as 2026-10 or 2026-10-04')

const more = z.record(z.string(), z.unknown()).optional()

const coded = {
  icd: z.string().optional(),
  snomed: z.string().optional(),
  rxnorm: z.string().optional(),
  loinc: z.string().optional(),
  hcpcs: z.string().optional(),
  atc: z.string().optional(),
  text: z.string().optional()
}

const condition = z.strictObject({
  ...coded,
  onset: when.optional(),
  recorded: when.optional(),
  status: z.string().optional(),
  verification: z.string().optional(),
  bodySite: z.string().optional(),
  fhir: more
})

/** `drug: alendronate` names one of the medicines in `medicines.ts`. */
const medicine = z.strictObject({
  ...coded,
  drug: z.string().optional(),
  status: z.string().optional(),
  since: when.optional(),
  until: when.optional(),
  statement: z.boolean().optional(),
  perDay: z.number().optional(),
  perWeek: z.number().optional(),
  dose: z.union([z.number(), z.string()]).optional(),
  days: z.number().optional(),
  refills: z.number().optional(),
  minutes: z.number().optional(),
  reason: z.strictObject({ ...coded }).optional(),
  selected: z.boolean().optional(),
  fhir: more
})

const service = z.strictObject({
  ...coded,
  service: z.string().optional(),
  resource: z.enum(['ServiceRequest', 'DeviceRequest']).optional(),
  status: z.string().optional(),
  since: when.optional(),
  hours: z.number().optional(),
  selected: z.boolean().optional(),
  fhir: more
})

const result = z.union([
  z.number(),
  z.string(),
  z.strictObject({ value: z.union([z.number(), z.string()]), on: when.optional(), unit: z.string().optional(), fhir: more })
])

const settingOf = (name: ThresholdName) => z.int().min(thresholds[name].least).max(thresholds[name].most).optional()

/** Thresholds as a site file sets them, in their ranges; what is left out has its default. */
const settings = z.strictObject(
  Object.fromEntries(thresholdNames.map(name => [name, settingOf(name)])) as Record<ThresholdName, ReturnType<typeof settingOf>>
)

const vignette = z.strictObject({
  id: z.string(),
  title: z.string(),
  hook: z.enum(hookNames).default('patient-view'),
  asOf: z.string().default('2026-11-22'),
  jurisdiction: z.enum(['US', 'CA', 'UK', 'EU', 'other']).default('US'),
  /** Thresholds of the site that is asked. */
  settings: settings.optional(),
  patient: z.strictObject({
    age: z.number().optional(),
    born: z.string().optional(),
    sex: z.enum(['female', 'male', 'unknown']).default('female'),
    deceased: z.boolean().optional()
  }),
  /** The fracture; `false` for a patient without one. */
  fracture: z.union([condition, z.literal(false)]).optional(),
  conditions: z.array(condition).default([]),
  /** Results that replace or remove (`none`) the good defaults: "40 nmol/L", 8.1, none; a list gives several. */
  results: z.record(z.string(), z.union([z.literal('none'), result, z.array(result)])).default({}),
  medicines: z.array(medicine).default([]),
  orders: z.array(service).default([]),
  procedures: z.array(z.strictObject({ ...coded, on: when.optional() })).default([]),
  allergies: z
    .array(z.strictObject({ ...coded, drug: z.string().optional(), severe: z.boolean().optional(), intolerance: z.boolean().optional() }))
    .default([]),
  drafts: z.array(z.union([medicine, service])).default([]),
  /** Prefetch keys that fail, as an OperationOutcome. */
  unread: z.array(z.string()).default([]),
  must: z.array(z.string()).default([]),
  mustNot: z.array(z.string()).default([]),
  /** Indicators that certain cards must have. */
  indicator: z.record(z.string(), z.enum(['info', 'warning', 'critical'])).default({}),
  /** Words in a suggestion's label or description, per rule id. */
  offers: z.record(z.string(), z.array(z.string())).default({}),
  /** Words that no suggestion of this card may have, per rule id; the card must be there. */
  withholds: z.record(z.string(), z.array(z.string())).default({}),
  /** Words that no suggestion of the answer may have. */
  neverOffers: z.array(z.string()).default([]),
  /** Words in summary or detail, per rule id. */
  words: z.record(z.string(), z.array(z.string())).default({}),
  /** Words in no card. */
  neverWords: z.array(z.string()).default([]),
  /** Highest indicator allowed in the answer. */
  atMost: z.enum(['info', 'warning', 'critical']).optional(),
  /** No card at all. */
  silent: z.boolean().default(false)
})

export type Vignette = z.infer<typeof vignette>
export type VignetteCondition = z.infer<typeof condition>
export type VignetteMedicine = z.infer<typeof medicine>
export type VignetteService = z.infer<typeof service>
export type VignetteResult = z.infer<typeof result>

export const vignetteFile = z.strictObject({ topic: z.string(), vignettes: z.array(vignette).min(1) })
