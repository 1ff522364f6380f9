/** Whether physical therapy is under way: what silences B9, and what B23 need not ask for. */
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import type { ServiceOrder } from '../../facts/orders.js'

const counted = new Set(['active', 'completed', 'draft'])

/** A referral that is active, completed or drafted and inside its window (clinical reference B9 and 0.8); an undated one counts while it is active or drafted. */
export function therapyUnderWay({
  physiotherapyOrders,
  drafts,
  asOf,
  settings
}: Pick<Facts, 'physiotherapyOrders' | 'drafts' | 'asOf' | 'settings'>): ServiceOrder | undefined {
  const isRecent = ({ date, status }: ServiceOrder): boolean =>
    date === undefined || asOf === undefined ? status !== 'completed' : dayNumber(asOf) - date.last <= settings.therapyReferralDays
  const drafted = (drafts ?? []).map(({ service }) => service).find(service => service?.sets.has('order-physical-therapy') === true)
  return drafted ?? physiotherapyOrders?.find(order => counted.has(order.status) && isRecent(order))
}
