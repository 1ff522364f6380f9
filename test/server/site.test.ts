/** Rule switches, formulary, order catalogue, recognition and services of a site, through HTTP with an app built from its file. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Card, FhirResource } from '../../src/cds-hooks/response.js'
import { orderNames } from '../../src/site.js'
import { given } from '../rules/facts-of.js'
import { ago, siteApp, type Answered, type SiteApp } from '../site-app.js'

const SITE = 'https://example.org/orderables'
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'

const running: SiteApp[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ app }) => app.close()))
})

async function site(file: string | undefined, env: Readonly<Record<string, string>> = { MAX_CARDS: '50' }): Promise<SiteApp> {
  const started = await siteApp(file, env)
  running.push(started)
  return started
}

const chart = (...more: readonly FhirResource[]): readonly FhirResource[] => [
  given.patient(70),
  given.fracture('M80.08XA', ago(10)),
  ...given.goodLabs(),
  ...more
]
const ofSite = (code: string, text: string | undefined) => ({
  coding: [{ system: SITE, code, display: 'Local item' }],
  ...(text === undefined ? {} : { text })
})
const localOrder = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('', { code: ofSite(code, 'Item 4711'), ...more })

const cardOf = ({ cards }: Answered, id: string): Card | undefined => cards.find(({ source }) => source.topic?.code === id)
const decisionOf = ({ rules }: Answered, id: string): string | undefined => rules.find(rule => rule.id === id)?.decision
const resources = (card: Card | undefined): readonly FhirResource[] =>
  (card?.suggestions ?? []).flatMap(({ actions }) => actions).flatMap(action => ('resource' in action ? [action.resource] : []))
const labels = (card: Card | undefined): readonly string[] => (card?.suggestions ?? []).map(({ label }) => label)

const catalogue = `
orders:
  alendronate: { system: ${SITE}, code: ALN, display: Alendronate weekly }
  physical-therapy: { system: ${SITE}, code: PT, display: Physio, text: 'Physio, spine' }
  fracture-liaison-referral: { system: ${SITE}, code: FLS-1, display: Nurse clinic }
  creatinine: { system: ${SITE}, code: CREA, display: Creatinine }
recognise:
  bed-rest: [{ system: ${SITE}, code: REST }]
  brace: [{ system: ${SITE}, code: TLSO }]
  fracture-liaison: [{ system: ${SITE}, code: FLS-2 }]
  denosumab: [{ system: ${SITE}, code: DENO }]
`

describe('rules', () => {
  test('off: not evaluated, the others are', async () => {
    const answered = await (await site('rules: { bracing-option: off, dxa-baseline: off }')).ask({ resources: chart() })
    expect(decisionOf(answered, 'dxa-baseline')).toBeUndefined()
    expect(decisionOf(answered, 'pt-referral')).toBe('applies')
  })

  test('on is the default, and may be said', async () => {
    const answered = await (await site('rules: { dxa-baseline: on }')).ask({ resources: chart() })
    expect(cardOf(answered, 'dxa-baseline')).toBeDefined()
  })

  test('silent: still evaluated', async () => {
    const answered = await (await site('rules: { dxa-baseline: silent }')).ask({ resources: chart() })
    expect(decisionOf(answered, 'dxa-baseline')).toBe('applies')
  })

  test.each(['on', 'off', 'silent'])('a check of zoledronic acid that is %s still guards the offer of it', async how => {
    const old = [given.patient(82), given.fracture('M80.08XA', ago(10)), ...given.goodLabs()]
    const drafts = [given.service('Strict bed rest', { status: 'draft' }), given.draft('904431', 'Alendronate 70 mg tablet')]
    const answered = await (await site(`rules: { order-zoledronate: ${how} }`)).ask({ hook: 'order-sign', resources: old, drafts })
    const card = cardOf(answered, 'order-oral-bisphosphonate')
    expect(card?.detail).toMatch(/Zoledronic acid 5 mg IV once is not offered/)
    expect(labels(card).filter(label => /zoledronic/i.test(label))).toEqual([])
  })
})

describe('formulary', () => {
  test('risedronate first: named first and recommended', async () => {
    const card = cardOf(
      await (await site('formulary: { firstOralBisphosphonate: risedronate }')).ask({ resources: chart() }),
      'osteoporosis-pharmacotherapy'
    )
    expect(card?.suggestions?.map(({ label, isRecommended }) => [label.split(' ')[0], isRecommended])).toEqual([
      ['Risedronate', true],
      ['Alendronate', undefined]
    ])
  })

  test('alendronate first without a word, and only one of the two may be taken', async () => {
    const answered = await (await site(undefined)).ask({ resources: chart() })
    const card = cardOf(answered, 'osteoporosis-pharmacotherapy')
    expect(card?.selectionBehavior).toBe('at-most-one')
    expect(cardOf(answered, 'calcium-vitamin-d')?.selectionBehavior).toBe('any')
    expect(card?.suggestions?.map(({ label, isRecommended }) => [label.split(' ')[0], isRecommended])).toEqual([
      ['Alendronate', true],
      ['Risedronate', undefined]
    ])
  })

  test('what is not available is not offered; the card stays and says so', async () => {
    const card = cardOf(
      await (await site('formulary: { available: [alendronate] }')).ask({ resources: chart() }),
      'osteoporosis-pharmacotherapy'
    )
    expect(labels(card)).toEqual(['Alendronate 70 mg weekly'])
    expect(card?.detail).toMatch(/Risedronate .* is not offered: it is not on the formulary of this site/)
  })

  test('tests and referrals are not medicines of the formulary', async () => {
    const card = cardOf(await (await site('formulary: { available: [] }')).ask({ resources: chart() }), 'pt-referral')
    expect(labels(card)).toEqual(['Refer to physical therapy'])
  })
})

describe('order catalogue', () => {
  test("a suggestion carries the site's coding first and ours second", async () => {
    const [order] = resources(cardOf(await (await site(catalogue)).ask({ resources: chart() }), 'osteoporosis-pharmacotherapy'))
    expect(order).toMatchObject({
      medicationCodeableConcept: {
        coding: [
          { system: SITE, code: 'ALN', display: 'Alendronate weekly' },
          { system: RXNORM, code: '904431' }
        ],
        text: 'Alendronic acid 70 MG Oral Tablet'
      }
    })
  })

  test('its words replace ours where it gives them; an order without a mapping stays as it is', async () => {
    const answered = await (await site(catalogue)).ask({ resources: chart() })
    expect(resources(cardOf(answered, 'pt-referral'))[0]).toMatchObject({
      code: { coding: [{ code: 'PT' }, { code: '306170007' }], text: 'Physio, spine' }
    })
    const [dxa] = resources(cardOf(answered, 'dxa-baseline'))
    expect(dxa).toMatchObject({ code: { coding: [{ code: '413841000119101' }] } })
  })

  test('an order that has no code of ours carries that of the site alone', async () => {
    const [order] = resources(cardOf(await (await site(catalogue)).ask({ resources: chart() }), 'fracture-liaison'))
    expect(order?.['code']).toEqual({
      coding: [{ system: SITE, code: 'FLS-1', display: 'Nurse clinic' }],
      text: expect.any(String) as string
    })
  })

  test('discovery names what carries the standard code only, and nothing without a catalogue', async () => {
    const [entry] = await (await site(catalogue)).discovery()
    const [, named = ''] = /does not name them: (.*)\.$/.exec(entry?.usageRequirements ?? '') ?? []
    const own = ['alendronate', 'physical-therapy', 'fracture-liaison-referral', 'creatinine']
    expect(named.split(', ')).toEqual(orderNames.filter(name => !own.includes(name)))
    const [plain] = await (await site('maxCards: 6', {})).discovery()
    expect(plain?.usageRequirements).toMatch(/never taken for an empty one\.$/)
  })
})

describe('recognition', () => {
  const cases: readonly (readonly [string, FhirResource, string])[] = [
    ['physical therapy', localOrder('PT', { authoredOn: ago(5) }), 'pt-referral'],
    ['fracture liaison by the orderable', localOrder('FLS-1', { authoredOn: ago(5) }), 'fracture-liaison'],
    ['fracture liaison by a further code', localOrder('FLS-2', { authoredOn: ago(5) }), 'fracture-liaison'],
    ['alendronate', given.medication('0', '', { medicationCodeableConcept: ofSite('ALN', undefined) }), 'osteoporosis-pharmacotherapy'],
    [
      'alendronate as a statement',
      {
        resourceType: 'MedicationStatement',
        id: 'st1',
        status: 'active',
        subject: { reference: 'Patient/p1' },
        medicationCodeableConcept: ofSite('ALN', 'Item 12'),
        effectiveDateTime: ago(30)
      },
      'osteoporosis-pharmacotherapy'
    ]
  ]

  test.each(cases)('%s already ordered under a code of the site', async (_name, order, rule) => {
    expect(decisionOf(await (await site(catalogue)).ask({ resources: chart(order) }), rule)).toBe('not-applicable')
    expect(decisionOf(await (await site(undefined)).ask({ resources: chart(order) }), rule)).toBe('applies')
  })

  test('the same code of another system is another order', async () => {
    const other = given.service('', { code: { coding: [{ system: 'https://example.org/other', code: 'PT' }], text: 'Item 4711' } })
    expect(decisionOf(await (await site(catalogue)).ask({ resources: chart(other) }), 'pt-referral')).toBe('applies')
  })

  const checks: readonly (readonly [string, FhirResource, string])[] = [
    ['bed rest', localOrder('REST', { status: 'draft' }), 'order-bed-rest'],
    ['denosumab', given.draft('0', '', { medicationCodeableConcept: ofSite('DENO', undefined) }), 'order-denosumab'],
    ['alendronate with CrCl 20', given.draft('0', '', { medicationCodeableConcept: ofSite('ALN', undefined) }), 'order-oral-bisphosphonate']
  ]
  const weak = [given.observation('2160-0', 2.4, 'mg/dL', ago(1))]

  test.each(checks)('a draft of %s under a code of the site is checked', async (_name, draft, rule) => {
    const asked = { hook: 'order-sign', resources: chart(...weak), drafts: [draft] } as const
    expect(decisionOf(await (await site(catalogue)).ask(asked), rule)).toBe('applies')
    expect(decisionOf(await (await site(undefined)).ask(asked), rule)).toBe('not-applicable')
  })

  test('a changed draft goes back with the codes that it came with', async () => {
    const draft = localOrder('REST', { status: 'draft' })
    const answered = await (await site(catalogue)).ask({ hook: 'order-sign', resources: chart(), drafts: [draft] })
    const changed = resources(cardOf(answered, 'order-bed-rest')).find(({ id }) => id === draft.id)
    expect(changed?.['code']).toMatchObject({ coding: [{ system: SITE, code: 'REST', display: 'Local item' }] })
    expect(JSON.stringify(changed)).not.toContain('178688001')
  })
})

describe('services, jurisdiction and cards', () => {
  test('without a fracture liaison service follow-up goes to practice or bone clinic', async () => {
    const card = cardOf(await (await site('services: { fractureLiaison: false }')).ask({ resources: chart() }), 'fracture-liaison')
    expect(card?.summary).toMatch(/No fracture liaison service here/)
    expect(card?.summary.length).toBeLessThan(140)
    expect(labels(card)).not.toContain('Refer to fracture liaison service')
    expect(resources(card)).toHaveLength(1)
  })

  test('the jurisdiction of the file counts: no calcitonin in the UK', async () => {
    const acute = [given.patient(70), given.fracture('M80.08XA', ago(2)), ...given.goodLabs()]
    expect(decisionOf(await (await site('jurisdiction: UK')).ask({ resources: acute }), 'calcitonin-acute-pain')).toBe('not-applicable')
    expect(decisionOf(await (await site('jurisdiction: US')).ask({ resources: acute }), 'calcitonin-acute-pain')).toBe('applies')
  })

  test('maxCards of the file counts', async () => {
    const few = await (await site('maxCards: 3', {})).ask({ resources: chart() })
    const many = await (await site('maxCards: 20', {})).ask({ resources: chart() })
    expect(few.cards.length).toBeLessThan(many.cards.length)
  })
})
