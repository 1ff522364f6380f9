/** Facts from medicines, allergies and orders. */
import type { ValueSetId } from '../terminology/index.js'
import { dayNumber, type IsoDate } from './dates.js'
import { readAllergy, type Allergy } from './allergies.js'
import { readBoneTherapies, type BoneTherapy } from './bone-therapy.js'
import { isMobilityOrder, isSpinalPrecautions, isSpineReferral, isThrombosisOrder } from './care-orders.js'
import { resourcesOf } from './chart.js'
import { fact } from './definition.js'
import { inSets } from './findings.js'
import type { MedicationRecord } from './medications.js'
import { isOpen, type ServiceOrder } from './orders.js'
import { readSpineCare, type SpineCare } from './spine-care.js'
import { readSpineScans, type SpineScan } from './spine-scans.js'
import { repletedLately } from './vitamin-d-dose.js'
import { readZoledronateDoses, type ZoledronateDose } from './zoledronate-doses.js'
import { medicineKeys, ordered, services, taking } from './readings.js'

/** As long as the longest window of a dosed bone drug, that of zoledronic acid (clinical reference 0.8). */
const given = new Set(['completed', 'stopped', 'on-hold'])
const mayStillWork = ({ status, start }: Pick<MedicationRecord, 'status' | 'start'>, asOf: IsoDate, days: number): boolean =>
  given.has(status) && (start === undefined || dayNumber(asOf) - start.last <= days)

/** Every medicine that acts on bone. */
export const boneDrugSets = [
  'bisphosphonates',
  'bisphosphonates-oral',
  'bisphosphonates-iv',
  'zoledronic-acid',
  'denosumab',
  'romosozumab',
  'parathyroid-hormone-analogs',
  'serm'
] as const satisfies readonly ValueSetId[]

export const treatment = {
  // Treatment
  boneTherapies: fact<readonly BoneTherapy[]>([...medicineKeys, 'procedures'], view => {
    const given = inSets(view.procedures, ['bone-drug-administration-hcpcs', 'bisphosphonates-iv', 'denosumab', 'romosozumab'])
    return view.list(['medicationRequests'], readBoneTherapies(view.medications, given, view.chart.asOf, view.settings))
  }),
  /** Every zoledronic acid dose and order on record, newest first. */
  zoledronateDoses: fact<readonly ZoledronateDose[]>([...medicineKeys, 'procedures'], view => {
    const given = inSets(view.procedures, ['zoledronic-acid', 'bone-drug-administration-hcpcs'])
    return view.list(['medicationRequests', 'procedures'], readZoledronateDoses(view.medications, given))
  }),
  denosumabOrders: ordered('denosumab'),
  /** Bone medicines in force, held, stopped or cancelled: why one was stopped matters for the next. */
  boneMedicineOrders: ordered(...boneDrugSets),
  romosozumabTaken: taking('romosozumab'),
  aromataseInhibitorsTaken: taking('aromatase-inhibitors'),
  androgenDeprivationTaken: taking('androgen-deprivation'),
  enzymeInducersTaken: taking('antiepileptics-enzyme-inducing'),
  thiazolidinedionesTaken: taking('thiazolidinediones'),
  calciumTaken: ordered('calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d'),
  vitaminDTaken: ordered('vitamin-d', 'cholecalciferol-ergocalciferol-products', 'calcium-with-vitamin-d', 'alendronate-cholecalciferol'),
  /** Vitamin D at a repleting dose, running or ended within 90 days. */
  vitaminDRepletion: fact<readonly MedicationRecord[]>(medicineKeys, view =>
    view.medicines(record => repletedLately(record, view.chart.asOf), 'vitamin-d', 'cholecalciferol-ergocalciferol-products')
  ),
  multivitaminsTaken: taking('multivitamin-with-vitamin-d'),
  activeVitaminDTaken: taking('active-vitamin-d'),
  phosphateBinderTaken: taking('phosphate-binder-calcium'),
  calcitoninTaken: taking('calcitonin'),
  calcitoninOrders: ordered('calcitonin'),
  acidSuppressionTaken: taking('proton-pump-inhibitors', 'h2-blockers'),
  protonPumpInhibitorTaken: taking('proton-pump-inhibitors'),
  analgesicsTaken: taking('acetaminophen', 'nsaids', 'opioids'),
  /** Analgesics whatever their state: taken, held, stopped or completed. */
  analgesicOrders: fact<readonly MedicationRecord[]>(medicineKeys, view =>
    view.medicines(() => true, 'acetaminophen', 'nsaids', 'cox2', 'opioids')
  ),
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
  /** Medicines on the chart that nobody could name: active ones, and those that may be a dose still at work. */
  unidentifiedMedicines: fact<readonly MedicationRecord[]>(medicineKeys, view =>
    view.medications.filter(
      ({ medicine, ...record }) =>
        medicine.unidentified && (record.active || mayStillWork(record, view.chart.asOf, view.settings.zoledronateDays))
    )
  ),
  allergies: fact<readonly Allergy[]>(['allergies'], view =>
    view.list(
      ['allergies'],
      resourcesOf(view.chart, 'allergies')
        .map(readAllergy)
        .filter(allergy => allergy !== undefined)
    )
  ),
  bedRestOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(order => order.isBedRest && isOpen(order) && order.status === 'active')
    )
  ),
  /** Orders in force to get up, and to look after the risk of thrombosis. */
  mobilityOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(order => isOpen(order) && isMobilityOrder(order))
    )
  ),
  thrombosisOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(order => isOpen(order) && isThrombosisOrder(order))
    )
  ),
  physiotherapyOrders: services('order-physical-therapy'),
  /** To spine surgery, by code or by words. */
  spineReferrals: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(['serviceRequests'], view.services.filter(isSpineReferral))
  ),
  /** Orders in force to keep the spine still until it is cleared. */
  spinalPrecautions: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(order => isOpen(order) && isSpinalPrecautions(order))
    )
  ),
  /** Education, brace, reviews, consultations and imaging around the fracture: ordered, done or held. */
  spineCare: fact<readonly SpineCare[]>(['serviceRequests', 'procedures'], view =>
    view.list(['serviceRequests', 'procedures'], readSpineCare(view))
  ),
  /** MRI of the spine and bone scans: done, ordered or drafted. */
  spineScans: fact<readonly SpineScan[]>(['serviceRequests', 'procedures'], view =>
    view.list(['serviceRequests', 'procedures'], readSpineScans(view))
  ),
  labOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view => view.list(['serviceRequests'], view.services.filter(isOpen)))
} as const
