import { describe, expect, it } from 'vitest'
import { calcitoninAcutePain } from '../../../src/rules/fracture-care/calcitonin-acute-pain.js'
import { bornOn, chartWith, fractures, type Changes } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const since = (onset: string | undefined, changes: Changes = {}, code = 'M80.08XA', more = {}) =>
  chartWith({ ...changes, fracture: onset === undefined ? fractures.without(code, more) : given.fracture(code, onset, more) })
const dayThree = (changes: Changes = {}) => since('2026-11-19', changes)
const salmon = (code: string, text: string) => given.allergy('http://snomed.info/sct', code, text)
const offers = ['calcitonin']

ruleTest(calcitoninAcutePain, {
  applies: [
    {
      name: 'three days after onset',
      facts: dayThree(),
      indicator: 'info',
      summary: /since 2026-11-19: optional calcitonin .*off-label; malignancy warning/,
      offers
    },
    { name: 'day 5, the last of the window', facts: since('2026-11-17'), offers },
    { name: 'on the day itself', facts: since('2026-11-22'), offers },
    {
      name: 'known to the month, seen on the 4th',
      facts: since('2026-10', {
        asOf: '2026-10-04',
        results: { pain: null, calcium: [9.2, 'mg/dL', '2026-09-20'], albumin: [4, 'g/dL', '2026-09-20'] }
      }),
      offers
    },
    { name: 'exactly 50', facts: dayThree({ patient: bornOn('1976-11-22') }), offers },
    {
      name: 'a man: off-label is said all the same',
      facts: dayThree({ sex: 'male' }),
      offers,
      detail: [/women more than 5 years after menopause/]
    },
    { name: 'pain 4', facts: dayThree({ results: { pain: 4 } }), offers },
    {
      name: 'no pain score: only if significant',
      facts: dayThree({ results: { pain: null } }),
      offers,
      detail: [/only if pain is significant/]
    },
    {
      name: 'pain 2 from before the fracture says nothing',
      facts: dayThree({ results: { pain: [2, '{score}', '2026-11-12'] } }),
      offers,
      detail: [/No pain score since onset/]
    },
    {
      name: 'clinical status missing',
      facts: since('2026-11-19', {}, 'M80.08XA', { clinicalStatus: undefined }),
      offers,
      detail: [/status is missing/]
    },
    { name: 'a code without a 7th character', facts: since('2026-11-19', {}, 'M80.08'), offers },
    {
      name: 'no calcium: the card, not the order',
      facts: dayThree({ results: { calcium: null, albumin: null } }),
      offers: [],
      detail: [/no usable calcium/]
    },
    {
      name: 'calcium 8.1 without albumin: the card, not the order',
      facts: dayThree({ results: { calcium: 8.1, albumin: null } }),
      offers: [],
      detail: [/cannot be excluded/]
    },
    { name: 'fish allergy: asked first', facts: dayThree({ more: [salmon('735971005', 'Fish')] }), offers: [], detail: [/ask about Fish/] },
    {
      name: 'allergies unread: the card, not the order',
      facts: dayThree({ unread: { allergies: 'absent' } }),
      offers: [],
      detail: [/allergies/]
    },
    {
      name: 'measurements unread, and no pain score with them: the card, not the order',
      facts: dayThree({ results: { pain: null }, unread: { measurements: 'absent' } }),
      offers: [],
      detail: [/what could not be read may forbid it/]
    },
    { name: 'measurements read in part, a pain score among them', facts: dayThree({ unread: { measurements: 'truncated' } }), offers },
    {
      name: 'lithium: its level',
      facts: dayThree({ more: [given.medication('6448', 'lithium carbonate')] }),
      offers,
      detail: [/lithium carbonate: its level may fall/]
    },
    { name: 'skin cancer other than melanoma', facts: dayThree({ more: [given.icd('Z85.828')] }), offers }
  ],
  notApplicable: [
    { name: 'day 6', facts: since('2026-11-16'), reason: /6 days ago/ },
    { name: 'no onset, recorded today', facts: since(undefined, {}, 'M80.08XA', { recordedDate: '2026-11-22' }), reason: /record date/ },
    { name: 'known to the month, seen on the 20th', facts: since('2026-10', { asOf: '2026-10-20', results: { pain: null } }) },
    { name: 'known to the month, seen on the 7th', facts: since('2026-10', { asOf: '2026-10-07', results: { pain: null } }) },
    { name: 'in the future', facts: since('2026-12-24') },
    { name: 'onset as a string', facts: since(undefined, {}, 'M80.08XA', { onsetString: 'three days ago' }) },
    { name: '7th character D on day 3', facts: since('2026-11-19', {}, 'M80.08XD'), reason: /7th character D/ },
    { name: '7th character G', facts: since('2026-11-19', {}, 'M80.08XG') },
    ...(['EU', 'UK', 'CA', 'other'] as const).map(jurisdiction => ({
      name: `jurisdiction ${jurisdiction}`,
      facts: dayThree({ jurisdiction }),
      reason: /US/
    })),
    { name: 'one day short of 50', facts: dayThree({ patient: bornOn('1976-11-23') }) },
    { name: 'pain 3', facts: dayThree({ results: { pain: 3 } }), reason: /pain is 3/ },
    { name: 'breast cancer in the history', facts: dayThree({ more: [given.icd('Z85.3')] }), reason: /cancer/ },
    { name: 'MGUS', facts: dayThree({ more: [given.icd('D47.2')] }) },
    { name: 'calcium 8.4', facts: dayThree({ results: { calcium: 8.4 } }), reason: /calcium is low/ },
    { name: 'calcium 10.6', facts: dayThree({ results: { calcium: 10.6 } }), reason: /calcium is high/ },
    { name: 'hypocalcaemia on the list', facts: dayThree({ more: [given.icd('E83.51')] }) },
    { name: 'calcitonin allergy', facts: dayThree({ more: [salmon('127384006', 'Salmon calcitonin')] }), reason: /allergy/ },
    {
      name: 'new weakness of the legs',
      facts: dayThree({ more: [given.icd('G82.20', { onsetDateTime: '2026-11-20' })] }),
      reason: /neurological/
    },
    { name: 'cauda equina', facts: dayThree({ more: [given.icd('G83.4', { onsetDateTime: '2026-11-20' })] }) },
    { name: 'on calcitonin', facts: dayThree({ more: [given.medication('313919', 'salmon calcitonin')] }), reason: /taken or drafted/ },
    { name: 'calcitonin drafted', facts: dayThree({ drafts: [given.draft('313919', 'salmon calcitonin')] }) },
    { name: 'lactation', facts: dayThree({ more: [given.icd('Z39.1', { onsetDateTime: '2026-11-01' })] }) },
    { name: 'a tumour fracture', facts: since('2026-11-19', {}, 'M84.58XA') },
    { name: 'high energy', facts: since('2026-11-19', { more: [given.icd('W13.2XXA', { onsetDateTime: '2026-11-19' })] }, 'S32.010A') },
    { name: 'healed', facts: chartWith({ fracture: fractures.resolved }) },
    { name: 'suspected only', facts: since('2026-11-19', {}, 'M48.56XA', fractures.suspected), reason: /no current/ }
  ],
  dataRequired: [
    { name: 'medication orders unread', facts: dayThree({ unread: { medicationRequests: 'failed' } }), missing: ['calcitoninTaken'] }
  ]
})

