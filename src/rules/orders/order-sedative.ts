import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { list, md, own } from '../text.js'
import { productName } from './doses.js'
import { alongside, judge, named, objectionsAmong, remove, type Objection } from './objections.js'
import { allergyRows, pregnancyRows } from './patient-rows.js'
import { isStop } from './stop-orders.js'

const needs = [
  'drafts',
  'asOf',
  'patient',
  'recentFalls',
  'opioidsTaken',
  'allergies',
  'pregnancy',
  'pregnancyTest',
  'labOrders',
  'unread'
] as const
type Known = Pick<Facts, (typeof needs)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

const OLD_AGE = 65

const classes: readonly { readonly set: ValueSetId; readonly name: string }[] = [
  { set: 'benzodiazepines', name: 'benzodiazepine' },
  { set: 'z-drugs', name: 'sleeping pill (Z-drug)' },
  { set: 'muscle-relaxants', name: 'muscle relaxant' }
]
const classOf = ({ sets }: Draft): (typeof classes)[number] | undefined => classes.find(({ set }) => sets.has(set))
const isSedative = (draft: Draft): boolean => draft.medicine !== undefined && classOf(draft) !== undefined && !isStop(draft)

/**
 * A drafted benzodiazepine, Z-drug or muscle relaxant is questioned from age 65 or after falls, and a benzodiazepine beside an opioid
 * at any age: falls, delirium and slow breathing, without proof of benefit in vertebral fracture.
 * Does not cover gabapentinoids, antihistamines and antipsychotics, nor spasticity, seizures and alcohol withdrawal as reasons.
 */
export const orderSedative = defineRule({
  id: 'order-sedative',
  title: 'Sedative or muscle relaxant: safety check',
  kind: 'order-check',
  topic: 'pain',
  about: 'safety of the drafted sedative',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BEERS-2023',
  evidence: ['BEERS-2023', 'CDC-2022'],
  signOff: [
    'falls and delirium, and no proof of benefit in vertebral fracture, rest on a secondary source (Beers)',
    'a benzodiazepine beside an active or drafted opioid is critical here as in the opioid check: the same boxed warning',
    'falls count for 12 months; every muscle relaxant counts, baclofen and tizanidine included',
    'pregnancy as a warning: the reference has no row for it here'
  ],
  needs,
  concerns: isSedative,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isSedative, (draft, all) => rows.flatMap(row => row(draft, all, facts)))
    return judge(subjects, objections, {
      none: 'no benzodiazepine, Z-drug or muscle relaxant among the drafts',
      clear: 'the drafted sedative meets no objection',
      ifYouDisagree: own(
        'Keep it for spasticity, seizures or withdrawal, or so as not to stop a long-standing benzodiazepine at once, and state the reason.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'benefit-outweighs-risk', 'tolerated-before'],
      notChecked: [
        own('The reason for the sedative, and how long it has been taken, are not judged'),
        facts.patient?.age === undefined ? own('Age is not known') : undefined,
        unreadText(facts.unread, ['conditions', 'medicationRequests', 'medicationStatements', 'allergies'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

const opioidRow: Row = (draft, all, { drafts, opioidsTaken }) => {
  if (!draft.sets.has('benzodiazepines')) return []
  const { names, drafted } = alongside(draft, drafts, [opioidsTaken], 'opioids')
  if (names.length === 0) return []
  const isCoded = (opioidsTaken ?? []).some(({ medicine }) => !medicine.byText) || drafted.some(({ byText }) => !byText)
  return [
    {
      draft,
      indicator: isCoded ? 'critical' : 'warning',
      summary: 'Benzodiazepine with an opioid (active or drafted): respiratory depression, US boxed warning. Avoid the pair.',
      why: md`Active or drafted: ${named(names)}`,
      guidance: own(
        'US labels, boxed warning: profound sedation, respiratory depression and death. CDC 2022 advises against the pair wherever possible.'
      ),
      proposals: [remove(draft, all)],
      partners: drafted
    }
  ]
}

const fallRow: Row = (draft, all, { patient, recentFalls }) => {
  const age = patient?.age?.min
  const isOld = age !== undefined && age >= OLD_AGE
  const falls = (recentFalls ?? []).map(({ name }) => name)
  const kind = classOf(draft)?.name
  if (kind === undefined || (!isOld && falls.length === 0)) return []
  const cause = isOld ? `Age ${String(age)}${falls.length > 0 ? ' with falls' : ''}` : 'Falls on record'
  const reasons = [...(isOld ? [own(`Age ${String(age)}`)] : []), ...(falls.length > 0 ? [md`falls on record: ${named(falls, 2)}`] : [])]
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${cause}: a ${kind} adds falls and delirium, without proof of benefit in vertebral fracture.`,
      why: list(reasons, '; '),
      guidance: own(
        'AGS Beers Criteria 2023: avoid benzodiazepines, Z-drugs and muscle relaxants in older adults (falls, fractures, delirium).'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}

/** Muscle relaxants have little in common: an allergy to another one asks for the reaction. */
function allergyRow(draft: Draft, all: readonly Draft[], allergies: Facts['allergies']): readonly Objection[] {
  const kind = classOf(draft)
  if (kind === undefined) return []
  const product = productName(draft).toLowerCase()
  const isSame = (name: string): boolean =>
    kind.set !== 'muscle-relaxants' ||
    name
      .toLowerCase()
      .split(/\W+/)
      .some(word => word.length > 4 && product.includes(word))
  const words = { allergen: `a ${kind.name}`, guidance: own('US labels: contraindicated after hypersensitivity to the drug.') }
  const same = allergyRows(
    draft,
    all,
    (allergies ?? []).filter(({ name }) => isSame(name)),
    [kind.set],
    words
  )
  if (same.length > 0) return same
  const summary = `Allergy to another ${kind.name} on record: confirm the reaction before ordering.`
  return allergyRows(
    draft,
    all,
    (allergies ?? []).filter(({ name }) => !isSame(name)),
    [kind.set],
    words
  ).map(objection => ({ ...objection, indicator: 'warning', summary }))
}

const personRow: Row = (draft, all, facts) => [
  ...pregnancyRows(draft, all, facts, {
    drug: classOf(draft)?.name ?? 'sedative',
    indicator: 'warning',
    guidance: own('In pregnancy sedatives belong to a plan with obstetrics.')
  }),
  ...allergyRow(draft, all, facts.allergies)
]

const rows: readonly Row[] = [opioidRow, fallRow, personRow]
