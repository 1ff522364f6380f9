/**
 * Units of the analytes this service reads. A unit is never guessed: what is not listed here is not interpreted
 * (clinical reference 0.3, "Unit safety"). Factors turn the written unit into the canonical one.
 */
import { isObject, number, text, type Json } from './fhir.js'

export interface Analyte {
  readonly name: string
  readonly unit: string
  /** UCUM code → factor to the canonical unit. */
  readonly factors: Readonly<Record<string, number>>
  /** Values outside this range, in the canonical unit, are taken for unit errors. */
  readonly plausible: readonly [number, number]
  /** `<` results count as their bound only up to here; `>` results only from here. */
  readonly boundBelow?: number
  readonly boundAbove?: number
  /** Limits a laboratory may state for adults; any other limit is taken for an error. */
  readonly limits?: { readonly low: readonly [number, number]; readonly high: readonly [number, number] }
  /** The value may come without any unit (a plain score). */
  readonly unitless?: boolean
}

/** Molar factors: creatinine 88.4 µmol/L = 1 mg/dL; calcium 40.08 g/mol; 25-OH vitamin D 2.496 nmol/L = 1 ng/mL. */
export const analytes = {
  creatinine: {
    name: 'creatinine',
    unit: 'mg/dL',
    factors: { 'mg/dL': 1, 'mg/L': 0.1, 'umol/L': 1 / 88.4, 'mmol/L': 1000 / 88.4 },
    plausible: [0.1, 25]
  },
  egfr: {
    name: 'eGFR',
    unit: 'mL/min/1.73m²',
    factors: { 'mL/min/{1.73_m2}': 1, 'mL/min/1.73.m2': 1, 'mL/min/1.73m2': 1, 'mL/min/1.73_m2': 1, 'mL/min': 1, 'mL/min/{1.73m2}': 1 },
    plausible: [1, 250],
    boundBelow: 30,
    boundAbove: 60
  },
  creatinineClearance: {
    name: 'creatinine clearance',
    unit: 'mL/min',
    factors: { 'mL/min': 1, 'mL/s': 60 },
    plausible: [1, 300],
    boundBelow: 30
  },
  calcium: {
    name: 'calcium',
    unit: 'mg/dL',
    factors: { 'mg/dL': 1, 'mmol/L': 4.008, 'meq/L': 2.004, 'mg/L': 0.1 },
    // 5 mmol/L is 20.04 mg/dL.
    plausible: [4, 20.04],
    // So low or so high that no albumin makes it normal.
    boundBelow: 5,
    boundAbove: 12,
    limits: { low: [7, 9.5], high: [9.5, 12.5] }
  },
  ionizedCalcium: {
    name: 'ionised calcium',
    unit: 'mmol/L',
    factors: { 'mmol/L': 1, 'mg/dL': 1 / 4.008, 'meq/L': 0.5 },
    plausible: [0.4, 3],
    boundBelow: 0.9,
    boundAbove: 1.5,
    limits: { low: [0.9, 1.25], high: [1.2, 1.5] }
  },
  albumin: { name: 'albumin', unit: 'g/dL', factors: { 'g/dL': 1, 'g/L': 0.1, 'mg/dL': 0.001 }, plausible: [0.8, 7] },
  vitaminD: {
    name: '25-OH vitamin D',
    unit: 'ng/mL',
    factors: { 'ng/mL': 1, 'ug/L': 1, 'nmol/L': 1 / 2.496, 'pmol/mL': 1 / 2.496 },
    plausible: [1, 400],
    // 30 nmol/L is 12.02 ng/mL.
    boundBelow: 12.02,
    boundAbove: 50
  },
  weight: { name: 'weight', unit: 'kg', factors: { kg: 1, g: 0.001, '[lb_av]': 0.45359237, '[oz_av]': 0.0283495 }, plausible: [20, 350] },
  height: { name: 'height', unit: 'cm', factors: { cm: 1, m: 100, '[in_i]': 2.54, mm: 0.1 }, plausible: [80, 250] },
  temperature: { name: 'temperature', unit: '°C', factors: { Cel: 1, '[degF]': 1, K: 1 }, plausible: [30, 44] },
  pain: { name: 'pain', unit: '/10', factors: { '{score}': 1, '1': 1, '{#}': 1, '{10}': 1, '/10': 1 }, plausible: [0, 10], unitless: true },
  tScore: {
    name: 'T-score',
    unit: '',
    factors: { '{score}': 1, '{T-score}': 1, '{Tscore}': 1, '1': 1, '{SD}': 1 },
    plausible: [-9, 9],
    unitless: true
  },
  frax: { name: 'FRAX', unit: '%', factors: { '%': 1 }, plausible: [0, 100] },
  psa: { name: 'prostate-specific antigen', unit: 'ng/mL', factors: { 'ng/mL': 1, 'ug/L': 1 }, plausible: [0, 20000], boundAbove: 10 },
  crp: {
    name: 'C-reactive protein',
    unit: 'mg/L',
    factors: { 'mg/L': 1, 'mg/dL': 10 },
    plausible: [0, 700],
    boundBelow: 10,
    boundAbove: 10
  },
  esr: { name: 'ESR', unit: 'mm/h', factors: { 'mm/h': 1, 'mm/hr': 1, mm: 1, 'mm/1h': 1 }, plausible: [0, 200], boundAbove: 30 },
  wbc: {
    name: 'white cell count',
    unit: '×10⁹/L',
    factors: { '10*9/L': 1, '10*3/uL': 1, '10*3/mm3': 1, '/uL': 0.001, 'K/uL': 1 },
    plausible: [0, 500]
  },
  hemoglobin: { name: 'haemoglobin', unit: 'g/dL', factors: { 'g/dL': 1, 'g/L': 0.1, 'mmol/L': 1.61 }, plausible: [2, 25] },
  alp: { name: 'alkaline phosphatase', unit: 'U/L', factors: { 'U/L': 1, '[iU]/L': 1, 'IU/L': 1 }, plausible: [1, 5000] },
  pth: { name: 'parathyroid hormone', unit: 'pg/mL', factors: { 'pg/mL': 1, 'ng/L': 1, 'pmol/L': 9.43 }, plausible: [1, 5000] },
  inr: { name: 'INR', unit: '', factors: { '1': 1, '{INR}': 1, '{ratio}': 1 }, plausible: [0.5, 15], unitless: true },
  platelets: {
    name: 'platelets',
    unit: '×10⁹/L',
    factors: { '10*9/L': 1, '10*3/uL': 1, '10*3/mm3': 1, 'K/uL': 1, '/uL': 0.001 },
    plausible: [1, 2500]
  }
} as const satisfies Record<string, Analyte>

