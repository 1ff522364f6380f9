/** What must hold for every chart: less data never more drugs, equal requests equal answers, and nothing else matters. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Card, FhirResource } from '../src/cds-hooks/response.js'
import { allRules } from '../src/rules/index.js'
import { expectConformant } from './conformance.js'
import { allCases, anyCase, answerTo, asHook, cardsFor, clone, closeClient, codeOf, draftRefsOf, entriesOf, lay, listKeys, pool, refused, smallCases, type Body, type Case } from './properties-charts.js'
import { damage, inflict, keyDamage, type Damage } from './properties-damage.js'

afterAll(() => closeClient())

const orderChecks = new Set(allRules.filter(({ kind }) => kind === 'order-check').map(({ id }) => id))

/** Every drug that a suggestion would create, or write in place of a draft. */
const offeredDrugs = (cards: readonly Card[]): readonly { readonly by: string; readonly resource: FhirResource }[] =>
  cards.flatMap(card =>
    (card.suggestions ?? []).flatMap(({ actions }) =>
      actions.flatMap(action => ('resource' in action && action.resource.resourceType === 'MedicationRequest' && action.type === 'create' ? [{ by: codeOf(card), resource: action.resource }] : []))
    )
  )

/** What our own order checks say against the drug as the only draft on this chart. */
async function objections(body: Body, { jurisdiction }: Case, resource: FhirResource): Promise<readonly string[]> {
  const cards = await cardsFor(asHook(body, 'order-sign', [{ ...resource, id: 'offered' }]), jurisdiction)
  return (cards ?? []).filter(card => card.indicator !== 'info' && orderChecks.has(codeOf(card))).map(card => `${codeOf(card)}: ${card.summary}`)
}

const extras = fc.array(fc.constantFrom(...pool), { maxLength: 3 })

function enriched(body: Body, more: typeof pool): Body {
  const whole = clone(body)
  more.forEach(({ key, resource }, index) => {
    lay(whole, key, resource, `extra-${String(index)}`)
  })
  return whole
}

describe('less data never means more drugs', () => {
  it('no drug is offered on a damaged chart that our checks refuse on the whole one', { timeout: 60_000 }, async () => {
    let offered = 0
    await fc.assert(
      fc.asyncProperty(anyCase, fc.boolean(), extras, damage, async (chosen, own, more, harm) => {
        const whole = enriched(own ? chosen.body : asHook(chosen.body, 'patient-view'), more)
        const harmed = clone(whole)
        inflict(harmed, harm)
        const cards = await cardsFor(harmed, chosen.jurisdiction)
        for (const { by, resource } of offeredDrugs(cards ?? [])) {
          offered++
          const against = await objections(whole, chosen, resource)
          expect(against, `${chosen.name}: ${by} offers ${JSON.stringify(resource['medicationCodeableConcept'])}`).toEqual([])
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 1500) }
    )
    console.log('offered', offered)
    expect(offered).toBeGreaterThan(100)
  })
})
