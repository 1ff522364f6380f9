/** A site's own order codes, told in ours: a coding of the site gains our standard coding beside it, once per chart. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { Chart, ChartPart } from './chart.js'
import { isObject, nameOf, objects, text, type Json } from './fhir.js'
import type { PrefetchKey } from './prefetch.js'
import type { ChartSite, StandardCoding } from './settings.js'

type Codes = ChartSite['codes']

/** Where orders, medicines and what became of them stand; diagnoses and results keep the codes they came with. */
const translatedKeys: readonly PrefetchKey[] = ['medicationRequests', 'medicationStatements', 'procedures', 'serviceRequests']

/** Deeper than any order. */
const DEPTH = 40

/** What a concept gains: our coding beside the site's; where we have no code, our words behind its name. */
function inOurWords(concept: Json, codes: Codes): Json {
  const list = objects(concept['coding'])
  const has = (system: string | undefined, code: string | undefined): boolean =>
    list.some(item => item['system'] === system && item['code'] === code)
  const added: StandardCoding[] = []
  for (const item of list) {
    const standard = codes.get(`${text(item['system']) ?? ''}|${text(item['code']) ?? ''}`)
    if (standard === undefined || added.includes(standard)) continue
    if (standard.code === undefined || !has(standard.system, standard.code)) added.push(standard)
  }
  if (added.length === 0) return {}
  const words = added.filter(({ code: ours }) => ours === undefined).map(({ display }) => display)
  return {
    coding: [...list, ...added],
    ...(words.length === 0 ? {} : { text: `${nameOf(concept) ?? ''} (${words.join(', ')})` })
  }
}

function translated(value: unknown, codes: Codes, levels = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value
  if (Array.isArray(value)) {
    const items = (value as unknown[]).map(item => translated(item, codes, levels - 1))
    return items.some((item, index) => item !== (value as unknown[])[index]) ? items : value
  }
  if (!isObject(value)) return value
  const changes: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    const changed = name === 'coding' ? item : translated(item, codes, levels - 1)
    if (changed !== item) changes[name] = changed
  }
  Object.assign(changes, inOurWords(value, codes))
  return Object.keys(changes).length === 0 ? value : ({ ...value, ...changes } satisfies Json)
}

const each = (resources: readonly FhirResource[], codes: Codes): readonly FhirResource[] =>
  resources.map(resource => translated(resource, codes) as FhirResource)

/** The same chart in our codes; without codes of a site it is left as it is. */
export function inOurCodes(chart: Chart): Chart {
  const codes = chart.site?.codes
  if (codes === undefined || codes.size === 0) return chart
  const parts: Partial<Record<PrefetchKey, ChartPart>> = { ...chart.parts }
  for (const key of translatedKeys) {
    const part = parts[key]
    if (part !== undefined) parts[key] = { ...part, resources: each(part.resources, codes) }
  }
  return {
    ...chart,
    parts,
    medications: new Map([...chart.medications].map(([key, resource]) => [key, translated(resource, codes) as FhirResource])),
    draftOrders: each(chart.draftOrders, codes)
  }
}
