/** Our abstract orders as FHIR R4 drafts. Doses: clinical reference B1–B4, B9, B12, B13, section 4. Codes: `terminology/SOURCES.md`. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { OrderId } from '../rules/rule.js'
import { LOINC, RXNORM, SNOMED } from '../terminology/index.js'

export interface OrderContext {
  readonly patientId: string
  readonly asOf: string
  /** `Condition/id` of the fracture, when it has an id. */
  readonly fractureRef: string | undefined
}

interface Coding {
  readonly system: string
  readonly code: string
  readonly display: string
}

interface MedicationOrder {
  readonly resourceType: 'MedicationRequest'
  readonly text: string
  readonly coding: Coding
  readonly dosageText: string
  readonly route: Coding
  readonly dose: { readonly value: number; readonly unit: string; readonly code: string }
  readonly repeat: Readonly<Record<string, unknown>>
  readonly patientInstruction: string
  readonly quantity?: { readonly value: number; readonly unit: string; readonly code: string }
  readonly refills: number
  readonly supplyDays?: number
}

interface ServiceOrder {
  readonly resourceType: 'ServiceRequest'
  readonly text: string
  readonly coding?: Coding
  readonly category: 'laboratory' | 'imaging' | 'referral' | 'nursing'
  readonly priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  readonly instruction?: string
}

export interface OrderTemplate {
  /** Button text, at most 40 characters. */
  readonly label: string
  /** Tells alone what would be ordered: dose, route, frequency, duration. */
  readonly description: string
  readonly order: MedicationOrder | ServiceOrder
}

const rx = (code: string, display: string): Coding => ({ system: RXNORM, code, display })
const sct = (code: string, display: string): Coding => ({ system: SNOMED, code, display })
const loinc = (code: string, display: string): Coding => ({ system: LOINC, code, display })

const oral = sct('26643006', 'Oral route')
const intravenous = sct('47625008', 'Intravenous route')
const nasal = sct('46713006', 'Nasal route')
const tablet = { value: 1, unit: 'tablet', code: '{tbl}' }
const daily = { frequency: 1, period: 1, periodUnit: 'd' }

const medication = (label: string, description: string, order: Omit<MedicationOrder, 'resourceType'>): OrderTemplate => ({ label, description, order: { resourceType: 'MedicationRequest', ...order } })
const service = (label: string, description: string, order: Omit<ServiceOrder, 'resourceType'>): OrderTemplate => ({ label, description, order: { resourceType: 'ServiceRequest', ...order } })
const labOrder = (name: string, coding: Coding): OrderTemplate => service(`Order ${name}`, `Laboratory test, once: ${name}`, { text: name, coding, category: 'laboratory' })
const referral = (label: string, text: string, coding: Coding | undefined, description: string, priority: 'routine' | 'urgent' | 'stat' = 'routine'): OrderTemplate =>
  service(label, description, { text, ...(coding === undefined ? {} : { coding }), category: 'referral', priority, instruction: description })

const uprightRules =
  'Take on the same morning each week, on an empty stomach, with a full glass (180-240 mL) of plain water. Swallow whole. Stay upright and take nothing else for at least 30 minutes and until after the first food. Not at bedtime. Stop and call for chest pain, painful swallowing or new heartburn.'
const spacing =
  'Take bisphosphonate tablets first and wait at least 30 minutes before calcium. Keep 4 hours from levothyroxine and 2 hours from quinolones, tetracyclines and iron. Report kidney stones; prevent constipation.'

