import { describe, expect, it } from 'vitest'
import { EVALUATION_EXTENSION } from '../src/cds-hooks/request.js'
import type { FhirResource } from '../src/cds-hooks/response.js'
import { respond, type Call } from '../src/respond.js'
import type { Rule } from '../src/rules/rule.js'
import { services } from '../src/services.js'
import { expectConformant } from './conformance.js'
import { chartOf, given, type SmallChart } from './rules/facts-of.js'

const [patientView, orderSelect, orderSign] = services
const call: Call = {
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  explain: false,
  canonicalBase: 'https://example.org/cds',
  maxCards: 50
}
const answer = (small: SmallChart, service = patientView, more: Partial<Call> = {}): ReturnType<typeof respond> =>
  respond(service, chartOf({ hook: service.hook, ...small }), { ...call, ...more })
const codes = (small: SmallChart, service = patientView): string[] =>
  answer(small, service).response.cards.map(card => card.source.topic?.code ?? '')
const ofRule = (small: SmallChart, rule: string, service = patientView) =>
  answer(small, service).response.cards.find(card => card.source.topic?.code === rule)

const base: readonly FhirResource[] = [given.patient(74), given.fracture('M80.08XA', '2026-11-10'), ...given.goodLabs()]

describe('who gets cards', () => {
  it('a patient with a current fracture does', () => {
    expect(codes({ resources: base })).toContain('osteoporosis-pharmacotherapy')
  })
  it('a patient without one does not', () => {
    expect(codes({ resources: [given.patient(74), given.icd('M81.0'), ...given.goodLabs()] })).toEqual([])
  })
  it('the dead do not', () => {
    expect(codes({ resources: [{ ...given.patient(74), deceasedBoolean: true }, ...base.slice(1)] })).toEqual([])
  })
  it('an unknown patient leaves a card that says so', () => {
    expect(codes({ resources: base.slice(1), unread: { patient: 'known-empty' } })).toContain('not-checked')
  })
})

describe('what is offered', () => {
  it('alendronate is offered where nothing stands against it', () => {
    expect(JSON.stringify(ofRule({ resources: base }, 'osteoporosis-pharmacotherapy')?.suggestions)).toContain('904431')
  })
  it('an order that our own check would warn of is taken back, and the card says why', () => {
    const onAspirin = [...base, given.medication('243670', 'aspirin 81 MG Oral Tablet')]
    const card = ofRule({ resources: onAspirin }, 'osteoporosis-pharmacotherapy')
    expect(card?.suggestions).toBeUndefined()
    expect(card?.detail).toMatch(/aspirin/i)
  })
  it('a medicine that nobody could name may be a bone drug still at work', () => {
    const unnamed = (authoredOn: string): FhirResource => ({
      resourceType: 'MedicationRequest',
      id: 'unnamed',
      status: 'completed',
      intent: 'order',
      medicationReference: { reference: 'Medication/not-sent' },
      subject: { reference: 'Patient/p1' },
      authoredOn
    })
    const offersFor = (authoredOn: string): unknown =>
      ofRule({ resources: [...base, unnamed(authoredOn)] }, 'osteoporosis-pharmacotherapy')?.suggestions
    expect(offersFor('2026-06-25')).toBeUndefined()
    expect(offersFor('2025-08-22')).toBeUndefined()
    expect(offersFor('2025-08-21')).toBeDefined()
  })
  it('a replacement is checked too', () => {
    const drafts = [given.draft('904431', 'alendronic acid 70 MG Oral Tablet', { id: 'aln' })]
    const blocked = [
      ...base,
      given.icd('K22.0', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'K22.0' }], text: 'Achalasia' } })
    ]
    expect(JSON.stringify(ofRule({ resources: blocked, drafts }, 'order-oral-bisphosphonate', orderSign)?.suggestions)).toContain('705824')
    const lowVitaminD = blocked.map(resource =>
      JSON.stringify(resource).includes('62292-8') ? given.observation('62292-8', 14, 'ng/mL', '2026-11-10') : resource
    )
    expect(
      JSON.stringify(ofRule({ resources: lowVitaminD, drafts }, 'order-oral-bisphosphonate', orderSign)?.suggestions ?? [])
    ).not.toContain('705824')
  })
})

