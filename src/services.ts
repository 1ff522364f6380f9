/** The services this deployment offers: one per file of `hooks/`. */
import orderSelect from '../hooks/order-select.js'
import orderSign from '../hooks/order-sign.js'
import patientView from '../hooks/patient-view.js'
import { defineService, type Service } from './service.js'
import type { Site } from './site.js'

export const services = [patientView, orderSelect, orderSign] as const

/** The same services as a site has set them. */
export const servicesFor = (site: Site): readonly Service[] =>
  services.map(service =>
    defineService({
      ...service,
      rules: service.rules.filter(({ id }) => !site.off.has(id)),
      silent: site.silent,
      site: site.chart,
      orders: site.orders
    })
  )
