import { onsetDateNeeded } from '../../../src/rules/fracture-care/onset-date-needed.js'
import { chartWith, fractures, type Changes } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { acetaminophen, ago, film } from './case-charts.js'

const undated = (changes: Changes = {}, more = {}, code = 'M80.08XA') => chartWith({ ...changes, fracture: fractures.without(code, more) })
const dated = (onset: string, changes: Changes = {}, code = 'M80.08XA') => chartWith({ ...changes, fracture: given.fracture(code, onset) })
const therapy = given.service('Physical therapy, evaluate and treat')
const filmed = film(7)
const analgesic = acetaminophen(30)
const apixaban = given.medication('1364430', 'apixaban', { authoredOn: ago(300) })
const seen = given.service('Referral to spine surgeon', { authoredOn: ago(30), status: 'completed' })
const provisional = {
  verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'provisional' }] }
}

ruleTest(onsetDateNeeded, {
  applies: [
    { name: 'two levels are named', facts: undated({}, {}, 'S22.080A'), summary: /T11\/T12 fracture/ },
    { name: 'no level is named where none is known', facts: undated(), summary: /the vertebral fracture is missing/ },
    {
      name: 'no onset',
      facts: undated(),
      indicator: 'info',
      summary: /is missing: ask when the pain started; therapy stage and pain options held back/,
      offers: []
    },
    {
      name: 'no onset, recorded today: a record date is none',
      facts: undated({}, { recordedDate: '2026-11-22' }),
      summary: /is missing/,
      detail: [/Recorded on 2026-11-22, which is not an onset/]
    },
    { name: 'onset as a string', facts: undated({}, { onsetString: 'last week' }), summary: /is missing/ },
    {
      name: '7th character D three days after onset',
      facts: dated('2026-11-19', {}, 'M80.08XD'),
      summary: /Onset 2026-11-19 .* contradicts its code or record/,
      detail: [/7th character D/]
    },
    { name: 'onset in the future', facts: dated('2026-12-24'), summary: /lies in the future/ },
    { name: 'onset known to the year', facts: dated('2026'), summary: /known only as 2026/ },
    {
      name: 'known to the month, seen on the 20th: calcitonin is held back',
      facts: dated('2026-10', { asOf: '2026-10-20', results: { pain: null } }),
      summary: /known only as 2026-10: ask when the pain started; pain options held back/,
      detail: [/0 to 19 days ago/]
    },
    {
      name: 'therapy under way, imaged: only pain options are held back',
      facts: undated({ more: [therapy, filmed] }),
      summary: /; pain options held back/
    },
    {
      name: 'outside the US, imaged: only the stage is held back',
      facts: undated({ jurisdiction: 'EU', more: [filmed] }),
      summary: /; therapy stage held back/
    },
    {
      name: 'recorded 6 days ago, imaged: too old for calcitonin, the stage is open',
      facts: undated({ more: [filmed] }, { recordedDate: '2026-11-16' }),
      summary: /; therapy stage held back/
    },
    {
      name: 'therapy under way, EU, pain 5, not imaged: imaging is held back',
      facts: undated({ jurisdiction: 'EU', more: [therapy] }),
      summary: /; imaging held back/,
      offers: []
    },
    {
      name: 'therapy under way, EU, imaged, pain 8 in spite of an analgesic: the consultation is held back',
      facts: undated({ jurisdiction: 'EU', more: [therapy, filmed, analgesic], results: { pain: 8 } }),
      summary: /; augmentation consultation held back/
    },
    {
      name: 'all at once: two in the summary, all in the detail',
      facts: undated(),
      detail: [/Held back: therapy stage, pain options, imaging\./]
    },
    { name: 'suspected without an onset', facts: undated({}, provisional), summary: /is it recent\?/ },
    { name: 'suspected without an onset, therapy under way, EU', facts: undated({ jurisdiction: 'EU', more: [therapy] }, provisional) },
    { name: 'suspected, onset known to the year', facts: chartWith({ fracture: given.fracture('M48.56XA', '2026', provisional) }) }
  ],
  notApplicable: [
    { name: 'onset three days ago', facts: dated('2026-11-19'), reason: /usable \(hyperacute\)/ },
    { name: 'onset five weeks ago', facts: dated('2026-10-18') },
    { name: 'known to the month, seen on the 4th', facts: dated('2026-10', { asOf: '2026-10-04', results: { pain: null } }) },
    {
      name: 'known to the month, seen on the 20th, EU: nothing held back',
      facts: dated('2026-10', { asOf: '2026-10-20', results: { pain: null }, jurisdiction: 'EU' })
    },
    { name: 'known to the month, long past the window', facts: dated('2026-10') },
    { name: 'recorded a year ago: surely chronic', facts: undated({}, { recordedDate: '2025-11-20' }), reason: /chronic/ },
    {
      name: 'no onset, therapy under way, calcitonin out of the question, pain 3',
      facts: undated({ jurisdiction: 'EU', more: [therapy], results: { pain: 3 } }),
      reason: /no advice was held back/
    },
    { name: 'no onset, therapy under way, EU, imaged', facts: undated({ jurisdiction: 'EU', more: [therapy, filmed] }) },
    {
      name: 'no onset, therapy under way, EU, imaged, pain 8 without a trial of analgesia',
      facts: undated({ jurisdiction: 'EU', more: [therapy, filmed], results: { pain: 8 } })
    },
    {
      name: 'the same with a trial, on an anticoagulant',
      facts: undated({ jurisdiction: 'EU', more: [therapy, filmed, analgesic, apixaban], results: { pain: 8 } })
    },
    {
      name: 'the same with a trial, spine surgeon seen last month',
      facts: undated({ jurisdiction: 'EU', more: [therapy, filmed, analgesic, seen], results: { pain: 8 } })
    },
    { name: 'no onset, therapy under way, cancer in the history', facts: undated({ more: [therapy, given.icd('Z85.3')] }) },
    {
      name: 'healed without an onset',
      facts: undated({}, { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
      reason: /no current or suspected/
    },
    {
      name: 'resolved, onset yesterday',
      facts: chartWith({ fracture: given.fracture('M80.08XA', '2026-11-21', { clinicalStatus: { coding: [{ code: 'resolved' }] } }) })
    },
    { name: 'suspected, onset three days ago', facts: chartWith({ fracture: given.fracture('M48.56XA', '2026-11-19', provisional) }) },
    { name: 'no fracture', facts: chartWith({ fracture: [] }) }
  ]
})
