/** A hash of the data a card rests on: equal while the record says the same, whatever day it is. Pure. */
import * as crypto from 'node:crypto'
import type { FhirResource } from './cds-hooks/response.js'
import type { Chart, FactName, Facts } from './facts/index.js'
import { isObject, isResource, resourceKey } from './facts/fhir.js'
import type { Advice, Rule } from './rules/rule.js'

/** Deeper than any resource, and far from what a stack bears. */
const DEPTH = 40

/** What servers renew without a change of content, and narrative that repeats it. */
const leftOut: ReadonlySet<string> = new Set(['meta', 'text'])

/** JSON with sorted members and sorted lists, so that the order of writing does not count. */
function canonical(value: unknown, levels = DEPTH): string {
  if (levels === 0) return ''
  if (value instanceof Map) return canonical([...value], levels)
  if (value instanceof Set) return canonical([...value], levels)
  if (Array.isArray(value))
    return `[${(value as unknown[])
      .map(item => canonical(item, levels - 1))
      .sort()
      .join()}]`
  if (!isObject(value)) return value === undefined ? '' : JSON.stringify(value)
  const members = Object.keys(value)
    .filter(name => value[name] !== undefined)
    .sort()
  return `{${members.map(name => `${JSON.stringify(name)}:${canonical(value[name], levels - 1)}`).join()}}`
}

const contentOf = (resource: FhirResource): string =>
  canonical(Object.fromEntries(Object.entries(resource).filter(([name]) => !leftOut.has(name))))

/** Facts of the call itself, and facts that follow from others and the date alone. */
const notOfTheRecord: ReadonlySet<FactName> = new Set(['asOf', 'hook', 'jurisdiction', 'unread', 'adult50'])

/** Facts that name no resource, by what they hold beside days that pass. */
const plainly: Readonly<Partial<Record<FactName, (facts: Facts) => unknown>>> = {
  patient: ({ patient }) => [patient?.birthDate, patient?.sex],
  labDates: ({ labDates }) => labDates,
  labGaps: ({ labGaps }) => labGaps?.map(({ item }) => item),
  pregnancyTest: ({ pregnancyTest }) => pregnancyTest,
  romosozumabDoses: ({ romosozumabDoses }) => romosozumabDoses,
  boneCourses: ({ boneCourses }) => boneCourses?.map(({ agents, from }) => [agents, from.text])
}

/** Readings of a whole history: the newest is the one that counts, and clients differ in how far back they send. */
const HISTORY = 'all'

/** Finds the resources behind a fact: those it carries, and those it refers to. */
function collect(value: unknown, known: ReadonlyMap<string, FhirResource>, found: Set<FhirResource>, levels = DEPTH): void {
  if (levels === 0 || typeof value !== 'object' || value === null) return
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    for (const item of value as Iterable<unknown>) collect(item, known, found, levels - 1)
  } else if (isResource(value)) found.add(value)
  else
    for (const [name, item] of Object.entries(value)) {
      const referred = name === 'ref' && typeof item === 'string' ? known.get(item) : undefined
      if (referred !== undefined) found.add(referred)
      else if (name !== HISTORY) collect(item, known, found, levels - 1)
    }
}

const byReference = (chart: Chart): ReadonlyMap<string, FhirResource> =>
  new Map(
    Object.values(chart.parts)
      .flatMap(({ resources }) => resources)
      .flatMap(resource => {
        const key = resourceKey(resource)
        return key === undefined ? [] : [[key, resource] as const]
      })
  )

export type TriggerOf = (rule: Pick<Rule, 'id' | 'version' | 'needs'>, advice: Pick<Advice, 'indicator' | 'drafts'>) => string

/**
 * Triggers of one chart. A trigger covers the rule and its version, how grave the card is, the drafts it is about, and the clinical content of
 * the resources behind the facts the rule needs; no age and no elapsed days. A resource that leaves a look-back window changes it: the
 * card then rests on other data, and comes back early rather than late.
 */
export function triggersOf(chart: Chart, facts: Facts): TriggerOf {
  const known = byReference(chart)
  const contents = new Map<FhirResource, string>()
  const content = (resource: FhirResource): string => {
    const written = contents.get(resource) ?? contentOf(resource)
    contents.set(resource, written)
    return written
  }
  const behind = (value: unknown): readonly string[] => {
    const found = new Set<FhirResource>()
    collect(value, known, found)
    return [...new Set([...found].map(content))].sort()
  }
  return ({ id, version, needs }, { indicator, drafts }) => {
    const needed = needs.filter(name => !notOfTheRecord.has(name))
    const basis = {
      rule: id,
      version,
      indicator,
      drafts: behind(drafts ?? (needs.includes('drafts') ? facts.drafts?.filter(({ selected }) => selected) : [])),
      resources: behind(needed.map(name => facts[name])),
      values: needed.flatMap(name => (plainly[name] === undefined ? [] : [[name, plainly[name](facts)]]))
    }
    return crypto.hash('sha256', canonical(basis), 'hex')
  }
}