describe('an order that we suggest, drafted unchanged on the same chart', () => {
  const charts: readonly (readonly [string, readonly FhirResource[]])[] = [
    ['a healthy kidney', base],
    [
      'CrCl 33',
      [
        given.patient(77),
        given.fracture(),
        ...given.goodLabs().slice(1, 4),
        given.observation('2160-0', 1.3, 'mg/dL', '2026-11-10'),
        given.observation('29463-7', 58, 'kg', '2026-11-10'),
        given.observation('72514-3', 5, '{score}', '2026-11-20')
      ]
    ],
    ['achalasia', [...base, given.icd('K22.0')]],
    [
      'low vitamin D',
      base.map(resource =>
        JSON.stringify(resource).includes('62292-8') ? given.observation('62292-8', 15, 'ng/mL', '2026-11-10') : resource
      )
    ],
    ['an acute fracture in pain', [given.patient(74), given.fracture('M80.08XA', '2026-11-20'), ...given.goodLabs()]],
    [
      'stones and a proton pump inhibitor',
      [...base, given.icd('N20.0'), given.medication('198051', 'omeprazole 20 MG Delayed Release Oral Capsule')]
    ]
  ]
  it.each(charts)('draws no warning: %s', (_name, resources) => {
    const offered = answer({ resources }).response.cards.flatMap(card =>
      (card.suggestions ?? []).flatMap(({ actions }) => actions.flatMap(action => ('resource' in action ? [action.resource] : [])))
    )
    expect(offered.length).toBeGreaterThan(0)
    for (const [index, resource] of offered.entries()) {
      const draft = { ...resource, id: `offer-${String(index)}` }
      for (const service of [orderSelect, orderSign]) {
        const cards = answer({ resources, drafts: [draft], selections: [`${draft.resourceType}/${draft.id}`] }, service).response.cards
        expect(
          cards.filter(({ indicator }) => indicator !== 'info').map(({ summary }) => summary),
          JSON.stringify(resource['code'] ?? resource['medicationCodeableConcept'])
        ).toEqual([])
      }
    }
  })
})

describe('a rule that throws', () => {
  const broken = (rule: Rule): Rule => ({
    ...rule,
    evaluate: () => {
      throw new TypeError('planted')
    }
  })
  it('loses its own card only', () => {
    const service = { ...patientView, rules: patientView.rules.map(rule => (rule.id === 'pt-referral' ? broken(rule) : rule)) }
    const { response, failures } = answer({ resources: base }, service)
    expect(failures.map(({ rule }) => rule)).toEqual(['pt-referral'])
    const shown = response.cards.map(card => card.source.topic?.code)
    expect(shown).toContain('osteoporosis-pharmacotherapy')
    expect(shown).not.toContain('pt-referral')
    expect(shown).not.toContain('not-checked')
  })
  it('leaves a warning when it was a red flag or an order check', () => {
    const service = { ...patientView, rules: patientView.rules.map(rule => (rule.id === 'rf-cauda-equina' ? broken(rule) : rule)) }
    const { response } = answer({ resources: base }, service)
    const card = response.cards.find(({ source }) => source.topic?.code === 'not-checked')
    expect(card?.indicator).toBe('warning')
    expect(card?.summary).toMatch(/could not run/)
    expectConformant(response)
  })
})

describe('what could not be read', () => {
  it('becomes one card that names the content and the advice', () => {
    const card = ofRule({ resources: base, unread: { medicationRequests: 'failed', serviceRequests: 'absent' } }, 'not-checked')
    expect(card?.indicator).toBe('info')
    expect(card?.detail).toMatch(/Medication orders could not be read/)
    expect(card?.detail).toMatch(/early mobilisation/i)
  })
  it('known-empty is knowledge', () => {
    expect(codes({ resources: base })).not.toContain('not-checked')
  })
  it('truncated lists still show what they hold', () => {
    const resources = [...base, given.icd('G83.4', { onsetDateTime: '2026-11-21' })]
    expect(codes({ resources, unread: { conditions: 'truncated' } })).toContain('rf-cauda-equina')
  })
  it('a truncated list proves no absence', () => {
    const card = ofRule({ resources: base, unread: { conditions: 'truncated' } }, 'osteoporosis-pharmacotherapy')
    expect(card?.suggestions).toBeUndefined()
    expect(codes({ resources: base, unread: { conditions: 'truncated' } })).toContain('not-checked')
  })
  it('an order hook without a draft says nothing about it', () => {
    expect(codes({ resources: base, unread: { labs: 'failed' } }, orderSelect)).toEqual([])
  })
})

describe('identity', () => {
  it('equal calls give equal uuids, another hookInstance other ones', () => {
    const uuids = (hookInstance: string): string[] =>
      answer({ resources: base }, patientView, { hookInstance }).response.cards.map(({ uuid }) => uuid)
    expect(uuids(call.hookInstance)).toEqual(uuids(call.hookInstance.toUpperCase()))
    expect(uuids(call.hookInstance)).not.toEqual(uuids('11111111-2222-4333-8444-555555555555'))
  })
  it('names the fracture as the reason of an order', () => {
    expect(JSON.stringify(ofRule({ resources: base }, 'osteoporosis-pharmacotherapy')?.suggestions)).toContain('Condition/fx')
  })
})

