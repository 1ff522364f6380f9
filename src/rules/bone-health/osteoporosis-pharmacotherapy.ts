import type { FractureStory } from '../../facts/index.js'
import type { RenalFact } from '../../facts/renal.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { own, readingText, round, type Markdown } from '../text.js'
import { treatmentGate, unreadForTreatment } from './treatment.js'

/**
 * A vertebral fragility fracture at 50 or older is an indication for osteoporosis treatment whatever the T-score:
 * alendronate or risedronate first, once kidney function and calcium are known.
 * Does not cover a blocked oral route or CrCl below 30 (`bisphosphonate-alternative`), nor sequence after other agents.
 */
export const osteoporosisPharmacotherapy = defineRule({
  id: 'osteoporosis-pharmacotherapy',
  title: 'Osteoporosis treatment after vertebral fracture',
  kind: 'guidance',
  core: true,
  topic: 'pharmacotherapy',
  about: 'osteoporosis medicine',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'ACP-2023',
  evidence: ['ACP-2023', 'ES-2019', 'ASBMR-SFP-2019', 'BHOF-2022', 'NOGG', 'LABEL-BP-2026', 'GAO-2021'],
  signOff: ['warning from 65 and info at 50–64 is a design choice', 'Cockcroft–Gault as the measure of CrCl', 'oral start with 25-OH vitamin D ≥ 12 ng/mL is a design choice'],
  needs: [
    'patient', 'adult50', 'fracture', 'boneTherapies', 'oralRoute', 'renal', 'calcium', 'vitaminD', 'labGaps', 'allergies', 'jawNecrosis', 'atypicalFemurFracture',
    'cancer', 'mgus', 'pregnancy', 'glucocorticoidsTaken', 'nsaidsTaken', 'aspirinTaken', 'boneMetabolicDisease', 'hypocalcemiaDiagnosis', 'unidentifiedMedicines', 'unread', 'drafts', 'asOf'
  ],

  evaluate(facts) {
    const { patient, adult50, fracture } = facts
    if (fracture === undefined || fracture.status === 'suspected') return notApplicable('no confirmed vertebral fracture in scope')
    if (patient === undefined || adult50 === undefined) return dataRequired('patient')
    if (!adult50.applies) return notApplicable('age below 50, or unknown')
    if (!isFragility(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    const gate = treatmentGate(facts)
    if (gate.kind === 'unknown') return dataRequired(...gate.missing)
    if (gate.kind === 'treated') return notApplicable(gate.reason)
    if (gate.route === 'alternative') return notApplicable('the oral route is blocked or CrCl is below 30: see bisphosphonate-alternative')

    const { stops, cautions } = gate
    const warns = (patient.age?.min ?? 0) >= 65
    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    const proposals = stops.length === 0 ? oralProposals(facts.renal) : []
    return applies({
      indicator: warns ? 'warning' : 'info',
      summary: underQuestion
        ? `Untreated ${fractureName(fracture)} at ${String(patient.age?.min ?? '')}: clear the cancer question first, then bone treatment.`
        : `Untreated vertebral fragility fracture (${fractureName(fracture)}): start osteoporosis therapy now; DXA need not come first.`,
      why: [
        fractureText(fracture, !underQuestion),
        own(`No bone-active medicine in force${adult50.assumption === undefined ? '' : `; ${adult50.assumption}`}`),
        ...gate.basis
      ],
      guidance: guidanceFor(patient.sex, facts.renal, (facts.glucocorticoidsTaken ?? []).length > 0),
      disagreement: [own('ACP starts with a bisphosphonate; AACE and NOGG weigh an anabolic agent first at very high risk. One recent vertebral fracture is very high risk to AACE, not to ACP.')],
      notChecked: [...stops, ...cautions, ...unreadForTreatment(facts), own('Dental plans, swallowing and the ability to follow the weekly dosing are not in the data')],
      ifYouDisagree: own('Record therapy given elsewhere, intolerance or the reason below; the card then has its answer.'),
      proposals,
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'therapy-elsewhere', 'specialist-managing']
    })
  }
})

const isFragility = ({ etiology }: FractureStory): boolean => etiology === 'osteoporotic' || etiology === 'presumed-fragility'

/** CrCl ≥ 35: alendronate or risedronate; 30–34: risedronate with caution (labels, clinical reference B3). */
function oralProposals(renal: RenalFact | undefined): readonly Proposal[] {
  if (renal?.band === '30-34') {
    return [{ kind: 'order', key: 'risedronate', order: 'risedronate', note: `CrCl ${round(renal.crcl ?? 0)} mL/min is just above the label limit of 30: recheck creatinine in 3 months.` }]
  }
  return [
    { kind: 'order', key: 'alendronate', order: 'alendronate', recommended: true },
    { kind: 'order', key: 'risedronate', order: 'risedronate' }
  ]
}

function guidanceFor(sex: 'female' | 'male' | undefined, renal: RenalFact | undefined, onGlucocorticoid: boolean): readonly Markdown[] {
  const strength =
    sex === 'male'
      ? 'ACP 2023 suggests a bisphosphonate for men (conditional, low certainty); alendronate, risedronate and zoledronic acid are options.'
      : 'ACP 2023 recommends a bisphosphonate first in postmenopausal women (strong, high certainty); Endocrine Society 2019 agrees (1, high).'
  const lines = [own(strength), own('ASBMR coalition 2019 (from 65): offer treatment promptly; the fracture itself makes the diagnosis. Early use does not delay healing (Gao 2021).')]
  if (renal?.band === '30-34') lines.push(own(`CrCl ${round(renal.crcl ?? 0)} mL/min: alendronate is not recommended below 35 and zoledronic acid is contraindicated (US labels); risedronate is labelled from 30.`))
  if (onGlucocorticoid) lines.push(own('On a systemic glucocorticoid: alendronate, risedronate or zoledronic acid also fit glucocorticoid-induced osteoporosis.'))
  lines.push(own('Reassess the need at 3 to 5 years. New thigh or groin pain: stop and image.'))
  if (renal?.creatinine !== undefined && renal.crcl === undefined) lines.push(readingText('Creatinine', renal.creatinine, 2))
  return lines
}
