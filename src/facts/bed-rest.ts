/** Bed rest that is in force: since when, and whether it is ordered for something else than the fracture. */
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, member, nameOf, objects, referenceKey, wordsOf } from './fhir.js'
import type { Fracture } from './fracture.js'
import { repeatOf, type ServiceOrder } from './orders.js'

export interface BedRest {
  readonly order: ServiceOrder
  readonly since: DayInterval | undefined
  /** Calendar days in force, the least they can be; undefined when nothing dates it. */
  readonly days: number | undefined
  /** A coded reason that is not the fracture or its pain. */
  readonly otherReason: string | undefined
}

const spinalReason =
  /\b(pain|fractur\w*|vertebra\w*|spin(e|al)|back|lumb\w*|thorac\w*|osteopor\w*|compress\w*|collaps\w*|falls?|weak\w*|VCF)\b/i

/** A reason counts as another one when it is coded and none of its words speaks of spine, pain or fall. */
function otherReasonOf({ resource }: ServiceOrder, fractures: readonly Fracture[]): string | undefined {
  const references = objects(resource['reasonReference']).map(referenceKey)
  if (fractures.some(({ ref }) => ref !== undefined && references.includes(ref))) return undefined
  const coded = objects(resource['reasonCode']).filter(reason => codings(reason).length > 0)
  if (coded.length === 0 || coded.some(reason => spinalReason.test(wordsOf(reason)) || wordsOf(reason) === '')) return undefined
  return nameOf(coded[0])
}

export function readBedRest(orders: readonly ServiceOrder[], fractures: readonly Fracture[], asOf: IsoDate): readonly BedRest[] {
  return orders.map(order => {
    const { occurrencePeriod, occurrenceTiming } = order.resource
    const bounds = member(repeatOf(occurrenceTiming), 'boundsPeriod')
    const since = dayInterval(member(occurrencePeriod, 'start')) ?? dayInterval(member(bounds, 'start')) ?? order.date
    return {
      order,
      since,
      days: since === undefined ? undefined : dayNumber(asOf) - since.last,
      otherReason: otherReasonOf(order, fractures)
    }
  })
}
