/** Facts read straight from the chart: what each is read from, and how. */
import type { ValueSetId } from '../terminology/index.js'
import { readAllergy, type Allergy } from './allergies.js'
import { readBoneTherapies, type BoneTherapy } from './bone-therapy.js'
import { readCalcium, type CalciumFact } from './calcium.js'
import { isComplete, resourcesOf, type Jurisdiction } from './chart.js'
import type { IsoDate } from './dates.js'
import { fact, noMeasure, unlessUndefined, type FactDefinition } from './definition.js'
import type { Draft } from './drafts.js'
import { codings } from './fhir.js'
import { beganWithin, inSets, type Finding } from './findings.js'
import { byUrgency, readFracture, type Fracture } from './fracture.js'
import type { MedicationRecord } from './medications.js'
import type { Measured } from './observations.js'
import { isOpen, type ServiceOrder } from './orders.js'
import { patient, type PatientFact } from './patient.js'
import { keyNames, prefetchKeys, type PrefetchKey } from './prefetch.js'
import { readSpineCare, type SpineCare } from './spine-care.js'
import { readSpineScans, type SpineScan } from './spine-scans.js'
import type { ChartView } from './view.js'
import { repletedLately } from './vitamin-d-dose.js'
import { readVitaminD, type VitaminDFact } from './vitamin-d.js'
import { readZoledronateDoses, type ZoledronateDose } from './zoledronate-doses.js'

const current = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> => fact(['conditions'], view => view.currentConditions(...sets))
const ever = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> => fact(['conditions'], view => view.everConditions(...sets))
const done = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> => fact(['conditions', 'procedures'], view => view.everProcedures(...sets))
const taking = (...sets: readonly ValueSetId[]): FactDefinition<readonly MedicationRecord[]> => fact(['medicationRequests'], view => view.medicines(({ active }) => active, ...sets))
/** Active orders and reports, held ones too: rules name a held order instead of counting it as done. */
const ordered = (...sets: readonly ValueSetId[]): FactDefinition<readonly MedicationRecord[]> =>
  fact(['medicationRequests'], view => view.medicines(({ status, active }) => active || status === 'on-hold' || status === 'stopped', ...sets))
const lab = (...args: Parameters<ChartView['measured']> extends ['labs' | 'measurements', ...infer Rest] ? Rest : never): FactDefinition<Measured> =>
  fact(['labs'], view => view.measured('labs', ...args))
const measurement = (...args: Parameters<ChartView['measured']> extends ['labs' | 'measurements', ...infer Rest] ? Rest : never): FactDefinition<Measured> =>
  fact(['measurements'], view => view.measured('measurements', ...args))
/** Findings that began lately, or that are current without any date. */
const recent = (days: number, ...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view =>
    view.list(['conditions'], inSets(view.conditions, sets).filter(finding => finding.active && beganWithin(finding, days, view.chart.asOf, true)))
  )
const services = (...sets: readonly ValueSetId[]): FactDefinition<readonly ServiceOrder[]> =>
  fact(['serviceRequests'], view => view.list(['serviceRequests'], view.services.filter(order => sets.some(set => order.sets.has(set)))))

const notSkin = (finding: Finding): boolean => !finding.sets.has('non-melanoma-skin-cancer')
/** Working diagnoses of the sets, not known to be over. */
const suspected = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view => view.list(['conditions'], inSets(view.conditions, sets).filter(finding => finding.suspected && finding.active && notSkin(finding))))
/** Myeloma and its kin: ICD-10-CM C90, and the SNOMED CT concepts of `spinal-malignancy` that are no solid tumour. */
const isPlasmaCellDisease = ({ resource }: Finding): boolean => codings(resource['code']).some(({ code }) => /^(C90|440422002$|441313008$)/.test(code))

