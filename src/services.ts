/** The services this deployment offers: one per file of `hooks/`. */
import orderSelect from '../hooks/order-select.js'
import orderSign from '../hooks/order-sign.js'
import patientView from '../hooks/patient-view.js'

export const services = [patientView, orderSelect, orderSign] as const
