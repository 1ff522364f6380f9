/** What the specification and the design ask of every answer: CDS Hooks 2.0.1 "CDS Service Response", design section 4. */
import { expect } from 'vitest'
import type { Card, HookResponse } from '../src/cds-hooks/response.js'
import { member, objects } from '../src/facts/fhir.js'
import { allRules } from '../src/rules/index.js'
import { r4Problems } from './r4.js'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const ruleIds = new Set([...allRules.map(({ id }) => id), 'not-checked', 'conservative-care'])
const sections = ['Why you see this', 'What the guidance says', 'Where sources disagree', 'Not checked', 'If you disagree']

/** No member is null, "", [] or {} but `cards: []` (REQ-3, REQ-4). */
function emptyMembers(value: unknown, path: string): string[] {
  if (value === null || value === '' || value === undefined) return [path]
  if (Array.isArray(value))
    return value.length === 0 && path !== '$.cards'
      ? [path]
      : value.flatMap((item, index) => emptyMembers(item, `${path}[${String(index)}]`))
  if (typeof value !== 'object') return []
  const entries = Object.entries(value)
  return entries.length === 0 ? [path] : entries.flatMap(([name, item]) => emptyMembers(item, `${path}.${name}`))
}

export interface Drafts {
  readonly draftRefs: ReadonlySet<string>
}

/** The drafts that a suggestion may change, as they were sent. */
export function draftRefsOf(body: unknown): ReadonlySet<string> {
  const resources = objects(member(member(member(body, 'context'), 'draftOrders'), 'entry')).map(entry => entry['resource'])
  return new Set(resources.map(resource => `${String(member(resource, 'resourceType'))}/${String(member(resource, 'id'))}`))
}

export function expectConformant(response: HookResponse, { draftRefs }: Drafts = { draftRefs: new Set() }): void {
  expect(Object.keys(response).every(key => key === 'cards' || key === 'extension')).toBe(true)
  expect(emptyMembers(response.extension === undefined ? response : { cards: response.cards }, '$')).toEqual([])
  const uuids = response.cards.flatMap(card => [card.uuid, ...(card.suggestions ?? []).map(({ uuid }) => uuid)])
  expect(new Set(uuids).size).toBe(uuids.length)
  for (const uuid of uuids) expect(uuid).toMatch(UUID)
  for (const card of response.cards) expectCard(card, draftRefs)
}

function expectCard(card: Card, draftRefs: ReadonlySet<string>): void {
  const { summary, detail, indicator, source, suggestions = [], overrideReasons = [], links = [] } = card
  expect(summary.length, summary).toBeLessThan(140)
  expect(summary).not.toMatch(/[\n*_<>]|undefined|NaN|Infinity|\[object/)
  expect(['info', 'warning', 'critical']).toContain(indicator)
  expect(source.label.length).toBeGreaterThan(0)
  expect(new URL(source.url ?? '').protocol).toBe('https:')
  expect(ruleIds).toContain(source.topic?.code)
  expect(source.topic?.system).toMatch(/\/CodeSystem\/recommendation$/)
  expect(source.topic?.display).toBeTruthy()
  expectDetail(detail)
  expect(card.selectionBehavior === undefined).toBe(suggestions.length === 0)
  if (card.selectionBehavior !== undefined) expect(['any', 'at-most-one']).toContain(card.selectionBehavior)
  for (const suggestion of suggestions) {
    expect(suggestion.label.length).toBeGreaterThan(0)
    expect(suggestion.actions.length).toBe(1)
    for (const action of suggestion.actions) {
      expect(action.description.length).toBeGreaterThan(10)
      if (action.type === 'delete') expect(draftRefs).toContain(action.resourceId)
      else {
        expect(r4Problems(action.resource), JSON.stringify(action.resource)).toEqual([])
        if (action.type === 'update') expect(draftRefs).toContain(`${action.resource.resourceType}/${String(action.resource.id)}`)
        if (action.type === 'create') expect(action.resource).toMatchObject({ status: 'draft', intent: 'order' })
      }
    }
  }
  expect(overrideReasons.length).toBeGreaterThanOrEqual(3)
  expect(overrideReasons.length).toBeLessThanOrEqual(5)
  for (const reason of overrideReasons) expect([reason.code, reason.system, reason.display].every(part => part.length > 0)).toBe(true)
  expect(overrideReasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['patient-refuses', 'cds-not-applicable', 'data-wrong']))
  for (const link of links) {
    expect(new URL(link.url).protocol).toBe('https:')
    expect(link.type).toBe('absolute')
  }
}

/** GitHub Flavored Markdown in the agreed order, without HTML, links, headings or leaked values. */
function expectDetail(detail: string): void {
  const places = sections.map(title => detail.indexOf(`**${title}**`)).filter(place => place >= 0)
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(detail.startsWith('**Why you see this**')).toBe(true)
  expect(detail).toContain('**If you disagree**')
  expect(detail).not.toMatch(/(?<!\\)<[a-z/!]/i)
  expect(detail).not.toMatch(/(?<!\\)\]\(/)
  expect(detail).not.toMatch(/^#/m)
  expect(detail).not.toMatch(/\bundefined\b|\bNaN\b|\bInfinity\b|\[object/)
}
