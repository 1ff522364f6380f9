/** What a site may set: which rules run, thresholds that are design choices, its formulary and its own order codes. Pure data; `server/site-file.ts` reads it. */
import { orderTemplate } from './cards/orders.js'
import type { Jurisdiction } from './facts/chart.js'
import {
  defaultSettings,
  thresholdNames,
  thresholds,
  type ChartSite,
  type FirstOral,
  type StandardCoding,
  type ThresholdName,
  type Thresholds
} from './facts/settings.js'
import { allRules, redFlags } from './rules/index.js'
import { orderIds, type OrderId } from './rules/rule.js'
import type { SiteCoding, SiteOrders } from './rules/site-orders.js'
import { recognisable, recognisableNames, type Recognisable } from './site/recognise.js'

export { recognisableNames } from './site/recognise.js'

export interface Site {
  /** Undefined: as JURISDICTION says. */
  readonly jurisdiction: Jurisdiction | undefined
  /** Undefined: as MAX_CARDS says. */
  readonly maxCards: number | undefined
  /** Rules evaluated and counted, not shown. */
  readonly silent: ReadonlySet<string>
  /** Rules not evaluated. */
  readonly off: ReadonlySet<string>
  /** What facts and rules read; undefined where the site sets nothing of it. */
  readonly chart: ChartSite | undefined
  /** Undefined where the site says nothing of its orders. */
  readonly orders: SiteOrders | undefined
}

/** A site that sets nothing. */
export const defaultSite: Site = {
  jurisdiction: undefined,
  maxCards: undefined,
  silent: new Set(),
  off: new Set(),
  chart: undefined,
  orders: undefined
}

export interface Code {
  readonly system: string
  readonly code: string
}

/** The members of the file, each as written and found valid. */
export interface SiteSettings {
  readonly jurisdiction?: Jurisdiction | undefined
  readonly maxCards?: number | undefined
  readonly thresholds?: Readonly<Partial<Record<keyof Thresholds, number | undefined>>> | undefined
  readonly rules?: Readonly<Partial<Record<string, RuleSwitch | undefined>>> | undefined
  readonly formulary?:
    { readonly firstOralBisphosphonate?: FirstOral | undefined; readonly available?: readonly OrderId[] | undefined } | undefined
  readonly services?: { readonly fractureLiaison?: boolean | undefined } | undefined
  readonly orders?: Readonly<Partial<Record<OrderId, SiteCoding | undefined>>> | undefined
  readonly recognise?: Readonly<Partial<Record<Recognisable, readonly Code[] | undefined>>> | undefined
}

export const orderNames = orderIds

export const ruleSwitches = ['on', 'off', 'silent'] as const
export type RuleSwitch = (typeof ruleSwitches)[number]

export const ruleIds: readonly string[] = allRules.map(({ id }) => id)
/** Neither off nor silent, whatever a site wants. */
export const redFlagIds: ReadonlySet<string> = new Set(redFlags.map(({ id }) => id))

/** The medicines that cards offer: what a formulary can leave out. */
export const medicineIds: readonly OrderId[] = orderIds.filter(id => orderTemplate(id).order.resourceType === 'MedicationRequest')

const keyOf = ({ system, code }: Code): string => `${system}|${code}`

/** Our coding of an order, or its words where no code exists. */
function standardOf(id: OrderId): StandardCoding {
  const { order } = orderTemplate(id)
  return order.coding ?? { display: order.text }
}

const isSame = (a: StandardCoding, b: StandardCoding): boolean =>
  a.code === undefined ? b.code === undefined && a.display === b.display : a.system === b.system && a.code === b.code

export interface CodeUse {
  /** Where it stands in the file: `orders.alendronate`. */
  readonly place: string
  readonly key: string
  readonly standard: StandardCoding
}

const codeUses = ({ orders = {}, recognise = {} }: SiteSettings): readonly CodeUse[] => [
  ...orderIds.flatMap(id => {
    const coding = orders[id]
    return coding === undefined ? [] : [{ place: `orders.${id}`, key: keyOf(coding), standard: standardOf(id) }]
  }),
  ...recognisableNames.flatMap(name =>
    (recognise[name] ?? []).map((code, index) => ({
      place: `recognise.${name}[${String(index)}]`,
      key: keyOf(code),
      standard: recognisable[name]
    }))
  )
]

/** Two places that give one code two meanings; orders that share our code may share the site's. */
export function conflictingCodes(settings: SiteSettings): readonly [CodeUse, CodeUse] | undefined {
  const seen = new Map<string, CodeUse>()
  for (const use of codeUses(settings)) {
    const before = seen.get(use.key)
    if (before !== undefined && !isSame(before.standard, use.standard)) return [before, use]
    if (before === undefined) seen.set(use.key, use)
  }
  return undefined
}

/** The defaults where the site sets nothing. */
const thresholdsOf = (set: SiteSettings['thresholds']): Thresholds =>
  Object.fromEntries(thresholdNames.map(name => [name, set?.[name] ?? thresholds[name].default])) as Record<ThresholdName, number>

function chartSiteOf(settings: SiteSettings): ChartSite | undefined {
  const { thresholds: set, formulary, services, orders, recognise } = settings
  if ([set, formulary, services, orders, recognise].every(member => member === undefined)) return undefined
  return {
    settings: {
      ...thresholdsOf(set),
      firstOralBisphosphonate: formulary?.firstOralBisphosphonate ?? defaultSettings.firstOralBisphosphonate,
      fractureLiaison: services?.fractureLiaison ?? defaultSettings.fractureLiaison
    },
    codes: new Map(codeUses(settings).map(({ key, standard }) => [key, standard]))
  }
}

function siteOrdersOf({ orders, formulary }: SiteSettings): SiteOrders | undefined {
  const { available } = formulary ?? {}
  if (orders === undefined && available === undefined) return undefined
  const catalogue = orderIds.flatMap(id => {
    const coding = orders?.[id]
    return coding === undefined ? [] : [[id, coding] as const]
  })
  return {
    catalogue: new Map(catalogue),
    unavailable: new Set(available === undefined ? [] : medicineIds.filter(id => !available.includes(id)))
  }
}

const rulesThatAre = (rules: SiteSettings['rules'], wanted: RuleSwitch): ReadonlySet<string> =>
  new Set(ruleIds.filter(id => rules?.[id] === wanted))

/** The site that valid settings make. */
export const siteOf = (settings: SiteSettings): Site => ({
  jurisdiction: settings.jurisdiction,
  maxCards: settings.maxCards,
  silent: rulesThatAre(settings.rules, 'silent'),
  off: rulesThatAre(settings.rules, 'off'),
  chart: chartSiteOf(settings),
  orders: siteOrdersOf(settings)
})
