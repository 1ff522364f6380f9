/** Offers are tried only against the checks that say a draft concerns them: no check may judge a draft it does not name. */
import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { isResource, member, objects } from '../../../src/facts/fhir.js'
import { offerChecks, orderChecks } from '../../../src/rules/index.js'
import { loadVignettes } from '../../../src/vignettes/load.js'
import { requestOf } from '../../../src/vignettes/request.js'
import { factsOf } from '../facts-of.js'

const ordered = loadVignettes('fixtures/vignettes')
  .flatMap(({ vignettes }) => vignettes)
  .filter(({ hook, drafts }) => hook !== 'patient-view' && drafts.length > 0)

const resourcesIn = (value: unknown): readonly FhirResource[] =>
  isResource(value) && value.resourceType !== 'Bundle'
    ? [value]
    : objects(member(value, 'entry'))
        .map(entry => entry['resource'])
        .filter(isResource)

describe('drafts that a check concerns', () => {
  it.each([...orderChecks, ...offerChecks])('$id says which', ({ concerns }) => {
    expect(concerns).toBeTypeOf('function')
  })

  it('are all that it judges, in every vignette with drafts', () => {
    let judged = 0
    for (const vignette of ordered) {
      const { prefetch, context } = requestOf(vignette, '00000000-0000-4000-8000-000000000000') as {
        prefetch: Record<string, unknown>
        context: unknown
      }
      const facts = factsOf({
        asOf: vignette.asOf,
        hook: vignette.hook,
        resources: Object.values(prefetch).flatMap(resourcesIn),
        drafts: resourcesIn(member(context, 'draftOrders'))
      })
      for (const check of orderChecks) {
        const decision = check.evaluate(facts)
        const drafts = decision.decision === 'applies' ? (decision.advice.drafts ?? []) : []
        judged += drafts.length
        expect(
          drafts.filter(draft => check.concerns?.(draft) !== true),
          `${vignette.id}, ${check.id}`
        ).toEqual([])
      }
    }
    expect(judged).toBeGreaterThan(50)
  })
})
