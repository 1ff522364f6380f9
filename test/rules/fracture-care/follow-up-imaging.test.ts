import { followUpImaging } from '../../../src/rules/fracture-care/follow-up-imaging.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, film, fractured, mri, pain, undated, withFracture } from './case-charts.js'

const height = (cm: number, daysAgo: number): ReturnType<typeof given.observation> => given.observation('8302-2', cm, 'cm', ago(daysAgo))
const pacemaker = given.icd('Z95.0')
const pregnant = given.snomed('77386006', { onsetDateTime: ago(60) })
const kyphosis = (onset: string | undefined, more: object = {}): ReturnType<typeof given.icd> =>
  given.icd('M40.14', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M40.14' }], text: 'Thoracic kyphosis' },
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    ...more
  })
const worse = [pain(3, 6), pain(5, 1)]

ruleTest(followUpImaging, {
  applies: [
    {
      name: '4/10 at 28 days',
      facts: fractured(28, [pain(4)]),
      indicator: 'info',
      summary: /Pain 4\/10 on 2026-11-21, L1 fracture at 28 days, not imaged for 28 days: consider an upright film/,
      offers: ['spine-xray']
    },
    { name: 'without an end: fourteen weeks (vignette 67)', facts: fractured(98, [pain(6)]), offers: ['spine-xray'] },
    { name: 'imaged 29 days ago', facts: fractured(40, [pain(6), film(29)]), offers: ['spine-xray'] },
    {
      name: 'a rise of two at any time',
      facts: fractured(10, worse),
      indicator: 'warning',
      summary: /rose from 3\/10 to 5\/10/,
      offers: ['spine-xray', 'spine-mri']
    },
    { name: 'worse after an imaging of last week', facts: fractured(20, [...worse, film(4)]), indicator: 'warning' },
    {
      name: 'height fell 2 cm since the fracture',
      facts: fractured(60, [height(160, 50), height(158, 3), pain(2)]),
      indicator: 'info',
      summary: /Height fell 2 cm by 2026-11-19/,
      offers: ['spine-xray', 'spine-mri']
    },
    {
      name: 'kyphosis recorded after the fracture',
      facts: fractured(60, [given.icd('M40.14', { onsetDateTime: ago(10) })]),
      summary: /Kyphosis recorded/
    },
    {
      name: 'two risk factors at two weeks',
      facts: fractured(14, [given.patient(74)]),
      summary: /L1 fracture at 14 days, age 74, level L1: consider an upright film/
    },
    {
      name: 'severe pain and no onset',
      facts: withFracture(undated(), [pain(7)]),
      indicator: 'info',
      summary: /age of vertebral fracture unknown: ask for the onset; MRI/,
      offers: ['spine-mri']
    },
    {
      name: 'a pacemaker turns MRI into CT',
      facts: fractured(10, [...worse, pacemaker]),
      detail: [/No MRI offered/],
      offers: ['spine-xray', 'spine-ct']
    },
    {
      name: 'pregnancy takes the film away',
      facts: fractured(28, [pain(6), pregnant]),
      detail: [/No radiograph or CT offered/],
      offers: ['spine-mri']
    },
    { name: 'pregnancy and a pacemaker: nothing to order', facts: fractured(28, [pain(6), pregnant, pacemaker]), offers: [] },
    {
      name: 'a held MRI is not done and is named',
      facts: fractured(30, [
        pain(6),
        given.service('MRI', {
          status: 'on-hold',
          code: { coding: [{ system: 'http://snomed.info/sct', code: '411571000119106' }], text: 'MRI spine' }
        })
      ]),
      detail: [/On hold or stopped, not counted as done: MRI spine/]
    },
    {
      name: 'the record date proves four weeks',
      facts: withFracture(undated({ recordedDate: ago(28) }), [pain(4)]),
      summary: /at least 28 days old/
    },
    {
      name: 'kyphosis recorded after the fracture is named with its onset',
      facts: fractured(60, [kyphosis('2026-11-12', { recordedDate: '2026-11-16' })]),
      summary: /^Kyphosis recorded 2026-11-12 after L1 fracture/,
      detail: [/^Thoracic kyphosis \(2026-11-12\)$/m],
      notInDetail: [/^Height/m]
    },
    {
      name: 'kyphosis without an onset is named with the day of its record',
      facts: fractured(60, [kyphosis(undefined, { recordedDate: '2026-11-16' })]),
      summary: /^Kyphosis recorded 2026-11-16/,
      detail: [/^Thoracic kyphosis \(2026-11-16\)$/m],
      notInDetail: [/no date/]
    },
    {
      name: 'two entries of kyphosis: one line',
      facts: fractured(60, [kyphosis('2026-11-12'), kyphosis('2026-11-14')]),
      detail: [/Thoracic kyphosis/],
      notInDetail: [/Thoracic kyphosis[^]*Thoracic kyphosis/]
    },
    {
      name: 'height fell: both heights are given, no kyphosis',
      facts: fractured(60, [height(160, 50), height(158, 3), pain(2)]),
      detail: [/Height 160 cm on 2026-10-03, 158 cm on 2026-11-19/],
      notInDetail: [/kyphosis \(/i, /Consider MRI next/]
    },
    {
      name: 'pain that lasts: when MRI comes next',
      facts: fractured(28, [pain(4)]),
      detail: [/Consider MRI next when the film shows a change/],
      notInDetail: [/Scheyerer 2021/, /^Height/m]
    },
    {
      name: 'pain that became worse: MRI is not left for later',
      facts: fractured(10, worse),
      notInDetail: [/Consider MRI next/, /Scheyerer 2021/]
    },
    {
      name: 'risk factors at two weeks: their source, no MRI next',
      facts: fractured(14, [given.patient(74)]),
      detail: [/Scheyerer 2021/],
      notInDetail: [/Consider MRI next/]
    }
  ],
  notApplicable: [
    { name: '27 days, one risk factor', facts: withFracture(given.fracture('M80.08XA', ago(27)), [pain(6)]) },
    { name: '3/10 at 28 days', facts: fractured(28, [pain(3)]) },
    { name: 'no score at 35 days', facts: fractured(35) },
    { name: 'imaged 28 days ago', facts: fractured(40, [pain(6), film(28)]) },
    { name: 'an MRI counts as imaging', facts: fractured(40, [pain(6), mri(5)]) },
    {
      name: 'a film is ordered',
      facts: fractured(40, [
        pain(6),
        given.service('film', { authoredOn: ago(2), code: { coding: [{ system: 'http://snomed.info/sct', code: '444634007' }] } })
      ])
    },
    { name: 'a rise of one', facts: fractured(10, [pain(3, 6), pain(4, 1)]) },
    { name: 'imaged after it became worse', facts: fractured(10, [...worse, film(0)]) },
    { name: 'height fell 1.9 cm', facts: fractured(60, [height(160, 50), height(158.1, 3), pain(2)]) },
    { name: 'height before the fracture does not count', facts: fractured(20, [height(160, 200), height(157, 3), pain(2), film(19)]) },
    { name: 'kyphosis older than the fracture', facts: fractured(60, [given.icd('M40.14', { onsetDateTime: '2020-01-01' })]) },
    { name: 'risk factors at 13 days', facts: fractured(13) },
    { name: 'risk factors and easy pain', facts: fractured(14, [pain(3)]) },
    { name: 'six out of ten and no onset: only the onset is asked for', facts: withFracture(undated(), [pain(6)]) },
    { name: 'cancer on record', facts: fractured(35, [pain(7), given.icd('Z85.3')]), reason: /rf-malignancy/ },
    { name: 'a healed fracture', facts: withFracture(given.fracture('M80.08XS', ago(40)), [pain(6)]), reason: /no current/ },
    {
      name: 'a suspected fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(40), { verificationStatus: { coding: [{ code: 'provisional' }] } }), [pain(6)]),
      reason: /no current/
    }
  ],
  dataRequired: [
    { name: 'procedures could not be read', facts: fractured(35, [pain(6)], { unread: { procedures: 'failed' } }), missing: ['spineCare'] },
    { name: 'measurements could not be read', facts: fractured(35, [], { unread: { measurements: 'failed' } }), missing: ['painCourse'] }
  ]
})
