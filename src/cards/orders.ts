/** Our abstract orders, written as FHIR R4 drafts for one patient. */
import type { CodeableConcept, MedicationRequest, Quantity, ServiceRequest } from 'fhir/r4.js'
import type { FhirResource } from '../cds-hooks/response.js'
import { dayNumber, isoDate } from '../facts/dates.js'
import type { OrderId } from '../rules/rule.js'
import type { OrderCatalogue, SiteCoding } from '../rules/site-orders.js'
import { medicationOrders } from './medication-orders.js'
import { sct, UCUM, type Coding, type MedicationOrder, type OrderTemplate, type ServiceOrder } from './order-template.js'
import { serviceOrders } from './service-orders.js'

export interface OrderContext {
  readonly patientId: string
  readonly asOf: string
  /** `Condition/id` of the fracture, when it has an id. */
  readonly fractureRef: string | undefined
  /** The site's own codes: they go first, ours second. */
  readonly catalogue?: OrderCatalogue | undefined
}

const templates: Readonly<Record<OrderId, OrderTemplate>> = { ...medicationOrders, ...serviceOrders }

export const orderTemplate = (id: OrderId): OrderTemplate => templates[id]

/** What is ordered: the site's coding before ours, where it has one. */
function conceptOf({ coding, text }: MedicationOrder | ServiceOrder, site: SiteCoding | undefined): CodeableConcept {
  const codings = [
    ...(site === undefined ? [] : [{ system: site.system, code: site.code, display: site.display }]),
    ...(coding === undefined ? [] : [coding])
  ]
  return { ...(codings.length === 0 ? {} : { coding: codings }), text: site?.text ?? text }
}

/** FHIR's required unit codes for periods carry a display of our own. */
const supplyOf = (days: number): Quantity => ({ value: days, unit: 'days', system: UCUM, code: 'd' })

function medicationRequest(
  order: MedicationOrder,
  site: SiteCoding | undefined,
  context: OrderContext,
  note: string | undefined
): MedicationRequest {
  const { value, unit, code } = order.dose
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: conceptOf(order, site),
    subject: { reference: `Patient/${context.patientId}` },
    authoredOn: context.asOf,
    ...reasonOf(context),
    ...(note === undefined ? {} : { note: [{ text: note }] }),
    dosageInstruction: [
      {
        text: order.dosageText,
        patientInstruction: order.patientInstruction,
        timing: { repeat: order.repeat },
        route: { coding: [order.route] },
        doseAndRate: [{ doseQuantity: { value, unit, system: UCUM, code } }]
      }
    ],
    dispenseRequest: {
      numberOfRepeatsAllowed: order.refills,
      ...(order.quantity === undefined
        ? {}
        : { quantity: { value: order.quantity.value, unit: order.quantity.unit, system: UCUM, code: order.quantity.code } }),
      ...(order.supplyDays === undefined ? {} : { expectedSupplyDuration: supplyOf(order.supplyDays) })
    }
  }
}

/** Categories of FHIR R4's example value set for ServiceRequest.category; nursing orders have none that fits. */
const categories: Readonly<Partial<Record<ServiceOrder['category'], Coding>>> = {
  laboratory: sct('108252007', 'Laboratory procedure'),
  imaging: sct('363679005', 'Imaging')
}

function serviceRequest(
  order: ServiceOrder,
  site: SiteCoding | undefined,
  context: OrderContext,
  note: string | undefined
): ServiceRequest {
  const category = categories[order.category]
  const words = [order.instruction, note].filter(text => text !== undefined)
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    ...(category === undefined ? {} : { category: [{ coding: [category] }] }),
    priority: order.priority ?? 'routine',
    code: conceptOf(order, site),
    subject: { reference: `Patient/${context.patientId}` },
    ...(order.days === undefined ? {} : { occurrencePeriod: { start: context.asOf, end: isoDate(dayNumber(context.asOf) + order.days) } }),
    authoredOn: context.asOf,
    ...reasonOf(context),
    ...(words.length === 0 ? {} : { note: [{ text: words.join(' ') }] })
  }
}

const reasonOf = ({ fractureRef }: OrderContext): Pick<ServiceRequest, 'reasonCode' | 'reasonReference'> =>
  fractureRef === undefined
    ? { reasonCode: [{ text: 'Vertebral compression fracture' }] }
    : { reasonReference: [{ reference: fractureRef }] }

/** A new draft order for this patient, valid FHIR R4. */
export function writeOrder(id: OrderId, context: OrderContext, note?: string): FhirResource {
  const { order } = templates[id]
  const site = context.catalogue?.get(id)
  // Every optional member is left out rather than undefined, which FHIR's own types cannot say.
  return (
    order.resourceType === 'MedicationRequest' ? medicationRequest(order, site, context, note) : serviceRequest(order, site, context, note)
  ) as FhirResource & (MedicationRequest | ServiceRequest)
}
