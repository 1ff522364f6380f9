/** The medicines a card may offer. Doses: clinical reference B1–B4, B12, B13. Codes: `terminology/SOURCES.md`. */
import { rx, sct, type MedicationOrder, type OrderTemplate, UCUM } from './order-template.js'

const oral = sct('26643006', 'Oral route')
const intravenous = sct('47625008', 'Intravenous route')
const nasal = sct('46713006', 'Nasal route')
const tablet = { value: 1, unit: 'tablet', code: '{tbl}' }
const daily = { frequency: 1, period: 1, periodUnit: 'd' } as const

const medication = (label: string, description: string, order: Omit<MedicationOrder, 'resourceType'>): OrderTemplate => ({
  label,
  description,
  order: { resourceType: 'MedicationRequest', ...order }
})

const uprightRules =
  'Take on the same morning each week, on an empty stomach, with a full glass (180-240 mL) of plain water. Swallow whole. Stay upright and take nothing else for at least 30 minutes and until after the first food. Not at bedtime. Stop and call for chest pain, painful swallowing or new heartburn.'
const spacing =
  'Take bisphosphonate tablets first and wait at least 30 minutes before calcium. Keep 4 hours from levothyroxine and 2 hours from quinolones, tetracyclines and iron. Report kidney stones; prevent constipation.'

