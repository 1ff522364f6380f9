/** What was ordered or done around the fracture that a card of ours would otherwise repeat: by code, or by words where no code of ours decides. */
import type { ValueSetId } from '../terminology/index.js'
import { resourcesOf } from './chart.js'
import { dayInterval, type DayInterval } from './dates.js'
import type { Draft } from './drafts.js'
import { procedureFinding } from './findings.js'
import { isOpen, type ServiceOrder } from './orders.js'
import { spineFilmOrCt, spineMri } from './spine-scans.js'
import type { ChartView } from './view.js'

export type SpineCareKind =
  | 'education'
  | 'pain-review'
  | 'brace'
  | 'neuro-exam'
  | 'spine-consultation'
  | 'augmentation'
  | 'pain-clinic'
  | 'spine-mri'
  | 'spine-film-or-ct'

export interface SpineCare {
  readonly kind: SpineCareKind
  readonly name: string
  readonly ref: string | undefined
  /** Ordered, drafted or under way; done; or held back: on hold, stopped, revoked, cancelled. */
  readonly state: 'open' | 'done' | 'held'
  readonly date: DayInterval | undefined
}

const setsOfKind: readonly (readonly [SpineCareKind, readonly ValueSetId[]])[] = [
  ['brace', ['order-spinal-orthosis']],
  ['augmentation', ['order-vertebral-augmentation', 'order-vertebroplasty', 'order-kyphoplasty']],
  ['spine-mri', ['order-mri-spine', 'imaging-mr-spine', 'order-mri-without-contrast', 'order-mri-with-contrast']],
  ['spine-film-or-ct', ['order-xr-spine', 'imaging-xr-spine', 'order-ct-spine', 'imaging-ct-spine']],
  ['spine-consultation', ['order-referral-spine-surgery']]
]

/** Each kind by two words that must both occur, and one that must not. */
const wordsOfKind: readonly (readonly [SpineCareKind, RegExp, RegExp, RegExp])[] = [
  [
    'brace',
    /\b(brac(e|es|ing)|orthos[ie]s|orthotics?|TLSO|LSO|corset|lumbar support)\b/i,
    /./,
    /\b(knee|ankle|foot|wrist|hand|elbow|shoulder|dental|neck|cervical|hip)\b/i
  ],
  ['augmentation', /\b(vertebroplast\w*|kyphoplast\w*|vertebral augmentation)\b/i, /./, /\b(consult\w*|evaluat\w*|referral)\b/i],
  [
    'education',
    /\b(movement|body mechanics|posture|log[- ]?roll\w*|activity modification|safe lifting|(back|spine) (care|protection|safety))\b/i,
    /\b(educat\w*|teach\w*|train\w*|instruct\w*|counsel\w*)\b/i,
    /\b(bowel|eye)\b/i
  ],
  ['neuro-exam', /\bneuro\w*\b/i, /\b(exam\w*|assess\w*|check\w*)\b/i, /\b(neuropsych\w*|neurocog\w*)\b/i],
  ['pain-clinic', /\bpain (clinic|management|medicine|service|specialist)\b/i, /./, /\bdental\b/i],
  ['pain-review', /\bpain\b/i, /\b(re-?assess\w*|assess\w*|review|follow[- ]?up)\b/i, /\b(chest|abdominal|knee|shoulder|dental) pain\b/i],
  [
    'spine-consultation',
    /\b(spine|spinal|neurosurg\w*|interventional radiolog\w*)\b/i,
    /\b(refer\w*|consult\w*|review|evaluat\w*)\b/i,
    /\b(therap\w*|physio\w*|chiropract\w*|x-?ray|MRI|CT|film)\b/i
  ]
]

/** Exercise and therapy codes stand for education where their words say so. */
const taughtSets: ReadonlySet<ValueSetId> = new Set(['order-exercise-program', 'order-physical-therapy'])
const educationWords = /\b(education|teaching|instruction)\b/i

function kindOf(name: string, sets: ReadonlySet<ValueSetId>): SpineCareKind | undefined {
  const coded = setsOfKind.find(([, wanted]) => wanted.some(set => sets.has(set)))
  if (coded !== undefined) return coded[0]
  if ([...sets].some(set => !taughtSets.has(set))) return undefined
  if (sets.size > 0) return educationWords.test(name) ? 'education' : undefined
  if (spineMri(sets, name) !== undefined) return 'spine-mri'
  if (spineFilmOrCt(name)) return 'spine-film-or-ct'
  return wordsOfKind.find(([, first, second, unless]) => first.test(name) && second.test(name) && !unless.test(name))?.[0]
}

const heldBack = new Set(['on-hold', 'stopped', 'revoked', 'cancelled'])

const stateOf = (order: ServiceOrder): SpineCare['state'] => (heldBack.has(order.status) ? 'held' : isOpen(order) ? 'open' : 'done')

function ofOrder(order: ServiceOrder): SpineCare | undefined {
  const kind = kindOf(order.name, order.sets)
  return kind === undefined ? undefined : { kind, name: order.name, ref: order.ref, state: stateOf(order), date: order.date }
}

function ofDraft({ service, name, sets, ref }: Draft, asOf: string): SpineCare | undefined {
  const kind = service === undefined ? undefined : kindOf(name, sets)
  return kind === undefined ? undefined : { kind, name, ref, state: 'open', date: dayInterval(asOf) }
}

/** Orders, procedures and the drafts of the session; device orders are known only as drafts. */
export function readSpineCare(view: ChartView): readonly SpineCare[] {
  const procedures = resourcesOf(view.chart, 'procedures')
    .map(procedureFinding)
    .filter(procedure => procedure !== undefined)
  const done = procedures.map(({ name, sets, ref, active, onset }): SpineCare | undefined => {
    const kind = kindOf(name, sets)
    return kind === undefined ? undefined : { kind, name, ref, state: active ? 'open' : 'done', date: onset }
  })
  return [...view.services.map(ofOrder), ...done, ...view.drafts.map(draft => ofDraft(draft, view.chart.asOf))].filter(
    care => care !== undefined
  )
}