describe('what the calcitonin card must say', () => {
  const decision = calcitoninAcutePain.evaluate(dayThree())
  const text = decision.decision === 'applies' ? [...decision.advice.guidance, ...(decision.advice.disagreement ?? [])].join('\n') : ''
  it.each([
    ['off-label for pain', /Off-label for pain/],
    ['no bone treatment', /no osteoporosis treatment/],
    ['the label: postmenopause, alternatives, fractures', /more than 5 years after menopause.*alternatives.*not been demonstrated/],
    ['AAOS 2010, moderate, two level II trials, 200 IU', /AAOS 2010.*200 IU.*moderate; two level II trials/],
    ['week 1 and week 4', /week 1, with an uncertain effect at week 4 \(Boucher 2020\)/],
    ['no benefit in chronic pain', /none in chronic pain \(Knopp 2012\)/],
    ['malignancy in all forms and nasal', /1\.0 % in all forms \(95 % CI 0\.3–1\.6\), 1\.4 % nasal \(0\.3–2\.6\)/],
    ['withdrawal in Europe and Canada', /EMA withdrew.*Canada/]
  ])('%s', (_name, pattern) => {
    expect(text).toMatch(pattern)
  })
  it('has no percentage in its summary and no recommended order', () => {
    expect(decision.decision === 'applies' && /%/.test(decision.advice.summary)).toBe(false)
    expect(
      decision.decision === 'applies' &&
        decision.advice.proposals?.some(proposal => proposal.kind === 'order' && proposal.recommended === true)
    ).toBe(false)
  })
})
