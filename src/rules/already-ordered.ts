/** Orders that make a second one superfluous (clinical reference 0.7). Held, stopped and revoked ones do not: `not-done.ts` names them. */
import { dayNumber, type IsoDate } from '../facts/dates.js'
import type { Draft } from '../facts/drafts.js'
import { isOpen, type ServiceOrder } from '../facts/orders.js'

/** Open, or completed and dated within so many days. */
const isDone = (order: ServiceOrder, days: number, asOf: IsoDate): boolean =>
  isOpen(order) || (order.status === 'completed' && order.date !== undefined && dayNumber(asOf) - order.date.first <= days)

/** The first order that is open or was completed within so many days, else a draft of the session. */
export function alreadyOrdered(
  {
    orders,
    drafts,
    asOf,
    isWanted
  }: {
    readonly orders: readonly ServiceOrder[] | undefined
    readonly drafts: readonly Draft[] | undefined
    readonly asOf: IsoDate
    readonly isWanted: (order: ServiceOrder) => boolean
  },
  days: number
): ServiceOrder | undefined {
  return (
    (orders ?? []).find(order => isDone(order, days, asOf)) ??
    (drafts ?? []).map(({ service }) => service).find(service => service !== undefined && isWanted(service))
  )
}
