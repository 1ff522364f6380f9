/** Chart → response: facts, rules, triage, cards, in that order. Pure. */
import { cardOf, cardUuid, type CardContext } from './cards/card.js'
import { failedCheckAdvice, failedCheckRule, notCheckedAdvice, notCheckedRule } from './cards/not-checked.js'
import { EVALUATION_EXTENSION } from './cds-hooks/request.js'
import type { Card, HookResponse, Indicator } from './cds-hooks/response.js'
import { ChartView, isComplete, ledgerOf, keysOf, readFacts, type Chart, type FactName, type Facts } from './facts/index.js'
import type { Finding } from './facts/findings.js'
import type { PrefetchKey } from './facts/prefetch.js'
import type { Quiet } from './quiet.js'
import type { Decision, Rule } from './rules/rule.js'
import type { Service } from './service.js'
import { recheck } from './recheck.js'
import { triage, type Applied, type Shown } from './triage.js'
import { triggersOf } from './trigger.js'

/** What a call brings beside the chart, and what the deployment sets. */
export interface Call {
  readonly hookInstance: string
  /** The evaluation is wanted in the answer. */
  readonly explain: boolean
  readonly canonicalBase: string
  readonly maxCards: number
  /** Undefined while quiet is off: then no triggers are computed. */
  readonly quiet?: Quiet | undefined
}

/** A card that was shown, for the audit record: no clinical content. */
export interface ShownCard {
  readonly uuid: string
  readonly rule: string
  readonly version: string
  readonly indicator: Indicator
  /** Hash of the data the card rests on; only while quiet is on. */
  readonly trigger?: string
}

/** A rule that threw: its card is lost, the others stand. */
export interface RuleFailure {
  readonly rule: string
  readonly error: unknown
}

export interface Answer {
  readonly response: HookResponse
  readonly shown: readonly ShownCard[]
  /** Cards of silent rules: decided and counted, not shown. */
  readonly silent: readonly ShownCard[]
  readonly failures: readonly RuleFailure[]
}

interface Decided {
  readonly rule: Rule
  readonly decision: Decision | undefined
}

export function respond(service: Service, chart: Chart, call: Call): Answer {
  const view = new ChartView(chart)
  const facts = readFacts(view)
  const failures: RuleFailure[] = []
  const decided = inScope(service, facts).map((rule): Decided => ({ rule, decision: decide(rule, facts, failures) }))
  const applied = decided.flatMap(({ rule, decision }): Applied[] =>
    decision?.decision === 'applies' ? [{ rule, advice: decision.advice }] : []
  )
  const triggerOf = call.quiet === undefined ? noTrigger : triggersFor(chart, facts)
  const shown = triage({
    hook: chart.hook,
    applied: [...applied, ...aboutChecks(service, chart, decided, failures)],
    drafts: facts.drafts ?? [],
    palliative: (facts.palliativeCare ?? []).length > 0,
    maxCards: call.maxCards,
    silent: service.silent,
    restedBy: call.quiet === undefined ? undefined : restedBy(call.quiet, triggerOf, facts.settings)
  })
  const context: CardContext = {
    hookInstance: call.hookInstance,
    serviceId: service.id,
    canonicalBase: call.canonicalBase,
    patientId: chart.patientId,
    asOf: chart.asOf,
    fractureRef: facts.fracture?.ref,
    catalogue: service.orders?.catalogue
  }
  const cards = shown.cards.map(({ rule, advice }) => cardOf(rule, recheck(service, view, facts, advice), context))
  const record = ({ rule, advice }: Applied, uuid: string): ShownCard => ({
    uuid,
    rule: rule.id,
    version: rule.version,
    indicator: advice.indicator
  })
  return {
    response: { cards, ...(call.explain ? { extension: { [EVALUATION_EXTENSION]: evaluation(chart, decided, shown, facts) } } : {}) },
    shown: shown.cards.map((card, index) => {
      const trigger = triggerOf(card)
      return { ...record(card, (cards[index] as Card).uuid), ...(trigger === undefined ? {} : { trigger }) }
    }),
    silent: shown.silent.map(card => record(card, cardUuid(context, card.rule))),
    failures
  }
}

type CardTrigger = (card: Applied) => string | undefined

const noTrigger: CardTrigger = () => undefined

/** The two cards about the checks themselves rest on no data, so no override rests them. */
const isAboutChecks = (rule: Rule): boolean => rule === notCheckedRule || rule === failedCheckRule

/** A trigger that cannot be told is no reason to lose a card, or to keep one back. */
function triggersFor(chart: Chart, facts: Facts): CardTrigger {
  const triggerOf = triggersOf(chart, facts)
  return ({ rule, advice }) => {
    if (isAboutChecks(rule)) return undefined
    try {
      return triggerOf(rule, advice)
    } catch {
      return undefined
    }
  }
}

const restedBy =
  (quiet: Quiet, triggerOf: CardTrigger, settings: Facts['settings']) =>
  (card: Applied): string | undefined => {
    const trigger = triggerOf(card)
    return trigger === undefined
      ? undefined
      : quiet({ rule: card.rule.id, kind: card.rule.kind, indicator: card.advice.indicator, trigger, settings })
  }

