/** What may stand against drafted teriparatide or abaloparatide: the rows of the clinical reference 3.2. */
import type { Draft } from '../../facts/drafts.js'
import { codings } from '../../facts/fhir.js'
import { datedText, type Finding } from '../../facts/findings.js'
import { within, type Facts } from '../../facts/index.js'
import type { Reading } from '../../facts/observations.js'
import { windowText } from '../../facts/settings.js'
import type { OrderId } from '../rule.js'
import { foreign, md, own, readingText, round, type Markdown } from '../text.js'
import { boneDrugNeeds, boneDrugRows } from './bone-drug-rows.js'
import { highCalciumRows } from './calcium-rows.js'
import { ask, remove, type Objection } from './objections.js'

export const pthAnalogNeeds = [
  ...boneDrugNeeds,
  'drafts',
  'asOf',
  'fractures',
  'spinalMalignancy',
  'cancer',
  'boneMetabolicDisease',
  'alkalinePhosphatase',
  'liverDisease',
  'radiationTherapy',
  'calcium',
  'hypercalcemiaDiagnosis',
  'hyperparathyroidism',
  'kidneyStones',
  'orthostaticHypotension',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof pthAnalogNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** A healing fracture explains a raised alkaline phosphatase for twelve weeks (clinical reference 5.3). */
const HEALING_DAYS = 84
const LONGEST_DAYS = 365

export const isPthAnalog = (draft: Draft): boolean => draft.sets.has('parathyroid-hormone-analogs')
const drugOf = ({ sets }: Draft): string => (sets.has('abaloparatide') ? 'abaloparatide' : 'teriparatide')

const avoid = own(
  'US labels: avoid where the risk of osteosarcoma is raised: tumour in bone, Paget disease, unexplained alkaline phosphatase, radiation of the skeleton, open growth plates.'
)

const hasCode = ({ resource }: Finding, code: RegExp): boolean =>
  codings(resource['code']).some(coding => code.test(coding.code.toUpperCase()))

/** The coded one first: words alone never make a critical card. */
const surest = (findings: readonly Finding[]): Finding | undefined => findings.find(({ byText }) => !byText) ?? findings[0]

function groupRow(
  draft: Draft,
  all: readonly Draft[],
  findings: readonly Finding[],
  summary: string,
  instead: readonly OrderId[] = ['bone-specialist-referral']
): readonly Objection[] {
  const finding = surest(findings)
  if (finding === undefined) return []
  return [
    {
      draft,
      indicator: finding.byText ? 'warning' : 'critical',
      summary,
      why: md`On record: ${foreign(finding.name)} (${own(datedText(finding))})`,
      guidance: avoid,
      proposals: [remove(draft, all), ...ask(...instead)]
    }
  ]
}

/** Of the spinal malignancies those of cord, cauda equina and meninges lie beside the bone; C40, C41 and their history are primary bone tumours. */
const tumorRow: Row = (draft, all, { spinalMalignancy, cancer }) => {
  const inBone = [
    ...(spinalMalignancy ?? []).filter(finding => !hasCode(finding, /^(C72|C79\.?49)/)),
    ...(cancer ?? []).filter(finding => hasCode(finding, /^(C4[01]|Z85\.?830)/))
  ]
  return groupRow(draft, all, inBone, `Tumour or metastasis in bone on record: avoid ${drugOf(draft)} (US label).`, [
    'bone-specialist-referral',
    'oncology-referral'
  ])
}

const pagetRow: Row = (draft, all, { boneMetabolicDisease }) =>
  groupRow(
    draft,
    all,
    (boneMetabolicDisease ?? []).filter(({ sets }) => sets.has('paget-disease')),
    `Paget disease of bone on record: avoid ${drugOf(draft)} (US label).`
  )

const radiationRow: Row = (draft, all, { radiationTherapy }) => {
  const finding = surest(radiationTherapy ?? [])
  if (finding === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Cannot confirm that radiation spared the skeleton: avoid ${drugOf(draft)} if bone was in the field.`,
      why: md`On record: ${foreign(finding.name)} (${own(datedText(finding))})`,
      guidance: avoid,
      proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
    }
  ]
}

/** Above the laboratory's own range or by its verdict; without either it is neither high nor normal. */
const isRaised = ({ value, high, interpretation }: Reading): boolean =>
  (high !== undefined && value > high) || interpretation?.startsWith('H') === true

function explanations({ fractures, liverDisease }: Known): readonly Markdown[] {
  const healing = (fractures ?? []).some(({ onset, age, status }) => status !== 'prior' && (onset === undefined || age.min <= HEALING_DAYS))
  return [
    ...(healing ? [own('a fracture of the last 12 weeks, or not dated')] : []),
    ...((liverDisease ?? []).length > 0 ? [own('liver disease')] : [])
  ]
}

const phosphataseRow: Row = (draft, all, facts) => {
  const { alkalinePhosphatase, asOf, boneMetabolicDisease } = facts
  // Paget disease has its own row, and raises it.
  if ((boneMetabolicDisease ?? []).some(({ sets }) => sets.has('paget-disease'))) return []
  const drug = drugOf(draft)
  const latest = alkalinePhosphatase?.latest
  if (latest === undefined || asOf === undefined || !within(latest, LONGEST_DAYS, asOf)) {
    const why =
      latest === undefined ? own('No alkaline phosphatase found') : md`Older than 12 months: ${readingText('alkaline phosphatase', latest)}`
    return [
      {
        draft,
        indicator: 'warning',
        summary: `Cannot confirm alkaline phosphatase: none found in 12 months. Check it before ${drug}.`,
        why,
        guidance: avoid,
        proposals: ask('alkaline-phosphatase')
      }
    ]
  }
  if (!isRaised(latest)) return []
  const reasons = explanations(facts)
  const value = `Alkaline phosphatase ${round(latest.value, 0)} ${latest.unit} on ${latest.date.text} is high`
  const [reason] = reasons
  return reason === undefined
    ? [
        {
          draft,
          indicator: 'critical',
          summary: `${value}, unexplained: avoid ${drug} (US label).`,
          why: readingText('alkaline phosphatase', latest),
          guidance: avoid,
          proposals: [remove(draft, all), ...ask('alkaline-phosphatase', 'bone-specialist-referral')]
        }
      ]
    : [
        {
          draft,
          indicator: 'warning',
          summary: `${value}: settle why before ${drug}.`,
          why: md`${readingText('alkaline phosphatase', latest)}; may be explained by ${reason}`,
          guidance: avoid,
          proposals: ask('alkaline-phosphatase', 'bone-specialist-referral')
        }
      ]
}

const calciumRow: Row = (draft, all, facts) => {
  const drug = drugOf(draft)
  const found = highCalciumRows(draft, all, facts, { drug, verdict: `avoid ${drug}, which raises calcium` })
  if (found.length > 0 || (facts.calcium !== undefined && facts.calcium.status !== 'not-found')) return found
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Cannot confirm calcium: none found in ${windowText(facts.settings.calciumDays)}. Check it before ${drug}.`,
      why: own(`No calcium found in the last ${windowText(facts.settings.calciumDays)}`),
      guidance: own('US labels: not with high calcium, which these drugs raise.'),
      proposals: ask('calcium', 'albumin')
    }
  ]
}