export const recorded = {
  patient: fact<PatientFact>(['patient'], view => patient(view.chart)),
  asOf: fact<IsoDate>([], view => view.chart.asOf),
  hook: fact([], view => view.chart.hook),
  jurisdiction: fact<Jurisdiction>([], view => view.chart.jurisdiction),
  /** Keys whose content is not known completely, by what a clinician calls them. */
  unread: fact<ReadonlyMap<PrefetchKey, string>>([], view => {
    const unread = prefetchKeys.filter(key => view.chart.parts[key] !== undefined && !isComplete(view.chart, key))
    return new Map(unread.map(key => [key, keyNames[key]]))
  }),
  drafts: fact<readonly Draft[]>([], view => view.drafts),

  /** All vertebral fractures T1–L5, most urgent first. */
  fractures: fact<readonly Fracture[]>(['conditions', 'patient'], view => {
    const birthDate = patient(view.chart)?.birthDate
    const found = resourcesOf(view.chart, 'conditions').map(condition => readFracture(condition, view.chart.asOf, birthDate))
    return view.list(['conditions'], found.filter(fracture => fracture !== undefined).sort(byUrgency))
  }),

  // What silences or redirects (clinical reference 0.7, 4)
  palliativeCare: fact<readonly { readonly name: string }[]>(['conditions'], view =>
    view.list(['conditions'], [
      ...(view.currentConditions('palliative-care') ?? []),
      ...view.services.filter(order => order.sets.has('palliative-care') && isOpen(order))
    ])
  ),
  caudaEquina: recent(14, 'cauda-equina', 'urinary-retention', 'bowel-incontinence'),
  neuroDeficit: fact<readonly Finding[]>(['conditions'], view => {
    const sets: readonly ValueSetId[] = ['neurological-deficit', 'motor-deficit', 'cord-compression', 'vertebral-fracture-with-neurologic-injury']
    const bladderAndBowel: readonly ValueSetId[] = ['cauda-equina', 'urinary-retention', 'bowel-incontinence']
    const found = inSets(view.conditions, sets).filter(
      finding => finding.active && !bladderAndBowel.some(set => finding.sets.has(set)) && beganWithin(finding, 30, view.chart.asOf, true)
    )
    return view.list(['conditions'], found)
  }),
  spinalMalignancy: fact<readonly Finding[]>(['conditions'], view => view.everConditions('spinal-malignancy', 'vertebral-fracture-neoplastic')),
  cancer: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.everConditions('cancer-active', 'cancer-history', 'cancer-snomed', 'spinal-malignancy', 'lymphoma'), found => found.filter(notSkin))
  ),
  mgus: ever('mgus'),
  weightLoss: recent(365, 'weight-loss'),
  spinalInfection: fact<readonly Finding[]>(['conditions'], view => view.currentConditions('spinal-infection', 'osteomyelitis-any')),
  bloodstreamInfection: recent(90, 'bacteremia-sepsis-endocarditis'),
  sepsis: recent(14, 'sepsis'),
  injectionDrugUse: recent(365, 'iv-drug-use'),
  immunosuppression: current('immunosuppression'),
  tuberculosis: current('tuberculosis-granulomatous'),
  highEnergyTrauma: fact<readonly Finding[]>(['conditions'], view => view.everConditions('high-energy-trauma')),
  ankylosingSpine: ever('ankylosing-spine'),
  pregnancy: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.currentConditions('pregnancy'), found => found.filter(finding => beganWithin(finding, 300, view.chart.asOf, true)))
  ),
  lactation: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.currentConditions('lactation-postpartum'), found => found.filter(finding => beganWithin(finding, 365, view.chart.asOf, true)))
  ),
  /** A positive pregnancy test of the last four weeks. */
  pregnancyTest: fact<readonly string[]>(['labs'], view => view.list(['labs'], view.positiveTests(28, 'lab-hcg'))),
  postmenopausal: ever('postmenopausal'),
  /** Cancer or spinal tumour that is only a working diagnosis. */
  cancerSuspected: suspected('cancer-active', 'cancer-snomed', 'spinal-malignancy', 'lymphoma', 'vertebral-fracture-neoplastic'),
  spinalInfectionSuspected: suspected('spinal-infection'),
  /** Metastasis or tumour of spine or bone, or a fracture coded as neoplastic, by code and not known to be over. Plasma cell disease is left out. */
  spinalTumor: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.currentConditions('spinal-malignancy', 'vertebral-fracture-neoplastic'), found => found.filter(finding => !finding.byText && !isPlasmaCellDisease(finding)))
  ),
  osteoporosisDiagnosis: ever('osteoporosis'),
  /** Spinal procedures of the last three months. */
  spinalProcedure: fact<readonly Finding[]>(['conditions', 'procedures'], view =>
    unlessUndefined(view.everProcedures('spinal-procedure-recent', 'order-vertebral-augmentation'), found => found.filter(finding => beganWithin(finding, 92, view.chart.asOf, false)))
  ),
  immunosuppressantsTaken: taking('immunosuppressants'),

  // Stomach, oesophagus, kidney, metabolism
  esophagusBlocked: ever('esophageal-obstruction-dysmotility'),
  esophagusDiseased: current('esophageal-mucosal-disease', 'peptic-ulcer-gi-bleed', 'gastritis', 'dysphagia'),
  gerd: current('gerd'),
  bariatricSurgery: done('bariatric-surgery'),
  malabsorption: current('malabsorption-bariatric'),
  hyperparathyroidism: current('hyperparathyroidism'),
  hypercalcemiaDiagnosis: current('hypercalcemia'),
  hypocalcemiaDiagnosis: current('hypocalcemia'),
  hypoparathyroidism: current('hypoparathyroidism'),
  granulomatousDisease: fact<readonly Finding[]>(['conditions'], view => view.everConditions('sarcoidosis', 'tuberculosis-granulomatous', 'lymphoma')),
  kidneyStones: ever('nephrolithiasis', 'hypercalciuria'),
  kidneyDisease: current('ckd'),
  ckdSevere: current('ckd-stage-4-5-esrd'),
  dialysis: fact<readonly Finding[]>(['conditions', 'procedures'], view => {
    const procedures = inSets(view.procedures, ['dialysis']).filter(finding => finding.active || beganWithin(finding, 90, view.chart.asOf, false))
    return view.list(['conditions'], [...(view.currentConditions('dialysis') ?? []), ...procedures])
  }),
  kidneyInjury: recent(90, 'acute-kidney-injury'),
  jawNecrosis: ever('osteonecrosis-of-jaw'),
  dentalExtraction: fact<readonly Finding[]>(['conditions', 'procedures'], view =>
    unlessUndefined(view.everProcedures('tooth-extraction-implant'), found => found.filter(finding => beganWithin(finding, 92, view.chart.asOf, false)))
  ),
  atypicalFemurFracture: ever('atypical-femoral-fracture'),
  heartFailure: current('heart-failure'),
  liverDisease: current('liver-disease'),
  alcoholUse: current('alcohol-use-disorder'),
  gastrointestinalBleed: ever('peptic-ulcer-gi-bleed'),
  strokeOrInfarction: ever('stroke-mi-acute', 'stroke-mi-history'),
  bypassSurgery: done('cabg'),
  asthma: current('asthma'),
  nsaidAsthma: ever('nsaid-asthma'),
  thrombosis: ever('vte'),
  fallHistory: ever('fall-risk-history', 'low-energy-fall', 'fall-event-unspecified'),
  /** Hip fracture, or a fracture coded as osteoporotic at a site other than the spine. */
  otherFragilityFractures: ever('other-fragility-fracture'),
  densityProcedures: done('order-dxa'),
  fallsAssessments: done('order-fall-risk-assessment'),
  uprightIntolerance: current('upright-intolerance'),
  kyphosis: ever('kyphosis'),
  /** Skin breakdown, poor respiratory reserve, ostomy: a brace would harm. */
  braceObstacles: current('pressure-injury', 'copd-severe-respiratory', 'ostomy-abdominal-hernia'),
  dementia: current('dementia-delirium'),
  sleepApnea: current('sleep-apnea'),
  seizureDisorder: ever('seizure-disorder'),
  opioidUseDisorder: ever('opioid-use-disorder'),
  coronaryDisease: ever('coronary-disease'),
  /** Confined to bed or chair, or with reduced mobility. */
  immobility: current('immobility'),
  radiationTherapy: done('prior-radiation', 'radiation-therapy'),
  /** Pacemaker or defibrillator: CT or bone scan instead of MRI. */
  cardiacDevice: done('cardiac-device'),
  boneMetabolicDisease: ever('paget-disease', 'osteogenesis-imperfecta', 'osteomalacia', 'renal-osteodystrophy'),

  // Measured
  creatinine: lab('creatinine', 'lab-creatinine-serum'),
  weight: measurement('weight', 'body-weight'),
  height: measurement('height', 'body-height'),
  calcium: fact<CalciumFact>(['labs'], view => {
    const total = view.measured('labs', 'calcium', 'lab-calcium-total')
    const ionized = view.measured('labs', 'ionizedCalcium', 'lab-calcium-ionized')
    const reportedCorrected = view.measured('labs', 'calcium', 'lab-calcium-corrected')
    if (total === undefined && ionized === undefined && reportedCorrected === undefined) return undefined
    const albumin = view.measured('labs', 'albumin', 'lab-albumin-serum')
    return readCalcium({ total: total ?? noMeasure, ionized: ionized ?? noMeasure, reportedCorrected: reportedCorrected ?? noMeasure, albumin: albumin ?? noMeasure }, view.chart.asOf)
  }),
  albumin: lab('albumin', 'lab-albumin-serum'),
  vitaminD: fact<VitaminDFact>(['labs'], view => unlessUndefined(view.measured('labs', 'vitaminD', 'lab-25oh-vitamin-d'), measured => readVitaminD(measured, view.chart.asOf))),
  alkalinePhosphatase: lab('alp', 'lab-alp'),
  hemoglobin: lab('hemoglobin', 'lab-hemoglobin'),
  crp: lab('crp', 'lab-crp'),
  esr: lab('esr', 'lab-esr'),
  whiteCells: lab('wbc', 'lab-wbc'),
  platelets: lab('platelets', 'lab-platelets'),
  inr: lab('inr', 'lab-inr'),
  temperature: measurement('temperature', 'body-temperature'),
  tScore: measurement('tScore', 'dxa-t-score'),
  /** Pain severity 0–10, all dated scores, newest first. */
  pain: measurement('pain', 'pain-severity'),


  // Treatment
  boneTherapies: fact<readonly BoneTherapy[]>(['medicationRequests', 'procedures'], view => {
    const given = inSets(view.procedures, ['bone-drug-administration-hcpcs', 'bisphosphonates-iv', 'denosumab', 'romosozumab'])
    return view.list(['medicationRequests'], readBoneTherapies(view.medications, given, view.chart.asOf))
  }),
  /** Every zoledronic acid dose and order on record, newest first. */
  zoledronateDoses: fact<readonly ZoledronateDose[]>(['medicationRequests', 'procedures'], view => {
    const given = inSets(view.procedures, ['zoledronic-acid', 'bone-drug-administration-hcpcs'])
    return view.list(['medicationRequests', 'procedures'], readZoledronateDoses(view.medications, given))
  }),
  denosumabOrders: ordered('denosumab'),
  aromataseInhibitorsTaken: taking('aromatase-inhibitors'),
  androgenDeprivationTaken: taking('androgen-deprivation'),
  enzymeInducersTaken: taking('antiepileptics-enzyme-inducing'),
  thiazolidinedionesTaken: taking('thiazolidinediones'),
  calciumTaken: ordered('calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d'),
  vitaminDTaken: ordered('vitamin-d', 'cholecalciferol-ergocalciferol-products', 'calcium-with-vitamin-d', 'alendronate-cholecalciferol'),
  /** Vitamin D at a repleting dose, running or ended within 90 days. */
  vitaminDRepletion: fact<readonly MedicationRecord[]>(['medicationRequests'], view => view.medicines(record => repletedLately(record, view.chart.asOf), 'vitamin-d', 'cholecalciferol-ergocalciferol-products')),
  multivitaminsTaken: taking('multivitamin-with-vitamin-d'),
  activeVitaminDTaken: taking('active-vitamin-d'),
  phosphateBinderTaken: taking('phosphate-binder-calcium'),
  calcitoninTaken: taking('calcitonin'),
  acidSuppressionTaken: taking('proton-pump-inhibitors', 'h2-blockers'),
  protonPumpInhibitorTaken: taking('proton-pump-inhibitors'),
  analgesicsTaken: taking('acetaminophen', 'nsaids', 'opioids'),
  /** Analgesics whatever their state: taken, held, stopped or completed. */
  analgesicOrders: fact<readonly MedicationRecord[]>(['medicationRequests'], view => view.medicines(() => true, 'acetaminophen', 'nsaids', 'cox2', 'opioids')),
  opioidsTaken: taking('opioids'),
  acetaminophenTaken: taking('acetaminophen'),
  nsaidsTaken: taking('nsaids'),
  aspirinTaken: taking('aspirin'),
  antiplateletsTaken: taking('antiplatelets', 'aspirin'),
  anticoagulantsTaken: taking('anticoagulants'),
  glucocorticoidsTaken: taking('systemic-glucocorticoids'),
  antidepressantsTaken: taking('ssri-snri'),
  monoamineOxidaseInhibitorsTaken: taking('maoi'),
  laxativesTaken: taking('laxatives'),
  sedativesTaken: taking('benzodiazepines', 'z-drugs', 'muscle-relaxants', 'gabapentinoids'),
  renalBlockersTaken: taking('ace-inhibitors-arbs'),
  diureticsTaken: taking('diuretics', 'loop-diuretics', 'thiazide-diuretics'),
  loopDiureticsTaken: taking('loop-diuretics'),
  thiazidesTaken: taking('thiazide-diuretics'),
  aminoglycosidesTaken: taking('aminoglycosides'),
  lithiumTaken: taking('lithium'),
  digoxinTaken: taking('digoxin'),
  levothyroxineTaken: taking('levothyroxine'),
  /** Medicines whose absorption calcium hinders. */
  calciumSensitiveTaken: taking('levothyroxine', 'quinolones', 'tetracyclines', 'oral-iron', 'bisphosphonates-oral'),
  estrogenOrSermTaken: taking('serm', 'estrogens'),
  /** Orders on the chart that nobody could name. */
  unidentifiedMedicines: fact<readonly MedicationRecord[]>(['medicationRequests', 'medicationStatements'], view => view.medications.filter(({ active, medicine }) => active && medicine.unidentified)),
  allergies: fact<readonly Allergy[]>(['allergies'], view => view.list(['allergies'], resourcesOf(view.chart, 'allergies').map(readAllergy).filter(allergy => allergy !== undefined))),
  bedRestOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view => view.list(['serviceRequests'], view.services.filter(order => order.isBedRest && isOpen(order) && order.status === 'active'))),
  physiotherapyOrders: services('order-physical-therapy'),
  spineReferrals: services('order-referral-spine-surgery'),
  /** Education, brace, reviews, consultations and imaging around the fracture: ordered, done or held. */
  spineCare: fact<readonly SpineCare[]>(['serviceRequests', 'procedures'], view => view.list(['serviceRequests', 'procedures'], readSpineCare(view))),
  /** MRI of the spine and bone scans: done, ordered or drafted. */
  spineScans: fact<readonly SpineScan[]>(['serviceRequests', 'procedures'], view => view.list(['serviceRequests', 'procedures'], readSpineScans(view))),
  labOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view => view.list(['serviceRequests'], view.services.filter(isOpen)))
} as const
