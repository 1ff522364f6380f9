import { complicationsWatch } from '../../../src/rules/fracture-care/complications-watch.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, film, fractured, pain, undated, withFracture } from './case-charts.js'

const height = (cm: number, daysAgo: number): ReturnType<typeof given.observation> => given.observation('8302-2', cm, 'cm', ago(daysAgo))
const opioid = (daysAgo: number): ReturnType<typeof given.medication> =>
  given.medication('1049621', 'oxycodone hydrochloride 5 MG Oral Tablet', { authoredOn: ago(daysAgo) })
const other = (code: string, onset: string, more = {}): ReturnType<typeof given.icd> => given.icd(code, { onsetDateTime: onset, ...more })
const breathless = (more: object): ReturnType<typeof given.icd> => given.icd('R06.02', { ...more })
const T12 = 'S22.080A'

ruleTest(complicationsWatch, {
  applies: [
    {
      name: 'two dated levels are named, and one without a level',
      facts: withFracture(other('S32.010A', ago(8)), [other('M80.08XA', ago(158), { clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
      summary: /L1 \(.*\) after one \(/
    },
    { name: 'non-union by code at 365 days', facts: withFracture(given.fracture('M80.08XK', ago(365))), summary: /coded as non-union/ },
    {
      name: 'vignette 67: 6/10 at fourteen weeks',
      facts: fractured(98, [pain(6)]),
      indicator: 'info',
      summary: /Pain 6\/10 on 2026-11-21, L1 fracture at 3 months: consider non-union/,
      offers: ['pain-clinic']
    },
    { name: '4/10 at 56 days', facts: fractured(56, [pain(4)]), offers: [] },
    { name: '1/10 at 84 days', facts: fractured(84, [pain(1)]) },
    {
      name: 'vignette 68: a second fracture after five months',
      facts: withFracture(other(T12, ago(8)), [other('S32.010A', ago(158))]),
      indicator: 'warning',
      summary: /Second vertebral fracture within 12 months/,
      notInDetail: [/first fracture/i]
    },
    {
      name: 'the first is resolved by now',
      facts: withFracture(other('S32.010A', ago(8)), [other('S22.060A', ago(200), { clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
      indicator: 'warning'
    },
    { name: '365 days apart', facts: withFracture(other('S32.010A', ago(8)), [other('S22.060A', ago(373))]), indicator: 'warning' },
    {
      name: 'non-union by code',
      facts: withFracture(given.fracture('M80.08XK', ago(60))),
      indicator: 'warning',
      summary: /coded as non-union/,
      offers: ['spine-xray', 'spine-consultation']
    },
    {
      name: 'delayed healing by code',
      facts: withFracture(given.fracture('M80.08XG', ago(60), {}), [film(10)]),
      indicator: 'warning',
      offers: ['spine-consultation']
    },
    { name: 'malunion by code is no warning', facts: withFracture(given.fracture('M80.08XP', ago(60))), indicator: 'info' },
    {
      name: 'height fell 2 cm: the film is offered by follow-up-imaging',
      facts: fractured(50, [height(160, 40), height(158, 2)]),
      summary: /height fell 2 cm/,
      offers: []
    },
    { name: 'kyphosis without a date', facts: fractured(50, [given.icd('M40.14'), film(10)]), summary: /Kyphosis on record/ },
    { name: 'an opioid for 29 days', facts: fractured(30, [opioid(29)]), summary: /Opioid since 2026-10-24/ },
    { name: 'pain beyond a year', facts: fractured(400, [pain(5)]) },
    {
      name: 'the record date proves twelve weeks',
      facts: withFracture(undated({ recordedDate: ago(90) }), [pain(2)]),
      summary: /at least 90 days old/
    },
    {
      name: 'breathless since the day of the fracture',
      facts: fractured(50, [breathless({ onsetDateTime: ago(50) })]),
      summary: /^Breathless \(onset 2026-10-03\) with L1 fracture/
    },
    { name: 'breathless without a date', facts: fractured(50, [breathless({})]), summary: /^Breathless \(/ },
    {
      name: 'breathless, recorded after the fracture',
      facts: fractured(50, [breathless({ recordedDate: ago(20) })]),
      summary: /^Breathless \(/
    },
    {
      name: 'breathless for years, and the fracture has no onset',
      facts: withFracture(undated({ recordedDate: ago(50) }), [breathless({ onsetDateTime: '2020-01-01' })]),
      summary: /^Breathless \(onset 2020-01-01\)/
    },
    {
      name: 'early satiety since the fracture',
      facts: fractured(50, [given.icd('R68.81', { onsetDateTime: ago(30) })]),
      summary: /^Early satiety \(onset 2026-10-23\) with L1 fracture/
    },
    {
      name: 'breathless for years and again since the fracture: the newer one is named',
      facts: fractured(50, [breathless({ onsetDateTime: '2020-01-01' }), breathless({ onsetDateTime: ago(10) })]),
      summary: /^Breathless \(onset 2026-11-12\)/
    }
  ],
  notApplicable: [
    { name: 'non-union by code at 366 days', facts: withFracture(given.fracture('M80.08XK', ago(366))) },
    { name: '4/10 at 55 days', facts: fractured(55, [pain(4)]) },
    { name: '3/10 at 56 days', facts: fractured(56, [pain(3)]) },
    { name: '3/10 at 83 days', facts: fractured(83, [pain(3)]) },
    { name: '0/10 at 84 days', facts: fractured(84, [pain(0)]) },
    { name: 'no score at fourteen weeks', facts: fractured(98) },
    { name: 'two levels of one day', facts: withFracture(other('S32.010A', ago(10)), [other('S22.060A', ago(10))]) },
    { name: 'two levels fourteen days apart', facts: withFracture(other('S32.010A', ago(6)), [other('S22.060A', ago(20))]) },
    {
      name: '366 days apart',
      facts: withFracture(other('S32.010A', ago(8)), [other('S22.060A', ago(374), { clinicalStatus: { coding: [{ code: 'resolved' }] } })])
    },
    { name: 'one fracture written down twice', facts: withFracture(given.fracture('S32.010A', ago(10)), [other('M80.08XA', ago(10))]) },
    {
      name: 'an only suspected second one',
      facts: withFracture(other('S32.010A', ago(8)), [
        other('S22.060A', ago(158), { verificationStatus: { coding: [{ code: 'provisional' }] } })
      ])
    },
    { name: 'seventh character A and D', facts: withFracture(given.fracture('M80.08XD', ago(40))) },
    { name: 'height fell 1.9 cm', facts: fractured(50, [height(160, 40), height(158.1, 2)]) },
    { name: 'kyphosis from before the fracture', facts: fractured(50, [given.icd('M40.14', { onsetDateTime: '2019-01-01' })]) },
    { name: 'an opioid for 28 days', facts: fractured(30, [opioid(28)]) },
    { name: 'a non-union code years later', facts: withFracture(given.fracture('M80.08XK', ago(900))) },
    { name: 'a prior fracture', facts: withFracture(given.fracture('M80.08XS', ago(100)), [pain(6)]), reason: /no current/ },
    { name: 'breathless since the day before the fracture', facts: fractured(50, [breathless({ onsetDateTime: ago(51) })]) },
    { name: 'breathless, recorded before the fracture', facts: fractured(50, [breathless({ recordedDate: ago(51) })]) }
  ],
  dataRequired: [
    { name: 'pain unread at ten weeks', facts: fractured(70, [], { unread: { measurements: 'failed' } }), missing: ['painCourse'] }
  ]
})
