/** What a vignette may call things by: medicines and results, each with a code of our value sets. */

interface Named {
  readonly code: string
  readonly text: string
}

/** RxNorm. */
export const medicines: Readonly<Record<string, Named>> = {
  alendronate: { code: '904431', text: 'alendronic acid 70 MG Oral Tablet' },
  'alendronate 10 mg': { code: '904419', text: 'alendronic acid 10 MG Oral Tablet' },
  'alendronate with vitamin D': { code: '904462', text: 'alendronic acid 70 MG / cholecalciferol 5600 UNT Oral Tablet' },
  risedronate: { code: '905024', text: 'risedronate sodium 35 MG Oral Tablet' },
  ibandronate: { code: '904932', text: 'ibandronic acid 150 MG Oral Tablet' },
  'zoledronic acid': { code: '705824', text: '100 ML zoledronic acid 0.05 MG/ML Injection' },
  'zoledronic acid 4 mg': { code: '1114087', text: '100 ML zoledronic acid 0.04 MG/ML Injection [Zometa]' },
  denosumab: { code: '993456', text: '1 ML denosumab 60 MG/ML Prefilled Syringe [Prolia]' },
  romosozumab: { code: '2123190', text: '1.17 ML romosozumab-aqqg 89.7 MG/ML Prefilled Syringe [Evenity]' },
  teriparatide: { code: '1435118', text: 'teriparatide 0.02 MG/ACTUAT Pen Injector' },
  raloxifene: { code: '1490065', text: 'raloxifene hydrochloride 60 MG Oral Tablet' },
  calcitonin: { code: '313919', text: 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray' },
  'calcium carbonate': { code: '282465', text: 'calcium carbonate 1250 MG Oral Tablet' },
  'calcium citrate': { code: '47613', text: 'calcium citrate' },
  'calcium with vitamin D': { code: '1310948', text: 'calcium carbonate 1500 MG / cholecalciferol 800 UNT Oral Tablet' },
  cholecalciferol: { code: '199362', text: 'cholecalciferol 0.025 MG Oral Tablet' },
  'cholecalciferol 50000': { code: '705728', text: 'cholecalciferol 1.25 MG Oral Capsule' },
  calcitriol: { code: '1894', text: 'calcitriol' },
  ibuprofen: { code: '197806', text: 'ibuprofen 600 MG Oral Tablet' },
  naproxen: { code: '198014', text: 'naproxen 500 MG Oral Tablet' },
  acetaminophen: { code: '198440', text: 'acetaminophen 500 MG Oral Tablet' },
  'aspirin 81': { code: '243670', text: 'aspirin 81 MG Oral Tablet' },
  warfarin: { code: '855332', text: 'warfarin sodium 5 MG Oral Tablet' },
  apixaban: { code: '1364430', text: 'apixaban' },
  omeprazole: { code: '198051', text: 'omeprazole 20 MG Delayed Release Oral Capsule' },
  levothyroxine: { code: '10582', text: 'levothyroxine' },
  furosemide: { code: '4603', text: 'furosemide' },
  lisinopril: { code: '29046', text: 'lisinopril' },
  lithium: { code: '6448', text: 'lithium' },
  digoxin: { code: '3407', text: 'digoxin' },
  prednisone: { code: '312615', text: 'prednisone 20 MG Oral Tablet' },
  phenytoin: { code: '8183', text: 'phenytoin' },
  oxycodone: { code: '1049621', text: 'oxycodone hydrochloride 5 MG Oral Tablet' },
  tramadol: { code: '835603', text: 'tramadol hydrochloride 50 MG Oral Tablet' },
  diazepam: { code: '3322', text: 'diazepam' },
  lorazepam: { code: '6470', text: 'lorazepam' },
  sertraline: { code: '36437', text: 'sertraline' },
  gabapentin: { code: '310430', text: 'gabapentin 100 MG Oral Capsule' },
  senna: { code: '312935', text: 'sennosides, USP 8.6 MG Oral Tablet' },
  cyclobenzaprine: { code: '828348', text: 'cyclobenzaprine hydrochloride 5 MG Oral Tablet' },
  zolpidem: { code: '39993', text: 'zolpidem' }
}

interface NamedResult {
  readonly loinc: string
  readonly unit: string | undefined
}

/** LOINC and the UCUM unit used when the vignette gives a bare number. */
export const results: Readonly<Record<string, NamedResult>> = {
  creatinine: { loinc: '2160-0', unit: 'mg/dL' },
  egfr: { loinc: '98979-8', unit: 'mL/min/{1.73_m2}' },
  calcium: { loinc: '17861-6', unit: 'mg/dL' },
  'calcium molar': { loinc: '2000-8', unit: 'mmol/L' },
  'ionized calcium': { loinc: '1995-0', unit: 'mmol/L' },
  albumin: { loinc: '1751-7', unit: 'g/dL' },
  vitaminD: { loinc: '62292-8', unit: 'ng/mL' },
  pth: { loinc: '2731-8', unit: 'pg/mL' },
  alp: { loinc: '6768-6', unit: 'U/L' },
  phosphate: { loinc: '2777-1', unit: 'mg/dL' },
  tsh: { loinc: '3016-3', unit: 'm[IU]/L' },
  psa: { loinc: '2857-1', unit: 'ng/mL' },
  hcg: { loinc: '21198-7', unit: 'm[IU]/mL' },
  crp: { loinc: '1988-5', unit: 'mg/L' },
  esr: { loinc: '30341-2', unit: 'mm/h' },
  wbc: { loinc: '6690-2', unit: '10*3/uL' },
  hemoglobin: { loinc: '718-7', unit: 'g/dL' },
  platelets: { loinc: '777-3', unit: '10*3/uL' },
  inr: { loinc: '6301-6', unit: '{INR}' },
  weight: { loinc: '29463-7', unit: 'kg' },
  height: { loinc: '8302-2', unit: 'cm' },
  temperature: { loinc: '8310-5', unit: 'Cel' },
  'gestational age': { loinc: '18185-9', unit: 'wk' },
  pain: { loinc: '72514-3', unit: '{score}' },
  tScore: { loinc: '38267-1', unit: '{score}' },
  tScoreHip: { loinc: '38264-8', unit: '{score}' },
  fraxMajor: { loinc: '90265-0', unit: '%' },
  fraxHip: { loinc: '90266-8', unit: '%' }
}

/** What every vignette has unless it says otherwise (clinical reference, section 8). */
export const defaultResults: Readonly<Record<string, { readonly value: number; readonly on: string }>> = {
  creatinine: { value: 0.8, on: '10d' },
  calcium: { value: 9.2, on: '10d' },
  albumin: { value: 4, on: '10d' },
  vitaminD: { value: 34, on: '10d' },
  weight: { value: 65, on: '10d' },
  pain: { value: 5, on: '1d' },
  tScoreHip: { value: -2.7, on: '100d' }
}
