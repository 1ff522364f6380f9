import type { Facts } from '../../facts/index.js'
import { fractureName } from '../fracture-text.js'
import { applies, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { crclText, own, type Markdown } from '../text.js'
import { treatmentGate, treatmentNeeds, unreadForTreatment, type TreatmentDue } from './treatment.js'
import { stopText } from './treatment-stops.js'

const needs = [...treatmentNeeds, 'glucocorticoidsTaken', 'dementia', 'settings'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * A vertebral fragility fracture at 50 or older is an indication for osteoporosis treatment whatever the T-score:
 * alendronate or risedronate first, once kidney function and calcium are known.
 * Does not cover a blocked oral route or CrCl below 30 (`bisphosphonate-alternative`), a lapsed denosumab, nor sequence after other agents.
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
  evidence: ['ACP-2023', 'ES-2019', 'ASBMR-SFP-2019', 'LABEL-BP-2026', 'GAO-2021', 'NOGG'],
  signOff: [
    'warning from 65 and info at 50–64 is a design choice',
    'Cockcroft–Gault as the measure of CrCl; alendronate not below 35 and risedronate from 30 rest on secondary sources',
    'oral start with 25-OH vitamin D ≥ 12 ng/mL is a design choice',
    'an active aspirin or NSAID withholds the oral order: the labels say caution',
    'a bisphosphonate stopped for harm, as code or words of its reason tell, withholds the order; so does a finding known by its words only',
    'five years of a bisphosphonate, or three and stopped within two, is no fresh start: the card stays without an order',
    'glucocorticoid-induced osteoporosis and upper-GI risk rest on general knowledge and secondary sources'
  ],
  needs,

  evaluate(facts) {
    const gate = treatmentGate(facts)
    if (gate.kind === 'decided') return gate.decision
    if (gate.route === 'alternative')
      return notApplicable('the oral route is blocked or CrCl is below 30 mL/min: see bisphosphonate-alternative')
    return applies({
      // Information below (clinical reference B3, a design choice).
      indicator: (gate.patient.age?.min ?? 0) >= facts.settings.treatmentWarningAge ? 'warning' : 'info',
      summary: summaryOf(gate),
      why: gate.basis,
      guidance: guidanceOf(gate, facts),
      disagreement: [
        own(
          'ACP starts with a bisphosphonate; AACE and NOGG weigh an anabolic agent first at very high risk. One recent vertebral fracture is very high risk to AACE, not to ACP.'
        )
      ],
      notChecked: [
        ...gate.stops.map(stopText),
        ...gate.cautions,
        ...unreadForTreatment(facts),
        own('Dental plans, swallowing and the ability to follow the weekly dosing are not in the data')
      ],
      ifYouDisagree: own(
        'Enter therapy given elsewhere on the medication list and intolerance among the allergies; else give the reason below.'
      ),
      proposals: gate.stops.length === 0 ? oralProposals(facts) : insteadOf(gate),
      onlyOne: gate.stops.length === 0,
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'therapy-elsewhere', 'specialist-managing']
    })
  }
})

/** The message is what stands in the way, where something does: missing is not normal. */
function summaryOf({ fracture, patient, stops, underQuestion }: TreatmentDue): string {
  const name = fractureName(fracture)
  if (underQuestion) return `Untreated ${name} at ${String(patient.age?.min ?? '')}: clear the cancer question first, then bone treatment.`
  const named = stops.find(({ summary }) => summary !== undefined)?.summary
  if (named !== undefined) return named
  const missing = stops.map(stop => stop.missing).filter(item => item !== undefined)
  if (missing.length > 0)
    return `Untreated ${name}: treatment is due; drug suggestion withheld until ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} known.`
  const place = fracture.levels.length === 0 ? '' : ` (${fracture.levels.slice(0, 4).join('/')})`
  if (stops.length > 0) return `Untreated vertebral fragility fracture${place}: treatment is due; no order offered yet, see why.`
  const verb = patient.sex === 'male' ? 'consider' : 'start'
  return `Untreated vertebral fragility fracture${place}: ${verb} osteoporosis therapy now; DXA need not come first.`
}

/** CrCl ≥ 35: alendronate or risedronate; 30–34: risedronate with caution (labels, clinical reference B3). */
function oralProposals({ renal, settings }: Known): readonly Proposal[] {
  if (renal?.band === '30-34') {
    return [
      {
        kind: 'order',
        key: 'risedronate',
        order: 'risedronate',
        note: `CrCl ${crclText(renal.crcl)} mL/min is just above the label limit of 30: recheck creatinine in 3 months.`
      }
    ]
  }
  const first = settings.firstOralBisphosphonate
  const second = first === 'alendronate' ? 'risedronate' : 'alendronate'
  return [
    { kind: 'order', key: first, order: first, recommended: true },
    { kind: 'order', key: second, order: second }
  ]
}

const insteadOf = ({ stops }: TreatmentDue): readonly Proposal[] =>
  [...new Set(stops.flatMap(({ instead }): readonly OrderId[] => instead ?? []))].map(order => ({ kind: 'order', key: order, order }))

const strengthFor = (sex: 'female' | 'male' | undefined): string => {
  const women =
    'ACP 2023 recommends a bisphosphonate first in postmenopausal women (strong, high certainty); Endocrine Society 2019 agrees (1, high).'
  const men = 'ACP 2023 suggests a bisphosphonate for men (conditional, low certainty).'
  return sex === 'male' ? `${men} Alendronate, risedronate and zoledronic acid are options.` : sex === 'female' ? women : `${women} ${men}`
}

function guidanceOf({ patient }: TreatmentDue, { renal, glucocorticoidsTaken, dementia }: Known): readonly Markdown[] {
  return [
    own(strengthFor(patient.sex)),
    own(
      'ASBMR coalition 2019 (from 65): offer treatment promptly; the fracture itself makes the diagnosis, whatever the T-score. Early use does not delay healing (Gao 2021).'
    ),
    ...(renal?.band === '30-34'
      ? [
          own(
            `CrCl ${crclText(renal.crcl)} mL/min: alendronate is not recommended below 35 and zoledronic acid is contraindicated (US labels); risedronate is labelled from 30: with caution, or ask a specialist.`
          )
        ]
      : []),
    ...((glucocorticoidsTaken ?? []).length > 0
      ? [own('On a systemic glucocorticoid: alendronate, risedronate or zoledronic acid also fit glucocorticoid-induced osteoporosis.')]
      : []),
    ...((dementia ?? []).length > 0
      ? [own('Cognitive impairment is on record: without supervision of the weekly tablet an intravenous agent fits better.')]
      : []),
    own('Reassess the need at 3 to 5 years. New thigh or groin pain: stop and image.')
  ]
}
