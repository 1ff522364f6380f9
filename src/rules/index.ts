/** All rules, in the order of the clinical reference's index. */
import { bisphosphonateAlternative } from './bone-health/bisphosphonate-alternative.js'
import { calciumVitaminD } from './bone-health/calcium-vitamin-d.js'
import { osteoporosisPharmacotherapy } from './bone-health/osteoporosis-pharmacotherapy.js'
import { preTreatmentLabs } from './bone-health/pre-treatment-labs.js'
import { vitaminDDeficiency } from './bone-health/vitamin-d-deficiency.js'
import { veryHighRiskReferral } from './bone-health/very-high-risk-referral.js'
import { dxaBaseline } from './bone-health/dxa-baseline.js'
import { secondaryCauseWorkup } from './bone-health/secondary-cause-workup.js'
import { denosumabContinuity } from './bone-health/denosumab-continuity.js'
import { activityModification } from './fracture-care/activity-modification.js'
import { analgesiaPlan } from './fracture-care/analgesia-plan.js'
import { painReassessment } from './fracture-care/pain-reassessment.js'
import { bracingOption } from './fracture-care/bracing-option.js'
import { followUpImaging } from './fracture-care/follow-up-imaging.js'
import { stabilityAssessment } from './fracture-care/stability-assessment.js'
import { augmentationConsider } from './fracture-care/augmentation-consider.js'
import { complicationsWatch } from './fracture-care/complications-watch.js'
import { fallsHomeSafety } from './fracture-care/falls-home-safety.js'
import { fractureLiaison } from './fracture-care/fracture-liaison.js'
import { calcitoninAcutePain } from './fracture-care/calcitonin-acute-pain.js'
import { earlyMobilization } from './fracture-care/early-mobilization.js'
import { onsetDateNeeded } from './fracture-care/onset-date-needed.js'
import { ptReferral } from './fracture-care/pt-referral.js'
import { orderPt } from './orders/order-pt.js'
import { orderSpinalManipulation } from './orders/order-spinal-manipulation.js'
import { orderBrace } from './orders/order-brace.js'
import { orderAugmentation } from './orders/order-augmentation.js'
import { orderSpineImaging } from './orders/order-spine-imaging.js'
import { orderDenosumab } from './orders/order-denosumab.js'
import { orderRomosozumab } from './orders/order-romosozumab.js'
import { orderPthAnalog } from './orders/order-pth-analog.js'
import { orderRaloxifene } from './orders/order-raloxifene.js'
import { orderDuplicateAntiresorptive } from './orders/order-duplicate-antiresorptive.js'
import { orderOpioid } from './orders/order-opioid.js'
import { orderSedative } from './orders/order-sedative.js'
import { orderAcetaminophen } from './orders/order-acetaminophen.js'
import { orderGlucocorticoid } from './orders/order-glucocorticoid.js'
import { orderBedRest } from './orders/order-bed-rest.js'
import { orderCalcitonin } from './orders/order-calcitonin.js'
import { orderCalcium } from './orders/order-calcium.js'
import { orderNsaid } from './orders/order-nsaid.js'
import { orderOralBisphosphonate } from './orders/order-oral-bisphosphonate.js'
import { orderVitaminD } from './orders/order-vitamin-d.js'
import { orderZoledronate } from './orders/order-zoledronate.js'
import { rfCaudaEquina } from './red-flags/rf-cauda-equina.js'
import { rfHighEnergyTrauma } from './red-flags/rf-high-energy-trauma.js'
import { rfInfection } from './red-flags/rf-infection.js'
import { rfMalignancy } from './red-flags/rf-malignancy.js'
import { rfNeuroDeficit } from './red-flags/rf-neuro-deficit.js'
import { rfPediatric } from './red-flags/rf-pediatric.js'
import { rfPregnancy } from './red-flags/rf-pregnancy.js'
import { rfUnder50 } from './red-flags/rf-under-50.js'
import { rfUnstableFracture } from './red-flags/rf-unstable-fracture.js'
import type { Rule } from './rule.js'

/** They run first on every hook, and silence. */
export const redFlags: readonly Rule[] = [
  rfCaudaEquina,
  rfNeuroDeficit,
  rfMalignancy,
  rfInfection,
  rfHighEnergyTrauma,
  rfUnstableFracture,
  rfPediatric,
  rfPregnancy,
  rfUnder50
]

/** Advice while a chart is open. */
export const guidance: readonly Rule[] = [
  calciumVitaminD,
  vitaminDDeficiency,
  // Very high risk is shown before the ordinary start, and a lapse of denosumab before both (B3, B5, B22).
  denosumabContinuity,
  veryHighRiskReferral,
  osteoporosisPharmacotherapy,
  bisphosphonateAlternative,
  preTreatmentLabs,
  dxaBaseline,
  secondaryCauseWorkup,
  ptReferral,
  earlyMobilization,
  activityModification,
  calcitoninAcutePain,
  analgesiaPlan,
  painReassessment,
  bracingOption,
  followUpImaging,
  stabilityAssessment,
  augmentationConsider,
  complicationsWatch,
  fallsHomeSafety,
  fractureLiaison,
  onsetDateNeeded
]

/** Checks of drafted orders, and of every drug we offer ourselves. */
export const orderChecks: readonly Rule[] = [
  orderBedRest,
  orderPt,
  orderSpinalManipulation,
  orderBrace,
  orderAugmentation,
  orderSpineImaging,
  orderOralBisphosphonate,
  orderZoledronate,
  orderDenosumab,
  orderRomosozumab,
  orderPthAnalog,
  orderRaloxifene,
  orderDuplicateAntiresorptive,
  orderCalcitonin,
  orderCalcium,
  orderVitaminD,
  orderNsaid,
  orderOpioid,
  orderSedative,
  orderAcetaminophen,
  orderGlucocorticoid
]

/** Checks that an order we offer could meet; the others are about what we never offer. */
export const offerChecks: readonly Rule[] = [
  orderOralBisphosphonate,
  orderZoledronate,
  orderDuplicateAntiresorptive,
  orderCalcitonin,
  orderCalcium,
  orderVitaminD,
  orderAcetaminophen,
  orderPt,
  orderSpineImaging
]

export const allRules: readonly Rule[] = [...redFlags, ...guidance, ...orderChecks]
