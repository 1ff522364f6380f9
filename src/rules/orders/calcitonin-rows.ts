/** What may stand against drafted calcitonin: the rows of the clinical reference 3.2, with its sections B12 and 5. */
import type { Jurisdiction } from '../../facts/chart.js'
import type { Draft } from '../../facts/drafts.js'
import { codings, objects, wordsOf } from '../../facts/fhir.js'
import type { Finding } from '../../facts/findings.js'
import type { Fracture } from '../../facts/fracture.js'
import type { Facts } from '../../facts/index.js'
import { valueSetsOf, type ValueSetId } from '../../terminology/index.js'
import { ageText, fractureText } from '../fracture-text.js'
import { dated, foreign, md, own, round } from '../text.js'
import { lowCalciumRows } from './calcium-rows.js'
import { courseDays, productName, reasonsOf } from './doses.js'
import { alongside, ask, keyFor, named, remove, replace, type Objection } from './objections.js'
import { allergyRows, childRows, pregnancyRows } from './patient-rows.js'

export const calcitoninNeeds = [
  'drafts',
  'hook',
  'asOf',
  'jurisdiction',
  'patient',
  'fracture',
  'cancer',
  'allergies',
  'calcium',
  'hypocalcemiaDiagnosis',
  'osteoporosisDiagnosis',
  'lithiumTaken',
  'pregnancy',
  'pregnancyTest',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof calcitoninNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** AAOS 2010: onset 0 to 5 days ago; course of four weeks. */
const WINDOW_DAYS = 5
const COURSE_DAYS = 28

export const isCalcitonin = ({ sets }: Draft): boolean => sets.has('calcitonin')

const isInWindow = ({ status, onset, age }: Fracture): boolean => status === 'current' && onset !== undefined && age.max <= WINDOW_DAYS

const onsetRow: Row = (draft, all, { fracture }) => {
  if (fracture === undefined || [fracture, ...fracture.others].some(isInWindow)) return []
  const proposals = [remove(draft, all)]
  const guidance = own(
    'AAOS 2010: the suggestion is for onset 0 to 5 days ago in neurologically intact patients; pain is outside the US label (off-label). No benefit was seen in chronic pain (Knopp 2012).'
  )
  const why = fractureText(fracture)
  const past = fracture.status === 'prior' || fracture.age.min > WINDOW_DAYS
  if (past) {
    const when =
      fracture.status === 'prior'
        ? 'the fracture is prior'
        : fracture.onset === undefined
          ? `on record since ${dated(fracture.recorded)}`
          : ageText(fracture)
    return [{ draft, indicator: 'warning', summary: `Calcitonin outside the 0-5 day window (${when}).`, why, guidance, proposals }]
  }
  const doubt = fracture.status === 'suspected' ? 'the fracture is not confirmed' : ageText(fracture)
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Cannot confirm onset within 5 days (${doubt}): confirm onset before calcitonin.`,
      why,
      guidance,
      proposals
    }
  ]
}

/** What is stated counts on both hooks; a missing duration only at signing. */
const courseRow: Row = (draft, all, { hook }) => {
  const days = courseDays(draft)
  const refills = draft.dosing.refills ?? 0
  const proposals = [{ kind: 'change', key: keyFor('limit-to-28-days', draft, all), draft, change: 'limit-to-28-days' }] as const
  const guidance = own('AAOS 2010 concerns four weeks. Long-term use carried more malignancies in the pooled trials of the US label.')
  if ((days ?? 0) > COURSE_DAYS || refills > 0) {
    const stated = [
      ...(days === undefined ? [] : [`${round(days, 0)} days`]),
      ...(refills > 0 ? [`${String(refills)} ${refills === 1 ? 'refill' : 'refills'}`] : [])
    ].join(', ')
    return [
      {
        draft,
        indicator: 'warning',
        summary: `Calcitonin drafted for ${stated}: at most 28 days, no refills.`,
        why: own(`Drafted: ${stated}`),
        guidance,
        proposals
      }
    ]
  }
  if (days !== undefined || hook !== 'order-sign') return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Calcitonin without an end drafted: at most 28 days, no refills.',
      why: own('The draft states no duration'),
      guidance,
      proposals
    }
  ]
}

const isActiveCancer = ({ active, byText, sets }: Finding): boolean => active && !byText && !sets.has('cancer-history')

const cancerRow: Row = (draft, all, { cancer }) => {
  const found = cancer ?? []
  const current = found.filter(isActiveCancer)
  if (found.length === 0) return []
  return [
    {
      draft,
      indicator: current.length > 0 ? 'critical' : 'warning',
      summary:
        current.length > 0
          ? 'Active cancer on record: do not use calcitonin (malignancy signal in the US label).'
          : 'Cancer history on record: avoid calcitonin (malignancy signal in the US label).',
      why: md`On record: ${named(
        (current.length > 0 ? current : found).map(({ name }) => name),
        2
      )}`,
      guidance: own(
        'US label: pooled long trials had more malignancies than placebo. A new vertebral fracture after cancer is a malignancy question first.'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}

const calciumRow: Row = (draft, all, facts) =>
  lowCalciumRows(draft, all, facts, {
    drug: 'calcitonin',
    verdict: 'correct it before calcitonin',
    guidance: own('US label: correct hypocalcaemia before starting; keep up calcium and vitamin D intake during treatment.'),
    window: facts.settings.calciumDays
  })

const fractureSets: readonly ValueSetId[] = [
  'vertebral-compression-fracture',
  'vertebral-fracture-osteoporotic',
  'vertebral-fracture-traumatic',
  'osteoporosis-with-current-fracture'
]
const isPlainOsteoporosis = (sets: ReadonlySet<ValueSetId>): boolean => sets.has('osteoporosis') && !fractureSets.some(set => sets.has(set))

/** A reason without a code, by its words. */
const isNamedOsteoporosis = (concept: unknown): boolean =>
  codings(concept).length === 0 && /osteoporo/i.test(wordsOf(concept)) && !/fractur|pain|collaps|compress/i.test(wordsOf(concept))

/** Ordered for osteoporosis itself, not for the pain of the fracture. */
const indicationRow: Row = (draft, all, { osteoporosisDiagnosis }) => {
  const { concepts, refs } = reasonsOf(draft)
  const coded = concepts.some(
    concept =>
      isNamedOsteoporosis(concept) ||
      isPlainOsteoporosis(new Set(objects([concept]).flatMap(one => codings(one).flatMap(({ system, code }) => valueSetsOf(system, code)))))
  )
  const referenced = (osteoporosisDiagnosis ?? []).some(
    ({ ref, sets }) => ref !== undefined && refs.some(one => one === ref || one.endsWith(`/${ref}`)) && isPlainOsteoporosis(sets)
  )
  if (!coded && !referenced) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Calcitonin drafted for osteoporosis: fracture reduction not demonstrated; consider an agent with that evidence.',
      why: own('The reason given is osteoporosis without a fracture'),
      guidance: own(
        'US label: for women more than 5 years after menopause in whom alternatives are unsuitable; it states that fracture reduction has not been demonstrated.'
      ),
      proposals: [replace(draft, all, 'alendronate')]
    }
  ]
}

const withdrawnIn: readonly Jurisdiction[] = ['EU', 'UK', 'CA']
const NASAL_ROUTE = '46713006'

function isNasal(draft: Draft): boolean {
  const [dosage] = objects(draft.resource['dosageInstruction'])
  const byRoute = codings(dosage?.['route']).some(({ code }) => code === NASAL_ROUTE)
  return byRoute || /nasal|spray|nostril|fortical/i.test(`${productName(draft)} ${draft.dosing.text}`)
}

const jurisdictionRow: Row = (draft, all, { jurisdiction }) => {
  if (jurisdiction === undefined || !withdrawnIn.includes(jurisdiction) || !isNasal(draft)) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Calcitonin nasal spray is withdrawn in this jurisdiction (${jurisdiction}).`,
      why: own(`Jurisdiction of this service: ${jurisdiction}`),
      guidance: own(
        'EMA 2012 withdrew the nasal form and limits injections to 4 weeks for bone loss of sudden immobilisation; Health Canada stopped sales in 2013.'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}

const lithiumRow: Row = (draft, _all, { drafts, lithiumTaken }) => {
  const { names, drafted } = alongside(draft, drafts, [lithiumTaken], 'lithium')
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'info',
      summary: 'Calcitonin with lithium: the lithium level may fall. Check it.',
      why: md`Active or drafted: ${named(names, 2)}`,
      guidance: own('US label: lithium clearance may rise; its dose may need adjustment.'),
      proposals: ask('lithium-level'),
      partners: drafted
    }
  ]
}

