import type { Facts } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { fractureName, fractureText, unreadText } from '../fracture-text.js'
import { heldMedicines } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { foreign, list, md, notInterpretedText, own, readingText, type Markdown } from '../text.js'
import { calciumFinding, calciumText } from './results-text.js'
import { insteadOf, obstaclesTo, type Obstacle } from './supplement-obstacles.js'
import { dailyTarget, isCovered, isDeficient, supplementNeeds, type Supplement } from './supplements.js'

const needs = [
  ...supplementNeeds,
  'patient',
  'confirmedFracture',
  'acidSuppressionTaken',
  'bariatricSurgery',
  'calciumSensitiveTaken',
  'thiazidesTaken',
  'digoxinTaken',
  'multivitaminsTaken',
  'cancer',
  'mgus'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * After a vertebral fracture, reach the day's calcium and vitamin D from food and supplements together; supplement only the gap.
 * Does not cover repletion of a low 25-OH vitamin D (`vitamin-d-deficiency`), nor checks of drafted supplements.
 */
export const calciumVitaminD = defineRule({
  id: 'calcium-vitamin-d',
  title: 'Calcium and vitamin D after vertebral fracture',
  kind: 'guidance',
  core: true,
  topic: 'supplements',
  about: 'calcium and vitamin D',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'IOM-2011', 'ASBMR-SFP-2019', 'SARC-2016', 'ES-VITD-2024'],
  signOff: [
    'no low-calcium diet in hyperparathyroidism, and the spacing from levothyroxine, quinolones, tetracyclines and iron, are general knowledge',
    'citrate with acid suppression, bariatric surgery or stones, and 500–600 mg a dose, come from secondary sources',
    'with neither eGFR nor weight, an eGFR by CKD-EPI 2021 below 30 withholds the orders (design choice)',
    'age 18 is read in the row 19–50; stones at any time of life withhold the calcium order; with stones vitamin D is offered only below 30 ng/mL'
  ],
  needs,

  evaluate(facts) {
    const { patient, confirmedFracture: fracture, calciumTaken, vitaminDTaken, calcium } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (patient?.age === undefined) return dataRequired('patient')
    if (patient.age.min < ADULT) return notApplicable('not surely 18 or older')
    if (calciumTaken === undefined) return dataRequired('calciumTaken')
    if (vitaminDTaken === undefined) return dataRequired('vitaminDTaken')

    const lacksCalcium = !isCovered('calcium', facts)
    const lacksVitaminD = !isCovered('vitamin-d', facts)
    const wantsVitaminD = lacksVitaminD && !isDeficient(facts)
    if (!lacksCalcium && !lacksVitaminD) return notApplicable('calcium and vitamin D are both taken or drafted')
    if (!lacksCalcium && !wantsVitaminD) return notApplicable('calcium is taken or drafted; low vitamin D has its own card')
    const obstacles = obstaclesTo(facts)
    if (!lacksCalcium && obstacles.some(({ enough }) => enough === true))
      return notApplicable('calcium is taken or drafted; vitamin D is above target or taken in its active form')

    const wanted: readonly Supplement[] = [
      ...(lacksCalcium ? (['calcium'] as const) : []),
      ...(wantsVitaminD ? (['vitamin-d'] as const) : [])
    ]
    const standing = obstacles.filter(({ stops }) => stops.some(stop => wanted.includes(stop)))
    const offered = wanted.filter(supplement => !standing.some(({ stops }) => stops.includes(supplement)))
    const target = dailyTarget(patient.age, patient.sex)
    return applies({
      indicator:
        calcium?.status === 'high' || ((facts.hypercalcemiaDiagnosis ?? []).length > 0 && calcium?.status !== 'normal')
          ? 'warning'
          : 'info',
      summary: summaryOf(wanted, offered, standing, target, facts),
      why: [fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0), ...basisOf(facts)],
      guidance: guidanceOf(target, offered, facts),
      disagreement: [own('IOM 2011 sets vitamin D at 600 IU up to 70 and 800 IU after; BHOF 2022 takes 800–1000 IU from 50.')],
      notChecked: [
        ...standing.map(obstacle => md`No ${own(withheldNames(obstacle, wanted))} order offered: ${obstacle.words}`),
        ...notCheckedOf(facts, offered)
      ],
      ifYouDisagree: own(
        'If diet suffices or a shop-bought product is taken, give that reason, and record the product as a reported medicine.'
      ),
      proposals: [...offered.map(supplement => proposalFor(supplement, target.calcium, facts)), ...insteadOf(standing)],
      overrideReasons: [
        'declined',
        'not-appropriate',
        'data-wrong',
        'diet-sufficient',
        standing.length > 0 ? 'stones-or-hypercalcaemia' : 'over-the-counter'
      ]
    })
  }
})

const ADULT = 18
const label: Readonly<Record<Supplement, string>> = { calcium: 'calcium', 'vitamin-d': 'vitamin D' }
const named = (supplements: readonly Supplement[], joiner: string): string => supplements.map(supplement => label[supplement]).join(joiner)
const withheldNames = ({ stops }: Obstacle, wanted: readonly Supplement[]): string =>
  named(
    wanted.filter(supplement => stops.includes(supplement)),
    ' or '
  )

