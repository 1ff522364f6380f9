/** Decisions → what is shown: silence, merge, cap, order. Design section 5 ("Triage, precisely"); clinical reference 0.2, 0.7, 4. */
import type { HookName } from './cds-hooks/request.js'
import type { Indicator } from './cds-hooks/response.js'
import type { Draft } from './facts/drafts.js'
import { drugOrders, type Advice, type OrderId, type Rule, type Silence } from './rules/rule.js'
import { list, md, own, type Markdown } from './rules/text.js'

export interface Applied {
  readonly rule: Rule
  readonly advice: Advice
}

export interface Silenced {
  readonly rule: string
  /** The rule or state that silenced it. */
  readonly by: string
}

export interface Shown {
  readonly cards: readonly Applied[]
  /** Cards of silent rules that nothing else would have kept back: counted, not shown. */
  readonly silent: readonly Applied[]
  readonly silenced: readonly Silenced[]
}

export interface TriageInput {
  readonly hook: HookName
  readonly applied: readonly Applied[]
  readonly drafts: readonly Draft[]
  /** Hospice or comfort care is on record. */
  readonly palliative: boolean
  readonly maxCards: number
  /** Rules that are evaluated without any effect on what is shown. */
  readonly silent?: ReadonlySet<string> | undefined
  /** Why an earlier override still rests this card; undefined when none does. */
  readonly restedBy?: ((applied: Applied) => string | undefined) | undefined
}

const SILENT = 'silent by site configuration'

/** Guidance that stays under comfort care (clinical reference 0.7). */
const palliativeGuidance: ReadonlySet<string> = new Set(['analgesia-plan'])
const palliativeFlags: ReadonlySet<string> = new Set(['rf-neuro-deficit', 'rf-cauda-equina'])
/** Silences guidance under comfort care too: its doses are for adults. */
const OUT_OF_SCOPE = 'rf-pediatric'

/** Minor advice that folds into one card when there are too many (clinical reference 0.7). */
const conservativeCare: readonly string[] = ['activity-modification', 'bracing-option', 'complications-watch']
export const CONSERVATIVE_CARE = 'conservative-care'

const gravity: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }
const topics: readonly Rule['topic'][] = ['red-flag', 'pharmacotherapy', 'labs', 'supplements', 'mobilisation', 'pain', 'rest']

/** Critical, warning, info; then the topics of 0.7; then the order of the index (the sort is stable). */
const byGravity = (a: Applied, b: Applied): number =>
  gravity[a.advice.indicator] - gravity[b.advice.indicator] || topics.indexOf(a.rule.topic) - topics.indexOf(b.rule.topic)

const criticalSilence: Silence = { cards: 'all-guidance', orders: [...drugOrders], reason: 'a critical warning sign stands' }

export function triage(input: TriageInput): Shown {
  const silenced: Silenced[] = []
  const silent: Applied[] = []
  const flags = input.applied.filter(({ rule }) => rule.kind === 'red-flag' && input.silent?.has(rule.id) !== true)
  const standing: Applied[] = []
  for (const applied of input.applied) {
    const { id } = applied.rule
    const by = keptBack(applied, flags, input)
    const candidate = withheld(input.palliative ? softened(applied) : applied, flags)
    const rested = by === undefined && input.silent?.has(id) !== true ? input.restedBy?.(candidate) : undefined
    if (by !== undefined) silenced.push({ rule: id, by })
    else if (input.silent?.has(id) === true) {
      silent.push(candidate)
      silenced.push({ rule: id, by: SILENT })
    } else if (rested !== undefined) silenced.push({ rule: id, by: rested })
    else standing.push(candidate)
  }
  standing.sort(byGravity)
  const awake = withoutRestedFold(standing, input, silenced)
  const { cards, dropped } = capped(awake, input.maxCards)
  silenced.push(...dropped.map(rule => ({ rule, by: 'MAX_CARDS' })))
  return { cards, silent, silenced }
}

/** The flag or state that keeps a card back. */
function keptBack(applied: Applied, flags: readonly Applied[], input: TriageInput): string | undefined {
  switch (applied.rule.kind) {
    case 'red-flag':
      return hidesFlag(applied, input)
    case 'guidance':
      return silencerOf(applied.rule, flags, input.palliative)
    case 'order-check':
      return undefined
  }
}

/** Who set the folded card aside has set aside its parts, whether or not they would be folded today. */
function withoutRestedFold(sorted: readonly Applied[], { restedBy }: TriageInput, silenced: Silenced[]): readonly Applied[] {
  const fold = restedBy === undefined ? undefined : foldOf(sorted)
  const by = fold === undefined ? undefined : restedBy?.(fold.merged)
  if (fold === undefined || by === undefined) return sorted
  silenced.push(...fold.minor.map(({ rule }) => ({ rule: rule.id, by })))
  return sorted.filter(applied => !fold.minor.includes(applied))
}

const silencesOf = ({ advice }: Applied): readonly Silence[] => {
  const stated = advice.silences === undefined ? [] : [advice.silences]
  return advice.indicator === 'critical' ? [...stated, criticalSilence] : stated
}

