/** The chart: the resources known for one patient at one moment, and the ledger of how each part became known. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { HookName } from '../cds-hooks/request.js'
import type { IsoDate } from './dates.js'
import type { PrefetchKey } from './prefetch.js'
import type { ChartSite } from './settings.js'

/** How the data of a prefetch key became known, or why not. */
export type KeyState = 'sent' | 'known-empty' | 'fetched' | 'absent' | 'failed' | 'truncated' | 'not-permitted'

export type Jurisdiction = 'US' | 'CA' | 'UK' | 'EU' | 'other'

export interface ChartPart {
  readonly state: KeyState
  /** What was obtained; with `truncated`, only a part of what exists. */
  readonly resources: readonly FhirResource[]
  /** Why the state is what it is, in words without patient data. */
  readonly reason?: string
}

export interface Chart {
  /** The calendar date all ages and look-back windows count from. */
  readonly asOf: IsoDate
  readonly hook: HookName
  readonly patientId: string
  readonly parts: Readonly<Partial<Record<PrefetchKey, ChartPart>>>
  /** Medication resources that came along (included, contained elsewhere, or read), by `Medication/id`. */
  readonly medications: ReadonlyMap<string, FhirResource>
  readonly draftOrders: readonly FhirResource[]
  /** `Type/id` of the selected drafts; undefined means that all drafts count as selected. */
  readonly selections: ReadonlySet<string> | undefined
  readonly jurisdiction: Jurisdiction
  /** What the site has set; absent where no site is configured. */
  readonly site?: ChartSite | undefined
}

const noResources: readonly FhirResource[] = []

/** States in which the content is known completely. */
const complete: ReadonlySet<KeyState> = new Set(['sent', 'fetched', 'known-empty'])

export const isComplete = (chart: Chart, key: PrefetchKey): boolean => {
  const part = chart.parts[key]
  // No Patient at all is never knowledge about the patient.
  return part !== undefined && complete.has(part.state) && (key !== 'patient' || part.resources.length > 0)
}

export const resourcesOf = (chart: Chart, key: PrefetchKey): readonly FhirResource[] => chart.parts[key]?.resources ?? noResources

const idOf = ({ id }: FhirResource): string => (typeof id === 'string' ? id : '')

/** Deeper than any resource, and far from what a stack bears. */
const CONTENT_DEPTH = 40

/** The content in a line, to tell apart what has no id of its own. */
function contentOf(value: unknown, levels = CONTENT_DEPTH): string {
  if (levels === 0) return ''
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, item]) => `${name}:${contentOf(item, levels - 1)}`)
    .join()
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** By id, then by content, which is written once per resource and only where ids are the same. */
function byId(): (a: FhirResource, b: FhirResource) => number {
  const contents = new Map<FhirResource, string>()
  const content = (resource: FhirResource): string => {
    const written = contents.get(resource) ?? contentOf(resource)
    contents.set(resource, written)
    return written
  }
  return (a, b) => compare(idOf(a), idOf(b)) || compare(content(a), content(b))
}

/** A list that is in order already is left as it is. */
function sorted(resources: readonly FhirResource[]): readonly FhirResource[] {
  for (let index = 1; index < resources.length; index++) {
    const before = resources[index - 1]
    const after = resources[index]
    if (before !== undefined && after !== undefined && idOf(before) >= idOf(after)) return resources.toSorted(byId())
  }
  return resources
}

/** The same chart with every list by id: a server may send a list in any order, and the answer must not depend on it. */
export function inOrder(chart: Chart): Chart {
  const parts = Object.entries(chart.parts) as [PrefetchKey, ChartPart][]
  return { ...chart, parts: Object.fromEntries(parts.map(([key, part]) => [key, { ...part, resources: sorted(part.resources) }])) }
}

/** A line of the ledger as the explanation shows it. */
export interface LedgerLine {
  readonly key: PrefetchKey
  readonly state: KeyState
  readonly count?: number
  readonly reason?: string
}

export function ledgerOf(chart: Chart): readonly LedgerLine[] {
  return (Object.entries(chart.parts) as [PrefetchKey, ChartPart][]).map(([key, part]) => ({
    key,
    state: part.state,
    ...(part.resources.length > 0 ? { count: part.resources.length } : {}),
    ...(part.reason === undefined ? {} : { reason: part.reason })
  }))
}
