import { describe, expect, it } from 'vitest'
import type { Draft } from '../src/facts/drafts.js'
import type { Advice, OrderId, Rule, RuleKind } from '../src/rules/rule.js'
import { own } from '../src/rules/text.js'
import { triage, type Applied, type TriageInput } from '../src/triage.js'

const rule = (id: string, kind: RuleKind = 'guidance', more: Partial<Rule> = {}): Rule => ({
  id,
  title: `Title of ${id}`,
  kind,
  topic: 'mobilisation',
  about: id,
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022'],
  signOff: [],
  needs: [],
  evaluate: () => ({ decision: 'not-applicable', reason: 'not evaluated here' }),
  ...more
})

const advice = (indicator: Advice['indicator'], more: Partial<Advice> = {}): Advice => ({
  indicator,
  summary: 'A summary',
  why: [own('why')],
  guidance: [own('guidance')],
  ifYouDisagree: own('say so'),
  overrideReasons: ['declined', 'not-appropriate', 'data-wrong'],
  ...more
})

const offers = (...orders: readonly OrderId[]): NonNullable<Advice['proposals']> =>
  orders.map(order => ({ kind: 'order', key: order, order }))
const run = (applied: readonly Applied[], more: Partial<TriageInput> = {}): string[] => shown(applied, more).cards.map(card => card.rule.id)
const shown = (applied: readonly Applied[], more: Partial<TriageInput> = {}): ReturnType<typeof triage> =>
  triage({ hook: 'patient-view', applied, drafts: [], palliative: false, maxCards: 6, ...more })
const info = (id: string, more: Partial<Rule> = {}, extra: Partial<Advice> = {}): Applied => ({
  rule: rule(id, 'guidance', more),
  advice: advice('info', extra)
})

describe('silence', () => {
  it('a critical red flag silences every guidance card and every drug order', () => {
    const flag: Applied = { rule: rule('rf-x', 'red-flag'), advice: advice('critical') }
    const check: Applied = {
      rule: rule('order-x', 'order-check'),
      advice: advice('warning', { proposals: offers('alendronate', 'creatinine') })
    }
    const result = shown([flag, info('pt-referral', { core: true }), check])
    expect(result.cards.map(card => card.rule.id)).toEqual(['rf-x', 'order-x'])
    expect(result.silenced).toContainEqual({ rule: 'pt-referral', by: 'rf-x' })
    expect(result.cards[1]?.advice.proposals?.map(({ key }) => key)).toEqual(['creatinine'])
    expect(result.cards[1]?.advice.notChecked?.[0]).toMatch(/^No order offered/)
  })

  it('a warning flag silences only what it names', () => {
    const flag: Applied = {
      rule: rule('rf-y', 'red-flag'),
      advice: advice('warning', { silences: { cards: ['pt-referral'], orders: [], reason: 'stability is open' } })
    }
    expect(run([flag, info('pt-referral'), info('calcium-vitamin-d')])).toEqual(['rf-y', 'calcium-vitamin-d'])
  })

  it('a flag that withholds orders leaves the card and its reason', () => {
    const flag: Applied = {
      rule: rule('rf-malignancy', 'red-flag'),
      advice: advice('warning', { silences: { cards: [], orders: ['alendronate'], reason: 'cancer is not cleared' } })
    }
    const [, card] = shown([flag, info('osteoporosis-pharmacotherapy', {}, { proposals: offers('alendronate') })]).cards
    expect(card?.advice.proposals).toEqual([])
    expect(card?.advice.notChecked).toEqual(['No order offered: cancer is not cleared'])
  })

  it('an order in place of a draft is withheld as well, what is no order stays', () => {
    const flag: Applied = {
      rule: rule('rf-malignancy', 'red-flag'),
      advice: advice('warning', { silences: { cards: [], orders: ['alendronate'], reason: 'cancer is not cleared' } })
    }
    const draft = { ref: 'MedicationRequest/d' } as Draft
    const proposals: NonNullable<Advice['proposals']> = [
      { kind: 'replace', key: 'instead', order: 'alendronate', draft },
      { kind: 'remove', key: 'remove', draft }
    ]
    const [, card] = shown([flag, { rule: rule('order-x', 'order-check'), advice: advice('warning', { proposals }) }]).cards
    expect(card?.advice.proposals?.map(({ key }) => key)).toEqual(['remove'])
  })

  it('a flag keeps the orders it offers itself', () => {
    const silences = { cards: [], orders: ['alendronate'] as const, reason: 'r' }
    const first: Applied = { rule: rule('rf-x', 'red-flag'), advice: advice('warning', { silences }) }
    const second: Applied = { rule: rule('rf-y', 'red-flag'), advice: advice('warning', { proposals: offers('alendronate') }) }
    expect(shown([first, second]).cards[1]).toBe(second)
  })

  it('without a flag nothing is taken away', () => {
    const card = info('osteoporosis-pharmacotherapy', {}, { proposals: offers('alendronate') })
    expect(shown([card]).cards[0]).toBe(card)
  })

  it('where nothing is silenced, nothing is named as silenced', () => {
    expect(shown([info('pt-referral')]).silenced).toEqual([])
  })

  it('a card that offers nothing has nothing withheld', () => {
    const flag: Applied = { rule: rule('rf-x', 'red-flag'), advice: advice('critical') }
    const check: Applied = { rule: rule('order-x', 'order-check'), advice: advice('warning') }
    expect(shown([flag, check]).cards[1]).toBe(check)
  })
})

