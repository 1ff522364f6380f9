/** One card for everything that one order check has against the drafts: several reasons, the gravest first. */
import type { Indicator } from '../../cds-hooks/response.js'
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { MedicationRecord } from '../../facts/medications.js'
import type { ServiceOrder } from '../../facts/orders.js'
import type { ValueSetId } from '../../terminology/index.js'
import { applies, notApplicable, type Decision, type OrderId, type OverrideReasonId, type Proposal } from '../rule.js'
import { foreign, list, md, type Markdown } from '../text.js'
import { starting } from './stop-orders.js'

/** One reason against one draft: a row of the clinical reference, section 3. */
export interface Objection {
  readonly draft: Draft
  readonly indicator: Indicator
  /** The card's summary when this is its gravest reason: plain words, under 140 characters, with the finding. */
  readonly summary: string
  /** The finding with value, unit and date. */
  readonly why: Markdown
  readonly guidance?: Markdown
  readonly notChecked?: Markdown
  readonly proposals?: readonly Proposal[]
  /** Other drafts of the session that the reason rests on: a selected one makes the pair count on order-select. */
  readonly partners?: readonly Draft[]
}

export interface ObjectionFrame {
  /** Said when nothing is drafted that this check is about. */
  readonly none: string
  /** Said when the drafts are in order. */
  readonly clear: string
  readonly ifYouDisagree: Markdown
  readonly overrideReasons: readonly OverrideReasonId[]
  readonly disagreement?: readonly Markdown[]
  readonly notChecked?: readonly (Markdown | undefined)[]
  /** What was ordered lately or is drafted now: not offered a second time (clinical reference 0.7). */
  readonly ordered?: {
    readonly orders: readonly ServiceOrder[] | undefined
    readonly drafts: readonly Draft[] | undefined
    readonly asOf: IsoDate | undefined
  }
}

const gravity: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }
const present = <T>(value: T | undefined): value is T => value !== undefined

/** A drug known by its words only is never the subject of a critical card (design section 8). */
const indicatorOf = ({ draft, indicator }: Objection): Indicator => (indicator === 'critical' && draft.byText ? 'warning' : indicator)

/**
 * The drafts a check is about and what stands against them. On order-select only selected drafts count, and pairs
 * with a selected one: an objection against an unselected draft stands when one of its partners is selected.
 * Drafts that end a medicine count only where the check is about stopping too (`stops`).
 */
export function objectionsAmong(
  drafts: readonly Draft[] | undefined,
  isOf: (draft: Draft) => boolean,
  against: (draft: Draft, all: readonly Draft[]) => readonly Objection[],
  { stops }: { readonly stops: boolean } = { stops: false }
): { readonly subjects: readonly Draft[]; readonly objections: readonly Objection[] } {
  const all = (stops ? (drafts ?? []) : starting(drafts)).filter(isOf)
  const concernsSelected = ({ draft, partners = [] }: Objection): boolean => draft.selected || partners.some(({ selected }) => selected)
  const objections = all.flatMap(draft => against(draft, all)).filter(concernsSelected)
  return { subjects: all.filter(draft => draft.selected || objections.some(objection => objection.draft === draft)), objections }
}

/** The decision over all objections of one check. */
export function judge(subjects: readonly Draft[], objections: readonly Objection[], frame: ObjectionFrame): Decision {
  if (subjects.length === 0) return notApplicable(frame.none)
  const sorted = [...objections].sort((a, b) => gravity[indicatorOf(a)] - gravity[indicatorOf(b)])
  const [gravest] = sorted
  if (gravest === undefined) return notApplicable(frame.clear)
  const several = new Set(objections.map(({ draft }) => draft)).size > 1
  return applies({
    indicator: indicatorOf(gravest),
    summary: gravest.summary,
    why: [...new Set(sorted.map(({ draft, why }) => (several ? md`${foreign(draft.name)}: ${why}` : why)))],
    guidance: [...new Set(sorted.map(({ guidance }) => guidance).filter(present))],
    ...(frame.disagreement === undefined ? {} : { disagreement: frame.disagreement }),
    notChecked: [...new Set([...sorted.map(({ notChecked }) => notChecked), ...(frame.notChecked ?? [])].filter(present))],
    ifYouDisagree: frame.ifYouDisagree,
    proposals: withoutTwins(
      sorted.flatMap(({ proposals }) => proposals ?? []),
      beyondChange(sorted)
    ).filter(proposal => !isOrdered(proposal, frame.ordered)),
    overrideReasons: frame.overrideReasons,
    drafts: subjects
  })
}