/** On order hooks a flag is shown when it is critical, or when a draft is something it argues against. */
function hidesFlag({ rule, advice }: Applied, input: TriageInput): string | undefined {
  if (input.palliative && !palliativeFlags.has(rule.id)) return 'palliative care'
  if (input.hook === 'patient-view' || advice.indicator === 'critical') return undefined
  const { arguesAgainst } = advice.silences ?? {}
  return arguesAgainst !== undefined && input.drafts.some(draft => draft.selected && arguesAgainst(draft))
    ? undefined
    : 'no draft it argues against'
}

function silencerOf(rule: Rule, flags: readonly Applied[], palliative: boolean): string | undefined {
  if (palliative) return palliativeGuidance.has(rule.id) ? flags.find(flag => flag.rule.id === OUT_OF_SCOPE)?.rule.id : 'palliative care'
  return flags.find(flag => silencesOf(flag).some(({ cards }) => cards === 'all-guidance' || cards.includes(rule.id)))?.rule.id
}

/** Under comfort care a neurological flag is a question of goals, so it is no more than a warning. */
function softened({ rule, advice }: Applied): Applied {
  if (!palliativeFlags.has(rule.id)) return { rule, advice }
  return { rule, advice: { ...advice, indicator: 'warning', summary: `If within goals of care: ${advice.summary}` } }
}

const orderOf = (proposal: NonNullable<Advice['proposals']>[number]): OrderId | undefined =>
  proposal.kind === 'order' || proposal.kind === 'replace' ? proposal.order : undefined

/** A card that stays while a flag withholds its orders says why none is offered. */
function withheld(applied: Applied, flags: readonly Applied[]): Applied {
  if (applied.rule.kind === 'red-flag' || flags.length === 0) return applied
  const proposals = applied.advice.proposals ?? []
  const silences = flags.flatMap(silencesOf)
  const reasons = new Set<string>()
  const kept = proposals.filter(proposal => {
    const order = orderOf(proposal)
    if (order === undefined) return true
    const silence = silences.find(({ orders }) => orders.includes(order))
    if (silence !== undefined) reasons.add(silence.reason)
    return silence === undefined
  })
  if (kept.length === proposals.length) return applied
  const why: Markdown = md`No order offered: ${list([...reasons].map(own), '; ')}`
  return { rule: applied.rule, advice: { ...applied.advice, proposals: kept, notChecked: [why, ...(applied.advice.notChecked ?? [])] } }
}

const neverFalls = ({ rule, advice }: Applied): boolean => rule.core === true || rule.kind !== 'guidance' || advice.indicator !== 'info'

/** At most so many cards: minor advice folds into one first, then the last info cards fall and are named. */
function capped(sorted: readonly Applied[], maxCards: number): { cards: readonly Applied[]; dropped: readonly string[] } {
  if (sorted.length <= maxCards) return { cards: sorted, dropped: [] }
  const folded = folding(sorted)
  const cards = [...folded]
  const dropped: Applied[] = []
  for (let index = cards.length - 1; index >= 0 && cards.length > maxCards; index--) {
    const candidate = cards[index]
    if (candidate !== undefined && !neverFalls(candidate)) dropped.unshift(...cards.splice(index, 1))
  }
  const last = cards.at(-1)
  if (dropped.length > 0 && last !== undefined) {
    const names = md`More advice applies, but its cards are left out (limit of ${maxCards}): ${list(
      dropped.map(({ rule }) => own(rule.title)),
      '; '
    )}`
    cards[cards.length - 1] = { rule: last.rule, advice: { ...last.advice, notChecked: [...(last.advice.notChecked ?? []), names] } }
  }
  return { cards, dropped: dropped.map(({ rule }) => rule.id) }
}

function folding(sorted: readonly Applied[]): readonly Applied[] {
  const fold = foldOf(sorted)
  if (fold === undefined) return sorted
  const { minor, merged } = fold
  const [first] = minor
  return sorted.filter(applied => !minor.includes(applied) || applied === first).map(applied => (applied === first ? merged : applied))
}

interface Fold {
  readonly minor: readonly Applied[]
  readonly merged: Applied
}

/** The minor advice that would fold, and the card it would make. */
function foldOf(sorted: readonly Applied[]): Fold | undefined {
  const minor = sorted.filter(applied => conservativeCare.includes(applied.rule.id) && applied.advice.indicator === 'info')
  const [first] = minor
  if (first === undefined || minor.length < 2) return undefined
  const merged: Applied = {
    rule: {
      ...first.rule,
      id: CONSERVATIVE_CARE,
      title: 'Conservative care',
      needs: [...new Set(minor.flatMap(({ rule }) => rule.needs))],
      evidence: [...new Set(minor.flatMap(({ rule }) => rule.evidence))]
    },
    advice: {
      ...first.advice,
      summary: `Conservative care: ${minor.map(({ rule }) => rule.about).join(', ')}.`,
      why: first.advice.why,
      guidance: minor.flatMap(({ rule, advice }) => [md`${own(rule.title)}: ${own(advice.summary)}`, ...advice.guidance.slice(0, 2)]),
      disagreement: minor.flatMap(({ advice }) => advice.disagreement ?? []),
      notChecked: minor.flatMap(({ advice }) => advice.notChecked ?? []),
      proposals: minor.flatMap(({ rule, advice }) =>
        (advice.proposals ?? []).map(proposal => ({ ...proposal, key: `${rule.id}-${proposal.key}` }))
      )
    }
  }
  return { minor, merged }
}