describe('red flags on order hooks', () => {
  const draft = { selected: true } as Draft
  const flag = (indicator: Advice['indicator']): Applied => ({
    rule: rule('rf-z', 'red-flag'),
    advice: advice(indicator, { silences: { cards: [], orders: [], reason: 'r', arguesAgainst: candidate => candidate === draft } })
  })

  it('a critical flag is shown', () => {
    expect(run([flag('critical')], { hook: 'order-sign' })).toEqual(['rf-z'])
  })

  it('a warning flag is hidden unless a draft is what it argues against', () => {
    expect(run([flag('warning')], { hook: 'order-sign' })).toEqual([])
    expect(run([flag('warning')], { hook: 'order-sign', drafts: [draft] })).toEqual(['rf-z'])
    expect(run([flag('warning')], { hook: 'order-select', drafts: [{ ...draft, selected: false }] })).toEqual([])
  })

  it('a flag that argues against another draft, or against none, is hidden', () => {
    const other = { selected: true } as Draft
    expect(run([flag('warning')], { hook: 'order-sign', drafts: [other] })).toEqual([])
    const unselected: Applied = {
      rule: rule('rf-z', 'red-flag'),
      advice: advice('warning', { silences: { cards: [], orders: [], reason: 'r', arguesAgainst: () => true } })
    }
    expect(run([unselected], { hook: 'order-select', drafts: [{ ...draft, selected: false }] })).toEqual([])
    const bare: Applied = { rule: rule('rf-z', 'red-flag'), advice: advice('warning') }
    expect(run([bare], { hook: 'order-sign', drafts: [draft] })).toEqual([])
  })

  it('a hidden flag still silences', () => {
    const silencing: Applied = {
      rule: rule('rf-z', 'red-flag'),
      advice: advice('warning', { silences: { cards: [], orders: ['zoledronic-acid'], reason: 'r' } })
    }
    const check: Applied = { rule: rule('order-x', 'order-check'), advice: advice('warning', { proposals: offers('zoledronic-acid') }) }
    expect(shown([silencing, check], { hook: 'order-sign' }).cards.map(card => card.advice.proposals)).toEqual([[]])
  })
})

