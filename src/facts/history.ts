/** Facts from conditions, procedures and orders: what silences, what redirects, what stands against a drug. */
import type { ValueSetId } from '../terminology/index.js'
import { fact, unlessUndefined } from './definition.js'
import { codings, statusCode } from './fhir.js'
import { beganWithin, inSets, type Finding } from './findings.js'
import { fallsWords } from './care-orders.js'
import { isOpen, physiotherapyWords } from './orders.js'
import { endedLately, isAfterBirth, isPregnancyNow } from './pregnancy.js'
import { byCode, current, done, doneByWords, ever, notSkin, recent, suspected, taking } from './readings.js'

/** Myeloma and its kin: ICD-10-CM C90, and the SNOMED CT concepts of `spinal-malignancy` that are no solid tumour. */
const isPlasmaCellDisease = ({ resource }: Finding): boolean =>
  codings(resource['code']).some(({ code }) => /^(C90|440422002$|441313008$)/.test(code))

/** How long a sign is new, from its onset (clinical reference, section 4). */
const CAUDA_EQUINA_DAYS = 14
/** How long an acute kidney injury counts as not over. */
const KIDNEY_INJURY_DAYS = 90

/** A dehydration that nobody closed is over by then; needs clinical sign-off. */
const DEHYDRATION_DAYS = 14