const templates: Readonly<Record<OrderId, OrderTemplate>> = {
  'calcium-carbonate': medication('Calcium carbonate 500 mg daily', 'Calcium carbonate 1250 mg (500 mg elemental calcium) by mouth once daily with a meal, ongoing, review at 3 months', {
    text: 'Calcium carbonate 1250 mg (500 mg elemental) oral tablet',
    coding: rx('282465', 'calcium carbonate 1250 MG Oral Tablet'),
    dosageText: '1 tablet (500 mg elemental calcium) by mouth once daily with a meal',
    route: oral,
    dose: tablet,
    repeat: daily,
    patientInstruction: spacing,
    quantity: { value: 90, unit: 'tablet', code: '{tbl}' },
    refills: 3,
    supplyDays: 90
  }),
  'calcium-citrate': medication('Calcium citrate 500 mg daily', 'Calcium citrate, 500 mg elemental calcium, by mouth once daily with a meal, ongoing, review at 3 months', {
    text: 'Calcium citrate, 500 mg elemental calcium, oral tablet',
    coding: rx('47613', 'calcium citrate'),
    dosageText: '500 mg elemental calcium by mouth once daily with a meal',
    route: oral,
    dose: { value: 500, unit: 'mg', code: 'mg' },
    repeat: daily,
    patientInstruction: spacing,
    refills: 3,
    supplyDays: 90
  }),
  cholecalciferol: medication('Vitamin D3 1000 IU daily', 'Cholecalciferol (vitamin D3) 1000 IU by mouth once daily, ongoing, review at 3 months', {
    text: 'Cholecalciferol 1000 IU (0.025 mg) oral tablet',
    coding: rx('199362', 'cholecalciferol 0.025 MG Oral Tablet'),
    dosageText: '1000 IU by mouth once daily',
    route: oral,
    dose: { value: 1000, unit: 'IU', code: '[iU]' },
    repeat: daily,
    patientInstruction: 'Take with food.',
    quantity: { value: 90, unit: 'tablet', code: '{tbl}' },
    refills: 3,
    supplyDays: 90
  }),
  'cholecalciferol-weekly': medication('Vitamin D3 50 000 IU weekly, 8 weeks', 'Cholecalciferol (vitamin D3) 50 000 IU by mouth once weekly for 8 weeks, then 1000-2000 IU daily; recheck 25-OH vitamin D and calcium at about 3 months', {
    text: 'Cholecalciferol 50 000 IU (1.25 mg) oral capsule',
    coding: rx('705728', 'cholecalciferol 1.25 MG Oral Capsule'),
    dosageText: '50 000 IU by mouth once weekly for 8 weeks, then 1000-2000 IU daily',
    route: oral,
    dose: { value: 50000, unit: 'IU', code: '[iU]' },
    repeat: { boundsDuration: { value: 8, unit: 'weeks', system: 'http://unitsofmeasure.org', code: 'wk' }, frequency: 1, period: 1, periodUnit: 'wk' },
    patientInstruction: 'One capsule on the same day each week with food.',
    quantity: { value: 8, unit: 'capsule', code: '{capsule}' },
    refills: 0,
    supplyDays: 56
  }),
  alendronate: medication('Alendronate 70 mg weekly', 'Alendronate 70 mg by mouth once weekly, 4 tablets per 28 days, for 12 months, then review', {
    text: 'Alendronic acid 70 MG Oral Tablet',
    coding: rx('904431', 'alendronic acid 70 MG Oral Tablet'),
    dosageText: '1 tablet (70 mg) by mouth once weekly for 12 months, then review',
    route: oral,
    dose: tablet,
    repeat: { boundsDuration: { value: 12, unit: 'months', system: 'http://unitsofmeasure.org', code: 'mo' }, frequency: 1, period: 1, periodUnit: 'wk' },
    patientInstruction: uprightRules,
    quantity: { value: 4, unit: 'tablet', code: '{tbl}' },
    refills: 12,
    supplyDays: 28
  }),
  risedronate: medication('Risedronate 35 mg weekly', 'Risedronate 35 mg by mouth once weekly, 4 tablets per 28 days, for 12 months, then review', {
    text: 'risedronate sodium 35 MG Oral Tablet',
    coding: rx('905024', 'risedronate sodium 35 MG Oral Tablet'),
    dosageText: '1 tablet (35 mg) by mouth once weekly for 12 months, then review',
    route: oral,
    dose: tablet,
    repeat: { boundsDuration: { value: 12, unit: 'months', system: 'http://unitsofmeasure.org', code: 'mo' }, frequency: 1, period: 1, periodUnit: 'wk' },
    patientInstruction: uprightRules,
    quantity: { value: 4, unit: 'tablet', code: '{tbl}' },
    refills: 12,
    supplyDays: 28
  }),
  'zoledronic-acid': medication('Zoledronic acid 5 mg IV once', 'Zoledronic acid 5 mg in 100 mL intravenously over at least 15 minutes, one dose, next due in 12 months; hydrate, acetaminophen for the acute-phase reaction', {
    text: '100 ML zoledronic acid 0.05 MG/ML Injection (5 mg)',
    coding: rx('705824', '100 ML zoledronic acid 0.05 MG/ML Injection'),
    dosageText: '5 mg intravenously over at least 15 minutes, one dose; check creatinine before each dose',
    route: intravenous,
    dose: { value: 5, unit: 'mg', code: 'mg' },
    repeat: { count: 1, duration: 15, durationUnit: 'min' },
    patientInstruction: 'Drink well before and after. Fever and aches for up to 3 days are common; acetaminophen helps.',
    quantity: { value: 1, unit: 'bottle', code: '{bottle}' },
    refills: 0
  }),
  calcitonin: medication('Calcitonin nasal 200 IU, 28 days', 'Calcitonin-salmon nasal spray 200 IU (one spray) once daily in alternate nostrils for 28 days, no refills, then stop; off-label for pain', {
    text: 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray',
    coding: rx('313919', 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray'),
    dosageText: '1 spray (200 IU) into one nostril once daily, alternating nostrils, for 28 days, then stop',
    route: nasal,
    dose: { value: 200, unit: 'IU', code: '[iU]' },
    repeat: { boundsDuration: { value: 28, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' }, ...daily },
    patientInstruction: 'Prime the pump. Keep calcium intake at 1000 mg and vitamin D at 400 IU a day. Stop and report rash or breathing trouble.',
    quantity: { value: 1, unit: 'bottle', code: '{bottle}' },
    refills: 0,
    supplyDays: 28
  }),
  acetaminophen: medication('Acetaminophen 650 mg every 8 hours', 'Acetaminophen 650 mg by mouth every 8 hours for 14 days; at most 3 g a day from all products', {
    text: 'Acetaminophen 325 MG Oral Tablet',
    coding: rx('313782', 'Acetaminophen 325 MG Oral Tablet'),
    dosageText: '2 tablets (650 mg) by mouth every 8 hours for 14 days; at most 3 g a day from all products',
    route: oral,
    dose: { value: 650, unit: 'mg', code: 'mg' },
    repeat: { boundsDuration: { value: 14, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' }, frequency: 1, period: 8, periodUnit: 'h' },
    patientInstruction: 'Count acetaminophen in combination products.',
    quantity: { value: 84, unit: 'tablet', code: '{tbl}' },
    refills: 0,
    supplyDays: 14
  }),
  'physical-therapy': service('Refer to physical therapy', 'Physical therapy, evaluate and treat, 1-2 visits a week for 6-8 weeks; vertebral fracture precautions', {
    text: 'Physical therapy, evaluate and treat, after vertebral fracture',
    coding: sct('306170007', 'Referral to physiotherapy service (procedure)'),
    category: 'referral',
    instruction:
      'Goals: safe movement, posture, back-extensor endurance, balance and falls, walking tolerance. No loaded end-range flexion or rotation, no high-velocity manipulation or forceful mobilisation, lifting limit as agreed locally. Stop and report leg weakness, numbness or bladder change. 1-2 visits a week for 6-8 weeks.'
  }),
  'mobilise-with-assistance': service('Activity as tolerated, with help', 'Activity as tolerated: out of bed with assistance, walking aid, log-roll; physical and occupational therapy to see', {
    text: 'Activity as tolerated, out of bed with assistance',
    category: 'nursing',
    instruction: 'Out of bed with assistance from today, walk little and often, log-roll when turning, walking aid as needed.'
  }),
  'thrombosis-risk-assessment': service('Assess thrombosis risk', 'Assess venous thromboembolism risk and need for prophylaxis while rest lasts', {
    text: 'Venous thromboembolism risk assessment',
    category: 'nursing'
  }),
  creatinine: labOrder('creatinine', loinc('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma')),
  calcium: labOrder('calcium', loinc('17861-6', 'Calcium SerPl-mCnc')),
  albumin: labOrder('albumin', loinc('1751-7', 'Albumin [Mass/volume] in Serum or Plasma')),
  'ionized-calcium': labOrder('ionised calcium', loinc('1995-0', 'Calcium.ionized [Moles/volume] in Serum or Plasma')),
  'vitamin-d-level': labOrder('25-OH vitamin D', loinc('62292-8', '25-Hydroxyvitamin D3+25-Hydroxyvitamin D2 [Mass/volume] in Serum or Plasma')),
  weight: service('Measure body weight', 'Measure body weight, once, for creatinine clearance', { text: 'Body weight', coding: loinc('29463-7', 'Body weight'), category: 'nursing' }),
  pth: labOrder('parathyroid hormone', loinc('2731-8', 'Parathyrin.intact [Mass/volume] in Serum or Plasma')),
  'calcitriol-level': service('Order 1,25-(OH)2 vitamin D', 'Laboratory test, once: 1,25-dihydroxyvitamin D', { text: '1,25-dihydroxyvitamin D', category: 'laboratory' }),
  phosphate: labOrder('phosphate', loinc('2777-1', 'Phosphate [Mass/volume] in Serum or Plasma')),
  'alkaline-phosphatase': labOrder('alkaline phosphatase', loinc('6768-6', 'Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma')),
  'blood-count': labOrder('blood count', loinc('58410-2', 'CBC panel - Blood by Automated count')),
  crp: labOrder('C-reactive protein', loinc('1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma')),
  esr: labOrder('ESR', loinc('30341-2', 'Erythrocyte sedimentation rate')),
  'protein-electrophoresis': service('Order protein electrophoresis', 'Laboratory test, once: serum protein electrophoresis', { text: 'Serum protein electrophoresis', coding: loinc('24351-9', 'Protein electrophoresis panel - Serum or Plasma'), category: 'laboratory' }),
  'free-light-chains': service('Order free light chains', 'Laboratory test, once: serum free light chains', { text: 'Serum free light chains', category: 'laboratory' }),
  'blood-cultures': service('Order blood cultures', 'Blood cultures, two sets, before any antibiotic', { text: 'Blood cultures', coding: loinc('600-7', 'Bacteria identified in Blood by Culture'), category: 'laboratory', priority: 'urgent' }),
  'lithium-level': service('Order lithium level', 'Laboratory test, once: serum lithium', { text: 'Serum lithium', category: 'laboratory' }),
  'spine-mri': service('Order MRI of the spine', 'MRI of the thoracic and lumbar spine without contrast', { text: 'MRI thoracic and lumbar spine without contrast', coding: sct('411571000119106', 'Magnetic resonance imaging of thoracic spine and lumbar spine without contrast (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-mri-contrast': service('Order MRI with and without contrast', 'MRI of the whole spine without and with contrast; check kidney function and devices first', { text: 'MRI whole spine without and with contrast', coding: sct('431985004', 'Magnetic resonance imaging of spine with contrast (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-ct': service('Order CT of the spine', 'CT of the thoracic and lumbar spine without contrast, urgent', { text: 'CT thoracic and lumbar spine without contrast', coding: sct('702487007', 'Computed tomography of thoracic and lumbar spine (procedure)'), category: 'imaging', priority: 'urgent' }),
  'spine-surgery-referral': referral('Refer to spine surgery', 'Spine surgery review', sct('308481009', 'Referral to orthopedic surgeon (procedure)'), 'Spine surgery review of a vertebral fracture with a warning sign', 'urgent'),
  'bone-specialist-referral': referral('Refer to bone specialist', 'Osteoporosis specialist review', sct('306118006', 'Referral to endocrinology service (procedure)'), 'Osteoporosis specialist: choice of bone medicine after vertebral fracture'),
  'endocrine-referral': referral('Refer to endocrinology', 'Endocrinology review', sct('306118006', 'Referral to endocrinology service (procedure)'), 'Endocrinology: calcium and parathyroid review before supplements'),
  'nephrology-referral': referral('Refer to nephrology', 'Nephrology and mineral bone disease review', undefined, 'Nephrology: mineral and bone disorder work-up before any bone medicine'),
  'oncology-referral': referral('Contact oncology', 'Oncology advice', undefined, 'Oncology advice: new vertebral fracture with cancer in the history', 'urgent'),
  'obstetric-referral': referral('Refer to obstetrics', 'Obstetric and bone specialist review', undefined, 'Obstetric and bone specialist review: vertebral fracture in pregnancy or lactation', 'urgent'),
  'paediatric-referral': referral('Refer to paediatrics', 'Paediatric review of a vertebral fracture', undefined, 'Paediatric review of a vertebral fracture', 'urgent'),
  'dietitian-referral': referral('Refer to dietitian', 'Dietitian: calcium and vitamin D intake', sct('103699006', 'Referral to dietitian (procedure)'), 'Dietitian: calcium and vitamin D intake after vertebral fracture')
}

export const orderTemplate = (id: OrderId): OrderTemplate => templates[id]

const UCUM = 'http://unitsofmeasure.org'
/** FHIR's required unit codes for periods carry a display of our own. */
const supplyOf = (days: number): Readonly<Record<string, unknown>> => ({ value: days, unit: 'days', system: UCUM, code: 'd' })

function medicationRequest(order: MedicationOrder, context: OrderContext, note: string | undefined): FhirResource {
  const { value, unit, code } = order.dose
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: { coding: [order.coding], text: order.text },
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
      ...(order.quantity === undefined ? {} : { quantity: { value: order.quantity.value, unit: order.quantity.unit, system: UCUM, code: order.quantity.code } }),
      ...(order.supplyDays === undefined ? {} : { expectedSupplyDuration: supplyOf(order.supplyDays) })
    }
  }
}

/** Categories of FHIR R4's example value set for ServiceRequest.category; nursing orders have none that fits. */
const categories: Readonly<Partial<Record<ServiceOrder['category'], Coding>>> = {
  laboratory: sct('108252007', 'Laboratory procedure'),
  imaging: sct('363679005', 'Imaging')
}

function serviceRequest(order: ServiceOrder, context: OrderContext, note: string | undefined): FhirResource {
  const category = categories[order.category]
  const words = [order.instruction, note].filter(text => text !== undefined)
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    ...(category === undefined ? {} : { category: [{ coding: [category] }] }),
    priority: order.priority ?? 'routine',
    code: { ...(order.coding === undefined ? {} : { coding: [order.coding] }), text: order.text },
    subject: { reference: `Patient/${context.patientId}` },
    authoredOn: context.asOf,
    ...reasonOf(context),
    ...(words.length === 0 ? {} : { note: [{ text: words.join(' ') }] })
  }
}

const reasonOf = ({ fractureRef }: OrderContext): Readonly<Record<string, unknown>> =>
  fractureRef === undefined ? { reasonCode: [{ text: 'Vertebral compression fracture' }] } : { reasonReference: [{ reference: fractureRef }] }

/** A new draft order for this patient, valid FHIR R4. */
export function writeOrder(id: OrderId, context: OrderContext, note?: string): FhirResource {
  const { order } = templates[id]
  return order.resourceType === 'MedicationRequest' ? medicationRequest(order, context, note) : serviceRequest(order, context, note)
}