/** The cards about checks that could not run and data that could not be read; silent rules do not count. */
function aboutChecks(service: Service, chart: Chart, all: readonly Decided[], failed: readonly RuleFailure[]): readonly Applied[] {
  const decided = all.filter(({ rule }) => !service.silent.has(rule.id))
  const failures = failed.filter(({ rule }) => !service.silent.has(rule))
  const unchecked = uncheckedKeys(decided, chart)
  const concerned =
    chart.hook === 'patient-view' ||
    decided.some(({ rule, decision }) => rule.kind === 'order-check' && decision?.decision !== 'not-applicable')
  return [
    ...failures
      .filter(({ rule }) => isCheck(service, rule))
      .slice(0, 1)
      .map((): Applied => ({ rule: failedCheckRule, advice: failedCheckAdvice(failures.map(({ rule }) => titleOf(service, rule))) })),
    ...(unchecked.size > 0 && concerned ? [{ rule: notCheckedRule, advice: notCheckedAdvice(unchecked) }] : [])
  ]
}

/** Nobody outside the cohort gets a card (clinical reference 0.3); T1–T3 alone reaches the red flags only; the dead get none. */
function inScope(service: Service, facts: Facts): readonly Rule[] {
  if (facts.patient?.deceased === true) return []
  if (facts.fractures !== undefined && facts.fractures.length === 0) return []
  const redFlagsOnly = facts.fractures !== undefined && facts.fracture === undefined
  return redFlagsOnly ? service.rules.filter(({ kind }) => kind === 'red-flag') : service.rules
}

function decide(rule: Rule, facts: Facts, failures: RuleFailure[]): Decision | undefined {
  try {
    return rule.evaluate(facts)
  } catch (error) {
    failures.push({ rule: rule.id, error })
    return undefined
  }
}

const isCheck = (service: Service, id: string): boolean => service.rules.some(rule => rule.id === id && rule.kind !== 'guidance')
const titleOf = (service: Service, id: string): string => service.rules.find(rule => rule.id === id)?.title ?? id

/** The keys for want of which rules could not decide, with what each would have advised on. */
function uncheckedKeys(decided: readonly Decided[], chart: Chart): ReadonlyMap<PrefetchKey, readonly string[]> {
  const unchecked = new Map<PrefetchKey, string[]>()
  for (const { rule, decision } of decided) {
    if (decision?.decision !== 'data-required') continue
    for (const key of unreadKeys(decision.missing, chart)) {
      const about = unchecked.get(key) ?? []
      unchecked.set(key, about)
      if (!about.includes(rule.about)) about.push(rule.about)
    }
  }
  return unchecked
}

const unreadKeys = (missing: readonly FactName[], chart: Chart): ReadonlySet<PrefetchKey> =>
  new Set(missing.flatMap(name => keysOf(name)).filter(key => !isComplete(chart, key)))

/** What the explanation shows (design section 3): the ledger and, for every rule, decision and reason. */
function evaluation(chart: Chart, decided: readonly Decided[], shown: Shown, facts: Facts): unknown {
  return {
    asOf: chart.asOf,
    ledger: ledgerOf(chart),
    rules: decided.map(({ rule, decision }) => {
      const silencedBy = shown.silenced.find(({ rule: id }) => id === rule.id)?.by
      return {
        id: rule.id,
        decision: decision?.decision ?? 'failed',
        ...(decision?.decision === 'not-applicable' ? { reason: decision.reason } : {}),
        ...(decision?.decision === 'applies' ? { reason: decision.advice.summary } : {}),
        ...(decision?.decision === 'data-required' ? { missing: decision.missing, reason: reasonsOf(decision.missing, chart) } : {}),
        ...(silencedBy === undefined ? {} : { silencedBy }),
        ...withFacts(rule, facts)
      }
    })
  }
}

const reasonsOf = (missing: readonly FactName[], chart: Chart): string => {
  const reasons = [...unreadKeys(missing, chart)].map(
    key => `${key}: ${chart.parts[key]?.reason ?? chart.parts[key]?.state ?? 'not asked for'}`
  )
  return reasons.length === 0 ? 'needed values are not on record' : reasons.join('; ')
}

/** The resources that each list-like fact of the rule was read from. */
function withFacts(rule: Rule, facts: Facts): { facts?: Readonly<Record<string, readonly string[]>> } {
  const refs: Record<string, readonly string[]> = {}
  for (const name of rule.needs) {
    const value: unknown = facts[name]
    const items = Array.isArray(value)
      ? (value as readonly Partial<Finding>[])
      : typeof value === 'object' && value !== null
        ? [value as Partial<Finding>]
        : []
    const found = items.map(item => item.ref).filter(ref => ref !== undefined)
    if (found.length > 0) refs[name] = found
  }
  return Object.keys(refs).length === 0 ? {} : { facts: refs }
}