export type AnalyteName = keyof typeof analytes

/** Spellings that name a UCUM unit beyond doubt. */
const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'mg/dl': 'mg/dL',
    'mg/l': 'mg/L',
    'µmol/l': 'umol/L',
    'μmol/l': 'umol/L',
    'umol/l': 'umol/L',
    'mmol/l': 'mmol/L',
    'nmol/l': 'nmol/L',
    'ng/ml': 'ng/mL',
    'ug/l': 'ug/L',
    'µg/l': 'ug/L',
    'μg/l': 'ug/L',
    'g/dl': 'g/dL',
    'g/l': 'g/L',
    'ml/min': 'mL/min',
    'ml/min/1.73m2': 'mL/min/{1.73_m2}',
    'ml/min/1.73 m2': 'mL/min/{1.73_m2}',
    'ml/min/1.73m²': 'mL/min/{1.73_m2}',
    'ml/min/1.73 m²': 'mL/min/{1.73_m2}',
    'ml/min/1.73_m2': 'mL/min/{1.73_m2}',
    'ml/min/{1.73_m2}': 'mL/min/{1.73_m2}',
    'ml/min/{1.73m2}': 'mL/min/{1.73_m2}',
    kg: 'kg',
    lb: '[lb_av]',
    lbs: '[lb_av]',
    lb_av: '[lb_av]',
    '[lb_av]': '[lb_av]',
    in: '[in_i]',
    '[in_i]': '[in_i]',
    cel: 'Cel',
    c: 'Cel',
    '°c': 'Cel',
    degc: 'Cel',
    f: '[degF]',
    '°f': '[degF]',
    degf: '[degF]',
    '[degf]': '[degF]',
    '{score}': '{score}',
    score: '{score}',
    'meq/l': 'meq/L',
    'iu/l': 'U/L',
    'u/l': 'U/L',
    'pg/ml': 'pg/mL',
    'ng/l': 'ng/L',
    'pmol/l': 'pmol/L',
    '10*3/ul': '10*3/uL',
    '10*9/l': '10*9/L',
    'mm/hr': 'mm/h',
    'mm/h': 'mm/h'
  })
)

