import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { within, type Reading } from '../../facts/observations.js'
import { unreadText } from '../fracture-text.js'
import { defineRule, type Proposal } from '../rule.js'
import { foreign, list, md, own, readingText, round, type Markdown } from '../text.js'
import { acetaminophenPerDay, asDraft } from './acetaminophen-total.js'
import { judge, objectionsAmong, remove, replace, type Objection } from './objections.js'
import { allergyRows } from './patient-rows.js'
import { isStop } from './stop-orders.js'

const needs = ['drafts', 'asOf', 'acetaminophenTaken', 'liverDisease', 'alcoholUse', 'weight', 'allergies', 'unread'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** mg a day from all products, and less where the liver or a low weight limits it (clinical reference B13, 3.3). */
const MOST_PER_DAY = 3000
const MOST_WITH_LIMIT = 2000
const LOW_WEIGHT_KG = 50
const WEIGHT_DAYS = 365

const isAcetaminophen = (draft: Draft): boolean =>
  draft.medicine !== undefined && (draft.sets.has('acetaminophen') || draft.sets.has('acetaminophen-combinations')) && !isStop(draft)

/**
 * Acetaminophen from all drafted and active products together stays at or below 3 g a day, and 2 g with liver disease, alcohol or a
 * weight below 50 kg. Only stated doses are counted, and a missing laboratory value never warns.
 * Does not cover products bought without a prescription unless they are recorded, nor liver tests.
 */
export const orderAcetaminophen = defineRule({
  id: 'order-acetaminophen',
  title: 'Acetaminophen: total dose',
  kind: 'order-check',
  topic: 'pain',
  about: 'the total dose of acetaminophen',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'NOGG',
  evidence: ['NOGG'],
  signOff: [
    'at most 3 g a day, and 2 g with liver disease, alcohol or below 50 kg, rests on general knowledge',
    'doses as needed count at the most the order allows',
    'a second product whose total is known and within the limit gives information only; where the total is not known, a warning',
    'weight counts for 12 months'
  ],
  needs,
  concerns: isAcetaminophen,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isAcetaminophen, (draft, all) => [
      ...totalRow(draft, all, facts),
      ...allergyRow(draft, all, facts)
    ])
    return judge(subjects, objections, {
      none: 'no acetaminophen among the drafts',
      clear: 'the drafted acetaminophen stays within its daily limit, or states no dose',
      ifYouDisagree: own('Keep the order, write the daily maximum from all products into it, and state the reason.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'dose-intended', 'monitoring-in-place'],
      notChecked: [
        weightNow(facts) === undefined ? own('No weight in 12 months; below 50 kg the limit is 2 g a day') : undefined,
        own('Products bought without a prescription may be missing'),
        unreadText(facts.unread, ['conditions', 'measurements', 'medicationRequests', 'medicationStatements', 'allergies'])
      ]
    })
  }
})

function weightNow({ weight, asOf }: Known): Reading | undefined {
  const latest = weight?.latest
  return latest !== undefined && asOf !== undefined && within(latest, WEIGHT_DAYS, asOf) ? latest : undefined
}

interface Limit {
  readonly mg: number
  /** Why it is lower than usual, for the summary and for the details. */
  readonly reason?: string
  readonly why?: Markdown
}

function limitOf(facts: Known): Limit {
  const [liver] = facts.liverDisease ?? []
  if (liver !== undefined) return { mg: MOST_WITH_LIMIT, reason: ' with liver disease', why: md`limit 2 g: ${foreign(liver.name)}` }
  const [alcohol] = facts.alcoholUse ?? []
  if (alcohol !== undefined)
    return { mg: MOST_WITH_LIMIT, reason: ' with alcohol use disorder', why: md`limit 2 g: ${foreign(alcohol.name)}` }
  const weight = weightNow(facts)
  return weight !== undefined && weight.value < LOW_WEIGHT_KG
    ? { mg: MOST_WITH_LIMIT, reason: ` at ${round(weight.value)} kg`, why: md`limit 2 g: ${readingText('weight', weight)}` }
    : { mg: MOST_PER_DAY }
}

