import { activityModification } from '../../../src/rules/fracture-care/activity-modification.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, fractured, undated, withFracture } from './case-charts.js'

const taught = (daysAgo: number, more = {}): ReturnType<typeof given.service> =>
  given.service('Movement and posture education after vertebral fracture', { authoredOn: ago(daysAgo), ...more })

ruleTest(activityModification, {
  applies: [
    {
      name: 'a fracture of ten days',
      facts: fractured(10),
      indicator: 'info',
      summary: /Recent L1 fracture \(at 10 days\): teach/,
      offers: ['movement-education']
    },
    { name: 'the last day before twelve weeks', facts: fractured(83) },
    { name: 'taught 31 days ago', facts: fractured(40, [taught(31, { status: 'completed' })]), offers: ['movement-education'] },
    {
      name: 'education on hold is not done and is named',
      facts: fractured(10, [taught(3, { status: 'on-hold' })]),
      detail: [/On hold or stopped, not counted as done: Movement/],
      offers: ['movement-education']
    },
    {
      name: 'orders that could not be read: no order offered twice',
      facts: fractured(10, [], { unread: { serviceRequests: 'failed' } }),
      detail: [/Could not be read completely: orders and referrals/],
      offers: []
    },
    {
      name: 'a month known only as a month, all of it inside twelve weeks',
      facts: withFracture(given.fracture('M80.08XA', '2026-10')),
      summary: /at 22 to 52 days/
    },
    {
      name: 'each limit has something to do instead',
      facts: fractured(10),
      detail: [/Instead of bending with a twist: hinge/, /Walk little and often/]
    }
  ],
  notApplicable: [
    { name: 'twelve weeks', facts: fractured(84), reason: /12 weeks/ },
    { name: 'a month that may lie beyond twelve weeks', facts: withFracture(given.fracture('M80.08XA', '2026-08')), reason: /may be/ },
    { name: 'onset unknown', facts: withFracture(undated()), reason: /onset not usable/ },
    { name: 'record date is no onset', facts: withFracture(undated({ recordedDate: '2026-11-22' })), reason: /onset not usable/ },
    { name: 'taught 30 days ago', facts: fractured(40, [taught(30, { status: 'completed' })]), reason: /on record/ },
    { name: 'education ordered and open', facts: fractured(10, [taught(2)]), reason: /on record/ },
    {
      name: 'education drafted in this session',
      facts: fractured(10, [], { drafts: [taught(0, { status: 'draft' })] }),
      reason: /on record/
    },
    {
      name: 'a healed fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(20), { clinicalStatus: { coding: [{ code: 'resolved' }] } })),
      reason: /no current/
    },
    {
      name: 'a suspected fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(20), { verificationStatus: { coding: [{ code: 'provisional' }] } })),
      reason: /no current/
    },
    {
      name: 'a fracture in neoplastic disease',
      facts: withFracture(given.fracture('M84.58XA', ago(10)), [given.icd('C79.51')]),
      reason: /neoplastic/
    }
  ]
})