describe('palliative care', () => {
  it('leaves analgesia, order checks and neurological flags as a question of goals', () => {
    const flag: Applied = { rule: rule('rf-neuro-deficit', 'red-flag'), advice: advice('critical') }
    const other: Applied = { rule: rule('rf-malignancy', 'red-flag'), advice: advice('warning') }
    const check: Applied = { rule: rule('order-x', 'order-check'), advice: advice('warning') }
    const result = shown([flag, other, info('analgesia-plan'), info('osteoporosis-pharmacotherapy', { core: true }), check], {
      palliative: true
    })
    expect(result.cards.map(card => card.rule.id).sort()).toEqual(['analgesia-plan', 'order-x', 'rf-neuro-deficit'].sort())
    const neuro = result.cards.find(card => card.rule.id === 'rf-neuro-deficit')
    expect(neuro?.advice.indicator).toBe('warning')
    expect(neuro?.advice.summary).toMatch(/^If within goals of care/)
  })

  it('an order check keeps its words and its gravity', () => {
    const check: Applied = { rule: rule('order-x', 'order-check'), advice: advice('critical') }
    expect(shown([check], { palliative: true }).cards).toEqual([check])
  })

  it('brings no adult analgesia to a child', () => {
    const silences = { cards: 'all-guidance', orders: [], reason: 'doses here are for adults' } as const
    const flag = (id: string): Applied => ({ rule: rule(id, 'red-flag'), advice: advice('warning', { silences }) })
    expect(run([flag('rf-pediatric'), info('analgesia-plan')], { palliative: true })).toEqual([])
    expect(run([flag('rf-infection'), info('analgesia-plan')], { palliative: true })).toEqual(['analgesia-plan'])
  })
})

describe('order and cap', () => {
  it('critical, then warning, then info by topic', () => {
    const cards: Applied[] = [
      info('rest', { topic: 'rest' }),
      info('labs', { topic: 'labs' }),
      { rule: rule('order-w', 'order-check', { topic: 'pain' }), advice: advice('warning') },
      { rule: rule('order-c', 'order-check', { topic: 'rest' }), advice: advice('critical') },
      info('drug', { topic: 'pharmacotherapy' }),
      info('supplement', { topic: 'supplements' })
    ]
    expect(run(cards)).toEqual(['order-c', 'order-w', 'drug', 'labs', 'supplement', 'rest'])
  })

  it('six cards pass, the seventh info card falls and is named in the last card', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => info(id))
    expect(run(six)).toHaveLength(6)
    const result = shown([...six, info('g', { topic: 'rest' })])
    expect(result.cards).toHaveLength(6)
    expect(result.cards.at(-1)?.advice.notChecked?.at(-1)).toMatch(/Title of g/)
    expect(result.silenced).toContainEqual({ rule: 'g', by: 'MAX_CARDS' })
  })

  it('core, warning and critical cards never fall', () => {
    const cards = ['a', 'b', 'c', 'd']
      .map(id => info(id, { core: true }))
      .concat(['e', 'f', 'g'].map(id => ({ rule: rule(id), advice: advice('warning') })))
    expect(run(cards, { maxCards: 2 })).toHaveLength(7)
  })

  it('an order check never falls, even as information; nothing is then said to be left out', () => {
    const checks = ['a', 'b'].map((id): Applied => ({ rule: rule(id, 'order-check'), advice: advice('info') }))
    const { cards, silenced } = shown(checks, { maxCards: 1 })
    expect(cards).toEqual(checks)
    expect(silenced).toEqual([])
  })

  it('the first card falls where it alone may; what was not checked stays beside what is left out', () => {
    const core = info('b', { core: true }, { notChecked: [own('already there')] })
    const { cards } = shown([info('a'), core, info('c', { core: true })], { maxCards: 2 })
    expect(cards.map(card => card.rule.id)).toEqual(['b', 'c'])
    expect(cards[1]?.advice.notChecked).toEqual(['More advice applies, but its cards are left out (limit of 2): Title of a'])
    const [only] = shown([info('a'), core], { maxCards: 1 }).cards
    expect(only?.advice.notChecked).toEqual(['already there', 'More advice applies, but its cards are left out (limit of 1): Title of a'])
  })

  it('a full answer is not folded; minor advice that warns is never folded', () => {
    const minor = ['activity-modification', 'bracing-option'].map(id => info(id))
    expect(run(minor, { maxCards: 2 })).toEqual(['activity-modification', 'bracing-option'])
    const warns: Applied = { rule: rule('complications-watch'), advice: advice('warning') }
    expect(run([...minor, warns], { maxCards: 2 })).toEqual(['complications-watch', 'conservative-care'])
  })

  it('the folded card holds only what its parts said', () => {
    const minor = ['activity-modification', 'bracing-option'].map(id => info(id))
    const [folded] = shown(minor, { maxCards: 1 }).cards
    expect(folded?.advice).toMatchObject({ disagreement: [], notChecked: [], proposals: [] })
  })

  it('minor advice folds into conservative care only when the cap would be passed', () => {
    const minor = ['activity-modification', 'bracing-option', 'complications-watch'].map(id => info(id))
    expect(run(minor)).toEqual(['activity-modification', 'bracing-option', 'complications-watch'])
    const many = [...['a', 'b', 'c', 'd', 'e'].map(id => info(id, { topic: 'labs' })), ...minor]
    expect(run(many)).toEqual(['a', 'b', 'c', 'd', 'e', 'conservative-care'])
  })
})

