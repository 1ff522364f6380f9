import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { datedText, type Finding } from '../../facts/findings.js'
import type { Facts } from '../../facts/index.js'
import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { foreign, md, own } from '../text.js'
import { boneDrugNeeds, boneDrugRows, jawAndFemurRows } from './bone-drug-rows.js'
import { lowCalciumRows } from './calcium-rows.js'
import { ask, judge, named, objectionsAmong, remove, type Objection } from './objections.js'

const needs = [
  ...boneDrugNeeds,
  'drafts',
  'asOf',
  'strokeOrInfarction',
  'coronaryDisease',
  'heartFailure',
  'calcium',
  'hypocalcemiaDiagnosis',
  'romosozumabDoses',
  'jawNecrosis',
  'atypicalFemurFracture',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** US label, boxed warning: not within the preceding year. */
const EVENT_DAYS = 365
/** US label: twelve monthly doses. */
const MOST_DOSES = 12
const COURSE_DAYS = 365

const isRomosozumab = (draft: Draft): boolean => draft.sets.has('romosozumab')

/**
 * Drafted romosozumab is checked against heart attack and stroke (not within a year), calcium, sex, doses already given,
 * pregnancy, allergy, and heart disease on record.
 * Does not cover smoking, blood pressure, lipids and diabetes, which are not read, nor what follows the twelve doses.
 */
export const orderRomosozumab = defineRule({
  id: 'order-romosozumab',
  title: 'Romosozumab: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted romosozumab',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-ROMO',
  evidence: ['LABEL-ROMO', 'ACP-2023'],
  signOff: [
    'a heart attack or stroke without a usable date is a warning, however likely it is recent',
    'many cardiovascular risks are read as coronary disease or heart failure on record: a design choice',
    'calcium within 30 days is a design choice',
    'doses are counted as days with an order or an injection; after 365 days from the first the count is questioned',
    'pregnancy, childhood, jaw and femur as warnings: the reference has no row for them here'
  ],
  needs,
  concerns: isRomosozumab,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isRomosozumab, (draft, all) =>
      rows.flatMap(row => row(draft, all, facts))
    )
    return judge(subjects, objections, {
      none: 'no romosozumab among the drafts',
      clear: 'the drafted romosozumab meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; a specialist who knows the heart history may have decided otherwise.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'labs-done-elsewhere'],
      notChecked: [
        own('Smoking, blood pressure, lipids and diabetes are not read; doses given elsewhere are not in the data'),
        unreadText(facts.unread, ['labs', 'medicationRequests', 'medicationStatements', 'allergies', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

const boxed = own(
  'US label, boxed warning: more heart attacks and strokes than under alendronate in one trial; not to be started within a year of either.'
)

type Recency = 'recent' | 'may-be-recent' | 'past'

/** Certain only by a date of onset: a date of recording says "not later than". */
function recencyOf({ onset, recorded }: Finding, today: number): Recency {
  if (onset !== undefined) {
    if (today - onset.first <= EVENT_DAYS) return 'recent'
    return today - onset.last <= EVENT_DAYS ? 'may-be-recent' : 'past'
  }
  return recorded !== undefined && today - recorded.last > EVENT_DAYS ? 'past' : 'may-be-recent'
}

const eventRow: Row = (draft, all, { strokeOrInfarction, asOf }) => {
  const events = strokeOrInfarction ?? []
  if (events.length === 0 || asOf === undefined) return []
  const today = dayNumber(asOf)
  const of = (recency: Recency): Finding | undefined =>
    events.find(event => !event.byText && recencyOf(event, today) === recency) ?? events.find(event => recencyOf(event, today) === recency)
  const recent = of('recent')
  const event = recent ?? of('may-be-recent') ?? of('past')
  if (event === undefined) return []
  const why = md`On record: ${foreign(event.name)} (${own(datedText(event))})`
  const proposals = [remove(draft, all), ...ask('bone-specialist-referral')]
  if (recent !== undefined) {
    return [
      {
        draft,
        indicator: recent.byText ? 'warning' : 'critical',
        summary: `Heart attack or stroke on ${recent.onset?.text ?? ''}, within a year: do not start romosozumab (US boxed warning).`,
        why,
        guidance: boxed,
        proposals
      }
    ]
  }
  const isPast = recencyOf(event, today) === 'past'
  const when = event.onset === undefined ? '' : ` (${event.onset.text})`
  const summary = isPast
    ? `Heart attack or stroke over a year ago${when}: weigh the benefit of romosozumab.`
    : `Cannot confirm when the heart attack or stroke was${when}: romosozumab is not for the year after it.`
  return [{ draft, indicator: 'warning', summary, why, guidance: boxed, proposals: ask('bone-specialist-referral') }]
}

const heartRow: Row = (draft, _all, { strokeOrInfarction, coronaryDisease, heartFailure }) => {
  const told = new Set((strokeOrInfarction ?? []).map(({ ref, name }) => ref ?? name))
  const names = [...(coronaryDisease ?? []), ...(heartFailure ?? [])]
    .filter(({ ref, name }) => !told.has(ref ?? name))
    .map(({ name }) => name)
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Heart disease on record: weigh the benefit of romosozumab against the risk of heart attack and stroke.',
      why: md`On record: ${named(names, 2)}`,
      guidance: boxed,
      proposals: ask('bone-specialist-referral')
    }
  ]
}

const calciumRow: Row = (draft, all, facts) =>
  lowCalciumRows(draft, all, facts, {
    drug: 'romosozumab',
    verdict: 'romosozumab is contraindicated per US label until corrected',
    guidance: own('US label: contraindicated in hypocalcaemia; correct it first.'),
    window: facts.settings.infusionLabDays
  })

const labelRow: Row = (draft, all, { patient, romosozumabDoses, asOf }) => {
  const found: Objection[] = []
  if (patient?.sex === 'male') {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Male patient: romosozumab is labelled for postmenopausal women.',
      why: own('Male patient'),
      guidance: own('US label: osteoporosis of postmenopausal women at high risk of fracture.'),
      proposals: ask('bone-specialist-referral')
    })
  }
  const guidance = own('US label: twelve monthly doses, as the effect wanes; an antiresorptive follows.')
  const { counted, since } = romosozumabDoses ?? { counted: 0, since: undefined }
  const drafted = 1 + (draft.dosing.refills ?? 0)
  if (counted >= MOST_DOSES || counted + drafted > MOST_DOSES) {
    const summary =
      counted >= MOST_DOSES
        ? `${String(counted)} romosozumab doses on record: the labelled course is 12. Plan the antiresorptive that follows.`
        : `Romosozumab drafted for ${String(drafted)} doses after ${String(counted)}: the labelled course is 12.`
    found.push({
      draft,
      indicator: 'warning',
      summary,
      why: own(
        `Doses or orders on record: ${String(counted)}${since === undefined ? '' : `, the first ${since.text}`}; drafted: ${String(drafted)}`
      ),
      guidance,
      proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
    })
  } else if (since !== undefined && asOf !== undefined && dayNumber(asOf) - since.last >= COURSE_DAYS) {
    found.push({
      draft,
      indicator: 'warning',
      summary: `Cannot confirm the dose count: romosozumab began on ${since.text}, and the labelled course is 12 doses.`,
      why: own(`First on record ${since.text}; dated doses or orders on record: ${String(counted)}`),
      guidance,
      proposals: ask('bone-specialist-referral')
    })
  }
  return found
}

const patientRow: Row = (draft, all, facts) => [
  ...boneDrugRows(draft, all, facts, {
    drug: 'romosozumab',
    sets: ['romosozumab'],
    pregnancy: { indicator: 'warning', guidance: own('US label: not meant for women who may become pregnant.') },
    child: 'warning'
  }),
  ...jawAndFemurRows(draft, facts, 'romosozumab')
]

const rows: readonly Row[] = [eventRow, calciumRow, patientRow, labelRow, heartRow]
