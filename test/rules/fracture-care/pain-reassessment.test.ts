import { painReassessment } from '../../../src/rules/fracture-care/pain-reassessment.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, fractured, pain, undated, withFracture } from './case-charts.js'

const review = (daysAgo: number, more = {}): ReturnType<typeof given.service> =>
  given.service('Pain and function reassessment', { authoredOn: ago(daysAgo), ...more })

ruleTest(painReassessment, {
  applies: [
    {
      name: 'no score at all',
      facts: fractured(21),
      indicator: 'info',
      summary: /No pain score found, L1 fracture at 21 days/,
      offers: ['pain-reassessment']
    },
    {
      name: 'score of 15 days in an early fracture',
      facts: fractured(20, [pain(3, 15)]),
      indicator: 'info',
      summary: /Last pain score after L1 fracture: 3\/10 on 2026-11-07/,
      detail: [/outside its window of 14 days/]
    },
    { name: 'score of 31 days in a fracture of ten weeks', facts: fractured(70, [pain(3, 31)]), detail: [/window of 30 days/] },
    { name: 'score of 15 days at 41 days: still the short window', facts: fractured(41, [pain(3, 15)]), detail: [/window of 14 days/] },
    {
      name: 'severe at 14 days',
      facts: fractured(14, [pain(7)]),
      indicator: 'warning',
      summary: /Pain still 7\/10 on 2026-11-21, L1 fracture at 14 days/
    },
    { name: 'vignette 43: 8/10 at 20 days', facts: fractured(20, [pain(8)]), indicator: 'warning' },
    {
      name: 'a rise of two',
      facts: fractured(10, [pain(3, 5), pain(5, 1)]),
      indicator: 'warning',
      summary: /rose from 3\/10 to 5\/10 on 2026-11-21/,
      detail: [/new fracture, collapse or instability/]
    },
    {
      name: 'a rise of two from the best day, step by step',
      facts: fractured(30, [pain(6, 20), pain(3, 12), pain(4, 6), pain(5, 1)]),
      summary: /rose from 3\/10/
    },
    {
      name: 'worse while a review is ordered: no second order',
      facts: fractured(10, [pain(3, 5), pain(6, 1), review(1)]),
      indicator: 'warning',
      offers: []
    },
    {
      name: 'the record date proves two weeks',
      facts: withFracture(undated({ recordedDate: ago(14) }), [pain(7)]),
      indicator: 'warning',
      summary: /at least 14 days old/
    },
    {
      name: 'a score that cannot be read is missing, and said',
      facts: fractured(10, [given.observation('72514-3', 60, '{score}', ago(1))]),
      detail: [/not interpreted/]
    },
    {
      name: 'a held review is named',
      facts: fractured(21, [review(2, { status: 'on-hold' })]),
      detail: [/On hold or stopped/],
      offers: ['pain-reassessment']
    },
    {
      name: 'severe at three weeks, as severe as before',
      facts: fractured(21, [pain(7, 10), pain(7, 1)]),
      indicator: 'warning',
      summary: /^Pain still 7\/10 on 2026-11-21/,
      notInDetail: [/rose from/]
    },
    {
      name: 'severe at three weeks, a rise of one',
      facts: fractured(21, [pain(7, 10), pain(8, 1)]),
      indicator: 'warning',
      summary: /^Pain still 8\/10/,
      detail: [/Most ease over 2 to 12 weeks/],
      notInDetail: [/rose from/, /Worse after a better phase/]
    },
    {
      name: 'two old scores, a rise between them',
      facts: fractured(70, [pain(2, 50), pain(6, 40)]),
      indicator: 'info',
      summary: /^Last pain score after L1 fracture: 6\/10/,
      notInDetail: [/rose from/]
    },
    {
      name: 'severe at three weeks and worse by two: the rise is named',
      facts: fractured(21, [pain(6, 10), pain(8, 1)]),
      summary: /^Pain rose from 6\/10 to 8\/10/,
      notInDetail: [/Pain still/]
    }
  ],
  notApplicable: [
    { name: 'score of 14 days', facts: fractured(20, [pain(3, 14)]) },
    { name: 'score of 30 days at 42 days and more', facts: fractured(42, [pain(3, 30)]) },
    { name: 'severe at 13 days is early', facts: fractured(13, [pain(7)]) },
    { name: '6/10 at 14 days', facts: fractured(14, [pain(6)]) },
    { name: 'a rise of one', facts: fractured(10, [pain(3, 5), pain(4, 1)]) },
    { name: 'a better day before the fracture does not count', facts: fractured(10, [pain(0, 30), pain(5, 1)]) },
    { name: 'night and movement of one day are no rise', facts: fractured(10, [pain(2, 3), pain(6, 3), pain(6, 1)]) },
    { name: 'a review is ordered', facts: fractured(21, [review(2)]), reason: /review/ },
    { name: 'a review was done 14 days ago', facts: fractured(21, [review(14, { status: 'completed' })]) },
    { name: 'a missing score a year later', facts: fractured(366) },
    { name: 'a prior fracture', facts: withFracture(given.fracture('M80.08XS', ago(30))), reason: /no current/ }
  ],
  dataRequired: [
    { name: 'measurements could not be read', facts: fractured(21, [], { unread: { measurements: 'failed' } }), missing: ['painCourse'] }
  ]
})