/** ICD-10-CM and SNOMED CT concepts of primary and of unspecified hyperparathyroidism, out of the value set. */
const primaryCode = /^(E21\.?0|36348003|237653008|190045361000119101)$/
const unspecifiedCode = /^(E21\.?3|66999008)$/

const parathyroidRow: Row = (draft, all, { hyperparathyroidism }) => {
  const found = hyperparathyroidism ?? []
  const certain = found.find(finding => hasCode(finding, primaryCode))
  const finding = certain ?? found.find(other => other.byText || hasCode(other, unspecifiedCode))
  if (finding === undefined) return []
  const summary =
    certain === undefined
      ? `Hyperparathyroidism of unspecified kind on record: avoid ${drugOf(draft)} if it is primary.`
      : `Primary hyperparathyroidism on record: avoid ${drugOf(draft)}, which acts like the hormone.`
  return [
    {
      draft,
      indicator: certain === undefined ? 'warning' : 'critical',
      summary,
      why: md`On record: ${foreign(finding.name)}`,
      guidance: own('US labels: avoid in primary hyperparathyroidism and other disorders with high calcium.'),
      proposals: [remove(draft, all), ...ask('pth', 'calcium', 'endocrine-referral')]
    }
  ]
}

/** A history code alone is no active stone. */
const historyCode = /^(Z87\.?442|161548009|429025008)$/

const stoneRow: Row = (draft, _all, { kidneyStones }) => {
  const finding = (kidneyStones ?? []).find(stone => stone.active && !hasCode(stone, historyCode))
  if (finding === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Kidney stones or hypercalciuria on record: caution with ${drugOf(draft)}, which may worsen them.`,
      why: md`On record: ${foreign(finding.name)} (${own(datedText(finding))})`,
      guidance: own('US labels: caution with active or recent stones; consider urinary calcium.')
    }
  ]
}

const orthostaticRow: Row = (draft, _all, { orthostaticHypotension }) => {
  const [finding] = orthostaticHypotension ?? []
  if (finding === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Orthostatic hypotension on record: the first doses of ${drugOf(draft)} sitting or lying down.`,
      why: md`On record: ${foreign(finding.name)}`,
      guidance: own('US labels: blood pressure may fall on standing within hours of a dose, mostly of the first ones.')
    }
  ]
}

const patientRow: Row = (draft, all, facts) =>
  boneDrugRows(draft, all, facts, {
    drug: drugOf(draft),
    sets: [drugOf(draft) === 'abaloparatide' ? 'abaloparatide' : 'teriparatide'],
    pregnancy: { indicator: 'warning', guidance: own('Vertebral fracture in pregnancy belongs to obstetric and bone specialists.') },
    child: 'critical'
  })

const rows: readonly Row[] = [
  tumorRow,
  pagetRow,
  calciumRow,
  parathyroidRow,
  patientRow,
  phosphataseRow,
  radiationRow,
  stoneRow,
  orthostaticRow
]

export const pthAnalogRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
