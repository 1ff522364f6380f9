/** Runs the cases of one rule on plain facts: each name is a sentence, each case says what must come out. */
import { describe, expect, it } from 'vitest'
import type { Indicator } from '../../src/cds-hooks/response.js'
import type { FactName, Facts } from '../../src/facts/index.js'
import type { Advice, Rule } from '../../src/rules/rule.js'

interface Case {
  readonly name: string
  readonly facts: Partial<Facts>
}

export interface RuleCases {
  readonly applies?: readonly (Case & {
    readonly summary?: RegExp
    readonly indicator?: Indicator
    /** Must occur in why, guidance, disagreement or not checked. */
    readonly detail?: readonly RegExp[]
    readonly notInDetail?: readonly RegExp[]
    /** Exactly the keys of what is offered, in order. */
    readonly offers?: readonly string[]
    /** For each draft of the chart, whether the flag argues against it. */
    readonly arguesAgainst?: readonly boolean[]
  })[]
  readonly notApplicable?: readonly (Case & { readonly reason?: RegExp })[]
  readonly dataRequired?: readonly (Case & { readonly missing?: readonly FactName[] })[]
}

const words = (advice: Advice): string =>
  [...advice.why, ...advice.guidance, ...(advice.disagreement ?? []), ...(advice.notChecked ?? [])].join('\n')

export function ruleTest(rule: Rule, cases: RuleCases): void {
  describe(rule.id, () => {
    it.each(cases.applies ?? [])('applies: $name', ({ facts, summary, indicator, detail, notInDetail, offers, arguesAgainst }) => {
      const decision = rule.evaluate(facts as Facts)
      expect(decision).toMatchObject({ decision: 'applies' })
      if (decision.decision !== 'applies') return
      const { advice } = decision
      expect(advice.summary.length).toBeLessThan(140)
      expect(advice.overrideReasons.length).toBeGreaterThanOrEqual(3)
      expect(advice.why.length).toBeGreaterThan(0)
      for (const line of [...advice.why, ...advice.guidance, ...(advice.notChecked ?? [])]) expect(line).toMatch(/\S/)
      if (summary !== undefined) expect(advice.summary).toMatch(summary)
      if (indicator !== undefined) expect(advice.indicator).toBe(indicator)
      for (const pattern of detail ?? []) expect(words(advice)).toMatch(pattern)
      for (const pattern of notInDetail ?? []) expect(`${advice.summary}\n${words(advice)}`).not.toMatch(pattern)
      if (arguesAgainst !== undefined)
        expect((facts.drafts ?? []).map(draft => advice.silences?.arguesAgainst?.(draft))).toEqual(arguesAgainst)
      if (offers !== undefined) expect((advice.proposals ?? []).map(({ key }) => key)).toEqual(offers)
    })
    it.each(cases.notApplicable ?? [])('silent: $name', ({ facts, reason }) => {
      const decision = rule.evaluate(facts as Facts)
      expect(decision).toMatchObject({ decision: 'not-applicable' })
      if (decision.decision === 'not-applicable' && reason !== undefined) expect(decision.reason).toMatch(reason)
    })
    it.each(cases.dataRequired ?? [])('asks for data: $name', ({ facts, missing }) => {
      const decision = rule.evaluate(facts as Facts)
      expect(decision).toMatchObject({ decision: 'data-required', ...(missing === undefined ? {} : { missing }) })
    })
  })
}