export const history = {
  // What silences or redirects (clinical reference 0.7, 4)
  palliativeCare: fact<readonly { readonly name: string }[]>(['conditions'], view =>
    view.list(
      ['conditions'],
      [
        ...(view.currentConditions('palliative-care') ?? []),
        ...inSets(view.procedures, ['palliative-care']).filter(({ resource }) => statusCode(resource['status']) === 'in-progress'),
        ...view.services.filter(order => order.sets.has('palliative-care') && isOpen(order))
      ]
    )
  ),
  caudaEquina: recent(CAUDA_EQUINA_DAYS, 'cauda-equina', 'urinary-retention', 'bowel-incontinence'),
  /** A cauda equina entry that is past its own 14 days is a deficit still: between the two flags no active one falls silent before 30. */
  neuroDeficit: fact<readonly Finding[]>(['conditions'], view => {
    const { asOf } = view.chart
    const sets: readonly ValueSetId[] = [
      'neurological-deficit',
      'motor-deficit',
      'cord-compression',
      'vertebral-fracture-with-neurologic-injury',
      'cauda-equina'
    ]
    const isDeficit = (finding: Finding): boolean =>
      finding.sets.has('cauda-equina')
        ? !beganWithin(finding, CAUDA_EQUINA_DAYS, asOf, true)
        : !finding.sets.has('urinary-retention') && !finding.sets.has('bowel-incontinence')
    const found = inSets(view.conditions, sets).filter(
      finding => finding.active && isDeficit(finding) && beganWithin(finding, view.settings.neuroDeficitDays, asOf, true)
    )
    return view.list(['conditions'], found)
  }),
  spinalMalignancy: fact<readonly Finding[]>(['conditions'], view =>
    view.everConditions('spinal-malignancy', 'vertebral-fracture-neoplastic')
  ),
  cancer: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.everConditions('cancer-active', 'cancer-history', 'cancer-snomed', 'spinal-malignancy', 'lymphoma'), found =>
      found.filter(notSkin)
    )
  ),
  mgus: ever('mgus'),
  weightLoss: recent(365, 'weight-loss'),
  spinalInfection: fact<readonly Finding[]>(['conditions'], view => view.currentConditions('spinal-infection', 'osteomyelitis-any')),
  bloodstreamInfection: recent('bloodstreamInfectionDays', 'bacteremia-sepsis-endocarditis'),
  sepsis: recent(14, 'sepsis'),
  injectionDrugUse: recent('injectedDrugDays', 'iv-drug-use'),
  immunosuppression: current('immunosuppression'),
  tuberculosis: current('tuberculosis-granulomatous'),
  highEnergyTrauma: fact<readonly Finding[]>(['conditions'], view => view.everConditions('high-energy-trauma')),
  ankylosingSpine: ever('ankylosing-spine'),
  /** Of the last year, as long as a fracture is current, or active without a date. */
  spinalDislocation: recent(365, 'spinal-dislocation'),
  backPain: current('back-pain'),
  pregnancy: fact<readonly Finding[]>(['conditions'], view => {
    const entries = (view.currentConditions('pregnancy') ?? []).filter(finding => isPregnancyNow(finding, view.chart.asOf))
    return view.list(['conditions'], [...entries, ...view.pregnancyObserved.pregnant])
  }),
  /** Lactation, care after birth, or a pregnancy that ended within twelve months. */
  lactation: fact<readonly Finding[]>(['conditions'], view => {
    const { asOf } = view.chart
    const entries = inSets(view.conditions, ['lactation-postpartum']).filter(finding => isAfterBirth(finding, asOf))
    const ended = inSets(view.conditions, ['pregnancy']).flatMap(finding => endedLately(finding, asOf))
    return view.list(['conditions'], [...[...entries, ...ended].filter(({ suspected }) => !suspected), ...view.pregnancyObserved.birth])
  }),
  /** A positive pregnancy test of the last four weeks. */
  pregnancyTest: fact<readonly string[]>(['labs'], view => view.list(['labs'], view.positiveTests(28, 'lab-hcg'))),
  postmenopausal: ever('postmenopausal'),
  /** Cancer or spinal tumour that is only a working diagnosis. */
  cancerSuspected: suspected('cancer-active', 'cancer-snomed', 'spinal-malignancy', 'lymphoma', 'vertebral-fracture-neoplastic'),
  spinalInfectionSuspected: suspected('spinal-infection'),
  /** Metastasis or tumour of spine or bone, or a fracture coded as neoplastic, by code and not known to be over. Plasma cell disease is left out. */
  spinalTumor: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.currentConditions('spinal-malignancy', 'vertebral-fracture-neoplastic'), found =>
      found.filter(finding => !finding.byText && !isPlasmaCellDisease(finding))
    )
  ),
  osteoporosisDiagnosis: ever('osteoporosis'),
  /** Spinal procedures of the last three months, or as the site says. */
  spinalProcedure: fact<readonly Finding[]>(['conditions', 'procedures'], view =>
    unlessUndefined(view.everProcedures('spinal-procedure-recent', 'order-vertebral-augmentation'), found =>
      found.filter(finding => beganWithin(finding, view.settings.spinalProcedureDays, view.chart.asOf, false))
    )
  ),
  immunosuppressantsTaken: taking('immunosuppressants'),

  // Stomach, oesophagus, kidney, metabolism
  esophagusBlocked: ever('esophageal-obstruction-dysmotility'),
  esophagusDiseased: current('esophageal-mucosal-disease', 'peptic-ulcer-gi-bleed', 'gastritis', 'dysphagia'),
  achlorhydria: current('achlorhydria'),
  gerd: current('gerd'),
  bariatricSurgery: done('bariatric-surgery'),
  malabsorption: current('malabsorption-bariatric'),
  hyperparathyroidism: current('hyperparathyroidism'),
  hypercalcemiaDiagnosis: current('hypercalcemia'),
  hypocalcemiaDiagnosis: current('hypocalcemia'),
  hypoparathyroidism: current('hypoparathyroidism'),
  thyroidSurgery: done('thyroid-parathyroid-surgery'),
  dehydration: recent(DEHYDRATION_DAYS, 'dehydration'),
  orthostaticHypotension: current('orthostatic-hypotension'),
  granulomatousDisease: fact<readonly Finding[]>(['conditions'], view =>
    view.everConditions('sarcoidosis', 'tuberculosis-granulomatous', 'lymphoma')
  ),
  kidneyStones: ever('nephrolithiasis', 'hypercalciuria'),
  kidneyDisease: current('ckd'),
  ckdSevere: byCode(current('ckd-stage-4-5-esrd')),
  /** Severe kidney disease or acute injury that no code tells: it withholds an order, and leaves kidney function open. */
  kidneySaid: fact<readonly Finding[]>(['conditions'], view => {
    const lately = inSets(view.conditions, ['acute-kidney-injury']).filter(finding =>
      beganWithin(finding, KIDNEY_INJURY_DAYS, view.chart.asOf, true)
    )
    const found = [...inSets(view.conditions, ['ckd-stage-4-5-esrd']), ...lately]
    return view.list(
      ['conditions'],
      found.filter(({ byText, active, suspected }) => byText && active && !suspected)
    )
  }),
  dialysis: fact<readonly Finding[]>(['conditions', 'procedures'], view => {
    const procedures = inSets(view.procedures, ['dialysis']).filter(
      finding => finding.active || beganWithin(finding, 90, view.chart.asOf, false)
    )
    return view.list(['conditions'], [...(view.currentConditions('dialysis') ?? []), ...procedures])
  }),
  kidneyInjury: byCode(recent(KIDNEY_INJURY_DAYS, 'acute-kidney-injury')),
  /** Working diagnoses that would stand against a bone medicine, against tablets only, or against supplements. */
  boneObstacleSuspected: suspected(
    'osteonecrosis-of-jaw',
    'atypical-femoral-fracture',
    'paget-disease',
    'osteogenesis-imperfecta',
    'osteomalacia',
    'renal-osteodystrophy',
    'ckd-stage-4-5-esrd',
    'pregnancy'
  ),
  oralObstacleSuspected: suspected('esophageal-obstruction-dysmotility', 'upright-intolerance'),
  supplementObstacleSuspected: suspected(
    'hypercalcemia',
    'hyperparathyroidism',
    'sarcoidosis',
    'nephrolithiasis',
    'hypercalciuria',
    'ckd-stage-4-5-esrd'
  ),
  jawNecrosis: ever('osteonecrosis-of-jaw'),
  dentalExtraction: fact<readonly Finding[]>(['conditions', 'procedures'], view =>
    unlessUndefined(view.everProcedures('tooth-extraction-implant'), found =>
      found.filter(finding => beganWithin(finding, view.settings.spinalProcedureDays, view.chart.asOf, false))
    )
  ),
  atypicalFemurFracture: ever('atypical-femoral-fracture'),
  heartFailure: current('heart-failure'),
  atrialFibrillation: ever('atrial-fibrillation'),
  liverDisease: current('liver-disease'),
  alcoholUse: current('alcohol-use-disorder'),
  gastrointestinalBleed: ever('peptic-ulcer-gi-bleed'),
  strokeOrInfarction: ever('stroke-mi-acute', 'stroke-mi-history'),
  bypassSurgery: done('cabg'),
  asthma: current('asthma'),
  nsaidAsthma: ever('nsaid-asthma'),
  thrombosis: ever('vte'),
  fallHistory: ever('fall-risk-history', 'low-energy-fall', 'fall-event-unspecified'),
  /** Fracture of hip, wrist or upper end of the humerus, or one coded as osteoporotic at a site other than the spine. */
  otherFragilityFractures: ever('other-fragility-fracture'),
  densityProcedures: done('order-dxa'),
  /** Assessments of falls and of the home that were done. */
  fallsAssessments: doneByWords(fallsWords, 'order-fall-risk-assessment', 'order-occupational-therapy'),
  /** Physical therapy that was given. */
  physiotherapySessions: doneByWords(physiotherapyWords, 'order-physical-therapy'),
  uprightIntolerance: current('upright-intolerance'),
  kyphosis: ever('kyphosis'),
  dyspnea: current('dyspnea'),
  earlySatiety: current('early-satiety'),
  /** An ulcerated or badly inflamed nose takes no spray. */
  nasalUlceration: current('nasal-ulceration'),
  /** Bleeding disorder by its name; results and medicines are other facts. */
  coagulopathy: current('coagulopathy'),
  /** Skin breakdown, poor respiratory reserve, ostomy: a brace would harm. */
  braceObstacles: current('pressure-injury', 'copd-severe-respiratory', 'ostomy-abdominal-hernia'),
  dementia: current('dementia-delirium'),
  /** A head injury or faint of the last year, beside a fall. */
  headInjuryOrSyncope: recent(365, 'head-injury-syncope'),
  sleepApnea: current('sleep-apnea'),
  seizureDisorder: ever('seizure-disorder'),
  opioidUseDisorder: ever('opioid-use-disorder'),
  coronaryDisease: ever('coronary-disease'),
  /** Confined to bed or chair, or with reduced mobility. */
  immobility: current('immobility'),
  radiationTherapy: done('prior-radiation', 'radiation-therapy'),
  /** Pacemaker or defibrillator: CT or bone scan instead of MRI. */
  cardiacDevice: done('cardiac-device'),
  boneMetabolicDisease: ever('paget-disease', 'osteogenesis-imperfecta', 'osteomalacia', 'renal-osteodystrophy')
} as const
