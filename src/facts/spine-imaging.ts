/** Imaging of the spine that was done or ordered, whoever asked for it. */
import type { ValueSetId } from '../terminology/index.js'
import type { DayInterval } from './dates.js'
import { inSets } from './findings.js'
import { isOpen } from './orders.js'
import type { ChartView } from './view.js'

export interface SpineImaging {
  readonly name: string
  /** When it was performed; for an order, when it was written. */
  readonly date: DayInterval | undefined
  /** Performed, and not only ordered. */
  readonly done: boolean
}

const imagingSets: readonly ValueSetId[] = ['order-ct-spine', 'imaging-ct-spine', 'order-xr-spine', 'imaging-xr-spine', 'order-mri-spine', 'imaging-mr-spine']

/** Procedures and orders by code; words and diagnostic reports are not read. */
export function readSpineImaging(view: ChartView): readonly SpineImaging[] {
  const performed = inSets(view.procedures, imagingSets).map(({ name, onset, active }) => ({ name, date: onset, done: !active }))
  const asked = view.services
    .filter(order => imagingSets.some(set => order.sets.has(set)) && (order.status === 'completed' || isOpen(order)))
    .map(({ name, date, status }) => ({ name, date, done: status === 'completed' }))
  return [...performed, ...asked]
}
