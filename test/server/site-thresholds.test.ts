/** Every threshold, set by a site file, on both sides of its value through HTTP; and that the default answers otherwise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { thresholdNames } from '../../src/facts/settings.js'
import { given } from '../rules/facts-of.js'
import { ago, siteApp, type SiteApp } from '../site-app.js'
import { furtherCases } from './further-threshold-cases.js'
import {
  applies,
  completed,
  dose,
  earlierFracture,
  isTreated,
  kyphoplasty,
  labs,
  labsComplete,
  restOf,
  says,
  signing,
  SNOMED,
  view,
  zoledronate,
  type Case
} from './threshold-charts.js'

/** Set here, and tried elsewhere: in words below, and over days of quiet in `report/quiet.test.ts`. */
const triedElsewhere = {
  firstReviewWeeks: 3,
  secondReviewWeeks: 8,
  thirdReviewWeeks: 16,
  quietForNowDays: 7,
  quietPreferenceDays: 90,
  quietJudgementDays: 180,
  quietDataDays: 30
}

const cases: readonly Case[] = [
  { name: 'creatinineDays', value: 180, at: n => view(labs({ creatinine: n })), holds: labsComplete },
  { name: 'creatinineUnstableDays', value: 60, at: n => view(labs({ creatinine: n }), { age: 85 }), holds: labsComplete },
  { name: 'calciumDays', value: 180, at: n => view(labs({ calcium: n })), holds: labsComplete },
  { name: 'vitaminDDays', value: 180, at: n => view(labs({ vitaminD: n })), holds: labsComplete },
  { name: 'vitaminDLowDays', value: 90, at: n => view(labs({ vitaminD: n, level: 15 })), holds: labsComplete },
  { name: 'weightDays', value: 180, at: n => view(labs({ weight: n })), holds: labsComplete },
  {
    name: 'infusionLabDays',
    value: 14,
    at: n => signing(zoledronate, labs({ creatinine: n })),
    holds: answered => !says(/^Creatinine is 15 days old: check it within 14 days/, answered) && !says(/^Creatinine is/, answered)
  },
  {
    name: 'dxaDays',
    value: 1000,
    at: n => view([...labs(), given.procedure(SNOMED, '312681000', ago(n), 'Bone density scan')]),
    holds: answered => !applies('dxa-baseline', answered)
  },
  {
    name: 'oralBisphosphonateTailDays',
    value: 60,
    at: n =>
      view([
        ...labs(),
        given.medication('904431', 'Alendronate 70 mg', {
          status: 'completed',
          authoredOn: ago(300),
          dispenseRequest: { validityPeriod: { start: ago(300), end: ago(n) } }
        })
      ]),
    holds: isTreated
  },
  { name: 'zoledronateDays', value: 400, at: n => view(dose('J3489', n)), holds: isTreated },
  { name: 'denosumabLapseDays', value: 200, at: n => view(dose('J0897', n)), holds: answered => says(/^Denosumab due/, answered) },
  { name: 'romosozumabDays', value: 35, at: n => view(dose('J3111', n)), holds: isTreated },
  {
    name: 'therapyReferralDays',
    value: 60,
    at: n => view([...labs(), given.service('Physical therapy evaluation', { authoredOn: ago(n) })]),
    holds: answered => !applies('pt-referral', answered)
  },
  {
    name: 'spineImagingDays',
    value: 20,
    at: n => view([...labs(), given.procedure(SNOMED, '1290640000', ago(n), 'Plain X-ray of vertebral column')], { fracture: 52 }),
    holds: answered => !applies('follow-up-imaging', answered)
  },
  {
    name: 'augmentationImagingDays',
    value: 35,
    at: n => signing(kyphoplasty, [...labs(), given.procedure(SNOMED, '241645008', ago(n), 'MRI of spine')], 60),
    holds: answered => !says(/No MRI or bone scan of the last/, answered)
  },
  {
    name: 'painEarlyDays',
    value: 10,
    at: n => view(labs({ pain: n, score: 3 }), { fracture: 17 }),
    holds: a => !applies('pain-reassessment', a)
  },
  {
    name: 'painLateDays',
    value: 20,
    at: n => view(labs({ pain: n, score: 3 }), { fracture: 80 }),
    holds: a => !applies('pain-reassessment', a)
  },
  {
    name: 'boneReferralDays',
    value: 60,
    at: n => view([...labs(), earlierFracture, completed('Referral to osteoporosis clinic', n)]),
    holds: answered => !applies('very-high-risk-referral', answered)
  },
  {
    name: 'liaisonDays',
    value: 200,
    at: n => view([...labs(), completed('Referral to fracture liaison service', n)]),
    holds: answered => !applies('fracture-liaison', answered)
  },
  {
    name: 'fallsAssessmentDays',
    value: 200,
    at: n => view([...labs(), given.procedure(SNOMED, '414191008', ago(n), 'Fall risk assessment')]),
    holds: answered => !applies('falls-home-safety', answered)
  },
  {
    name: 'movementEducationDays',
    value: 60,
    at: n => view([...labs(), completed('Movement education', n)], { fracture: 73 }),
    holds: answered => !applies('activity-modification', answered)
  },
  {
    name: 'pendingTestDays',
    value: 3,
    at: n =>
      view([
        ...labs({ creatinine: undefined }),
        given.service('Creatinine', {
          authoredOn: ago(n),
          code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }], text: 'Creatinine' }
        })
      ]),
    holds: labsComplete
  },
  {
    name: 'treatmentWarningAge',
    value: 70,
    at: n => view(labs(), { age: n }),
    holds: ({ cards }) => cards.find(({ source }) => source.topic?.code === 'osteoporosis-pharmacotherapy')?.indicator === 'warning',
    down: true
  },
  {
    name: 'vitaminDHold',
    value: 25,
    at: n => signing(zoledronate, labs({ level: n })),
    holds: answered => !says(/replete to 25 ng\/mL or more/, answered),
    down: true
  },
  { name: 'bedRestHours', value: 72, at: n => signing(restOf(n), labs()), holds: answered => !applies('order-bed-rest', answered) },
  ...furtherCases
]