const grams = (mg: number): string => round(mg / 1000, 2)
const productLine = (product: Draft): Markdown => {
  const mg = acetaminophenPerDay(product)
  return md`${foreign(product.name)} ${own(mg === undefined ? '(daily dose not stated)' : `up to ${grams(mg)} g a day`)}`
}

/** A report and its order are one product: each name counts once among what is taken. */
function takenProducts({ acetaminophenTaken, asOf }: Known): readonly Draft[] {
  const today = asOf === undefined ? Infinity : dayNumber(asOf)
  const running = (acetaminophenTaken ?? []).filter(({ end }) => end === undefined || end.last >= today)
  const byName = new Map<string, Draft>()
  for (const product of running.map(asDraft)) {
    const seen = byName.get(product.name.toLowerCase())
    if (seen === undefined || (acetaminophenPerDay(seen) ?? 0) < (acetaminophenPerDay(product) ?? 0))
      byName.set(product.name.toLowerCase(), product)
  }
  return [...byName.values()]
}

/** All products together, said once: against the first selected draft. */
function totalRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  if (draft !== (all.find(({ selected }) => selected) ?? all[0])) return []
  const products = [...all, ...takenProducts(facts)]
  const stated = products.map(acetaminophenPerDay).filter(mg => mg !== undefined)
  const total = stated.reduce((sum, mg) => sum + mg, 0)
  const limit = limitOf(facts)
  const isOver = total > limit.mg + 0.5
  const isPartial = stated.length < products.length
  if (!isOver && products.length < 2) return []
  const most = `${grams(limit.mg)} g a day${limit.reason ?? ''}`
  const summary = isOver
    ? `Acetaminophen ${isPartial ? 'at least' : 'up to'} ${grams(total)} g a day${products.length > 1 ? ` from ${String(products.length)} products` : ' drafted'}: at most ${most}.`
    : isPartial
      ? `Acetaminophen in ${String(products.length)} products, total not stated: confirm at most ${most}.`
      : `Acetaminophen in ${String(products.length)} products, up to ${grams(total)} g a day in all: keep to at most ${most}.`
  return [
    {
      draft,
      indicator: isOver || isPartial ? 'warning' : 'info',
      summary,
      why: list([...products.slice(0, 4).map(productLine), ...(limit.why === undefined ? [] : [limit.why])], '; '),
      guidance: own(
        'Usual practice in older adults: at most 3 g a day from all products, combination analgesics and cold remedies included; 2 g in liver disease, with alcohol or below 50 kg.'
      ),
      proposals: isOver || isPartial ? wayOut(draft, all, products.length, limit) : [],
      partners: all.filter(other => other !== draft)
    }
  ]
}

/** A lower dose of the plain product, or one product less; a combination is the prescriber's to change. */
function wayOut(draft: Draft, all: readonly Draft[], products: number, limit: Limit): readonly Proposal[] {
  const isPlain = (one: Draft): boolean => !one.sets.has('acetaminophen-combinations') && !/\s[/+]\s|-/.test(one.name)
  if (products === 1)
    return isPlain(draft) ? [replace(draft, all, limit.mg === MOST_PER_DAY ? 'acetaminophen' : 'acetaminophen-low-dose')] : []
  const plainDraft = isPlain(draft) ? draft : all.find(isPlain)
  return plainDraft === undefined ? [] : [remove(plainDraft, all)]
}

const allergyRow = (draft: Draft, all: readonly Draft[], { allergies }: Known): readonly Objection[] =>
  allergyRows(draft, all, allergies, ['acetaminophen'], {
    allergen: 'acetaminophen',
    guidance: own('US labels: contraindicated after a severe allergic reaction to acetaminophen.')
  })