describe('silent rules', () => {
  const silent = new Set(['rf-x', 'pt-referral'])
  it('are decided and not shown', () => {
    const result = shown([info('pt-referral'), info('dxa-baseline')], { silent })
    expect(result.cards.map(card => card.rule.id)).toEqual(['dxa-baseline'])
    expect(result.silent.map(card => card.rule.id)).toEqual(['pt-referral'])
    expect(result.silenced).toEqual([{ rule: 'pt-referral', by: 'silent by site configuration' }])
  })
  it('silence nobody and withhold nothing', () => {
    const flag: Applied = { rule: rule('rf-x', 'red-flag'), advice: advice('critical') }
    const result = shown([flag, info('dxa-baseline', {}, { proposals: offers('alendronate') })], { silent })
    expect(result.cards.map(card => card.rule.id)).toEqual(['dxa-baseline'])
    expect(result.cards[0]?.advice.proposals).toHaveLength(1)
  })
  it('take no place under the cap, and fold into nothing', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => info(id))
    expect(run([...six, info('pt-referral')], { silent })).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    const minor = ['activity-modification', 'bracing-option'].map(id => info(id))
    const folded = shown([...six, ...minor], { silent: new Set(['bracing-option']) })
    expect(folded.cards.map(card => card.rule.id)).not.toContain('conservative-care')
  })
  it('a silent card that a flag would have kept back does not count', () => {
    const flag: Applied = { rule: rule('rf-y', 'red-flag'), advice: advice('critical') }
    const result = shown([flag, info('pt-referral')], { silent })
    expect(result.silent).toEqual([])
    expect(result.silenced).toEqual([{ rule: 'pt-referral', by: 'rf-y' }])
  })
})

describe('cards that an override rests', () => {
  const resting =
    (...rules: readonly string[]) =>
    ({ rule: { id } }: Applied): string | undefined =>
      rules.includes(id) ? `override of ${id}` : undefined
  it('are left out with the reason, and are not named as cut', () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(id => info(id))
    const result = shown(seven, { restedBy: resting('g') })
    expect(result.cards.map(card => card.rule.id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(result.silenced).toEqual([{ rule: 'g', by: 'override of g' }])
    expect(result.cards.at(-1)?.advice.notChecked).toBeUndefined()
  })
  it('a flag comes before an override, and a silent rule is asked of nobody', () => {
    const flag: Applied = { rule: rule('rf-y', 'red-flag'), advice: advice('critical') }
    expect(shown([flag, info('a')], { restedBy: resting('a') }).silenced).toEqual([{ rule: 'a', by: 'rf-y' }])
    expect(shown([info('a')], { silent: new Set(['a']), restedBy: resting('a') }).silent).toHaveLength(1)
  })
  it('the folded card takes its parts with it, also where nothing would fold', () => {
    const minor = ['activity-modification', 'bracing-option', 'complications-watch'].map(id => info(id))
    const many = [...['a', 'b', 'c', 'd', 'e'].map(id => info(id, { topic: 'labs' })), ...minor]
    const restedBy = resting('conservative-care')
    expect(run(many, { restedBy })).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(run(minor, { restedBy })).toEqual([])
    expect(shown(minor, { restedBy }).silenced).toHaveLength(3)
    expect(run(minor.slice(0, 1), { restedBy })).toEqual(['activity-modification'])
  })
})