const patientRow: Row = (draft, all, facts) => {
  const sensitive = facts.allergies?.find(({ sets }) => sets.has('allergen-fish-salmon') && !sets.has('allergen-calcitonin'))
  return [
    ...allergyRows(draft, all, facts.allergies, ['allergen-calcitonin', 'calcitonin'], {
      allergen: 'calcitonin',
      guidance: own('US label: contraindicated after hypersensitivity to calcitonin-salmon.'),
      anyReaction: true
    }),
    ...pregnancyRows(draft, all, facts, {
      drug: 'calcitonin',
      indicator: 'warning',
      guidance: own('Vertebral fracture in pregnancy belongs to obstetric and bone specialists.')
    }),
    ...childRows(draft, all, facts.patient, { drug: 'calcitonin', indicator: 'warning' }),
    ...(sensitive === undefined
      ? []
      : [
          {
            draft,
            indicator: 'info',
            summary: 'Fish or salmon allergy on record: no contraindication, but ask before calcitonin-salmon.',
            why: md`Allergy list: ${foreign(sensitive.name)}`,
            guidance: own('Calcitonin-salmon is synthetic; the US label suggests considering a skin test where sensitivity is suspected.')
          } satisfies Objection
        ])
  ]
}

const rows: readonly Row[] = [patientRow, cancerRow, calciumRow, onsetRow, courseRow, indicationRow, jurisdictionRow, lithiumRow]

export const calcitoninRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