let configured: SiteApp
let standard: SiteApp
beforeAll(async () => {
  const set = [...cases.map(({ name, value }) => [name, value] as const), ...Object.entries(triedElsewhere)]
  const lines = set.map(([name, value]) => `  ${name}: ${String(value)}`)
  configured = await siteApp(`maxCards: 50\nthresholds:\n${lines.join('\n')}\n`)
  standard = await siteApp(undefined, { MAX_CARDS: '50' })
})
afterAll(async () => {
  await configured.app.close()
  await standard.app.close()
})

test('every threshold has its case', () => {
  expect([...cases.map(({ name }) => name), ...Object.keys(triedElsewhere)].sort()).toEqual([...thresholdNames].sort())
})

describe.each(cases)('$name: $value', ({ value, at, holds, down }) => {
  const beyond = down === true ? value - 1 : value + 1

  test('holds at the value and not beyond it', async () => {
    expect(holds(await configured.ask(at(value)))).toBe(true)
    expect(holds(await configured.ask(at(beyond)))).toBe(false)
  })

  test('without a site file one of the two is answered otherwise', async () => {
    const answers = [holds(await standard.ask(at(value))), holds(await standard.ask(at(beyond)))]
    expect(answers).not.toEqual([true, false])
  })
})

test.each([
  ['pt-referral', view(labs()), /in 60 days/],
  ['follow-up-imaging', view(labs(), { fracture: 52 }), /not imaged for 20 days/],
  ['pain-reassessment', view(labs({ pain: 25 }), { fracture: 30 }), /Useful times: 1 to 3, 4 to 8 and 16 weeks/],
  ['secondary-cause-workup', view(labs()), /in 400 days/],
  ['dxa-baseline', view(labs()), /no DXA in 1000 days/],
  ['order-augmentation', signing(kyphoplasty, labs(), 60), /of the last 5 weeks/]
] as const)('%s states the configured window', async (id, asked, words) => {
  const { cards } = await configured.ask(asked)
  expect(
    cards
      .filter(({ source }) => source.topic?.code === id)
      .map(({ summary, detail }) => `${summary} ${detail}`)
      .join(' ')
  ).toMatch(words)
})