const ucumSystems: ReadonlySet<unknown> = new Set(['http://unitsofmeasure.org', 'urn:oid:2.16.840.1.113883.6.8', undefined, null])

/** A number in the analyte's canonical unit, undefined when the unit is not one of the analyte's. */
function inCanonicalUnit(value: number, unit: string, { factors }: Analyte): number | undefined {
  if (!Object.hasOwn(factors, unit)) return undefined
  if (unit === '[degF]') return ((value - 32) * 5) / 9
  if (unit === 'K') return value - 273.15
  return value * (factors[unit] ?? NaN)
}

/** The unit a Quantity states: its UCUM code, else its unit in words; 'conflict' when the two would give different values. */
function statedUnit(quantity: Json, value: number, analyte: Analyte): string | undefined {
  const code = ucumSystems.has(quantity['system']) ? text(quantity['code'])?.trim() : undefined
  const words = text(quantity['unit'])?.trim()
  const fromCode = code === undefined ? undefined : (spellings.get(code.toLowerCase()) ?? code)
  const fromWords = words === undefined ? undefined : spellings.get(words.toLowerCase())
  if (fromCode !== undefined && fromWords !== undefined && fromCode !== fromWords) {
    const byCode = inCanonicalUnit(value, fromCode, analyte)
    if (byCode === undefined || byCode !== inCanonicalUnit(value, fromWords, analyte)) return 'conflict'
  }
  return fromCode ?? fromWords ?? words
}

export type Converted = { readonly value: number } | { readonly problem: string }

/** The problem of an observation that states no result at all: it hides no newer value. */
export const NO_VALUE = 'no numeric value'

/** The value of a Quantity in the analyte's canonical unit, or why it is not interpreted. */
export function convert(quantity: unknown, analyte: Analyte): Converted {
  if (!isObject(quantity)) return { problem: NO_VALUE }
  const written = number(quantity['value'])
  if (written === undefined) return { problem: NO_VALUE }
  const unit = statedUnit(quantity, written, analyte)
  if (unit === 'conflict') return { problem: 'its unit and its unit code disagree' }
  const value = unit === undefined ? (analyte.unitless === true ? written : undefined) : inCanonicalUnit(written, unit, analyte)
  if (value === undefined) return { problem: unit === undefined ? 'unit missing' : 'unit not known for this test' }
  const [least, most] = analyte.plausible
  if (!(value >= least && value <= most)) return { problem: 'implausible value or unit' }
  return bounded(value, quantity['comparator'] ?? undefined, analyte)
}

/** "< 12" and "> 60" stand for a value just beyond their bound, where the bound alone tells enough. */
function bounded(value: number, comparator: unknown, { boundBelow = -Infinity, boundAbove = Infinity }: Analyte): Converted {
  switch (comparator) {
    case undefined:
      return { value }
    case '<':
    case '<=':
      return value <= boundBelow ? { value: comparator === '<' ? value * 0.999 : value } : { problem: 'reported only as below a limit' }
    case '>':
    case '>=':
      return value >= boundAbove ? { value: comparator === '>' ? value * 1.001 : value } : { problem: 'reported only as above a limit' }
    default:
      return { problem: 'its comparator is not known' }
  }
}
