/** One card for everything that one order check has against the drafts: several reasons, the gravest first. */
import type { Indicator } from '../../cds-hooks/response.js'
import type { Draft } from '../../facts/drafts.js'
import type { FactName, Facts } from '../../facts/index.js'
import { applies, dataRequired, notApplicable, type Decision, type OverrideReasonId, type Proposal } from '../rule.js'
import { foreign, md, type Markdown } from '../text.js'

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
}

export interface ObjectionFrame {
  /** Said when nothing is drafted that this check is about. */
  readonly none: string
  /** Said when the drafts are in order. */
  readonly clear: string
  readonly ifYouDisagree: Markdown
  readonly overrideReasons: readonly OverrideReasonId[]
  readonly disagreement?: readonly Markdown[]
  readonly notChecked?: readonly Markdown[]
}

const gravity: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }

/** A drug known by its words only is never the subject of a critical card (design section 8). */
const indicatorOf = ({ draft, indicator }: Objection): Indicator => (indicator === 'critical' && draft.byText ? 'warning' : indicator)

/** Drafts of these value sets; on order-select only selected ones, so pair with `others` for a selected partner. */
export const selectedDrafts = (drafts: readonly Draft[] | undefined, isOf: (draft: Draft) => boolean): readonly Draft[] => (drafts ?? []).filter(draft => draft.selected && isOf(draft))

/** The decision over all objections of one check. */
export function judge(subjects: readonly Draft[], objections: readonly Objection[], frame: ObjectionFrame): Decision {
  if (subjects.length === 0) return notApplicable(frame.none)
  if (objections.length === 0) return notApplicable(frame.clear)
  const sorted = [...objections].sort((a, b) => gravity[indicatorOf(a)] - gravity[indicatorOf(b)])
  const [gravest] = sorted
  if (gravest === undefined) return notApplicable(frame.clear)
  const several = new Set(objections.map(({ draft }) => draft)).size > 1
  const present = <T>(value: T | undefined): value is T => value !== undefined
  return applies({
    indicator: indicatorOf(gravest),
    summary: gravest.summary,
    why: sorted.map(({ draft, why }) => (several ? md`${foreign(draft.name)}: ${why}` : why)),
    guidance: [...new Set(sorted.map(({ guidance }) => guidance).filter(present))],
    ...(frame.disagreement === undefined ? {} : { disagreement: frame.disagreement }),
    notChecked: [...new Set([...sorted.map(({ notChecked }) => notChecked).filter(present), ...(frame.notChecked ?? [])])],
    ifYouDisagree: frame.ifYouDisagree,
    proposals: withoutTwins(sorted.flatMap(({ proposals }) => proposals ?? [])),
    overrideReasons: frame.overrideReasons,
    drafts: subjects
  })
}

/** Each key once; a draft that may be removed is not also offered for change. */
function withoutTwins(proposals: readonly Proposal[]): readonly Proposal[] {
  const removed = new Set(proposals.flatMap(proposal => (proposal.kind === 'remove' ? [proposal.draft] : [])))
  const byKey = new Map<string, Proposal>()
  for (const proposal of proposals) {
    if (proposal.kind === 'change' && removed.has(proposal.draft)) continue
    if (!byKey.has(proposal.key)) byKey.set(proposal.key, proposal)
  }
  return [...byKey.values()]
}

/** Suggestion keys must differ between drafts: "remove", then "remove-2". */
export const keyFor = (name: string, draft: Draft, subjects: readonly Draft[]): string => {
  const place = subjects.indexOf(draft)
  return place <= 0 ? name : `${name}-${String(place + 1)}`
}

/** The facts among these that are not known: a check that needs them cannot confirm safety. */
export const unknownAmong = (facts: Partial<Facts>, names: readonly FactName[]): readonly FactName[] => names.filter(name => facts[name] === undefined)

export { dataRequired }
