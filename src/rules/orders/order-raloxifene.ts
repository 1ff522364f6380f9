import type { Draft } from '../../facts/drafts.js'
import { codings } from '../../facts/fhir.js'
import type { Facts } from '../../facts/index.js'
import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { foreign, md, own, type Markdown } from '../text.js'
import { boneDrugNeeds, boneDrugRows } from './bone-drug-rows.js'
import { ask, judge, named, objectionsAmong, remove, type Objection } from './objections.js'
import { starting } from './stop-orders.js'

const needs = [
  ...boneDrugNeeds,
  'drafts',
  'asOf',
  'thrombosis',
  'uprightIntolerance',
  'immobility',
  'bedRestOrders',
  'coronaryDisease',
  'strokeOrInfarction',
  'atrialFibrillation',
  'postmenopausal',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** Below this age a woman counts as not postmenopausal unless it is recorded (clinical reference 0.3). */
const MENOPAUSE_AGE = 50

const isRaloxifene = (draft: Draft): boolean => draft.sets.has('raloxifene')

/**
 * Drafted raloxifene is checked against venous thromboembolism at any time of life, immobility and bed rest, pregnancy,
 * heart disease and stroke, sex and menopause, and allergy.
 * Does not cover bazedoxifene, nor smoking and blood pressure as stroke risks, which are not read.
 */
export const orderRaloxifene = defineRule({
  id: 'order-raloxifene',
  title: 'Raloxifene: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted raloxifene',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-RLX',
  evidence: ['LABEL-RLX'],
  signOff: [
    'stopping 72 hours before and during immobility rests on a secondary source; any bed rest counts, however short',
    'wheelchair, chair and reduced mobility are a warning, bed confinement and immobility syndrome are critical: a design choice',
    'stroke risk is read as coronary disease, heart attack, stroke or atrial fibrillation on record',
    'below age 50 without recorded menopause counts as not postmenopausal: a design choice'
  ],
  needs,
  concerns: isRaloxifene,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isRaloxifene, (draft, all) =>
      rows.flatMap(row => row(draft, all, facts))
    )
    return judge(subjects, objections, {
      none: 'no raloxifene among the drafts',
      clear: 'the drafted raloxifene meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; walk as soon as pain allows.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'benefit-outweighs-risk', 'specialist-managing'],
      notChecked: [
        own('Smoking and blood pressure, which add stroke risk, are not read'),
        menopauseAssumption(facts),
        unreadText(facts.unread, ['conditions', 'serviceRequests', 'allergies', 'labs'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

const boxed = own(
  'US label, boxed warning: more deep vein thrombosis and pulmonary embolism, and more deaths from stroke in women with heart disease or at risk of it.'
)

const thrombosisRow: Row = (draft, all, { thrombosis }) => {
  const found = thrombosis ?? []
  const finding = found.find(({ byText }) => !byText) ?? found[0]
  if (finding === undefined) return []
  const when = finding.onset === undefined ? '' : ` (${finding.onset.text})`
  return [
    {
      draft,
      indicator: finding.byText ? 'warning' : 'critical',
      summary: `Venous thromboembolism on record${when}: raloxifene is contraindicated per US label.`,
      why: md`On record: ${foreign(finding.name)}${own(when)}`,
      guidance: own('US label: contraindicated with active or past venous thromboembolism, whatever its date.'),
      proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
    }
  ]
}

const stillness = own('US label: stop at least 72 hours before and throughout prolonged immobility; start again once fully walking.')

const immobilityRow: Row = (draft, all, { uprightIntolerance, immobility, bedRestOrders, drafts }) => {
  const immobile = (immobility ?? []).filter(({ resource }) => codings(resource['code']).some(({ code }) => /^M62\.?3$/i.test(code)))
  const confined = [...(uprightIntolerance ?? []), ...immobile].filter(({ byText }) => !byText).map(({ name }) => name)
  const drafted = starting(drafts).filter(({ service }) => service?.isBedRest === true)
  const rest = [...(bedRestOrders ?? []).map(({ name }) => name), ...drafted.map(({ name }) => name)]
  const proposals = [remove(draft, all)]
  if (confined.length + rest.length > 0) {
    const cause = rest.length > 0 ? 'Bed rest ordered' : immobile.length > 0 ? 'Immobility syndrome' : 'Confined to bed'
    return [
      {
        draft,
        indicator: 'critical',
        summary: `${cause}: raloxifene is not for times of immobility (thrombosis, US boxed warning).`,
        why: md`Active, drafted or on record: ${named([...rest, ...confined], 2)}`,
        guidance: stillness,
        proposals,
        partners: drafted
      }
    ]
  }
  const limited = (immobility ?? []).map(({ name }) => name)
  if (limited.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Limited mobility on record: weigh the thrombosis risk of raloxifene, and hold it while immobile.',
      why: md`On record: ${named(limited, 2)}`,
      guidance: stillness,
      proposals
    }
  ]
}

const heartRow: Row = (draft, all, { coronaryDisease, strokeOrInfarction, atrialFibrillation }) => {
  const names = [...(strokeOrInfarction ?? []), ...(coronaryDisease ?? []), ...(atrialFibrillation ?? [])].map(({ name }) => name)
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Heart disease, atrial fibrillation or stroke on record: raloxifene raised stroke deaths in women at risk.',
      why: md`On record: ${named(names, 2)}`,
      guidance: boxed,
      proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
    }
  ]
}

const isMenopauseRecorded = ({ postmenopausal }: Known): boolean => (postmenopausal ?? []).length > 0

const labelRow: Row = (draft, all, facts) => {
  const { patient } = facts
  const guidance = own('US label: for women after menopause; not for men and not before menopause.')
  const proposals = [remove(draft, all)]
  if (patient?.sex === 'male')
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Male patient: raloxifene is labelled for postmenopausal women only.',
        why: own('Male patient'),
        guidance,
        proposals
      }
    ]
  const age = patient?.age?.min
  if (patient?.sex !== 'female' || age === undefined || age >= MENOPAUSE_AGE || isMenopauseRecorded(facts)) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Woman of ${String(age)}, menopause not recorded: raloxifene is labelled for postmenopausal women only.`,
      why: own(`Female, age ${String(age)}; menopause not recorded`),
      guidance,
      proposals
    }
  ]
}

function menopauseAssumption(facts: Known): Markdown | undefined {
  const age = facts.patient?.age?.min
  const isAssumed =
    facts.patient?.sex === 'female' &&
    age !== undefined &&
    age >= MENOPAUSE_AGE &&
    age < facts.settings.menopauseAge &&
    !isMenopauseRecorded(facts)
  return isAssumed ? own('Menopause is not recorded; postmenopausal status is assumed') : undefined
}

const patientRow: Row = (draft, all, facts) =>
  boneDrugRows(draft, all, facts, {
    drug: 'raloxifene',
    sets: ['raloxifene', 'serm'],
    pregnancy: { indicator: 'critical', guidance: own('US label: contraindicated in pregnancy; raloxifene may harm the fetus.') },
    child: 'warning'
  })

const rows: readonly Row[] = [thrombosisRow, immobilityRow, patientRow, heartRow, labelRow]
