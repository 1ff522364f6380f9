/** What a site says of the orders that cards offer: its own codes for them, and what it does not stock. */
import type { OrderId } from './rule.js'

/** The site's own orderable. */
export interface SiteCoding {
  readonly system: string
  readonly code: string
  readonly display: string
  /** The words of the order, where ours are not wanted. */
  readonly text?: string | undefined
}

export type OrderCatalogue = ReadonlyMap<OrderId, SiteCoding>

export interface SiteOrders {
  readonly catalogue: OrderCatalogue
  /** Never offered; the card stays and says so. */
  readonly unavailable: ReadonlySet<OrderId>
}
