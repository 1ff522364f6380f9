import { describe, expect, it } from 'vitest'
import type { Draft } from '../../../src/facts/drafts.js'
import { alongside, ask, judge, keyFor, objectionsAmong, remove, type Objection } from '../../../src/rules/orders/objections.js'
import { own } from '../../../src/rules/text.js'
import { given } from '../facts-of.js'
import { selecting, signing, VITAMIN_D } from './cases.js'

const frame = {
  none: 'none',
  clear: 'clear',
  ifYouDisagree: own('say why'),
  overrideReasons: ['declined', 'not-appropriate', 'data-wrong']
} as const
const draftsOf = (selections?: readonly string[]): readonly Draft[] =>
  selecting(
    ['a', 'b'].map(id => given.draft('313782', `Acetaminophen ${id}`, { id })),
    [],
    selections === undefined ? {} : { selections }
  ).drafts ?? []
const objection = (draft: Draft, more: Partial<Objection> = {}): Objection => ({
  draft,
  indicator: 'warning',
  summary: `about ${draft.name}`,
  why: own(`why ${draft.name}`),
  ...more
})
const everything = (): boolean => true

describe('objectionsAmong', () => {
  it('keeps to selected drafts', () => {
    const drafts = draftsOf(['MedicationRequest/b'])
    const { subjects, objections } = objectionsAmong(drafts, everything, draft => [objection(draft)])
    expect(subjects.map(({ name }) => name)).toEqual(['Acetaminophen b'])
    expect(objections).toHaveLength(1)
  })

  it('counts a pair when the partner is selected', () => {
    const drafts = draftsOf(['MedicationRequest/b'])
    const [first, second] = drafts
    if (first === undefined || second === undefined) throw new Error('two drafts')
    const { subjects } = objectionsAmong(
      drafts,
      draft => draft === first,
      draft => [objection(draft, { partners: [second] })]
    )
    expect(subjects).toEqual([first])
  })

  it('takes every draft without selections', () => {
    expect(objectionsAmong(draftsOf(), everything, draft => [objection(draft)]).subjects).toHaveLength(2)
  })
})

describe('judge', () => {
  const [a, b] = draftsOf()
  if (a === undefined || b === undefined) throw new Error('two drafts')

  it('puts the gravest reason first and names the drafts when there are several', () => {
    const decision = judge([a, b], [objection(a), objection(b, { indicator: 'critical' })], frame)
    expect(decision).toMatchObject({
      decision: 'applies',
      advice: {
        indicator: 'critical',
        summary: 'about Acetaminophen b',
        why: ['Acetaminophen b: why Acetaminophen b', 'Acetaminophen a: why Acetaminophen a']
      }
    })
  })

  it('is never critical about a drug known by its words', () => {
    expect(judge([{ ...a, byText: true }], [objection({ ...a, byText: true }, { indicator: 'critical' })], frame)).toMatchObject({
      advice: { indicator: 'warning' }
    })
  })

  it('offers each key once, and no change of a draft that may be removed', () => {
    const change = { kind: 'change', key: 'limit-to-10-days', draft: a, change: 'limit-to-10-days' } as const
    const decision = judge(
      [a],
      [objection(a, { proposals: [change, ...ask('creatinine')] }), objection(a, { proposals: [remove(a, [a]), ...ask('creatinine')] })],
      frame
    )
    expect(decision.decision === 'applies' && decision.advice.proposals?.map(({ key }) => key)).toEqual(['creatinine', 'remove'])
  })

  it('leaves out a test that was ordered this week, not one ordered before', () => {
    const ordered = (authoredOn: string) =>
      signing([], [given.service('25-OH vitamin D', { authoredOn, code: { coding: [{ system: 'http://loinc.org', code: VITAMIN_D }] } })])
    const offered = (authoredOn: string): unknown => {
      const { labOrders, drafts } = ordered(authoredOn)
      const decision = judge([a], [objection(a, { proposals: ask('vitamin-d-level') })], {
        ...frame,
        ordered: { orders: labOrders, drafts, asOf: '2026-11-22' }
      })
      return decision.decision === 'applies' && decision.advice.proposals?.length
    }
    expect(offered('2026-11-15')).toBe(0)
    expect(offered('2026-11-14')).toBe(1)
  })

  it('says why it is silent', () => {
    expect(judge([], [], frame)).toEqual({ decision: 'not-applicable', reason: 'none' })
    expect(judge([a], [], frame)).toEqual({ decision: 'not-applicable', reason: 'clear' })
  })
})

describe('keys and company', () => {
  it('numbers the second draft of a card', () => {
    const drafts = draftsOf()
    expect(drafts.map(draft => keyFor('remove', draft, drafts))).toEqual(['remove', 'remove-2'])
  })

  it('finds what is taken and what is drafted, each name once', () => {
    const facts = signing(
      [given.draft('197806', 'Ibuprofen', { id: 'n' }), given.draft('855332', 'Warfarin', { id: 'w' })],
      [given.medication('855332', 'Warfarin')]
    )
    const [nsaid] = facts.drafts ?? []
    if (nsaid === undefined) throw new Error('a draft')
    const { names, drafted } = alongside(nsaid, facts.drafts, [facts.anticoagulantsTaken], 'anticoagulants')
    expect(names).toEqual(['Warfarin'])
    expect(drafted.map(({ ref }) => ref)).toEqual(['MedicationRequest/w'])
  })
})