/** Drafts with a critical reason that no change answers: a smaller dose or a shorter course would be the wrong offer. */
const beyondChange = (objections: readonly Objection[]): ReadonlySet<Draft> =>
  new Set(
    objections
      .filter(({ indicator, proposals = [] }) => indicator === 'critical' && !proposals.some(({ kind }) => kind === 'change'))
      .map(({ draft }) => draft)
  )

/** Each key once; a draft that may be removed, or that no change can save, is not also offered for change. */
function withoutTwins(proposals: readonly Proposal[], beyond: ReadonlySet<Draft>): readonly Proposal[] {
  const removed = new Set(proposals.flatMap(proposal => (proposal.kind === 'remove' ? [proposal.draft] : [])))
  const byKey = new Map<string, Proposal>()
  for (const proposal of proposals) {
    if (proposal.kind === 'change' && (removed.has(proposal.draft) || beyond.has(proposal.draft))) continue
    if (!byKey.has(proposal.key)) byKey.set(proposal.key, proposal)
  }
  return [...byKey.values()]
}

/** By which value set an order of ours is found among the orders on record. */
const setOfOrder: Readonly<Partial<Record<OrderId, ValueSetId>>> = {
  creatinine: 'lab-creatinine-serum',
  calcium: 'lab-calcium-total',
  albumin: 'lab-albumin-serum',
  'ionized-calcium': 'lab-calcium-ionized',
  'vitamin-d-level': 'lab-25oh-vitamin-d',
  'calcitriol-level': 'lab-calcitriol',
  pth: 'lab-pth',
  phosphate: 'lab-phosphate',
  magnesium: 'lab-magnesium',
  'alkaline-phosphatase': 'lab-alp',
  'protein-electrophoresis': 'lab-spep',
  weight: 'body-weight',
  'physical-therapy': 'order-physical-therapy'
}
/** An open order of the last week is on its way (clinical reference B6); physical therapy counts for 90 days (0.8). */
const pendingDays = (order: OrderId): number => (order === 'physical-therapy' ? 90 : 7)

function isOrdered(proposal: Proposal, ordered: ObjectionFrame['ordered']): boolean {
  const set = proposal.kind === 'order' ? setOfOrder[proposal.order] : undefined
  if (proposal.kind !== 'order' || set === undefined || ordered === undefined) return false
  const { orders, drafts, asOf } = ordered
  const isPending = ({ sets, date, status }: ServiceOrder): boolean =>
    sets.has(set) &&
    status === 'active' &&
    asOf !== undefined &&
    date !== undefined &&
    dayNumber(asOf) - date.last <= pendingDays(proposal.order)
  return (orders ?? []).some(isPending) || (drafts ?? []).some(draft => draft.service !== undefined && draft.sets.has(set))
}

/** Suggestion keys must differ between drafts: "remove", then "remove-2". */
export const keyFor = (name: string, draft: Draft, all: readonly Draft[]): string => {
  const place = all.indexOf(draft)
  return place <= 0 ? name : `${name}-${String(place + 1)}`
}

export const remove = (draft: Draft, all: readonly Draft[]): Proposal => ({ kind: 'remove', key: keyFor('remove', draft, all), draft })

export const replace = (draft: Draft, all: readonly Draft[], order: OrderId): Proposal => ({
  kind: 'replace',
  key: keyFor(`replace-${order}`, draft, all),
  draft,
  order
})

/** Tests and referrals to order beside a draft; each key is the order's own id. */
export const ask = (...orders: readonly OrderId[]): readonly Proposal[] => orders.map(order => ({ kind: 'order', key: order, order }))

/** What is taken, or drafted in the same session, beside an order; a draft that stops or holds a medicine is no company. */
export interface Company {
  readonly names: readonly string[]
  readonly drafted: readonly Draft[]
}

export function alongside(
  draft: Draft,
  drafts: readonly Draft[] | undefined,
  taken: readonly (readonly MedicationRecord[] | undefined)[],
  ...sets: readonly ValueSetId[]
): Company {
  const drafted = starting(drafts).filter(other => other !== draft && other.medicine !== undefined && sets.some(set => other.sets.has(set)))
  const active = taken.flatMap(records => (records ?? []).map(({ medicine }) => medicine.name))
  return { names: [...new Set([...active, ...drafted.map(({ name }) => name)])], drafted }
}

/** The first few names of a list, escaped. */
export const named = (names: readonly string[], most = 3): Markdown =>
  list([...new Set(names)].slice(0, most).map(name => md`${foreign(name)}`))
