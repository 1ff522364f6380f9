/** A CDS service: one hook, its rules, and the prefetch that follows from what the rules need. */
import type { DiscoveryEntry } from './cds-hooks/discovery.js'
import type { HookName } from './cds-hooks/request.js'
import { keysOf } from './facts/index.js'
import type { ChartSite } from './facts/settings.js'
import { prefetchKeys, prefetchTemplates, requiredKeys, type PrefetchKey } from './facts/prefetch.js'
import type { Rule } from './rules/rule.js'
import { orderIds } from './rules/rule.js'
import type { SiteOrders } from './rules/site-orders.js'
import { sourceAttributes, type RuleAttributes } from './rules/source-attributes.js'

/** The CDS Hooks version that every answer obeys. */
const CDS_HOOKS_VERSION = '2.0.1'

export interface ServiceDefinition {
  readonly id: string
  readonly hook: HookName
  readonly title: string
  readonly description: string
  readonly rules: readonly Rule[]
  /** Order checks that every order this service offers must pass first, whatever its hook. */
  readonly offerChecks: readonly Rule[]
  /** Rules evaluated and counted, not shown. */
  readonly silent?: ReadonlySet<string>
  /** What the site has set of thresholds and codes; absent where no site is configured. */
  readonly site?: ChartSite | undefined
  /** The site's own codes for what cards offer, and what it does not stock. */
  readonly orders?: SiteOrders | undefined
}

export interface Service extends ServiceDefinition {
  /** The keys its rules are decided from, in the order of the registry. */
  readonly keys: readonly PrefetchKey[]
  /** Rules that are evaluated and counted, not shown: a site's setting. */
  readonly silent: ReadonlySet<string>
  /** The source attributes of its rules, in their order. */
  readonly attributes: readonly RuleAttributes[]
}

export function defineService(definition: ServiceDefinition): Service {
  const needed = new Set<PrefetchKey>(requiredKeys)
  for (const rule of [...definition.rules, ...definition.offerChecks])
    for (const name of rule.needs) for (const key of keysOf(name)) needed.add(key)
  return {
    ...definition,
    silent: definition.silent ?? new Set(),
    keys: prefetchKeys.filter(key => needed.has(key)),
    attributes: definition.rules.map(sourceAttributes)
  }
}

/** Which orders carry our own code because the site's catalogue does not name them. */
function catalogueText({ orders }: Service): string {
  if (orders === undefined || orders.catalogue.size === 0) return ''
  const own = orderIds.filter(id => !orders.catalogue.has(id) && !orders.unavailable.has(id))
  if (own.length === 0) return ' Every order offered carries the code of the site.'
  return ` Offered with a standard code, since the catalogue of the site does not name them: ${own.join(', ')}.`
}

/** The discovery entry of a service (CDS Hooks 2.0.1, "Discovery"). */
export const discoveryEntry = (service: Service): DiscoveryEntry => ({
  hook: service.hook,
  id: service.id,
  title: service.title,
  description: service.description,
  version: CDS_HOOKS_VERSION,
  usageRequirements:
    'FHIR R4. Patient and Condition are required, by prefetch or by read access; the other keys make advice complete. A key that cannot be had is named in the cards, never taken for an empty one.' +
    catalogueText(service),
  prefetch: Object.fromEntries(service.keys.map(key => [key, prefetchTemplates[key]]))
})