describe('hostile words', () => {
  it('show as characters, never as markup', () => {
    const evil = '<img src=x onerror=alert(1)> [a](javascript:1) **bold** `code` https://evil.example\n# heading'
    const resources = [
      given.patient(74),
      given.fracture('M80.08XA', '2026-11-10', {
        code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M80.08XA' }], text: evil }
      }),
      ...given.goodLabs()
    ]
    const { response } = answer({ resources })
    expect(response.cards.length).toBeGreaterThan(0)
    expectConformant(response)
    for (const { detail, summary } of response.cards) {
      expect(detail).not.toMatch(/(?<!\\)<img|(?<!\\)\[a|\n# heading|https:\/\/evil/)
      expect(summary).not.toMatch(/<img/)
    }
  })
})

describe('the explanation', () => {
  it('gives ledger and decisions to those who ask, and nothing to others', () => {
    const { response } = answer({ resources: base, unread: { allergies: 'failed' } }, patientView, { explain: true })
    const evaluation = response.extension?.[EVALUATION_EXTENSION] as {
      asOf: string
      ledger: { key: string; state: string }[]
      rules: { id: string; decision: string }[]
    }
    expect(evaluation.asOf).toBe('2026-11-22')
    expect(evaluation.ledger).toContainEqual({ key: 'allergies', state: 'failed' })
    expect(evaluation.rules.map(({ id }) => id)).toEqual(patientView.rules.map(({ id }) => id))
    expect(answer({ resources: base }).response).not.toHaveProperty('extension')
  })
})

describe('silent rules', () => {
  const silenced = (...ids: readonly string[]): typeof patientView => ({ ...patientView, silent: new Set(ids) })
  const flagged = [...base, given.icd('G83.4', { onsetDateTime: '2026-11-21' })]
  it('are counted with the uuid the card would have had, and not shown', () => {
    const [before, after] = [answer({ resources: base }), answer({ resources: base }, silenced('pt-referral'))]
    expect(after.shown.map(({ rule }) => rule)).toEqual(before.shown.map(({ rule }) => rule).filter(rule => rule !== 'pt-referral'))
    expect(after.silent).toEqual(before.shown.filter(({ rule }) => rule === 'pt-referral'))
    expect(before.silent).toEqual([])
  })
  it('the explanation says why', () => {
    const { response } = answer({ resources: base }, silenced('pt-referral'), { explain: true })
    const { rules } = response.extension?.[EVALUATION_EXTENSION] as { rules: readonly object[] }
    expect(rules).toContainEqual(
      expect.objectContaining({ id: 'pt-referral', decision: 'applies', silencedBy: 'silent by site configuration' })
    )
  })
  it('a silent warning sign silences no other card', () => {
    expect(codes({ resources: flagged })).not.toContain('osteoporosis-pharmacotherapy')
    expect(codes({ resources: flagged }, silenced('rf-cauda-equina'))).toEqual(codes({ resources: base }))
  })
  it('what a silent rule could not read, or where it failed, is nobody’s concern', () => {
    const thrown = patientView.rules.map(rule =>
      rule.id === 'rf-cauda-equina'
        ? {
            ...rule,
            evaluate: () => {
              throw new TypeError('planted')
            }
          }
        : rule
    )
    const { response, failures } = answer({ resources: base }, { ...silenced('rf-cauda-equina'), rules: thrown })
    expect(failures.map(({ rule }) => rule)).toEqual(['rf-cauda-equina'])
    expect(response.cards.map(card => card.source.topic?.code)).not.toContain('not-checked')
    const all = silenced(...patientView.rules.map(({ id }) => id))
    expect(codes({ resources: base, unread: { labs: 'failed' } }, all)).toEqual([])
  })
  it('an order that a silent check would warn of is still not offered', () => {
    const onAspirin = [...base, given.medication('243670', 'aspirin 81 MG Oral Tablet')]
    const service = silenced('order-oral-bisphosphonate')
    expect(ofRule({ resources: onAspirin }, 'osteoporosis-pharmacotherapy', service)?.suggestions).toBeUndefined()
  })
})

describe('quiet', () => {
  const quietExcept = (...rules: readonly string[]): Partial<Call> => ({
    quiet: ({ rule }) => (rules.includes(rule) ? undefined : 'override')
  })
  it('is asked for every card but the one about what could not be checked', () => {
    const asked: string[] = []
    const quiet: Call['quiet'] = ({ rule, trigger }) => {
      expect(trigger).toMatch(/^[0-9a-f]{64}$/)
      asked.push(rule)
      return 'override'
    }
    const { shown } = answer({ resources: base, unread: { allergies: 'failed', medicationRequests: 'failed' } }, patientView, { quiet })
    expect(shown.map(({ rule }) => rule)).toEqual(['not-checked'])
    expect(shown[0]).not.toHaveProperty('trigger')
    expect(asked).toContain('pt-referral')
    expect(asked).not.toContain('not-checked')
  })
  it('leaves the others as they are', () => {
    const { shown, response } = answer({ resources: base }, patientView, quietExcept('pt-referral'))
    expect(shown.map(({ rule }) => rule)).toEqual(['pt-referral'])
    expectConformant(response)
  })
})