function summaryOf(
  wanted: readonly Supplement[],
  offered: readonly Supplement[],
  standing: readonly Obstacle[],
  target: ReturnType<typeof dailyTarget>,
  { calcium, confirmedFracture }: Known
): string {
  if (calcium?.status === 'high') return `${calciumFinding(calcium)} is high: no ${named(wanted, ' or ')} until it is explained; check PTH.`
  const [first] = standing
  if (offered.length === 0 && first !== undefined) return `No ${named(wanted, ' or ')} on the list, and none suggested: ${first.short}.`
  const aims = offered
    .map(supplement => (supplement === 'calcium' ? `${target.calcium} calcium` : `${target.vitaminD} vitamin D`))
    .join(', ')
  const name =
    confirmedFracture === undefined || confirmedFracture.levels.length > 2 ? 'vertebral fracture' : fractureName(confirmedFracture)
  return `No ${named(wanted, ' or ')} listed after ${name}: consider ${aims} a day in all, food included.`
}

const medicines = (records: Known['calciumTaken']): Markdown =>
  list((records ?? []).slice(0, 3).map(({ medicine }) => md`${foreign(medicine.name)}`))

function basisOf({ calcium, vitaminD, calciumTaken, vitaminDTaken, multivitaminsTaken }: Known): readonly Markdown[] {
  const active = [...new Set([...(calciumTaken ?? []), ...(vitaminDTaken ?? [])])].filter(record => record.active)
  const held = [...new Set([...(calciumTaken ?? []), ...(vitaminDTaken ?? [])])]
  return [
    active.length === 0 ? own('Neither calcium nor vitamin D among active medicines') : md`On the list: ${medicines(active)}`,
    ...heldMedicines(held),
    ...((multivitaminsTaken ?? []).length === 0 ? [] : [md`${medicines(multivitaminsTaken)} counts towards the total`]),
    ...(calcium === undefined || calcium.status === 'not-found' ? [] : [calciumText(calcium)]),
    ...(vitaminD?.reading === undefined ? [] : [readingText('25-OH vitamin D', vitaminD.reading)])
  ]
}

function guidanceOf(target: ReturnType<typeof dailyTarget>, offered: readonly Supplement[], facts: Known): readonly Markdown[] {
  if (facts.calcium?.status === 'high')
    return [
      own(
        'A vertebral fracture with high calcium asks for its cause first: parathyroid, malignancy, or an excess of vitamin D. Diet need not be cut meanwhile.'
      )
    ]
  const lines = [
    own(
      `BHOF 2022 and IOM 2011 (consensus): a total of ${target.calcium} calcium a day at this age and sex, food included, and ${target.vitaminD} vitamin D. Food first; most people need at most one 500–600 mg supplement.`
    )
  ]
  if (offered.includes('calcium')) {
    lines.push(
      own(
        formOf(facts) === 'calcium-citrate'
          ? 'Citrate rather than carbonate here: it is absorbed without acid.'
          : 'Carbonate with a meal. Straining hurts: prevent constipation.'
      )
    )
    if ((facts.calciumSensitiveTaken ?? []).length > 0)
      lines.push(
        md`Keep calcium apart from ${medicines(facts.calciumSensitiveTaken)}: 30 minutes after an oral bisphosphonate (ibandronate 60), 4 hours from levothyroxine, 2 hours from quinolones, tetracyclines and iron.`
      )
    const watch = [...(facts.thiazidesTaken ?? []), ...(facts.digoxinTaken ?? [])]
    if (watch.length > 0) lines.push(md`With ${medicines(watch)}, recheck calcium after starting.`)
  }
  if (facts.calcium?.status === 'low' || facts.calcium?.status === 'low-unconfirmed')
    lines.push(own('Low calcium has a cause: look for it, and correct it before any bone medicine.'))
  return lines
}

function notCheckedOf({ calcium, renal, unread, settings }: Known, offered: readonly Supplement[]): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['labs', 'allergies', 'conditions', 'medicationRequests', 'medicationStatements', 'procedures'])
  return [
    ...(calcium?.status === 'not-found'
      ? [own(`No serum calcium found in the last ${windowText(settings.calciumDays)}; check it before antiresorptive treatment`)]
      : []),
    ...(renal?.band === 'not-found' ? [own('No creatinine found')] : []),
    ...(calcium?.notInterpreted ?? []).slice(0, 2).map(notInterpretedText),
    ...(unreadLine === undefined ? [] : [unreadLine]),
    own(
      offered.includes('calcium')
        ? 'Dietary intake is not in the data: ask about calcium from food before adding a supplement'
        : 'Dietary intake is not in the data'
    )
  ]
}

/** Citrate where acid is lacking or may be: acid suppression, bariatric surgery (unread counts). */
const formOf = ({ acidSuppressionTaken, bariatricSurgery }: Known): OrderId =>
  (acidSuppressionTaken ?? []).length > 0 || bariatricSurgery === undefined || bariatricSurgery.length > 0
    ? 'calcium-citrate'
    : 'calcium-carbonate'

const proposalFor = (supplement: Supplement, total: string, facts: Known): Proposal =>
  supplement === 'calcium'
    ? { kind: 'order', key: 'calcium-supplement', order: formOf(facts), note: `Total from food and supplements: ${total} calcium a day.` }
    : { kind: 'order', key: 'vitamin-d-supplement', order: 'cholecalciferol' }
