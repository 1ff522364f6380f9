/** Whether physical therapy is under way: what silences B9, and what B23 need not ask for. */
import { dayNumber, type DayInterval } from '../../facts/dates.js'
import type { FactName, Facts } from '../../facts/index.js'
import type { ServiceOrder } from '../../facts/orders.js'

const counted = new Set(['active', 'completed', 'draft'])

export const therapyNeeds = [
  'physiotherapyOrders',
  'physiotherapySessions',
  'drafts',
  'asOf',
  'settings'
] as const satisfies readonly FactName[]

interface Therapy {
  readonly status: string
  readonly date: DayInterval | undefined
}

/**
 * A referral that is active, completed or drafted, or a session, inside its window (clinical reference B9 and 0.8);
 * an undated one counts while it is active, drafted or in progress.
 */
export function therapyUnderWay({
  physiotherapyOrders,
  physiotherapySessions,
  drafts,
  asOf,
  settings
}: Pick<Facts, (typeof therapyNeeds)[number]>): Therapy | undefined {
  const isRecent = (date: DayInterval): boolean => asOf !== undefined && dayNumber(asOf) - date.last <= settings.therapyReferralDays
  const counts = ({ date, status }: ServiceOrder): boolean =>
    counted.has(status) && (date === undefined || asOf === undefined ? status !== 'completed' : isRecent(date))
  const drafted = (drafts ?? []).map(({ service }) => service).find(service => service?.sets.has('order-physical-therapy') === true)
  const session = (physiotherapySessions ?? []).find(({ active, onset, resource }) =>
    active && resource.resourceType === 'Procedure' ? true : onset !== undefined && isRecent(onset)
  )
  return (
    drafted ??
    physiotherapyOrders?.find(counts) ??
    (session === undefined ? undefined : { status: session.active ? 'in progress' : 'on record', date: session.onset })
  )
}