export const medicationOrders = {
  'calcium-carbonate': medication(
    'Calcium carbonate 500 mg daily',
    'Calcium carbonate 1250 mg (500 mg elemental calcium) by mouth once daily with a meal, ongoing, review at 3 months',
    {
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
    }
  ),
  'calcium-citrate': medication(
    'Calcium citrate 500 mg daily',
    'Calcium citrate, 500 mg elemental calcium, by mouth once daily with a meal, ongoing, review at 3 months',
    {
      text: 'Calcium citrate, 500 mg elemental calcium, oral tablet',
      coding: rx('47613', 'calcium citrate'),
      dosageText: '500 mg elemental calcium by mouth once daily with a meal',
      route: oral,
      dose: { value: 500, unit: 'mg', code: 'mg' },
      repeat: daily,
      patientInstruction: spacing,
      refills: 3,
      supplyDays: 90
    }
  ),
  cholecalciferol: medication(
    'Vitamin D3 1000 IU daily',
    'Cholecalciferol (vitamin D3) 1000 IU by mouth once daily, ongoing, review at 3 months',
    {
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
    }
  ),
  'cholecalciferol-weekly': medication(
    'Vitamin D3 50 000 IU weekly, 8 weeks',
    'Cholecalciferol (vitamin D3) 50 000 IU by mouth once weekly for 8 weeks, then 1000-2000 IU daily; recheck 25-OH vitamin D and calcium at about 3 months',
    {
      text: 'Cholecalciferol 50 000 IU (1.25 mg) oral capsule',
      coding: rx('705728', 'cholecalciferol 1.25 MG Oral Capsule'),
      dosageText: '50 000 IU by mouth once weekly for 8 weeks, then 1000-2000 IU daily',
      route: oral,
      dose: { value: 50000, unit: 'IU', code: '[iU]' },
      repeat: {
        boundsDuration: { value: 8, unit: 'weeks', system: UCUM, code: 'wk' },
        frequency: 1,
        period: 1,
        periodUnit: 'wk'
      },
      patientInstruction: 'One capsule on the same day each week with food.',
      quantity: { value: 8, unit: 'capsule', code: '{capsule}' },
      refills: 0,
      supplyDays: 56
    }
  ),
  alendronate: medication(
    'Alendronate 70 mg weekly',
    'Alendronate 70 mg by mouth once weekly, 4 tablets per 28 days, for 12 months, then review',
    {
      text: 'Alendronic acid 70 MG Oral Tablet',
      coding: rx('904431', 'alendronic acid 70 MG Oral Tablet'),
      dosageText: '1 tablet (70 mg) by mouth once weekly for 12 months, then review',
      route: oral,
      dose: tablet,
      repeat: {
        boundsDuration: { value: 12, unit: 'months', system: UCUM, code: 'mo' },
        frequency: 1,
        period: 1,
        periodUnit: 'wk'
      },
      patientInstruction: uprightRules,
      quantity: { value: 4, unit: 'tablet', code: '{tbl}' },
      refills: 12,
      supplyDays: 28
    }
  ),
  risedronate: medication(
    'Risedronate 35 mg weekly',
    'Risedronate 35 mg by mouth once weekly, 4 tablets per 28 days, for 12 months, then review',
    {
      text: 'risedronate sodium 35 MG Oral Tablet',
      coding: rx('905024', 'risedronate sodium 35 MG Oral Tablet'),
      dosageText: '1 tablet (35 mg) by mouth once weekly for 12 months, then review',
      route: oral,
      dose: tablet,
      repeat: {
        boundsDuration: { value: 12, unit: 'months', system: UCUM, code: 'mo' },
        frequency: 1,
        period: 1,
        periodUnit: 'wk'
      },
      patientInstruction: uprightRules,
      quantity: { value: 4, unit: 'tablet', code: '{tbl}' },
      refills: 12,
      supplyDays: 28
    }
  ),
  'zoledronic-acid': medication(
    'Zoledronic acid 5 mg IV once',
    'Zoledronic acid 5 mg in 100 mL intravenously over at least 15 minutes, one dose, next due in 12 months; hydrate, acetaminophen for the acute-phase reaction',
    {
      text: '100 ML zoledronic acid 0.05 MG/ML Injection (5 mg)',
      coding: rx('705824', '100 ML zoledronic acid 0.05 MG/ML Injection'),
      dosageText: '5 mg intravenously over at least 15 minutes, one dose; check creatinine before each dose',
      route: intravenous,
      dose: { value: 5, unit: 'mg', code: 'mg' },
      repeat: { count: 1, duration: 15, durationUnit: 'min' },
      patientInstruction: 'Drink well before and after. Fever and aches for up to 3 days are common; acetaminophen helps.',
      quantity: { value: 1, unit: 'bottle', code: '{bottle}' },
      refills: 0
    }
  ),
  calcitonin: medication(
    'Calcitonin nasal 200 IU, 28 days',
    'Calcitonin-salmon nasal spray 200 IU (one spray) once daily in alternate nostrils for 28 days, no refills, then stop; off-label for pain',
    {
      text: 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray',
      coding: rx('313919', 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray'),
      dosageText: '1 spray (200 IU) into one nostril once daily, alternating nostrils, for 28 days, then stop',
      route: nasal,
      dose: { value: 200, unit: 'IU', code: '[iU]' },
      repeat: { boundsDuration: { value: 28, unit: 'days', system: UCUM, code: 'd' }, ...daily },
      patientInstruction:
        'Prime the pump. Keep calcium intake at 1000 mg and vitamin D at 400 IU a day. Stop and report rash or breathing trouble.',
      quantity: { value: 1, unit: 'bottle', code: '{bottle}' },
      refills: 0,
      supplyDays: 28
    }
  ),
  acetaminophen: medication(
    'Acetaminophen 650 mg every 8 hours',
    'Acetaminophen 650 mg by mouth every 8 hours for 14 days; at most 3 g a day from all products',
    {
      text: 'Acetaminophen 325 MG Oral Tablet',
      coding: rx('313782', 'Acetaminophen 325 MG Oral Tablet'),
      dosageText: '2 tablets (650 mg) by mouth every 8 hours for 14 days; at most 3 g a day from all products',
      route: oral,
      dose: { value: 650, unit: 'mg', code: 'mg' },
      repeat: {
        boundsDuration: { value: 14, unit: 'days', system: UCUM, code: 'd' },
        frequency: 1,
        period: 8,
        periodUnit: 'h'
      },
      patientInstruction: 'Count acetaminophen in combination products.',
      quantity: { value: 84, unit: 'tablet', code: '{tbl}' },
      refills: 0,
      supplyDays: 14
    }
  ),
  'acetaminophen-low-dose': medication(
    'Acetaminophen 500 mg every 8 hours',
    'Acetaminophen 500 mg by mouth every 8 hours for 14 days; at most 2 g a day from all products',
    {
      text: 'Acetaminophen 500 MG Oral Tablet',
      coding: rx('198440', 'acetaminophen 500 MG Oral Tablet'),
      dosageText: '1 tablet (500 mg) by mouth every 8 hours for 14 days; at most 2 g a day from all products',
      route: oral,
      dose: { value: 500, unit: 'mg', code: 'mg' },
      repeat: {
        boundsDuration: { value: 14, unit: 'days', system: UCUM, code: 'd' },
        frequency: 1,
        period: 8,
        periodUnit: 'h'
      },
      patientInstruction: 'Count acetaminophen in combination products.',
      quantity: { value: 42, unit: 'tablet', code: '{tbl}' },
      refills: 0,
      supplyDays: 14
    }
  ),
  senna: medication(
    'Senna 17.2 mg at bedtime',
    'Sennosides 17.2 mg (2 tablets of 8.6 mg) by mouth once daily at bedtime while an opioid is taken, at most 14 days',
    {
      text: 'sennosides, USP 8.6 MG Oral Tablet',
      coding: rx('312935', 'sennosides, USP 8.6 MG Oral Tablet'),
      dosageText: '2 tablets (17.2 mg) by mouth once daily at bedtime while an opioid is taken, at most 14 days',
      route: oral,
      dose: { value: 2, unit: 'tablet', code: '{tbl}' },
      repeat: { boundsDuration: { value: 14, unit: 'days', system: UCUM, code: 'd' }, ...daily },
      patientInstruction:
        'Drink enough. Stop when the opioid stops, with loose stools, or with severe belly pain or vomiting, and call then.',
      quantity: { value: 28, unit: 'tablet', code: '{tbl}' },
      refills: 0,
      supplyDays: 14
    }
  ),
  'polyethylene-glycol': medication(
    'Polyethylene glycol 17 g daily',
    'Polyethylene glycol 3350, 17 g dissolved in 120-240 mL of fluid, by mouth once daily while an opioid is taken, at most 14 days',
    {
      text: 'polyethylene glycol 3350 17000 MG Powder for Oral Solution',
      coding: rx('876193', 'polyethylene glycol 3350 17000 MG Powder for Oral Solution'),
      dosageText: '17 g dissolved in 120-240 mL of fluid by mouth once daily while an opioid is taken, at most 14 days',
      route: oral,
      dose: { value: 17, unit: 'g', code: 'g' },
      repeat: { boundsDuration: { value: 14, unit: 'days', system: UCUM, code: 'd' }, ...daily },
      patientInstruction:
        'Dissolve in any drink. Stop when the opioid stops, with loose stools, or with severe belly pain or vomiting, and call then.',
      quantity: { value: 14, unit: 'packet', code: '{packet}' },
      refills: 0,
      supplyDays: 14
    }
  )
} as const satisfies Record<string, OrderTemplate>
