import { describe, expect, test } from 'vitest'
import type { Card } from '../../src/cds-hooks/response.js'
import { readConfig } from '../../src/server/config.js'
import { answerOffline } from '../../src/server/offline.js'
import { cardsAsText } from '../../src/server/terminal.js'
import { authorization, patientView, service, without } from './stubs.js'

const card: Card = {
  uuid: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11',
  summary: 'A summary that is rather long and has to be folded somewhere',
  detail: '**Why you see this** Fracture \\(L1\\), 2026\\-11\\-20\n\n- one reason',
  indicator: 'warning',
  source: { label: 'AAOS 2010' },
  suggestions: [
    {
      label: 'Order X',
      uuid: 'u',
      isRecommended: true,
      actions: [{ type: 'create', description: 'X 1 mg daily for 5 days', resource: { resourceType: 'ServiceRequest' } }]
    }
  ],
  links: [{ label: 'Guideline', url: 'https://example.org/g', type: 'absolute' }]
}

describe('a call without a network', () => {
  const respond = () => ({ response: { cards: [card] }, shown: [], silent: [], failures: [] })

  test('answers what the route answers', async () => {
    expect(await answerOffline(service('patient-view'), patientView(), readConfig({}), respond)).toMatchObject({
      status: 200,
      body: { cards: [card] }
    })
  })

  test('refuses what the route refuses, and reads nothing', async () => {
    const fhirServer = 'http://127.0.0.1:9/fhir'
    const config = readConfig({ FHIR_SERVERS: fhirServer })
    expect(
      await answerOffline(
        service('patient-view'),
        { ...without('conditions'), fhirServer, fhirAuthorization: authorization() },
        config,
        respond
      )
    ).toMatchObject({ status: 412, body: { issue: [{ diagnostics: 'conditions' }] } })
    expect(await answerOffline(service('patient-view'), 'x', config, respond)).toMatchObject({ status: 400 })
  })
})

describe('cards in a terminal', () => {
  test('are folded, unescaped, and say all', () => {
    expect(cardsAsText([card], { width: 40, colour: false }).split('\n')).toEqual([
      'WARNING  A summary that is rather long',
      'and has to be folded somewhere',
      '  Why you see this Fracture (L1),',
      '  2026-11-20',
      '    • one reason',
      '  [*] Order X',
      '      X 1 mg daily for 5 days',
      '  Source: AAOS 2010',
      '  Guideline: https://example.org/g'
    ])
  })

  test('in colour only when asked', () => {
    expect(cardsAsText([card], { width: 80, colour: true })).toContain('\u001b[')
    expect(cardsAsText([], { width: 80, colour: true })).toMatch(/^No cards/)
  })
})
